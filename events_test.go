package hark_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/harktest"
)

// The tests of this file are named after the rules of docs/events.md. That a
// call ends with one terminal event whatever ends it, E2, is TestE2_Matrix.

// slow answers after a second, or later than every timeout for negative ids.
func slow(_ context.Context, id int32) (*Person, error) {
	if id < 0 {
		time.Sleep(time.Hour) // synctest
	}
	time.Sleep(time.Second / 2) // synctest
	return &Person{ID: id}, nil
}

// call calls in one of the three ways and waits until the call is over.
func call(ctx context.Context, way string, m *hark.Method[int32, *Person], id int32) (*Person, error) {
	switch way {
	case "future":
		return m.Go(ctx, id).Get(context.Background())
	case "async":
		p, err := m.Call(ctx, id)
		time.Sleep(10 * time.Minute) // synctest
		synctest.Wait()
		return p, err
	}
	return m.Call(ctx, id)
}

// begin calls like call and does not wait for asynchronous calls.
func begin(way string, m *hark.Method[int32, *Person], id int32) {
	if way == "future" {
		m.Go(context.Background(), id)
		return
	}
	_, _ = m.Call(context.Background(), id)
}

// ways runs a test for each way of calling, in virtual time.
func ways(t *testing.T, test func(t *testing.T, way string)) {
	for _, way := range []string{"sync", "async", "future"} {
		t.Run(way, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				test(t, way)
				time.Sleep(2 * time.Hour) // synctest: until the slowest method has returned
			})
		})
	}
}

func TestE1_OnInvokeComesBeforeEverything(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		var order []string
		var svc DemoServiceClient
		get := &svc.Method.Get
		get.Async = way == "async"
		caller := goroutine()
		get.OnInvoke = func(context.Context, int32) {
			if goroutine() != caller {
				t.Error("OnInvoke is not told on the caller")
			}
			order = append(order, "OnInvoke")
		}
		server := new(hark.Server)
		client := &hark.Client{Interceptors: []hark.Interceptor{func(next hark.Invoker) hark.Invoker {
			return hark.InvokerFunc(func(ctx context.Context, call *hark.Call) error {
				order = append(order, "interceptor")
				return next.Invoke(ctx, call)
			})
		}}, Logger: quiet()}
		if err := client.Bind(&svc, server, hark.Reference{}); err != nil {
			t.Fatal(err)
		}
		_, err := call(t.Context(), way, get, 2) // nobody provides the service: it is told all the same
		if way != "async" && !errors.Is(err, hark.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		if want := []string{"OnInvoke", "interceptor"}; !slices.Equal(order, want) {
			t.Errorf("got %v, want %v", order, want)
		}
	})
}

func TestE3_OncePerLogicalCall(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		var network harktest.Network
		_, stop := serveDemo(t, &network, "two:1", NormalDemoService{})
		defer stop()
		client := dial(&network)
		defer client.Close()
		var rec harktest.Recorder
		var svc DemoServiceClient
		svc.Method.Get.Async = way == "async"
		svc.Method.Get.Balancer = inOrder{}
		harktest.Record(&rec, &svc.Method.Get)
		if err := client.Refer(t.Context(), &svc, hark.Reference{URL: "one:1;two:1"}); err != nil {
			t.Fatal(err)
		}
		_, _ = call(t.Context(), way, &svc.Method.Get, 2)
		events := rec.Events()
		if got, want := texts(events), []string{"OnInvoke(2)", "OnReturn(p2, 2)"}; !slices.Equal(got, want) {
			t.Fatalf("told %v, want %v", got, want)
		}
		attempts := events[1].Info.Attempts
		if len(attempts) != 2 || attempts[0].Addr != "one:1" || !errors.Is(attempts[0].Err, hark.ErrConnect) ||
			attempts[1].Addr != "two:1" || attempts[1].Err != nil {
			t.Errorf("attempts: %+v", attempts)
		}
	})
}

// inOrder picks the first.
type inOrder struct{}

func (inOrder) Pick(_ *hark.Call, from []*hark.Provider) *hark.Provider { return from[0] }

