package hark_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/hark-rpc/hark"
)

// shapes returns a handler of every shape that AddHandler takes without
// reflection. Each passes to ok whether it got the right values; those that
// return an error return ok's.
func shapes(p *Person, ok func(right bool) error) map[hark.Event][]any {
	one := func(args []any) bool { return len(args) == 1 && args[0] == int32(2) }
	is := func(err error) bool { return errors.Is(err, hark.ErrClosed) }
	return map[hark.Event][]any{
		hark.OnInvoke: {
			func(_ context.Context, id int32) error { return ok(id == 2) },
			func(_ context.Context, id int32) { _ = ok(id == 2) },
			func(id int32) error { return ok(id == 2) },
			func(id int32) { _ = ok(id == 2) },
			func(_ context.Context, a []any) error { return ok(one(a)) },
			func(_ context.Context, a []any) { _ = ok(one(a)) },
			func(a []any) error { return ok(one(a)) },
			func(a []any) { _ = ok(one(a)) },
		},
		hark.OnReturn: {
			func(_ context.Context, r *Person, id int32) error { return ok(r == p && id == 2) },
			func(_ context.Context, r *Person, id int32) { _ = ok(r == p && id == 2) },
			func(r *Person, id int32) error { return ok(r == p && id == 2) },
			func(r *Person, id int32) { _ = ok(r == p && id == 2) },
			func(_ context.Context, r *Person) error { return ok(r == p) },
			func(_ context.Context, r *Person) { _ = ok(r == p) },
			func(r *Person) error { return ok(r == p) },
			func(r *Person) { _ = ok(r == p) },
			func(_ context.Context, r *Person, a []any) error { return ok(r == p && one(a)) },
			func(_ context.Context, r *Person, a []any) { _ = ok(r == p && one(a)) },
			func(r *Person, a []any) error { return ok(r == p && one(a)) },
			func(r *Person, a []any) { _ = ok(r == p && one(a)) },
			func(_ context.Context, r any, a []any) error { return ok(r == any(p) && one(a)) },
		},
		hark.OnThrow: {
			func(_ context.Context, err error, id int32) error { return ok(is(err) && id == 2) },
			func(_ context.Context, err error, id int32) { _ = ok(is(err) && id == 2) },
			func(err error, id int32) error { return ok(is(err) && id == 2) },
			func(err error, id int32) { _ = ok(is(err) && id == 2) },
			func(_ context.Context, err error) error { return ok(is(err)) },
			func(_ context.Context, err error) { _ = ok(is(err)) },
			func(err error) error { return ok(is(err)) },
			func(err error) { _ = ok(is(err)) },
			func(_ context.Context, err error, a []any) error { return ok(is(err) && one(a)) },
			func(_ context.Context, err error, a []any) { _ = ok(is(err) && one(a)) },
			func(err error, a []any) error { return ok(is(err) && one(a)) },
			func(err error, a []any) { _ = ok(is(err) && one(a)) },
		},
	}
}

func TestE23_Shapes(t *testing.T) {
	p := &Person{ID: 7}
	calls := 0
	sad := errors.New("sad")
	for event, handlers := range shapes(p, func(right bool) error {
		calls++
		if !right {
			t.Errorf("shape %d was called with the wrong values", calls)
		}
		return sad
	}) {
		calls = 0
		m := hark.Method[int32, *Person]{Name: "get"}
		failing := int64(0)
		for _, h := range handlers {
			if err := m.AddHandler(event, h); err != nil {
				t.Error(err)
			}
			if strings.HasSuffix(fmt.Sprintf("%T", h), ") error") {
				failing++
			}
		}
		client := &hark.Client{Logger: quiet()}
		stub := hark.Stub{Interface: "x.Y", Methods: []hark.AnyMethod{&m}}
		if err := client.Bind(stub, hark.InvokerFunc(func(_ context.Context, call *hark.Call) error {
			if event == hark.OnThrow {
				return call.NewError(hark.ErrClosed, "", nil)
			}
			*call.Reply.(**Person) = p
			return nil
		}), hark.Reference{}); err != nil {
			t.Fatal(err)
		}
		_, _ = m.Call(t.Context(), 2)
		if failures := client.Stats().HandlerFailures; calls != len(handlers) || failures != failing {
			t.Errorf("%v: %d of %d shapes were called; %d failures counted, want %d", event, calls, len(handlers), failures, failing)
		}
	}
}

// E23: a void method's result may be left out or be any; a method without
// parameters has handlers without.
func TestE23_VoidAndNone(t *testing.T) {
	var told []string
	note := func(what string) { told = append(told, what) }
	touch := hark.Method[struct{}, struct{}]{Name: "touch"}
	for event, handlers := range map[hark.Event][]any{
		hark.OnInvoke: {
			func() { note("i") }, func() error { note("i"); return nil },
			func(context.Context) { note("i") }, func(context.Context) error { note("i"); return nil },
			func(args []any) { note(fmt.Sprint("i", len(args))) },
		},
		hark.OnReturn: {
			func(context.Context, any, []any) error { note("r"); return nil },
			func(struct{}) { note("r") },
		},
	} {
		for _, h := range handlers {
			if err := touch.AddHandler(event, h); err != nil {
				t.Error(err)
			}
		}
	}
	stub := hark.Stub{Interface: "x.Y", Methods: []hark.AnyMethod{&touch}}
	if err := hark.Bind(stub, hark.InvokerFunc(func(context.Context, *hark.Call) error { return nil }), "", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := touch.Call(t.Context(), struct{}{}); err != nil || strings.Join(told, "") != "iiiii0rr" {
		t.Errorf("told %q, %v", told, err)
	}
}
