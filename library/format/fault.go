package format

import (
	"errors"
	"fmt"

	"matinee/library"
)

// Fault is why a document is refused. Test vectors name them; errors.Is finds
// them in what this package returns.
type Fault string

// The faults.
const (
	FaultSize      Fault = "oversized"       // more bytes than its kind may have
	FaultSyntax    Fault = "syntax"          // not what JSON or the envelope looks like
	FaultDuplicate Fault = "duplicate-key"   // a name stands twice in one object
	FaultNumber    Fault = "bad-number"      // not an integer that every program reads alike
	FaultDepth     Fault = "too-deep"        // nested too deeply
	FaultCount     Fault = "too-many"        // more values than allowed
	FaultKind      Fault = "wrong-kind"      // another document than was asked for
	FaultNewer     Fault = "newer-format"    // of a version that this program does not know
	FaultField     Fault = "bad-field"       // a field is missing or not what it must be
	FaultSignature Fault = "bad-signature"   // not signed by the key it names
	FaultSigner    Fault = "wrong-signer"    // signed, but by nobody who may
	FaultRoot      Fault = "wrong-root"      // of another channel than the one meant
	FaultRollback  Fault = "rolled-back"     // older than what is held
	FaultFork      Fault = "forked"          // the same place in the order, other bytes
	FaultExpired   Fault = "expired"         // its time is over
	FaultRevoked   Fault = "revoked"         // its key was revoked
	FaultTerms     Fault = "terms"           // the rules of terms or of a deal are broken
	FaultMismatch  Fault = "mismatch"        // it is about another thing than it is held against
	FaultEarly     Fault = "too-early"       // not yet
	FaultDevice    Fault = "other-recipient" // made for another device or store
)

func (f Fault) Error() string { return string(f) }

// code is the kind of error a person meets for a fault.
func (f Fault) code() library.Code {
	switch f {
	case FaultNewer:
		return library.CodeNewerFormat
	case FaultSignature, FaultSigner, FaultRoot:
		return library.CodeBadSignature
	case FaultRollback:
		return library.CodeRolledBack
	case FaultFork:
		return library.CodeForked
	case FaultExpired:
		return library.CodeExpired
	case FaultRevoked:
		return library.CodeRevoked
	case FaultTerms:
		return library.CodeBadTerms
	case FaultMismatch:
		return library.CodeMismatch
	case FaultEarly:
		return library.CodeTooEarly
	case FaultDevice:
		return library.CodeOtherDevice
	default:
		return library.CodeBadDocument
	}
}

// fail makes an error of a fault; what is the particular.
func fail(f Fault, what string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(what, args...), f)
}

// told gives an error of this package the kind that people meet, and the
// document's name.
func told(name string, err error) error {
	if err == nil {
		return nil
	}
	var fault Fault
	if !errors.As(err, &fault) {
		return fmt.Errorf("%s: %w", name, err)
	}
	var has *library.Error
	if errors.As(err, &has) {
		return err
	}
	return &library.Error{Code: fault.code(), Err: fmt.Errorf("%s: %w", name, err)}
}
