package hark

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"
)

// AddMethod is [Method.AddHandler] for a method of receiver, which is a
// pointer, that was found by reflection. It takes those whose shape is that of
// the event's field, with or without the context and an error as the result,
// and makes them handlers that are called without reflection (E28). Of every
// other shape it returns an error.
func (m *Method[A, R]) AddMethod(event Event, receiver any, method reflect.Method) error {
	b, ok := newBound(receiver, method)
	if !ok {
		return fmt.Errorf("hark: method %s: %v: %v is no method of %T", m.Name, event, method.Type, receiver)
	}
	switch event {
	case OnInvoke:
		if f := boundInvoke[A](b); f != nil {
			m.more.onInvoke = append(m.more.onInvoke, f)
			return nil
		}
	case OnReturn:
		if f := boundReturn[A, R](b); f != nil {
			m.more.onReturn = append(m.more.onReturn, f)
			return nil
		}
	case OnThrow:
		if f := boundReturn[A, error](b); f != nil {
			m.more.onThrow = append(m.more.onThrow, f)
			return nil
		}
	}
	return fmt.Errorf("hark: method %s: %v: %v has not the shape of the field", m.Name, event, method.Type)
}

// A bound is a method with its receiver. What reflect makes of these two is
// called by reflection, at the cost of an allocation and of half a microsecond:
// more than all else that a handler costs. But the method's function itself is
// an ordinary one whose first parameter is a pointer.
type bound struct {
	receiver unsafe.Pointer
	function unsafe.Pointer // to the function, of type shape
	shape    reflect.Type
}

func newBound(receiver any, method reflect.Method) (*bound, bool) {
	r := reflect.ValueOf(receiver)
	if r.Kind() != reflect.Pointer || !method.Func.IsValid() || method.Type.IsVariadic() || method.Type.In(0) != r.Type() {
		return nil, false
	}
	f := reflect.New(method.Type)
	f.Elem().Set(method.Func)
	return &bound{receiver: r.UnsafePointer(), function: f.UnsafePointer(), shape: method.Type}, true
}

// boundAs returns the method's function as an F, whose first parameter is an
// unsafe.Pointer and stands for the receiver, if the types of all others are
// the same. Pointers are passed alike, whatever they point to.
func boundAs[F any](b *bound) (f F, ok bool) {
	want := reflect.TypeFor[F]()
	if want.NumIn() != b.shape.NumIn() || want.NumOut() != b.shape.NumOut() {
		return f, false
	}
	for i := 1; i < want.NumIn(); i++ {
		if want.In(i) != b.shape.In(i) {
			return f, false
		}
	}
	for i := range want.NumOut() {
		if want.Out(i) != b.shape.Out(i) {
			return f, false
		}
	}
	return *(*F)(b.function), true
}

func boundInvoke[A any](b *bound) func(context.Context, A) error {
	to := b.receiver
	if f, ok := boundAs[func(unsafe.Pointer, context.Context, A) error](b); ok {
		return func(ctx context.Context, arg A) error { return f(to, ctx, arg) }
	}
	if f, ok := boundAs[func(unsafe.Pointer, context.Context, A)](b); ok {
		return func(ctx context.Context, arg A) error { f(to, ctx, arg); return nil }
	}
	if f, ok := boundAs[func(unsafe.Pointer, A) error](b); ok {
		return func(_ context.Context, arg A) error { return f(to, arg) }
	}
	if f, ok := boundAs[func(unsafe.Pointer, A)](b); ok {
		return func(_ context.Context, arg A) error { f(to, arg); return nil }
	}
	return nil
}

func boundReturn[A, R any](b *bound) func(context.Context, R, A) error {
	to := b.receiver
	if f, ok := boundAs[func(unsafe.Pointer, context.Context, R, A) error](b); ok {
		return func(ctx context.Context, r R, arg A) error { return f(to, ctx, r, arg) }
	}
	if f, ok := boundAs[func(unsafe.Pointer, context.Context, R, A)](b); ok {
		return func(ctx context.Context, r R, arg A) error { f(to, ctx, r, arg); return nil }
	}
	if f, ok := boundAs[func(unsafe.Pointer, R, A) error](b); ok {
		return func(_ context.Context, r R, arg A) error { return f(to, r, arg) }
	}
	if f, ok := boundAs[func(unsafe.Pointer, R, A)](b); ok {
		return func(_ context.Context, r R, arg A) error { f(to, r, arg); return nil }
	}
	return nil
}