func TestE4_SameInProcessAndOnANetwork(t *testing.T) {
	tell := func(t *testing.T, connect func(t *testing.T, svc *DemoServiceClient) (done func()), id int32) []string {
		var rec harktest.Recorder
		var svc DemoServiceClient
		harktest.Record(&rec, &svc.Method.Get)
		done := connect(t, &svc)
		p, err := svc.Get(t.Context(), id)
		done()
		return append(texts(rec.Events()), fmt.Sprint(p, err))
	}
	impl := DemoServiceFunc(func(_ context.Context, id int32) (*Person, error) {
		if id < 0 {
			return nil, &biz{"too small"}
		}
		return &Person{ID: id}, nil
	})
	for _, id := range []int32{2, -1} {
		synctest.Test(t, func(t *testing.T) {
			inside := tell(t, func(t *testing.T, svc *DemoServiceClient) func() {
				bind(t, svc, impl)
				return func() {}
			}, id)
			outside := tell(t, func(t *testing.T, svc *DemoServiceClient) func() {
				network := new(harktest.Network)
				_, stop := serveDemo(t, network, "p:1", impl)
				client := dial(network)
				if err := client.Refer(t.Context(), svc, hark.Reference{URL: "p:1"}); err != nil {
					t.Fatal(err)
				}
				return func() {
					_ = client.Close()
					stop()
				}
			}, id)
			if !slices.Equal(inside, outside) {
				t.Errorf("in process %q, on a network %q", inside, outside)
			}
		})
	}
}

func TestE5_ReferencesDoNotSeeEachOther(t *testing.T) {
	var one, two harktest.Recorder
	var first, second, third DemoServiceClient
	harktest.Record(&one, &first.Method.Get)
	harktest.Record(&two, &second.Method.Get)
	server := new(hark.Server)
	if err := server.Export(DemoServiceProvider(NormalDemoService{}), "", ""); err != nil {
		t.Fatal(err)
	}
	client := new(hark.Client)
	for _, svc := range []*DemoServiceClient{&first, &second, &third} {
		if err := client.Bind(svc, server, hark.Reference{}); err != nil {
			t.Fatal(err)
		}
	}
	for i, svc := range []*DemoServiceClient{&first, &second, &third} {
		if _, err := svc.Get(t.Context(), int32(i)); err != nil {
			t.Error(err)
		}
	}
	if got, want := texts(one.Events()), []string{"OnInvoke(0)", "OnReturn(p0, 0)"}; !slices.Equal(got, want) {
		t.Errorf("first: %v", got)
	}
	if got, want := texts(two.Events()), []string{"OnInvoke(1)", "OnReturn(p1, 1)"}; !slices.Equal(got, want) {
		t.Errorf("second: %v", got)
	}
}

func TestE6_OneWay(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		for name, addr := range map[string]string{"handed over": "p:1", "not handed over": "gone:1"} {
			var network harktest.Network
			var ran atomic.Int32
			_, stop := serveDemo(t, &network, "p:1", DemoServiceFunc(func(ctx context.Context, id int32) (*Person, error) {
				ran.Add(1)
				return slow(ctx, id)
			}))
			client := dial(&network)
			var rec harktest.Recorder
			var svc DemoServiceClient
			get := &svc.Method.Get
			get.OneWay, get.Async = true, way == "async"
			harktest.Record(&rec, get)
			if err := client.Refer(t.Context(), &svc, hark.Reference{URL: addr}); err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			p, err := call(t.Context(), way, get, 2)
			if way == "sync" && time.Since(start) > 0 {
				t.Errorf("%s: it waited %v", name, time.Since(start))
			}
			time.Sleep(time.Minute) // synctest
			if got := texts(rec.Events()); !slices.Equal(got, []string{"OnInvoke(2)"}) {
				t.Errorf("%s: told %v", name, got)
			}
			lost := addr == "gone:1"
			if told := way != "async"; p != nil || errors.Is(err, hark.ErrConnect) != (lost && told) {
				t.Errorf("%s: got %v, %v", name, p, err)
			}
			if lost == (ran.Load() == 1) {
				t.Errorf("%s: the method ran %d times", name, ran.Load())
			}
			if got := client.Stats().Unheard == 1; got != (lost && way == "async") {
				t.Errorf("%s: %+v", name, client.Stats())
			}
			_ = client.Close()
			stop()
		}
	})
}

