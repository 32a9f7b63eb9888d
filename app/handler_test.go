package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/app"
)

// Shapes has handlers of every shape and remembers what they were told.
type Shapes struct {
	mu   sync.Mutex
	told []string
}

func (s *Shapes) tell(name string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told = append(s.told, fmt.Sprintf("%s%v", name, args))
}

var errFull = errors.New("full")

func (s *Shapes) Args(id int32)                              { s.tell("Args", id) }
func (s *Shapes) CtxArgs(_ context.Context, id int32)        { s.tell("CtxArgs", id) }
func (s *Shapes) ArgsErr(id int32) error                     { s.tell("ArgsErr", id); return errFull }
func (s *Shapes) Boxed(id *int32)                            { s.tell("Boxed", *id) }
func (s *Shapes) Any(id any)                                 { s.tell("Any", id) }
func (s *Shapes) All(args []any)                             { s.tell("All", args) }
func (s *Shapes) CtxAllErr(_ context.Context, a []any) error { s.tell("CtxAllErr", a); return errFull }
func (s *Shapes) None()                                      { s.tell("None") }
func (s *Shapes) CtxNone(context.Context)                    { s.tell("CtxNone") }

func (s *Shapes) Result(p *Person)               { s.tell("Result", p) }
func (s *Shapes) ResultArgs(p *Person, id int32) { s.tell("ResultArgs", p, id) }
func (s *Shapes) CtxResultArgsErr(_ context.Context, p *Person, id int32) error {
	s.tell("CtxResultArgsErr", p, id)
	return errFull
}
func (s *Shapes) ResultAll(p *Person, args []any)  { s.tell("ResultAll", p, args) }
func (s *Shapes) ResultBoxed(p *Person, id *int32) { s.tell("ResultBoxed", p, *id) }
func (s *Shapes) ResultAny(p any, id any)          { s.tell("ResultAny", p, id) }
func (s *Shapes) ResultValue(p Person, id int32)   { s.tell("ResultValue", p.ID, id) }
func (s *Shapes) ResultStringer(p fmt.Stringer)    { s.tell("ResultStringer", p) }
func (s *Shapes) AnyAll(p any, args []any)         { s.tell("AnyAll", p, args) }
func (s *Shapes) AnyAlone(p any)                   { s.tell("AnyAlone", p) }

func (s *Shapes) Err(err error)                 { s.tell("Err", text(err)) }
func (s *Shapes) ErrArgs(err error, id int32)   { s.tell("ErrArgs", text(err), id) }
func (s *Shapes) ErrAll(err error, args []any)  { s.tell("ErrAll", text(err), args) }
func (s *Shapes) ErrBoxed(err error, id *int32) { s.tell("ErrBoxed", text(err), *id) }
func (s *Shapes) ErrBiz(err *biz, id int32)     { s.tell("ErrBiz", err.text, id) }
func (s *Shapes) ErrHark(err *hark.Error)       { s.tell("ErrHark", err.Code) }
func (s *Shapes) ErrException(_ context.Context, err *hark.Exception) {
	s.tell("ErrException", err.Class)
}

func (s *Shapes) Spread(name string, age int32) { s.tell("Spread", name, age) }
func (s *Shapes) Struct(a FindArgs)             { s.tell("Struct", a) }
func (s *Shapes) StructPointer(a *FindArgs)     { s.tell("StructPointer", *a) }
func (s *Shapes) ResultSpread(p []Person, name string, age int32) {
	s.tell("ResultSpread", len(p), name, age)
}
func (s *Shapes) ResultStruct(p []Person, a FindArgs) { s.tell("ResultStruct", len(p), a) }
func (s *Shapes) ErrSpread(err error, name string, age int32) {
	s.tell("ErrSpread", text(err), name, age)
}

func (s *Shapes) Ids(ids []any)            { s.tell("Ids", len(ids)) } //nolint:revive // a file calls it ids
func (s *Shapes) Count(n int32, ids []any) { s.tell("Count", n, len(ids)) }

