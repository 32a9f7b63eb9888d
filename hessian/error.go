package hessian

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// ErrSyntax is in the chain of every error that tells of bytes which are no
// Hessian 2. A message that ends too early is io.ErrUnexpectedEOF instead.
var ErrSyntax = errors.New("malformed Hessian 2")

// An Error says what could not be encoded or decoded, and where. Its cause is
// a [*TypeError], a [*LimitError], [io.ErrUnexpectedEOF], something that wraps
// [ErrSyntax], or what a method of the user's type returned.
type Error struct {
	// Offset is where in the message it happened, in bytes.
	Offset int
	// Err is the cause.
	Err error

	encoding bool
	root     string // the outermost type
	path     []step // from the innermost step outwards
}

// A step leads from a value to one inside it.
type step struct {
	name  string // of a field, or ""
	index int    // of an element of a list or an entry of a map
}

// maxPathSteps is how much of a deep path is shown.
const maxPathSteps = 32

// Path says which part of the value it was, such as Order.Items[3].Price, or
// is empty where it was the value itself.
func (e *Error) Path() string {
	var b strings.Builder
	b.WriteString(e.root)
	for i, s := range slices.Backward(e.path) {
		if shown := len(e.path) - i; shown > maxPathSteps {
			b.WriteString("...")
			break
		}
		if s.name == "" {
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.name)
	}
	return b.String()
}

func (e *Error) Error() string {
	verb := "decode"
	if e.encoding {
		verb = "encode"
	}
	if p := e.Path(); p != "" {
		return fmt.Sprintf("hessian: %s %s at offset %d: %v", verb, p, e.Offset, e.Err)
	}
	return fmt.Sprintf("hessian: %s at offset %d: %v", verb, e.Offset, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// A TypeError tells of a value that does not fit the Go type it is meant for,
// or of a Go type that has no form in Hessian.
type TypeError struct {
	// Wire says what is in the message, such as `string` or `object of
	// com.example.Person`; it is empty for a Go type that cannot be encoded.
	Wire string
	// Go is the type in the program.
	Go reflect.Type
	// Reason says more where the two types do not say it all.
	Reason string
}

func (e *TypeError) Error() string {
	s := fmt.Sprintf("%v has no form in Hessian", e.Go)
	if e.Wire != "" {
		s = fmt.Sprintf("%s does not fit %v", e.Wire, e.Go)
	}
	if e.Reason != "" {
		s += ": " + e.Reason
	}
	return s
}

// A LimitError tells of a message that asks for more than [Limits] allows.
type LimitError struct {
	Limit string // what is limited: depth, message size, definitions, …
	Max   int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("over the limit of %d for %s", e.Max, e.Limit)
}

// opaqueReason is why a struct cannot stand for an object.
const opaqueReason = "all its fields are unexported: register it, or tag the field with class=, for a class of text"

// A syntaxError is a cause that wraps ErrSyntax.
type syntaxError string

func (e syntaxError) Error() string { return string(e) }
func (syntaxError) Unwrap() error   { return ErrSyntax }

const (
	errNotInt   = syntaxError("expected an int")
	errChunk    = syntaxError("a string or binary goes on with something else")
	errUTF8     = syntaxError("invalid UTF-8")
	errPairCut  = syntaxError("a string ends inside a character of two units")
	errNoRef    = syntaxError("a reference to something that is not there")
	errNoClass  = syntaxError("an object of a class that was not defined")
	errNoType   = syntaxError("a type name that was not given")
	errNegative = syntaxError("a negative length")
	errOddMap   = syntaxError("a map ends after a key")
	errString   = syntaxError("expected a string")
)

var (
	errTruncated = io.ErrUnexpectedEOF
	errTooMany   = fmt.Errorf("a length beyond the end of the message: %w", io.ErrUnexpectedEOF)
)

// within adds a step to the path of err on its way out.
func within(err error, s step) error {
	if e, ok := err.(*Error); ok { //nolint:errorlint // it is ours and not wrapped yet
		e.path = append(e.path, s)
	}
	return err
}