func TestE6_TerminalHandlerOfOneWayMethod(t *testing.T) {
	for name, set := range map[string]func(m *hark.Method[int32, *Person]){
		"OnReturn":   func(m *hark.Method[int32, *Person]) { m.OnReturn = func(context.Context, *Person, int32) {} },
		"OnThrow":    func(m *hark.Method[int32, *Person]) { m.OnThrow = func(context.Context, error, int32) {} },
		"AddHandler": func(m *hark.Method[int32, *Person]) { _ = m.AddHandler(hark.OnThrow, func(error) {}) },
	} {
		var svc DemoServiceClient
		svc.Method.Get.OneWay = true
		set(&svc.Method.Get)
		err := hark.Bind(&svc, new(hark.Server), "", "")
		if err == nil || !strings.Contains(err.Error(), "OneWay") {
			t.Errorf("%s: got %v, want a complaint", name, err)
		}
	}
}

func TestE7_Goroutines(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		var network harktest.Network
		_, stop := serveDemo(t, &network, "p:1", DemoServiceFunc(slow))
		client := dial(&network)
		var svc, other DemoServiceClient
		get := &svc.Method.Get
		get.Async = way == "async"
		caller := goroutine()
		where := func(context.Context) string {
			return map[bool]string{true: "caller", false: "own"}[goroutine() == caller]
		}
		var got []string
		get.OnInvoke = func(ctx context.Context, _ int32) { got = append(got, where(ctx)) }
		get.OnReturn = func(ctx context.Context, _ *Person, _ int32) {
			got = append(got, where(ctx))
			time.Sleep(5 * time.Minute) // synctest: delays its own call only
		}
		for _, stub := range []hark.Stubber{&svc, &other} {
			if err := client.Refer(t.Context(), stub, hark.Reference{URL: "p:1"}); err != nil {
				t.Fatal(err)
			}
		}
		go func() { // ends with its call
			time.Sleep(time.Minute) // synctest: the handler is at it
			start := time.Now()
			if _, err := other.Get(context.Background(), 3); err != nil || time.Since(start) != time.Second/2 {
				t.Errorf("another call on the connection took %v, %v", time.Since(start), err)
			}
		}()
		_, _ = call(t.Context(), way, get, 2)
		want := []string{"caller", "own"}
		if way == "sync" {
			want[1] = "caller"
		}
		if !slices.Equal(got, want) {
			t.Errorf("told on %v, want %v", got, want)
		}
		_ = client.Close()
		stop()
	})
}

func TestE8_HandlersRunConcurrently(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var svc DemoServiceClient
		svc.Method.Get.Async = true
		var at, most atomic.Int32
		svc.Method.Get.OnReturn = func(context.Context, *Person, int32) {
			if n := at.Add(1); n > most.Load() {
				most.Store(n)
			}
			time.Sleep(time.Minute) // synctest
			at.Add(-1)
		}
		client := bind(t, &svc, NormalDemoService{})
		for i := range int32(5) {
			_, _ = svc.Get(t.Context(), i)
		}
		_ = client.Close()
		if most.Load() != 5 {
			t.Errorf("at most %d handlers ran at a time, want 5", most.Load())
		}
	})
}

func TestE9_HandlerReturnsBeforeFutureIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var svc DemoServiceClient
		var over atomic.Bool
		svc.Method.Get.OnReturn = func(context.Context, *Person, int32) {
			time.Sleep(time.Hour) // synctest
			over.Store(true)
		}
		bind(t, &svc, NormalDemoService{})
		f := svc.Method.Get.Go(t.Context(), 2)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if p, err := f.Get(ctx); p != nil || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, %v from an impatient Get", p, err)
		}
		p, err := f.Get(t.Context())
		if !over.Load() || err != nil || p.ID != 2 {
			t.Errorf("got %v, %v; handler returned: %v", p, err, over.Load())
		}
	})
}

// E10 is the compiler's: these are the types of the fields.
var (
	e10 hark.Method[int32, *Person]

	_ func(ctx context.Context, arg int32)                 = e10.OnInvoke
	_ func(ctx context.Context, result *Person, arg int32) = e10.OnReturn
	_ func(ctx context.Context, err error, arg int32)      = e10.OnThrow
)

