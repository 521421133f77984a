package outside

import "context"

// usual is the system's own player of a file. For an address it would be a browser.
func usual(_ context.Context, f Film) ([]string, error) {
	if f.Path == "" {
		return nil, errNoUsual
	}
	return []string{"open", f.Path}, nil
}
