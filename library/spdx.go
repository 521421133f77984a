package library

import (
	"errors"
	"strings"
)

// SPDX names the licence under which something may be passed on, by an SPDX
// identifier ("CC-BY-4.0"), or AllRightsReserved.
type SPDX string

// AllRightsReserved says in SPDX's own way that there is no public licence.
const AllRightsReserved SPDX = "LicenseRef-AllRightsReserved"

// Valid reports that the identifier has not the form that SPDX gives it. Which
// ones exist is not judged: the list grows.
func (s SPDX) Valid() error {
	if len(s) < 1 || len(s) > 64 || !madeOf(strings.ToLower(string(s)), letters+numerals+".-") {
		return errors.New("is not an SPDX licence identifier")
	}
	return nil
}
