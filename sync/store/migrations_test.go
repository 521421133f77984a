package store

import (
	"fmt"
	"strings"
	"testing"
)

// TestStepsAreNumberedOnce: a step is known by its place, so one that came between
// two others would never reach a store that has both.
func TestStepsAreNumberedOnce(t *testing.T) {
	files, err := schema.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		if want := fmt.Sprintf("%04d_", i+1); !strings.HasPrefix(f.Name(), want) {
			t.Errorf("%s stands where %s… belongs", f.Name(), want)
		}
	}
}