func TestE11_HandlersContexts(t *testing.T) {
	type key struct{}
	ways(t, func(t *testing.T, way string) {
		var svc DemoServiceClient
		get := &svc.Method.Get
		get.Async = way == "async"
		ctx, cancel := context.WithTimeoutCause(context.WithValue(t.Context(), key{}, "trace"), time.Hour, errors.New("mine"))
		defer cancel()
		told := 0
		get.OnInvoke = func(ctx context.Context, _ int32) {
			told++
			if d, ok := ctx.Deadline(); ctx.Value(key{}) != "trace" || !ok || time.Until(d) != time.Hour || ctx.Err() != nil {
				t.Errorf("OnInvoke: %v", ctx)
			}
		}
		get.OnThrow = func(ctx context.Context, err error, _ int32) {
			told++
			if ctx.Value(key{}) != "trace" || ctx.Err() != nil || context.Cause(ctx) != nil || ctx.Done() != nil {
				t.Errorf("OnThrow: value %v, err %v, cause %v", ctx.Value(key{}), ctx.Err(), context.Cause(ctx))
			}
			derived, cancel := context.WithCancel(ctx)
			defer cancel()
			if derived.Err() != nil {
				t.Errorf("a context derived from OnThrow's: %v", derived.Err())
			}
			if way != "async" && !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		}
		bind(t, &svc, DemoServiceFunc(slow))
		time.AfterFunc(time.Second/10, cancel)
		_, _ = call(ctx, way, get, -1)
		if told != 2 {
			t.Errorf("%d events", told)
		}
	})
}

func TestE12_WhatHandlersLearn(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		var network harktest.Network
		server := new(hark.Server)
		if err := server.Export(DemoServiceProvider(DemoServiceFunc(func(ctx context.Context, id int32) (*Person, error) {
			info, ok := hark.InfoFrom(ctx)
			if !ok || id == 2 && info.Request["trace"] != "7f" || info.Method != "get" || info.Service.Group != "cn" || !strings.HasPrefix(info.Peer, "consumer") {
				t.Errorf("the service learns %+v", info)
			}
			hark.SetReplyAttachment(ctx, "node", "n1")
			return slow(ctx, id)
		})), "cn", "1.0.0"); err != nil {
			t.Fatal(err)
		}
		stop := serve(t, &network, "p:1", server)
		client := dial(&network)
		var rec harktest.Recorder
		var svc DemoServiceClient
		var kept context.Context
		svc.Method.Get.Async = way == "async"
		svc.Method.Get.OnInvoke = func(ctx context.Context, _ int32) { kept = ctx }
		harktest.Record(&rec, &svc.Method.Get)
		if err := client.Refer(t.Context(), &svc, hark.Reference{URL: "p:1", Group: "cn", Version: "1.0.0"}); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		_, _ = call(hark.Attach(t.Context(), "trace", "7f"), way, &svc.Method.Get, 2)
		events := rec.Events()
		begin, end := events[0].Info, events[1].Info
		id := hark.ServiceID{Interface: DemoServiceName, Group: "cn", Version: "1.0.0"}
		for _, info := range []hark.Info{begin, end} {
			if info.ID == 0 || info.ID != begin.ID || info.Service != id || info.Method != "get" ||
				!info.Start.Equal(start) || info.Request["trace"] != "7f" {
				t.Errorf("told of %+v", info)
			}
		}
		if begin.Attempts != nil || begin.Elapsed != 0 || begin.Reply != nil {
			t.Errorf("OnInvoke is told of the future: %+v", begin)
		}
		if end.Elapsed != time.Second/2 || end.Reply["node"] != "n1" || len(end.Attempts) != 1 {
			t.Fatalf("OnReturn is told %+v", end)
		}
		a := end.Attempts[0]
		if a.Addr != "p:1" || a.Err != nil || a.Elapsed != time.Second/2 || a.Phases != (hark.Phases{FirstByte: time.Second / 2, Decoded: time.Second / 2}) {
			t.Errorf("the attempt was %+v", a)
		}
		if info, ok := hark.InfoFrom(kept); !ok || info.ID != begin.ID || info.Attempts != nil {
			t.Errorf("a context that OnInvoke kept says %+v", info)
		}
		if _, ok := hark.InfoFrom(t.Context()); ok {
			t.Error("a context of no call says something")
		}
		_, _ = call(t.Context(), way, &svc.Method.Get, 3)
		if again := rec.Events()[2].Info; again.ID == begin.ID || again.Request["trace"] != "" {
			t.Errorf("the next call is %+v", again)
		}
		_ = client.Close()
		stop()
	})
}

