package studio

import "matinee/app/ui/say"

// problem says what went wrong; "" when nothing did.
func problem(err error) string {
	if err == nil {
		return ""
	}
	return say.Problem(err)
}
