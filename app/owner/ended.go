package owner

import (
	"matinee/library"
	"matinee/sync/store"
)

// ended is what it means for a buyer that their order will not be settled; nil while it may
// be.
func ended(state store.State) error {
	switch state {
	case store.Expired, store.Canceled:
		return &library.Error{Code: library.CodeOrderEnded}
	case store.Refused:
		return &library.Error{Code: library.CodeWrongPayment}
	case store.Disputed:
		return &library.Error{Code: library.CodeDisputed}
	default:
		return nil
	}
}