// A context of OnInvoke may be read from anywhere while the call goes on; the
// race detector sees whether that is so.
func TestE12_OnInvokesContextIsSafe(t *testing.T) {
	var svc DemoServiceClient
	var readers sync.WaitGroup
	over := make(chan struct{})
	svc.Method.Get.OnInvoke = func(ctx context.Context, _ int32) {
		readers.Go(func() {
			for {
				if info, ok := hark.InfoFrom(ctx); !ok || info.Attempts != nil || info.Request["k"] != "v" || info.Request["late"] != "" {
					t.Errorf("it says %+v", info)
				}
				select {
				case <-over:
					return
				default:
				}
			}
		})
	}
	svc.Method.Get.OnReturn = func(ctx context.Context, _ *Person, _ int32) {
		if info, _ := hark.InfoFrom(ctx); info.Request["late"] != "x" || len(info.Attempts) != 1 {
			t.Errorf("OnReturn's says %+v", info)
		}
	}
	client := &hark.Client{Interceptors: []hark.Interceptor{func(next hark.Invoker) hark.Invoker {
		return hark.InvokerFunc(func(ctx context.Context, call *hark.Call) error {
			call.SetAttachment("late", "x")
			return next.Invoke(ctx, call)
		})
	}}}
	server := new(hark.Server)
	_ = server.Export(DemoServiceProvider(NormalDemoService{}), "", "")
	if err := client.Bind(&svc, server, hark.Reference{}); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		_, _ = svc.Get(hark.Attach(t.Context(), "k", "v"), 2)
	}
	close(over)
	readers.Wait()
}

func TestE12_CallersLearnByCapture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var svc DemoServiceClient
		var inner atomic.Pointer[hark.Info]
		svc.Method.Get.OnReturn = func(ctx context.Context, _ *Person, id int32) {
			if id == 2 { // a call that a handler makes must not fill the caller's Info
				_, _ = svc.Get(ctx, 3)
				info, _ := hark.InfoFrom(ctx)
				inner.Store(&info)
			}
		}
		bind(t, &svc, DemoServiceFunc(slow))
		var info hark.Info
		ctx := hark.Capture(hark.Attach(t.Context(), "k", "v"), &info)
		if _, err := svc.Get(ctx, 2); err != nil {
			t.Fatal(err)
		}
		if info.ID != inner.Load().ID || info.Request["k"] != "v" || info.Elapsed != time.Second/2 || len(info.Attempts) != 1 {
			t.Errorf("captured %+v", info)
		}
		info = hark.Info{}
		if _, err := svc.Method.Get.Go(ctx, 4).Get(t.Context()); err != nil || len(info.Attempts) != 1 {
			t.Errorf("captured of a Future: %+v, %v", info, err)
		}
		var quietly hark.Info
		var async DemoServiceClient
		async.Method.Get.Async = true
		bind(t, &async, DemoServiceFunc(slow))
		_, _ = async.Get(hark.Capture(t.Context(), &quietly), 2)
		time.Sleep(time.Minute) // synctest
		if quietly.ID != 0 {
			t.Errorf("captured of an async call: %+v", quietly)
		}
	})
}

func TestE13_SameErrorInEveryMode(t *testing.T) {
	for name, id := range map[string]int32{"exception": 1, "timeout": -1, "refused": 2} {
		texts := make(map[string]string)
		ways(t, func(t *testing.T, way string) {
			var network harktest.Network
			_, stop := serveDemo(t, &network, "p:1", DemoServiceFunc(func(ctx context.Context, id int32) (*Person, error) {
				if id == 1 {
					return nil, &biz{"too large"}
				}
				return slow(ctx, id)
			}))
			defer stop()
			client := dial(&network)
			defer client.Close()
			var svc DemoServiceClient
			svc.Method.Get.Async = way == "async"
			var told error
			svc.Method.Get.OnThrow = func(_ context.Context, err error, _ int32) { told = err }
			url := "p:1"
			if name == "refused" {
				url = "gone:1"
			}
			if err := client.Refer(t.Context(), &svc, hark.Reference{URL: url}); err != nil {
				t.Fatal(err)
			}
			_, err := call(t.Context(), way, &svc.Method.Get, id)
			if way != "async" && err != told { //nolint:errorlint // the very same
				t.Errorf("returned %v, told %v", err, told)
			}
			var e *hark.Exception
			switch name {
			case "exception":
				if !errors.As(told, &e) || e.Class != "com.example.Biz" || e.Message != "too large" {
					t.Errorf("told %#v", told)
				}
			case "timeout":
				if !errors.Is(told, context.DeadlineExceeded) || !errors.Is(told, hark.ErrTimeout) || errors.Is(told, hark.ErrConnect) {
					t.Errorf("told %#v", told)
				}
			case "refused":
				if !errors.Is(told, hark.ErrConnect) || errors.Is(told, hark.ErrTimeout) || errors.As(told, &e) {
					t.Errorf("told %#v", told)
				}
			}
			texts[fmt.Sprintf("%T %v", told, told)] = way
		})
		if len(texts) != 1 {
			t.Errorf("%s: differs by mode: %v", name, texts)
		}
	}
}

