package hark

import (
	"context"
	"fmt"
)

// An Event is one of the three that a call has.
type Event uint8

// The events of a call. OnReturn and OnThrow are its terminal events: a
// two-way call has exactly one of them.
const (
	OnInvoke Event = 1 + iota
	OnReturn
	OnThrow
)

// String returns the name of the field of [Method] that handles the event.
func (e Event) String() string {
	switch e {
	case OnInvoke:
		return "OnInvoke"
	case OnReturn:
		return "OnReturn"
	case OnThrow:
		return "OnThrow"
	}
	return fmt.Sprintf("Event(%d)", uint8(e))
}

// handlers are those of a Method, in the order in which they are told. They
// have one shape each, so that handlers set in Go and handlers that a file
// names run the same instructions.
type handlers[A, R any] struct {
	onInvoke []func(ctx context.Context, arg A) error
	onReturn []func(ctx context.Context, result R, arg A) error
	onThrow  []func(ctx context.Context, err error, arg A) error
	told     bool // there is one
}

// handlers returns those of the fields followed by those that were added.
func (m *Method[A, R]) handlers() (h handlers[A, R]) {
	if f := m.OnInvoke; f != nil {
		h.onInvoke = append(h.onInvoke, func(ctx context.Context, arg A) error { f(ctx, arg); return nil })
	}
	if f := m.OnReturn; f != nil {
		h.onReturn = append(h.onReturn, func(ctx context.Context, result R, arg A) error { f(ctx, result, arg); return nil })
	}
	if f := m.OnThrow; f != nil {
		h.onThrow = append(h.onThrow, func(ctx context.Context, err error, arg A) error { f(ctx, err, arg); return nil })
	}
	h.onInvoke = append(h.onInvoke, m.more.onInvoke...)
	h.onReturn = append(h.onReturn, m.more.onReturn...)
	h.onThrow = append(h.onThrow, m.more.onThrow...)
	h.told = len(h.onInvoke)+len(h.onReturn)+len(h.onThrow) > 0
	return h
}

// AddHandler adds a handler of the event to those that the method has: they
// are told in the order in which they were added, after the field's own, each
// protected from the others' failures (E27). The handler is a function with or
// without a leading context.Context that returns nothing or an error, which is
// then the handler's failure (E23). Of the rest of its parameters there may be
//
//	OnInvoke   (arg A)      ([]any)          () if the method has no parameters
//	OnReturn   (result R)   (result R, arg A)   (result R, []any)
//	OnThrow    (err error)  (err error, arg A)  (err error, []any)
//
// where []any gets the values of all arguments together. Any handler can be
// made to fit, at some cost, by a function of the shape
//
//	OnInvoke   func(context.Context, []any) error
//	OnReturn   func(context.Context, any, []any) error
//	OnThrow    func(context.Context, error, []any) error
//
// Of every other shape AddHandler returns an error that says what it has and
// what it wants. Like the fields, handlers are added before the stub is referred.
func (m *Method[A, R]) AddHandler(event Event, handler any) error {
	switch event {
	case OnInvoke:
		if f := invokeHandler[A](handler); f != nil {
			m.more.onInvoke = append(m.more.onInvoke, f)
			return nil
		}
		return m.misfit(event, handler, m.OnInvoke)
	case OnReturn:
		if f := returnHandler[A, R](handler); f != nil {
			m.more.onReturn = append(m.more.onReturn, f)
			return nil
		}
		return m.misfit(event, handler, m.OnReturn)
	case OnThrow:
		if f := throwHandler[A](handler); f != nil {
			m.more.onThrow = append(m.more.onThrow, f)
			return nil
		}
		return m.misfit(event, handler, m.OnThrow)
	}
	return fmt.Errorf("hark: method %s: %v is no event", m.Name, event)
}

func (m *Method[A, R]) misfit(event Event, have, want any) error {
	return fmt.Errorf("hark: method %s: %v: have %T, want %T", m.Name, event, have, want)
}

func invokeHandler[A any](handler any) func(context.Context, A) error {
	switch f := handler.(type) {
	case func(context.Context, A) error:
		return f
	case func(context.Context, A):
		return func(ctx context.Context, arg A) error { f(ctx, arg); return nil }
	case func(A) error:
		return func(_ context.Context, arg A) error { return f(arg) }
	case func(A):
		return func(_ context.Context, arg A) error { f(arg); return nil }
	case func(context.Context, []any) error:
		return func(ctx context.Context, arg A) error { return f(ctx, argValues(arg)) }
	case func(context.Context, []any):
		return func(ctx context.Context, arg A) error { f(ctx, argValues(arg)); return nil }
	case func([]any) error:
		return func(_ context.Context, arg A) error { return f(argValues(arg)) }
	case func([]any):
		return func(_ context.Context, arg A) error { f(argValues(arg)); return nil }
	}
	if _, ok := any(*new(A)).(struct{}); !ok {
		return nil
	}
	switch f := handler.(type) {
	case func(context.Context) error:
		return func(ctx context.Context, _ A) error { return f(ctx) }
	case func(context.Context):
		return func(ctx context.Context, _ A) error { f(ctx); return nil }
	case func() error:
		return func(context.Context, A) error { return f() }
	case func():
		return func(context.Context, A) error { f(); return nil }
	}
	return nil
}

func returnHandler[A, R any](handler any) func(context.Context, R, A) error {
	switch f := handler.(type) {
	case func(context.Context, R, A) error:
		return f
	case func(context.Context, R, A):
		return func(ctx context.Context, r R, arg A) error { f(ctx, r, arg); return nil }
	case func(R, A) error:
		return func(_ context.Context, r R, arg A) error { return f(r, arg) }
	case func(R, A):
		return func(_ context.Context, r R, arg A) error { f(r, arg); return nil }
	case func(context.Context, R) error:
		return func(ctx context.Context, r R, _ A) error { return f(ctx, r) }
	case func(context.Context, R):
		return func(ctx context.Context, r R, _ A) error { f(ctx, r); return nil }
	case func(R) error:
		return func(_ context.Context, r R, _ A) error { return f(r) }
	case func(R):
		return func(_ context.Context, r R, _ A) error { f(r); return nil }
	case func(context.Context, R, []any) error:
		return func(ctx context.Context, r R, arg A) error { return f(ctx, r, argValues(arg)) }
	case func(context.Context, R, []any):
		return func(ctx context.Context, r R, arg A) error { f(ctx, r, argValues(arg)); return nil }
	case func(R, []any) error:
		return func(_ context.Context, r R, arg A) error { return f(r, argValues(arg)) }
	case func(R, []any):
		return func(_ context.Context, r R, arg A) error { f(r, argValues(arg)); return nil }
	case func(context.Context, any, []any) error:
		return func(ctx context.Context, r R, arg A) error { return f(ctx, r, argValues(arg)) }
	}
	return nil
}

// throwHandler follows from returnHandler: an error stands in the result's place.
func throwHandler[A any](handler any) func(context.Context, error, A) error {
	return returnHandler[A, error](handler)
}
