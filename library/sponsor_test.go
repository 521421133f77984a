package library

import (
	"reflect"
	"strconv"
	"testing"
)

// TestASponsorsNameHasOneBound: documents have it from a tag.
func TestASponsorsNameHasOneBound(t *testing.T) {
	field, _ := reflect.TypeFor[Spot]().FieldByName("Sponsor")
	if got := field.Tag.Get("max"); got != strconv.Itoa(MaxSponsorName) {
		t.Errorf("%q, not %d", got, MaxSponsorName)
	}
}
