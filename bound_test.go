package hark_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/hark-rpc/hark"
)

// A bean has handlers of every shape that AddMethod takes, and of one that it
// does not.
type bean struct {
	told []string
	fail error
}

func (b *bean) InvokeCtxErr(_ context.Context, id int32) error {
	b.told = append(b.told, "InvokeCtxErr")
	return b.check(id)
}
func (b *bean) InvokeCtx(_ context.Context, id int32) {
	b.told = append(b.told, "InvokeCtx")
	_ = b.check(id)
}
func (b *bean) InvokeErr(id int32) error {
	b.told = append(b.told, "InvokeErr")
	return b.check(id)
}
func (b *bean) Invoke(id int32) {
	b.told = append(b.told, "Invoke")
	_ = b.check(id)
}
func (b *bean) ReturnCtxErr(_ context.Context, p *Person, id int32) error {
	b.told = append(b.told, "ReturnCtxErr"+p.String())
	return b.check(id)
}
func (b *bean) ReturnCtx(_ context.Context, p *Person, _ int32) {
	b.told = append(b.told, "ReturnCtx"+p.String())
}
func (b *bean) ReturnErr(p *Person, id int32) error {
	b.told = append(b.told, "ReturnErr"+p.String())
	return b.check(id)
}
func (b *bean) Return(p *Person, _ int32) { b.told = append(b.told, "Return"+p.String()) }

func (b *bean) Throw(err error, _ int32) { b.told = append(b.told, "Throw "+err.Error()) }

func (b *bean) Other(string) {}

func (b *bean) check(id int32) error {
	if id != 2 {
		return errors.New("wrong argument")
	}
	return b.fail
}

func TestAddMethod(t *testing.T) {
	b := &bean{fail: errors.New("full")}
	var svc DemoServiceClient
	add := func(event hark.Event, names ...string) {
		t.Helper()
		for _, name := range names {
			m, ok := reflect.TypeOf(b).MethodByName(name)
			if !ok {
				t.Fatal(name)
			}
			if err := svc.Method.Get.AddMethod(event, b, m); err != nil {
				t.Error(err)
			}
		}
	}
	add(hark.OnInvoke, "InvokeCtxErr", "InvokeCtx", "InvokeErr", "Invoke")
	add(hark.OnReturn, "ReturnCtxErr", "ReturnCtx", "ReturnErr", "Return")
	add(hark.OnThrow, "Throw")
	bind(t, &svc, NormalDemoService{})
	if _, err := svc.Get(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	want := "InvokeCtxErr, Throw hark: handler of OnInvoke: full, InvokeCtx, InvokeErr, Throw hark: handler of OnInvoke: full, Invoke, " +
		"ReturnCtxErrp2, Throw hark: handler of OnReturn: full, ReturnCtxp2, ReturnErrp2, Throw hark: handler of OnReturn: full, Returnp2"
	if got := strings.Join(b.told, ", "); got != want {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
}

func TestAddMethodRefuses(t *testing.T) {
	b := new(bean)
	other, _ := reflect.TypeOf(b).MethodByName("Other")
	fits, _ := reflect.TypeOf(b).MethodByName("Throw")
	var svc DemoServiceClient
	for name, err := range map[string]error{
		"shape":    svc.Method.Get.AddMethod(hark.OnInvoke, b, other),
		"receiver": svc.Method.Get.AddMethod(hark.OnThrow, *b, fits),
		"nothing":  svc.Method.Get.AddMethod(hark.OnThrow, b, reflect.Method{Type: fits.Type}),
		"event":    svc.Method.Get.AddMethod(0, b, fits),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestAddMethodAllocs checks that a bean's method costs what a field's does (E28).
func TestAddMethodAllocs(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	cost := func(set func(m *hark.Method[int32, *Person])) float64 {
		var svc DemoServiceClient
		set(&svc.Method.Get)
		p := &Person{}
		to := hark.InvokerFunc(func(_ context.Context, call *hark.Call) error {
			*call.Reply.(**Person) = p
			return nil
		})
		if err := hark.Bind(&svc, to, "", ""); err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		return testing.AllocsPerRun(100, func() {
			if _, err := svc.Get(ctx, 2); err != nil {
				t.Error(err)
			}
		})
	}
	q := new(quietBean)
	field := cost(func(m *hark.Method[int32, *Person]) { m.OnReturn = q.OnReturn })
	method := cost(func(m *hark.Method[int32, *Person]) {
		f, _ := reflect.TypeOf(q).MethodByName("OnReturn")
		if err := m.AddMethod(hark.OnReturn, q, f); err != nil {
			t.Error(err)
		}
	})
	if method != field || q.n == 0 {
		t.Errorf("%v allocations, %v with a field; told %d times", method, field, q.n)
	}
}

type quietBean struct{ n int }

func (q *quietBean) OnReturn(context.Context, *Person, int32) { q.n++ }