func text(err error) string { return strings.TrimPrefix(err.Error(), "com.example.Biz: ") }

// Twice has two methods that differ by letter case.
type Twice struct{}

func (*Twice) OnReturn(*Person)         {}
func (*Twice) Onreturn(*Person)         {}
func (*Twice) OnThrow(error)            {}
func (*Twice) Wrong(string)             {}
func (*Twice) Many(...any)              {}
func (*Twice) Two(*Person) (int, error) { return 0, nil }

// inProcess is a program whose reference calls a service of its own. Methods
// are the reference's elements.
func inProcess(w app.Wiring, reference, methods string) app.Wiring {
	w = wiring(w)
	w.Classes["Shapes"] = app.New[Shapes]
	w.Classes["Twice"] = app.New[Twice]
	return files(w, map[string]string{"a.xml": `<bean id="impl" class="com.alibaba.dubbo.callback.implicit.NormalDemoService"/>
<bean id="s" class="Shapes"/><bean id="dotted.s" class="Shapes"/><bean id="t" class="Twice"/>
<dubbo:service interface="` + demoServiceName + `" ref="impl" scope="local"/>
<dubbo:reference id="demo" interface="` + demoServiceName + `" ` + reference + `>
` + methods + `
</dubbo:reference>`})
}

// TestShapes tells a handler of every shape (E23).
func TestShapes(t *testing.T) {
	get := func(svc DemoService, ctx context.Context) { _, _ = svc.Get(ctx, 2) }
	throw := func(svc DemoService, ctx context.Context) { _, _ = svc.Get(ctx, -1) }
	find := func(svc DemoService, ctx context.Context) { _, _ = svc.Find(ctx, "x", 3) }
	forget := func(svc DemoService, ctx context.Context) { _ = svc.Forget(ctx, 2) }
	refuse := func(svc DemoService, ctx context.Context) { _ = svc.Forget(ctx, -2) }
	ping := func(svc DemoService, ctx context.Context) { _ = svc.Ping(ctx) }
	list := func(svc DemoService, ctx context.Context) { _, _ = svc.List(ctx, []any{1, 2, 3}) }
	for _, c := range []struct {
		method, attributes string
		call               func(DemoService, context.Context)
		want               string
	}{
		{"get", `oninvoke="s.args"`, get, "Args[2]"},
		{"get", `oninvoke="s.ctxargs"`, get, "CtxArgs[2]"},
		{"get", `oninvoke="s.argserr" onthrow="s.err"`, get, "ArgsErr[2] Err[hark: handler of OnInvoke: full]"},
		{"get", `oninvoke="s.boxed"`, get, "Boxed[2]"},
		{"get", `oninvoke="s.any"`, get, "Any[2]"},
		{"get", `oninvoke="s.all"`, get, "All[[2]]"},
		{"get", `oninvoke="s.ctxallerr" onthrow="s.err"`, get, "CtxAllErr[[2]] Err[hark: handler of OnInvoke: full]"},
		{"ping", `oninvoke="s.none"`, ping, "None[]"},
		{"ping", `oninvoke="s.ctxnone"`, ping, "CtxNone[]"},
		{"ping", `oninvoke="s.all"`, ping, "All[[]]"},
		{"get", `onreturn="s.result"`, get, "Result[p2]"},
		{"get", `onreturn="s.resultargs"`, get, "ResultArgs[p2 2]"},
		{"get", `onreturn="s.ctxresultargserr" onthrow="s.err"`, get, "CtxResultArgsErr[p2 2] Err[hark: handler of OnReturn: full]"},
		{"get", `onreturn="s.resultall"`, get, "ResultAll[p2 [2]]"},
		{"get", `onreturn="s.resultboxed"`, get, "ResultBoxed[p2 2]"},
		{"get", `onreturn="s.resultany"`, get, "ResultAny[p2 2]"},
		{"get", `onreturn="s.resultvalue"`, get, "ResultValue[2 2]"},
		{"get", `onreturn="s.resultstringer"`, get, "ResultStringer[p2]"},
		{"get", `onreturn="s.anyall"`, get, "AnyAll[p2 [2]]"},
		{"get", `onthrow="s.err"`, throw, "Err[negative]"},
		{"get", `onthrow="s.errargs"`, throw, "ErrArgs[negative -1]"},
		{"get", `onthrow="s.errall"`, throw, "ErrAll[negative [-1]]"},
		{"get", `onthrow="s.errboxed"`, throw, "ErrBoxed[negative -1]"},
		{"get", `onthrow="s.errbiz"`, throw, "ErrBiz[negative -1]"},
		{"get", `onthrow="s.errexception"`, throw, "ErrException[com.example.Biz]"},
		{"get", `onthrow="s.errhark"`, throw, ""},
		{"find", `oninvoke="s.spread"`, find, "Spread[x 3]"},
		{"find", `oninvoke="s.struct"`, find, "Struct[{x 3}]"},
		{"find", `oninvoke="s.structpointer"`, find, "StructPointer[{x 3}]"},
		{"find", `oninvoke="s.all"`, find, "All[[x 3]]"},
		{"find", `onreturn="s.resultspread"`, find, "ResultSpread[1 x 3]"},
		{"find", `onreturn="s.resultstruct"`, find, "ResultStruct[1 {x 3}]"},
		{"find", `onreturn="s.anyall"`, find, "AnyAll[[{1 x 3}] [x 3]]"},
		{"forget", `onreturn="s.args"`, forget, "Args[2]"},
		{"forget", `onreturn="s.none"`, forget, "None[]"},
		{"forget", `onreturn="s.all"`, forget, "All[[2]]"},
		{"forget", `onreturn="s.anyalone"`, forget, "AnyAlone[<nil>]"},
		{"forget", `onreturn="s.resultany"`, forget, "ResultAny[<nil> 2]"},
		{"forget", `onreturn="s.anyall"`, forget, "AnyAll[<nil> [2]]"},
		{"forget", `onthrow="s.errargs"`, refuse, "ErrArgs[negative -2]"},
		{"ping", `onreturn="s.none"`, ping, "None[]"},
		{"ping", `onreturn="s.anyalone"`, ping, "AnyAlone[<nil>]"},
		{"list", `oninvoke="s.ids"`, list, "Ids[3]"},
		{"list", `onreturn="s.count"`, list, "Count[3 3]"},
		{"get", `onreturn="s.resultargs, s.result" oninvoke="s.args,s.any"`, get, "Args[2] Any[2] ResultArgs[p2 2] Result[p2]"},
		{"*", `onreturn="s.anyall"`, find, "AnyAll[[{1 x 3}] [x 3]]"},
		{"*", `onreturn="s.anyall"`, ping, "AnyAll[<nil> []]"},
	} {
		t.Run(c.method+" "+c.attributes, func(t *testing.T) {
			for _, async := range []string{"true", "false"} {
				a := load(t, inProcess(app.Wiring{}, "", `<dubbo:method name="`+c.method+`" async="`+async+`" `+c.attributes+`/>`), "a.xml")
				c.call(get2[DemoService](t, a), t.Context())
				if err := a.Close(); err != nil {
					t.Fatal(err)
				}
				if got := strings.Join(get3(t, a, "s"), " "); got != c.want {
					t.Errorf("async=%s: told %s, want %s", async, got, c.want)
				}
			}
		})
	}
}

