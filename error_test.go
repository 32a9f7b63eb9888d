package hark_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/hark-rpc/hark"
)

func TestErrorText(t *testing.T) {
	id := hark.ServiceID{Interface: "x.Y", Group: "cn", Version: "1.0.0"}
	for want, err := range map[string]error{
		"hark: cn/x.Y:1.0.0 get: at a:1: connection lost: while writing: EOF": &hark.Error{
			Code: hark.ErrLost, Service: id, Method: "get", Addr: "a:1", Message: "while writing", Err: io.EOF,
		},
		"hark: x.Y: no provider":         &hark.Error{Code: hark.ErrNoProvider, Service: hark.ServiceID{Interface: "x.Y"}},
		"hark: failed":                   &hark.Error{},
		"code 200":                       hark.Code(200),
		"x.Z: why":                       &hark.Exception{Class: "x.Z", Message: "why"},
		"x.Z":                            &hark.Exception{Class: "x.Z"},
		"hark: handler of OnThrow: EOF":  &hark.HandlerError{Event: hark.OnThrow, Err: io.EOF},
		"hark: handler of Event(9): EOF": &hark.HandlerError{Event: 9, Err: io.EOF},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestErrorIs(t *testing.T) {
	codes := []hark.Code{
		hark.ErrUnknown, hark.ErrNoProvider, hark.ErrConnect, hark.ErrLost, hark.ErrTimeout, hark.ErrCanceled, hark.ErrEncode,
		hark.ErrDecode, hark.ErrLimit, hark.ErrClosed, hark.ErrNotFound, hark.ErrRefused, hark.ErrAborted, hark.ErrUnbound,
	}
	texts := make(map[string]bool)
	for _, code := range codes {
		err := &hark.Error{Code: code, Err: io.EOF}
		texts[code.Error()] = true
		for _, other := range codes {
			if errors.Is(err, other) != (code == other) {
				t.Errorf("%v is %v", code, other)
			}
		}
		if errors.Is(err, context.DeadlineExceeded) != (code == hark.ErrTimeout) || errors.Is(err, context.Canceled) != (code == hark.ErrCanceled) || !errors.Is(err, io.EOF) {
			t.Errorf("%v is the wrong thing", code)
		}
	}
	if len(texts) != len(codes) {
		t.Errorf("two codes have one text: %v", texts)
	}
}

func TestExceptionUnwraps(t *testing.T) {
	inner := &hark.Exception{Class: "x.Inner", Err: &biz{"deep"}}
	outer := &hark.Exception{Class: "x.Outer", Cause: inner}
	var b *biz
	if !errors.As(outer, &b) || b.text != "deep" || !errors.Is(outer, inner) {
		t.Errorf("found %v", b)
	}
}

func TestStackFrame(t *testing.T) {
	for want, f := range map[string]hark.StackFrame{
		"a.B.c(B.java:7)":       {Class: "a.B", Method: "c", File: "B.java", Line: 7},
		"a.B.c(B.java)":         {Class: "a.B", Method: "c", File: "B.java", Line: -1},
		"a.B.c(Unknown Source)": {Class: "a.B", Method: "c", Line: -1},
	} {
		if got := f.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// FindArgs is what the generator writes for find(int id, String name).
type FindArgs struct {
	ID   int32
	Name string
}

// AppendArgs implements hark.Arguments.
func (a *FindArgs) AppendArgs(dst []any) []any { return append(dst, a.ID, a.Name) }

// AppendArgPointers implements hark.Arguments.
func (a *FindArgs) AppendArgPointers(dst []any) []any { return append(dst, &a.ID, &a.Name) }

func TestArguments(t *testing.T) {
	find := hark.Method[FindArgs, int]{Name: "find"}
	none := hark.Method[struct{}, int]{Name: "none"}
	one := hark.Method[*Person, int]{Name: "one"}
	var told [][]any
	var wire []int
	stub := hark.Stub{Interface: "x.Y", Methods: []hark.AnyMethod{&find, &none, &one}}
	for _, m := range stub.Methods {
		if err := m.AddHandler(hark.OnInvoke, func(args []any) { told = append(told, args) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := none.AddHandler(hark.OnInvoke, func() error { told = append(told, nil); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := hark.Bind(stub, hark.InvokerFunc(func(_ context.Context, call *hark.Call) error {
		args := call.AppendArgs(nil)
		wire = append(wire, len(args))
		if len(args) == 2 {
			*args[0].(*int32)++ // they are the fields themselves
			wire = append(wire, int(call.Arg.(*FindArgs).ID))
		}
		return nil
	}), "", ""); err != nil {
		t.Fatal(err)
	}
	_, _ = find.Call(t.Context(), FindArgs{7, "x"})
	_, _ = none.Call(t.Context(), struct{}{})
	_, _ = one.Call(t.Context(), nil)
	if len(told) != 4 || len(told[0]) != 2 || told[0][0] != int32(7) || told[0][1] != "x" || len(told[1]) != 0 || told[1] == nil || told[2] != nil || len(told[3]) != 1 {
		t.Errorf("told %v", told)
	}
	if len(wire) != 4 || wire[0] != 2 || wire[1] != 8 || wire[2] != 0 || wire[3] != 1 {
		t.Errorf("on the wire: %v", wire)
	}
}

func TestSignature(t *testing.T) {
	m := hark.Method[FindArgs, *Person]{Name: "find", Descriptor: "I"}
	if s := m.Signature(); s.Name != "find" || s.Descriptor != "I" || s.Arg.String() != "hark_test.FindArgs" || s.Result.String() != "*hark_test.Person" {
		t.Errorf("got %+v", s)
	}
	m.Configure(hark.MethodConfig{Async: true, Policy: hark.Policy{Actives: 3}})
	if !m.Async || m.OneWay || m.Actives != 3 {
		t.Errorf("configured %+v", m.Policy)
	}
	if err := m.AddHandler(9, func() {}); err == nil || !strings.Contains(err.Error(), "Event(9)") {
		t.Errorf("got %v", err)
	}
}