// failures are the ways in which a handler fails.
var failures = map[string]func(){
	"panics":               func() { panic("the handler panics") },
	"panics with nil":      func() { panic(nil) },
	"ends its goroutine":   runtime.Goexit,
	"dereferences nil":     func() { var p *Person; p.ID++ },
	"panics with an error": func() { panic(context.DeadlineExceeded) },
}

func TestE14_AFailingHandlerChangesNothing(t *testing.T) {
	for how, fail := range failures {
		for _, event := range []hark.Event{hark.OnInvoke, hark.OnReturn, hark.OnThrow} {
			for _, id := range []int32{2, -1} {
				t.Run(fmt.Sprintf("%v %s/%d", event, how, id), func(t *testing.T) {
					ways(t, func(t *testing.T, way string) { failing(t, way, how, event, fail, id) })
				})
			}
		}
	}
}

// failing makes a call whose handler of event fails.
func failing(t *testing.T, way, how string, event hark.Event, fail func(), id int32) {
	var svc DemoServiceClient
	get := &svc.Method.Get
	get.Async = way == "async"
	var rec harktest.Recorder
	failed := false
	maybe := func(e hark.Event, err error) {
		if failure := new(hark.HandlerError); e == event && !errors.As(err, &failure) {
			failed = true
			fail()
		}
	}
	get.OnInvoke = func(context.Context, int32) { maybe(hark.OnInvoke, nil) }
	get.OnReturn = func(context.Context, *Person, int32) { maybe(hark.OnReturn, nil) }
	get.OnThrow = func(_ context.Context, err error, _ int32) { maybe(hark.OnThrow, err) }
	harktest.Record(&rec, get)
	client := bind(t, &svc, DemoServiceFunc(slow))

	returned := false
	var p *Person
	var err error
	over := make(chan struct{})
	go func() { // a goroutine of its own, since the handler may end it
		defer close(over)
		p, err = call(context.Background(), way, get, id)
		returned = true
	}()
	<-over
	_ = client.Close() // returns: the call is over, however its goroutine ended

	terminal := hark.OnReturn
	if id < 0 {
		terminal = hark.OnThrow
	}
	// A handler on the caller's goroutine may end that; nobody is left to be told.
	if ends := how == "ends its goroutine" && failed && (event == hark.OnInvoke || way == "sync"); returned == ends {
		t.Fatalf("returned: %v", returned)
	}
	if returned && way != "async" && ((p != nil) != (id > 0) || errors.Is(err, context.DeadlineExceeded) != (id < 0)) {
		t.Errorf("got %v, %v", p, err)
	}
	checkFailing(t, rec.Events(), event, terminal, how, client.Stats())
}

// checkFailing checks that the events are right although a handler failed: E14,
// E15 and E16.
func checkFailing(t *testing.T, events []harktest.Event, event, terminal hark.Event, how string, stats hark.ClientStats) {
	t.Helper()
	var got []string
	for _, e := range events {
		failure := new(hark.HandlerError)
		if !errors.As(e.Err, &failure) {
			got = append(got, e.Event.String())
			continue
		}
		got = append(got, "notice of "+failure.Event.String())
		if len(failure.Stack) == 0 || failure.Error() == "" {
			t.Errorf("the notice says %q, stack %q", failure, failure.Stack)
		}
		if how == "panics with an error" && !errors.Is(failure, context.DeadlineExceeded) {
			t.Errorf("the notice says %v", failure)
		}
	}
	want := []string{"OnInvoke"}
	if event == hark.OnInvoke {
		want = append(want, "notice of OnInvoke")
	}
	want = append(want, terminal.String())
	if event == hark.OnReturn && terminal == hark.OnReturn {
		want = append(want, "notice of OnReturn")
	}
	if !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	logged := int64(0)
	if event == hark.OnThrow && terminal == hark.OnThrow {
		logged = 1
	}
	if stats.HandlerFailures != logged || stats.InFlight != 0 || stats.Unheard != 0 {
		t.Errorf("counted %+v, want %d failures", stats, logged)
	}
}