func get2[T any](t *testing.T, a *app.App) T {
	t.Helper()
	return get[T](t, a, "demo")
}

func get3(t *testing.T, a *app.App, id string) []string {
	t.Helper()
	s := get[*Shapes](t, a, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.told)
}

// TestE24 checks that an onthrow which wants another error is not called, and
// that this is logged and counted.
func TestE24(t *testing.T) {
	var log bytes.Buffer
	a := load(t, inProcess(app.Wiring{Logger: slog.New(slog.NewTextHandler(&log, nil))}, "", `<dubbo:method name="get" onthrow="s.errhark, s.err"/>`), "a.xml")
	_, err := get2[DemoService](t, a).Get(t.Context(), -1)
	if err == nil || text(err) != "negative" {
		t.Errorf("got %v", err)
	}
	if got := strings.Join(get3(t, a, "s"), " "); got != "Err[negative]" {
		t.Errorf("told %s", got)
	}
	if got := log.String(); !strings.Contains(got, "it wants *hark.Error and was not called for: com.example.Biz: negative") {
		t.Errorf("logged %s", got)
	}
	if n := a.Stats().HandlerFailures; n != 1 {
		t.Errorf("counted %d", n)
	}
}

// TestE26 checks that async on a method undoes what its reference says.
func TestE26(t *testing.T) {
	a := load(t, inProcess(app.Wiring{}, `async="true"`, `<dubbo:method name="get" async="false"/>`), "a.xml")
	svc := get2[DemoService](t, a)
	if p, err := svc.Get(t.Context(), 2); p == nil || err != nil {
		t.Errorf("get: %v, %v", p, err)
	}
	if p, err := svc.Find(t.Context(), "x", 1); p != nil || err != nil {
		t.Errorf("find: %v, %v", p, err)
	}
}

