package outside

import "context"

// opener opens a file, a folder or an address as the system does.
func opener(what string) []string { return []string{"open", what} }

// usual is the system's own player of a file. For an address it would be a browser.
func usual(_ context.Context, f Film) ([]string, error) {
	if f.Path == "" {
		return nil, errNoUsual
	}
	return opener(f.Path), nil
}
