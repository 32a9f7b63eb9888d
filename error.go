package hark

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// A Code says how a call failed. Each is itself an error to be asked for:
//
//	if errors.Is(err, hark.ErrNoProvider) { … }
type Code uint8

// The ways in which a call fails. What the provider's own code threw is none
// of them but an [*Exception].
const (
	ErrUnknown    Code = iota // none of the others
	ErrNoProvider             // the registry knows no provider of the service
	ErrConnect                // no connection to the provider could be made
	ErrLost                   // the connection was lost; the method may have run
	ErrTimeout                // also context.DeadlineExceeded; the method may have run
	ErrCanceled               // by the caller; also context.Canceled
	ErrEncode                 // an argument has no form on the wire
	ErrDecode                 // the reply does not fit the result
	ErrLimit                  // too many calls in flight
	ErrClosed                 // the client is closed, or was shut down meanwhile
	ErrNotFound               // the provider has no such service or method
	ErrRefused                // the provider would not run it: token, limit, no thread
	ErrAborted                // an interceptor panicked or ended its goroutine
	ErrUnbound                // the method was not referred to a provider
)

var codeText = [...]string{
	ErrUnknown:    "failed",
	ErrNoProvider: "no provider",
	ErrConnect:    "cannot connect",
	ErrLost:       "connection lost",
	ErrTimeout:    "timeout",
	ErrCanceled:   "canceled",
	ErrEncode:     "cannot encode the argument",
	ErrDecode:     "cannot decode the reply",
	ErrLimit:      "limit exceeded",
	ErrClosed:     "client closed",
	ErrNotFound:   "not found",
	ErrRefused:    "refused",
	ErrAborted:    "aborted",
	ErrUnbound:    "not referred",
}

// Error returns the code in words.
func (c Code) Error() string {
	if int(c) < len(codeText) {
		return codeText[c]
	}
	return fmt.Sprintf("code %d", uint8(c))
}

// An Error is why a call failed, other than by what the provider's code threw.
// errors.Is finds its Code, its cause, and [context.DeadlineExceeded] or
// [context.Canceled] where the code says so. The same cause has the same error
// whether the call is synchronous or not (E13).
type Error struct {
	Code    Code
	Service ServiceID
	Method  string // Java's name
	Addr    string // of the provider, if the call came so far
	Message string // what happened and, where that helps, what to do
	// NotRun says that the provider is known not to have run the method, so
	// that another attempt can do no harm.
	NotRun bool
	Err    error // the cause, or nil
}

// Error returns what failed, where, and why.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("hark: ")
	if e.Service.Interface != "" {
		b.WriteString(e.Service.String())
		if e.Method != "" {
			b.WriteString(" " + e.Method)
		}
		b.WriteString(": ")
	}
	if e.Addr != "" {
		b.WriteString("at " + e.Addr + ": ")
	}
	b.WriteString(e.Code.Error())
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is e's code or the context error that means the same.
func (e *Error) Is(target error) bool {
	switch target {
	case e.Code:
		return true
	case context.DeadlineExceeded:
		return e.Code == ErrTimeout
	case context.Canceled:
		return e.Code == ErrCanceled
	}
	return false
}

// about fills in what a protocol left out, in a copy: one error may have ended
// several calls.
func (e *Error) about(c *Call) *Error {
	about := *e
	if about.Service == (ServiceID{}) {
		about.Service = c.Service
	}
	if about.Method == "" {
		about.Method = c.Method
	}
	if about.Addr == "" && c.Endpoint != nil {
		about.Addr = c.Endpoint.Addr
	}
	return &about
}

// retriable reports whether another provider may be tried: the last is known
// not to have run the method, and not for a reason that holds for all.
func retriable(err error) bool {
	e, ok := err.(*Error) //nolint:errorlint // attempts return it unwrapped
	return ok && e.NotRun && e.Code != ErrEncode && e.Code != ErrClosed
}

// RuntimeException is the Java class that stands for an error of Go which
// names none of its own. Java consumers of every version can read it.
const RuntimeException = "java.lang.RuntimeException"

// An Exception is what the provider's own code threw. Of a provider in Go it
// is what the service returned; see [JavaError].
type Exception struct {
	// Class is the full name of the Java class.
	Class string
	// Message is the exception's own, without the class.
	Message string
	// Stack is where it was thrown, innermost first. It may be empty.
	Stack []StackFrame
	// Cause is what the exception wraps, or nil.
	Cause *Exception
	// Fields are those that the class adds to Throwable, by their Java names.
	Fields map[string]any
	// Err is the exception as a Go error where its class is known to the
	// program; errors.As finds it.
	Err error
}

// A StackFrame is one line of a Java stack trace.
type StackFrame struct {
	Class, Method, File string
	Line                int // negative if unknown
}

// String returns the frame as Java prints it.
func (f StackFrame) String() string {
	where := "Unknown Source"
	switch {
	case f.File != "" && f.Line >= 0:
		where = fmt.Sprintf("%s:%d", f.File, f.Line)
	case f.File != "":
		where = f.File
	}
	return f.Class + "." + f.Method + "(" + where + ")"
}

// Error returns class and message.
func (e *Exception) Error() string {
	if e.Message == "" {
		return e.Class
	}
	return e.Class + ": " + e.Message
}

// Unwrap returns the Go form of the exception and its cause, those there are.
func (e *Exception) Unwrap() []error {
	var errs []error
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	if e.Cause != nil {
		errs = append(errs, e.Cause)
	}
	return errs
}

// A JavaError is an error that stands for an exception of a Java class. A
// service that returns one throws that class; any other error is thrown as a
// [RuntimeException] and only its text gets through. That holds inside the
// process too, so that a test without a network sees what a consumer will.
type JavaError interface {
	error
	// JavaClassName returns the full name of the class.
	JavaClassName() string
}

// thrown returns the exception that err, returned by a service, stands for.
func thrown(err error) *Exception {
	var e *Exception
	if errors.As(err, &e) {
		return e
	}
	var j JavaError
	if errors.As(err, &j) {
		return &Exception{Class: j.JavaClassName(), Message: j.Error(), Err: j}
	}
	return &Exception{Class: RuntimeException, Message: err.Error()}
}

// A HandlerError tells OnThrow that a handler failed. It is a notice beside
// the call's own events, not the call's error: the call goes on, and what the
// caller is told does not change (E14, E15).
type HandlerError struct {
	// Event is whose handler failed.
	Event Event
	// Err is the error it returned, or its panic.
	Err error
	// Stack is where it panicked; empty if it returned the error.
	Stack []byte
}

// Error returns which handler failed, and how.
func (e *HandlerError) Error() string {
	return "hark: handler of " + e.Event.String() + ": " + e.Err.Error()
}

// Unwrap returns the failure itself.
func (e *HandlerError) Unwrap() error { return e.Err }

// panicked returns a recovered value as an error; nil, which no panic has,
// stands for runtime.Goexit.
func panicked(v any) error {
	switch v := v.(type) {
	case nil:
		return errGoexit
	case error:
		return fmt.Errorf("panic: %w", v)
	}
	return fmt.Errorf("panic: %v", v)
}

type constError string

func (e constError) Error() string { return string(e) }

const errGoexit = constError("it ended its goroutine by runtime.Goexit")
