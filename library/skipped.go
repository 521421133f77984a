package library

import "errors"

// Why a file is left out of an import, beyond what the system says.
var (
	ErrEmptyFile = errors.New("it is empty")
	ErrOddFile   = errors.New("it is no ordinary file")
)