func TestE15_AHandlersErrorIsItsFailure(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		var svc DemoServiceClient
		svc.Method.Get.Async = way == "async"
		sad := errors.New("sad")
		_ = svc.Method.Get.AddHandler(hark.OnInvoke, func(int32) error { return sad })
		_ = svc.Method.Get.AddHandler(hark.OnReturn, func(*Person) error { return sad })
		var told []string
		svc.Method.Get.OnThrow = func(ctx context.Context, err error, id int32) {
			failure := new(hark.HandlerError)
			if !errors.As(err, &failure) || !errors.Is(err, sad) || failure.Stack != nil || id != 2 {
				t.Errorf("told %v of %d", err, id)
				return
			}
			info, ok := hark.InfoFrom(ctx)
			told = append(told, fmt.Sprint(failure.Event, ok, len(info.Attempts)))
		}
		client := bind(t, &svc, NormalDemoService{})
		_, err := call(t.Context(), way, &svc.Method.Get, 2)
		_ = client.Close()
		if want := []string{"OnInvoke true 0", "OnReturn true 1"}; err != nil || !slices.Equal(told, want) {
			t.Errorf("told %v, %v; want %v", told, err, want)
		}
	})
}

// lines is a log in memory.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lines) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.FieldsFunc(l.b.String(), func(r rune) bool { return r == '\n' })
}

func TestE16_FailuresThatNobodyIsToldOf(t *testing.T) {
	for _, event := range []hark.Event{hark.OnInvoke, hark.OnReturn, hark.OnThrow} {
		ways(t, func(t *testing.T, way string) {
			var log lines
			client := &hark.Client{Logger: slog.New(slog.NewTextHandler(&log, nil))}
			server := &hark.Server{Logger: quiet()}
			_ = server.Export(DemoServiceProvider(DemoServiceFunc(slow)), "", "")
			var svc DemoServiceClient
			get := &svc.Method.Get
			get.Async = way == "async"
			id := int32(2)
			switch event {
			case hark.OnInvoke:
				get.OnInvoke = func(context.Context, int32) { panic("handler of OnInvoke") }
			case hark.OnReturn:
				get.OnReturn = func(context.Context, *Person, int32) { panic("handler of OnReturn") }
			case hark.OnThrow:
				id = -1
				get.OnThrow = func(context.Context, error, int32) { panic("handler of OnThrow") }
			}
			if err := client.Bind(&svc, server, hark.Reference{}); err != nil {
				t.Fatal(err)
			}
			_, _ = call(t.Context(), way, get, id)
			got := log.all()
			if len(got) != 1 || client.Stats().HandlerFailures != 1 {
				t.Fatalf("logged %q, counted %+v", got, client.Stats())
			}
			for _, part := range []string{DemoServiceName, "method=get", "event=" + event.String(), "handler of " + event.String(), "events_test.go"} {
				if !strings.Contains(got[0], part) {
					t.Errorf("the line lacks %q: %s", part, got[0])
				}
			}
		})
	}
}

func TestE16_ErrorsThatNobodyReceives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log lines
		client := &hark.Client{Logger: slog.New(slog.NewTextHandler(&log, nil))}
		var svc DemoServiceClient
		svc.Method.Get.Async = true
		if err := client.Bind(&svc, new(hark.Server), hark.Reference{}); err != nil {
			t.Fatal(err)
		}
		for range 100 { // in one second
			_, _ = svc.Get(t.Context(), 2)
			synctest.Wait()
			time.Sleep(time.Millisecond) // synctest
		}
		if got := log.all(); len(got) != 1 {
			t.Errorf("logged %d lines in a second, want 1: %q", len(got), got)
		}
		time.Sleep(time.Second) // synctest
		_, _ = svc.Get(t.Context(), 2)
		_ = client.Close()
		got := log.all()
		if len(got) != 2 || !strings.Contains(got[1], "suppressed=99") || !strings.Contains(got[1], "no such service") {
			t.Errorf("logged %q", got)
		}
		if client.Stats().Unheard != 101 {
			t.Errorf("counted %+v", client.Stats())
		}
	})
}

// goroutine names the goroutine that it runs on.
func goroutine() string {
	b := make([]byte, 64)
	b = b[:runtime.Stack(b, false)]
	name, _, _ := strings.Cut(string(b), "[")
	return name
}
