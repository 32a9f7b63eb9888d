package hark

import (
	"context"
	"fmt"
	"sync"
)

// A Service is an implementation of a Java interface, ready to be exported by
// [Server.Export]. The generator writes a function that makes one.
type Service struct {
	// Interface is the full Java name.
	Interface string
	// Methods are its methods, made by [Handle].
	Methods []Handler
}

// A Handler serves one method of a [Service].
type Handler struct { //nolint:recvcheck // Overload is called on what Handle returns
	// Name is the Java name of the method.
	Name string
	// Descriptor lists the parameter types as the JVM writes them. It may be
	// empty unless several handlers have one name; of a method without
	// parameters it is.
	Descriptor string

	serve func(ctx context.Context, call *Call) error
	adopt func(h *Handler, call *Call) (own *Call, err error)
	yield func(own, call *Call)
	fresh func(h *Handler) *Call
	slots *sync.Pool
	bare  bool // the method has no parameters, so that its descriptor is empty
}

// unsaid reports whether the handler does not say which parameters it has.
func (h *Handler) unsaid() bool { return h.Descriptor == "" && !h.bare }

// A slot is a call with the places its argument and reply are at, in one block.
type slot[A, R any] struct {
	call  Call
	arg   A
	reply R
}

// Handle makes the handler that serves the method of that Java name by f. A
// method without parameters has A struct{}, one of several an [Arguments]
// struct; a void method has R struct{}.
//
// What f returns as an error the consumer gets as an [*Exception]; see
// [JavaError]. If f panics the consumer gets one too, and the server lives.
// f must be safe for concurrent use. Its context ends with the consumer's
// deadline; see [InfoFrom] for what else it knows.
func Handle[A, R any](name string, f func(ctx context.Context, arg A) (R, error)) Handler {
	_, bare := any((*A)(nil)).(*struct{})
	return Handler{
		Name:  name,
		bare:  bare,
		slots: new(sync.Pool),
		serve: func(ctx context.Context, call *Call) error {
			arg, reply, err := typed[A, R](call)
			if err != nil {
				return err
			}
			result, err := f(ctx, *arg)
			if err != nil {
				return thrown(err)
			}
			*reply = result
			return nil
		},
		adopt: func(h *Handler, call *Call) (*Call, error) {
			arg, _, err := typed[A, R](call)
			if err != nil {
				return nil, err
			}
			own := h.NewCall()
			mine, _, err := typed[A, R](own)
			if err == nil {
				*mine = *arg
			}
			return own, err
		},
		yield: func(own, call *Call) {
			_, from, err := typed[A, R](own)
			if _, to, err2 := typed[A, R](call); err == nil && err2 == nil { // adopt has seen to it
				*to = *from
			}
		},
		fresh: func(h *Handler) *Call {
			s := new(slot[A, R])
			var release func()
			prepare := func() {
				*s = slot[A, R]{}
				s.call.Arg, s.call.Reply = &s.arg, &s.reply
				s.call.handler, s.call.release = h, release
			}
			release = func() {
				prepare()
				h.slots.Put(&s.call)
			}
			prepare()
			return &s.call
		},
	}
}

// typed returns where the call's argument and reply are, or which types would
// have been right.
func typed[A, R any](call *Call) (*A, *R, error) {
	arg, ok := call.Arg.(*A)
	if !ok {
		return nil, nil, call.NewError(ErrEncode, fmt.Sprintf("the argument is %T, the service wants %T", call.Arg, arg), nil)
	}
	reply, ok := call.Reply.(*R)
	if !ok {
		return nil, nil, call.NewError(ErrDecode, fmt.Sprintf("the result goes to %T, the service returns %T", call.Reply, reply), nil)
	}
	return arg, reply, nil
}

// Overload returns the handler with a descriptor: for a method whose Java
// parameter types do not follow from the Go ones (boxed types, collections)
// and for overloads.
func (h Handler) Overload(descriptor string) Handler {
	h.Descriptor = descriptor
	return h
}

// NewCall returns a call of the method with the places to decode its arguments
// and reply into. It is for a [Protocol], which gives it back with
// [Call.Release].
func (h *Handler) NewCall() *Call {
	if c, ok := h.slots.Get().(*Call); ok {
		return c
	}
	return h.fresh(h)
}

// Release gives a call from [Handler.NewCall] back. The protocol must not use
// it any more, nor release it twice; what the argument and reply point to
// stays the service's.
func (c *Call) Release() {
	if c.release != nil {
		c.release()
	}
}

// An Interface is what configuration files need to know of a Java interface.
// The generator writes it.
type Interface struct {
	// Name is the full Java name.
	Name string
	// NewStub returns a client for [Client.Refer]. It implements the Go
	// interface that stands for the Java one.
	NewStub func() Stubber
	// Provide returns the service that impl implements, or an error that says
	// what impl lacks.
	Provide func(impl any) (Service, error)
}

// A Stub is what [Client.Refer] needs to know of a typed client.
type Stub struct {
	// Interface is the full Java name.
	Interface string
	// Methods are pointers to the client's methods.
	Methods []AnyMethod
}

// HarkStub returns s: a Stub written by hand is referred like a generated one.
func (s Stub) HarkStub() Stub { return s }

// A Stubber is a typed client, as the generator writes it, or a [Stub].
type Stubber interface {
	HarkStub() Stub
}
