package dubbo

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/hessian"
)

// unreadable is a class that Java consumers from 3.2 on refuse to make, and
// then call again: it never leaves us.
const unreadable = "java.lang.Throwable"

// encodeException writes what a service threw.
func encodeException(enc *hessian.Encoder, e *hark.Exception) error {
	if isThrowable(e.Err) {
		// The program has a type for the class, with fields of its own.
		return enc.Encode(e.Err)
	}
	return enc.Encode(throwable(e, maxCauses))
}

// maxCauses bounds a chain of causes, which in Go may go in circles.
const maxCauses = 64

// throwable returns the exception as Java has it. Without a cause it becomes
// its own, which is how Java says so.
func throwable(e *hark.Exception, causes int) *hessian.Throwable {
	t := &hessian.Throwable{Class: e.Class, Message: e.Message, StackTrace: []hessian.StackTraceElement{}}
	if e.Class == "" || e.Class == unreadable {
		t.Class = hark.RuntimeException
	}
	for _, f := range e.Stack {
		t.StackTrace = append(t.StackTrace, hessian.StackTraceElement{
			DeclaringClass: f.Class, MethodName: f.Method, FileName: f.File, LineNumber: int32(f.Line), //nolint:gosec // of a file
		})
	}
	if e.Cause != nil && causes > 0 {
		t.Cause = throwable(e.Cause, causes-1)
	}
	for name, value := range e.Fields {
		t.Fields = append(t.Fields, hessian.Field{Name: name, Value: value})
	}
	slices.SortFunc(t.Fields, func(a, b hessian.Field) int { return strings.Compare(a.Name, b.Name) })
	return t
}

// isThrowable reports whether err is a pointer to a struct that embeds a
// [hessian.Throwable] and says which class it is.
func isThrowable(err error) bool {
	_, named := err.(hessian.JavaClassNamer)
	return named && embedded(err) != nil
}

// embedded returns the Throwable that v is or that the struct it points to
// embeds, or nil.
func embedded(v any) *hessian.Throwable {
	if t, ok := v.(*hessian.Throwable); ok {
		return t
	}
	p := reflect.ValueOf(v)
	if p.Kind() != reflect.Pointer || p.IsNil() || p.Elem().Kind() != reflect.Struct {
		return nil
	}
	f, ok := p.Elem().Type().FieldByName("Throwable")
	if !ok || !f.Anonymous || f.Type != reflect.TypeFor[hessian.Throwable]() {
		return nil
	}
	field, err := p.Elem().FieldByIndexErr(f.Index)
	if err != nil { // it is behind an embedded pointer to nothing
		return nil //nolint:nilerr // and so there is none
	}
	t, _ := reflect.TypeAssert[*hessian.Throwable](field.Addr())
	return t
}

// errNotThrown says that an answer of the type of an exception holds none.
var errNotThrown = errors.New("the answer is said to be an exception and is none")

// exception returns what came as an exception.
func exception(v any, causes int) (*hark.Exception, error) {
	t := embedded(v)
	if t == nil {
		return nil, errNotThrown
	}
	e := &hark.Exception{Class: t.Class, Message: t.Message}
	if err, ok := v.(error); ok && v != any(t) {
		e.Err = err
		if namer, ok := v.(hessian.JavaClassNamer); ok && e.Class == "" {
			e.Class = namer.JavaClassName()
		}
	}
	for _, f := range t.StackTrace {
		e.Stack = append(e.Stack, hark.StackFrame{Class: f.DeclaringClass, Method: f.MethodName, File: f.FileName, Line: int(f.LineNumber)})
	}
	for _, f := range t.Fields {
		if e.Fields == nil {
			e.Fields = make(map[string]any, len(t.Fields))
		}
		e.Fields[f.Name] = f.Value
	}
	if t.Cause != nil && any(t.Cause) != v && causes > 0 {
		e.Cause, _ = exception(t.Cause, causes-1) // what is no exception is no cause
	}
	return e, nil
}