// TestE27 checks that handlers are protected from each other, and that * is for
// the methods that have no element.
func TestE27(t *testing.T) {
	a := load(t, inProcess(app.Wiring{}, "", `<dubbo:method name="get" oninvoke="s.argserr, s.args"/><dubbo:method name="*" oninvoke="dotted.s.all"/>`), "a.xml")
	svc := get2[DemoService](t, a)
	_, _ = svc.Get(t.Context(), 1)
	_, _ = svc.Find(t.Context(), "x", 2)
	_ = svc.Ping(t.Context())
	if got := strings.Join(get3(t, a, "s"), " "); got != "ArgsErr[1] Args[1]" {
		t.Errorf("told %s", got)
	}
	if got := strings.Join(get3(t, a, "dotted.s"), " "); got != "All[[x 2]] All[[]]" {
		t.Errorf("told %s", got)
	}
}

// TestG26 sends a call that wants no reply.
func TestG26(t *testing.T) {
	a := load(t, inProcess(app.Wiring{}, "", `<dubbo:method name="get" return="false" oninvoke="s.args"/>`), "a.xml")
	if p, err := get2[DemoService](t, a).Get(t.Context(), 2); p != nil || err != nil {
		t.Errorf("got %v, %v", p, err)
	}
	if got := strings.Join(get3(t, a, "s"), " "); got != "Args[2]" {
		t.Errorf("told %s", got)
	}
}

// A counter has a handler that costs nothing itself.
type counter struct{ n int }

func (c *counter) OnReturn(_ context.Context, _ *Person, id int32) { c.n += int(id) }

// TestE28 checks that a handler of the field's shape costs what one that is set
// in Go does, and says what one of another shape does.
func TestE28(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	cost := func(attributes string, set func(*DemoServiceClient)) float64 {
		w := inProcess(app.Wiring{}, `timeout="60000"`, `<dubbo:method name="get" `+attributes+`/>`)
		w.Classes["Twice"] = app.New[counter]
		w.Interfaces[0].NewStub = func() hark.Stubber {
			c := new(DemoServiceClient)
			set(c)
			return c
		}
		a := load(t, w, "a.xml")
		svc, ctx := get2[DemoService](t, a), t.Context()
		return testing.AllocsPerRun(200, func() { _, _ = svc.Get(ctx, 2) })
	}
	nothing := func(*DemoServiceClient) {}
	inGo := cost("", func(c *DemoServiceClient) { c.Method.Get.OnReturn = new(counter).OnReturn })
	inXML := cost(`onreturn="t.onreturn"`, nothing)
	other := cost(`onreturn="s.resultany"`, nothing)
	t.Logf("allocations of a call: with a handler in Go %v, in XML %v, of another shape %v", inGo, inXML, other)
	if inXML > inGo+0.5 {
		t.Errorf("a handler in XML costs %v allocations, one in Go %v", inXML, inGo)
	}
}
