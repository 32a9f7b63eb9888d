package hessian

import (
	"slices"
	"unsafe"
)

// A Throwable is a Java exception of any class. It is an error, and is used
// by its pointer.
//
// A Go type for a certain exception embeds it, adds the fields of its own,
// and has a method JavaClassName or is registered:
//
//	type StockException struct {
//		hessian.Throwable
//		Left int32
//	}
type Throwable struct {
	// Class is the Java class. Of an embedded Throwable it is told when
	// decoding, and not asked when encoding.
	Class string `hessian:"-"`
	// Message is what getMessage returns; empty is null.
	Message string `hessian:"detailMessage,null"`
	// Cause is a *Throwable or a pointer to a registered type, or nil.
	Cause error `hessian:"cause,self"`
	// StackTrace has the innermost frame first.
	StackTrace []StackTraceElement `hessian:"stackTrace"`
	Suppressed []error             `hessian:"suppressedExceptions"`
	// Fields are those that the exception's own class adds. An embedded
	// Throwable has none: they are the fields of the struct around it.
	Fields []Field `hessian:"-"`
}

// throwableFields are the fields of java.lang.Throwable as they are written.
var throwableFields = []string{"detailMessage", "cause", "stackTrace", "suppressedExceptions"}

// A StackTraceElement is a java.lang.StackTraceElement.
type StackTraceElement struct {
	DeclaringClass string
	MethodName     string
	FileName       string `hessian:",null"`
	LineNumber     int32
	// Since Java 9; empty is null.
	ModuleName      string `hessian:",null"`
	ModuleVersion   string `hessian:",null"`
	ClassLoaderName string `hessian:",null"`
}

func (t *Throwable) Error() string {
	switch {
	case t.Class == "":
		return t.Message
	case t.Message == "":
		return t.Class
	}
	return t.Class + ": " + t.Message
}

// Unwrap returns the cause.
func (t *Throwable) Unwrap() error { return t.Cause }

// Get returns the value of a field of the exception's own class.
func (t *Throwable) Get(name string) (value any, ok bool) { return lastField(t.Fields, name) }

func encodeThrowable(e *Encoder, p unsafe.Pointer) error {
	t := (*Throwable)(p)
	if t.Class == "" {
		return &TypeError{Go: throwableType, Reason: "it has no Class"}
	}
	if err := e.enter(); err != nil {
		return err
	}
	at, err := e.dynamicClass(t.Class, throwableFields, t.Fields)
	if err != nil {
		return err
	}
	pl, err := e.reg.throwablePlan()
	if err != nil {
		return err
	}
	self := e.objectHead(at)
	if err := e.fields(p, pl, self); err != nil {
		return err
	}
	if err := e.fieldValues(t.Fields); err != nil {
		return err
	}
	e.depth--
	return nil
}

// isThrowable tells whether a class with these fields is an exception's: no
// other class of Java has a field of this name.
func isThrowable(fields []string) bool { return slices.Contains(fields, "detailMessage") }
