package hark_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/harktest"
	"github.com/hark-rpc/hark/internal/memwire"
)

func TestExportMistakes(t *testing.T) {
	get := hark.Handle("get", NormalDemoService{}.Get)
	bare := hark.Handle("get", func(context.Context, struct{}) (string, error) { return "", nil })
	for name, test := range map[string]struct {
		methods []hark.Handler
		want    string
	}{
		"by hand":        {[]hark.Handler{{Name: "get"}}, "not made by hark.Handle"},
		"twice":          {[]hark.Handler{get, get}, "by Overload"},
		"half described": {[]hark.Handler{get.Overload("I"), get}, "by Overload"},
		"twice bare":     {[]hark.Handler{bare, bare}, "by Overload"},
		"same overload":  {[]hark.Handler{get.Overload("I"), get.Overload("I")}, "by Overload"},
	} {
		var server hark.Server
		err := server.Export(hark.Service{Interface: "x.Y", Methods: test.methods}, "", "")
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	var server hark.Server
	for i, version := range []string{"", "1.0.0", "0.0.0"} {
		err := server.Export(DemoServiceProvider(NormalDemoService{}), "cn", version)
		if (err != nil) != (i == 2) {
			t.Errorf("version %q: %v", version, err)
		}
	}
}

func TestLookup(t *testing.T) {
	var server hark.Server
	find := func(result string) func(context.Context, int32) (string, error) {
		return func(context.Context, int32) (string, error) { return result, nil }
	}
	if err := server.Export(hark.Service{Interface: "x.Y", Methods: []hark.Handler{
		hark.Handle("one", find("one")),
		hark.Handle("boxed", find("boxed")).Overload("Ljava/lang/Integer;"),
		hark.Handle("find", find("int")).Overload("I"),
		hark.Handle("find", find("long")).Overload("J"),
	}}, "", "0.0.0"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		service            hark.ServiceID
		method, descriptor string
		want               string
	}{
		{hark.ServiceID{Interface: "x.Y"}, "one", "I", "one"},
		{hark.ServiceID{Interface: "x.Y", Version: "0.0.0"}, "one", "", "one"},
		{hark.ServiceID{Interface: "x.Y"}, "boxed", "", "boxed"},
		{hark.ServiceID{Interface: "x.Y"}, "boxed", "I", `no overload takes "I"`},
		{hark.ServiceID{Interface: "x.Y"}, "find", "J", "long"},
		{hark.ServiceID{Interface: "x.Y"}, "find", "I", "int"},
		{hark.ServiceID{Interface: "x.Y"}, "find", "", `no overload takes ""`},
		{hark.ServiceID{Interface: "x.Y"}, "fnid", "", "no such method; there is boxed, find, one"},
		{hark.ServiceID{Interface: "x.Z"}, "find", "", "no such service; there is x.Y"},
		{hark.ServiceID{Interface: "x.Y", Group: "cn"}, "one", "", "no such service"},
	} {
		m := hark.Method[int32, string]{Name: test.method, Descriptor: test.descriptor}
		stub := hark.Stub{Interface: test.service.Interface, Methods: []hark.AnyMethod{&m}}
		if err := hark.Bind(stub, &server, test.service.Group, test.service.Version); err != nil {
			t.Fatal(err)
		}
		got, err := m.Call(t.Context(), 1)
		if err != nil {
			got = err.Error()
			if !errors.Is(err, hark.ErrNotFound) {
				t.Errorf("%v: not ErrNotFound: %v", test, err)
			}
		}
		if !strings.Contains(got, test.want) {
			t.Errorf("%v: got %s", test, got)
		}
	}
}

func TestOverloadWithoutParameters(t *testing.T) {
	var server hark.Server
	if err := server.Export(hark.Service{Interface: "x.Y", Methods: []hark.Handler{
		hark.Handle("find", func(context.Context, int32) (string, error) { return "int", nil }).Overload("I"),
		hark.Handle("find", func(context.Context, struct{}) (string, error) { return "none", nil }),
	}}, "", ""); err != nil {
		t.Fatal(err)
	}
	bare := hark.Method[struct{}, string]{Name: "find"}
	one := hark.Method[int32, string]{Name: "find", Descriptor: "I"}
	if err := hark.Bind(hark.Stub{Interface: "x.Y", Methods: []hark.AnyMethod{&bare, &one}}, &server, "", ""); err != nil {
		t.Fatal(err)
	}
	if got, err := bare.Call(t.Context(), struct{}{}); got != "none" || err != nil {
		t.Errorf("without parameters: got %s, %v", got, err)
	}
	if got, err := one.Call(t.Context(), 1); got != "int" || err != nil {
		t.Errorf("with one: got %s, %v", got, err)
	}
}

func TestWrongTypesInProcess(t *testing.T) {
	var server hark.Server
	if err := server.Export(DemoServiceProvider(NormalDemoService{}), "", ""); err != nil {
		t.Fatal(err)
	}
	argument := hark.Method[string, *Person]{Name: "get"}
	result := hark.Method[int32, string]{Name: "get"}
	for m, want := range map[hark.AnyMethod]hark.Code{&argument: hark.ErrEncode, &result: hark.ErrDecode} {
		if err := hark.Bind(hark.Stub{Interface: DemoServiceName, Methods: []hark.AnyMethod{m}}, &server, "", ""); err != nil {
			t.Fatal(err)
		}
		var err error
		if want == hark.ErrEncode {
			_, err = argument.Call(t.Context(), "2")
		} else {
			_, err = result.Call(t.Context(), 2)
		}
		if !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
}

func TestWhatAServiceThrows(t *testing.T) {
	foreign := &hark.Exception{Class: "com.example.Deep", Message: "from further on", Stack: []hark.StackFrame{{Class: "a.B", Method: "c", File: "B.java", Line: 7}}}
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"an error":           {errors.New("plain"), "java.lang.RuntimeException: plain"},
		"a class":            {&biz{"full"}, "com.example.Biz: full"},
		"a wrapped class":    {fmt.Errorf("at 7: %w", &biz{"full"}), "com.example.Biz: full"},
		"an exception":       {foreign, "com.example.Deep: from further on"},
		"an error of a call": {&hark.Error{Code: hark.ErrTimeout, Message: "no answer"}, "java.lang.RuntimeException: hark: timeout: no answer"},
	} {
		var svc DemoServiceClient
		bind(t, &svc, DemoServiceFunc(func(context.Context, int32) (*Person, error) { return nil, test.err }))
		_, err := svc.Get(t.Context(), 2)
		var e *hark.Exception
		if !errors.As(err, &e) || e.Error() != test.want {
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
		// What would not be found over a network must not be found here.
		if name == "an error of a call" && errors.Is(err, hark.ErrTimeout) || name == "an error" && errors.Is(err, test.err) {
			t.Errorf("%s: the error itself got through", name)
		}
	}
}

func TestAServicesPanicIsLoggedOnce(t *testing.T) {
	var log lines
	server := &hark.Server{Logger: slog.New(slog.NewTextHandler(&log, nil))}
	if err := server.Export(DemoServiceProvider(DemoServiceFunc(func(context.Context, int32) (*Person, error) { panic("out of order") })), "", ""); err != nil {
		t.Fatal(err)
	}
	var svc DemoServiceClient
	if err := hark.Bind(&svc, server, "", ""); err != nil {
		t.Fatal(err)
	}
	_, err := svc.Get(t.Context(), 2)
	got := log.all()
	if err == nil || err.Error() != "java.lang.RuntimeException: panic: out of order" || len(got) != 1 ||
		!strings.Contains(got[0], "server_test.go") || server.Stats().Panics != 1 || server.Stats().InFlight != 0 {
		t.Errorf("got %v; logged %q; counted %+v", err, got, server.Stats())
	}
}

func TestServiceContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		type key struct{}
		var kept context.Context
		var waited time.Duration
		server := new(hark.Server)
		if err := server.Export(DemoServiceProvider(DemoServiceFunc(func(ctx context.Context, id int32) (*Person, error) {
			start := time.Now()
			kept = ctx
			if d, ok := ctx.Deadline(); !ok || time.Until(d) != hark.DefaultTimeout || ctx.Err() != nil || ctx.Value(key{}) != nil {
				t.Errorf("at first: deadline %v, err %v, value %v", d, ctx.Err(), ctx.Value(key{}))
			}
			if id == 1 {
				return &Person{}, nil
			}
			derived, cancel := context.WithTimeout(ctx, time.Hour)
			defer cancel()
			<-derived.Done()
			waited = time.Since(start)
			if id == 2 && !errors.Is(derived.Err(), context.DeadlineExceeded) || !errors.Is(ctx.Err(), derived.Err()) {
				t.Errorf("in the end: %v, derived %v", ctx.Err(), derived.Err())
			}
			hark.SetReplyAttachment(derived, "k", "v")
			return nil, ctx.Err()
		})), "", ""); err != nil {
			t.Fatal(err)
		}
		var svc DemoServiceClient
		if err := hark.Bind(&svc, server, "", ""); err != nil {
			t.Fatal(err)
		}
		ctx := context.WithValue(t.Context(), key{}, "the caller's own")
		if _, err := svc.Get(ctx, 1); err != nil || kept.Err() != context.Canceled {
			t.Errorf("got %v; the context of a service that has returned: %v", err, kept.Err())
		}
		hark.SetReplyAttachment(kept, "k", "too late")
		select {
		case <-kept.Done():
		default:
			t.Error("the context of a service that has returned is not done")
		}
		_, err := svc.Get(ctx, 2)
		synctest.Wait()
		if !errors.Is(err, hark.ErrTimeout) || waited != hark.DefaultTimeout {
			t.Errorf("got %v; the service waited %v", err, waited)
		}
		cancelled, cancel := context.WithCancel(ctx)
		time.AfterFunc(100*time.Millisecond, cancel)
		_, err = svc.Get(cancelled, 3)
		synctest.Wait()
		if !errors.Is(err, context.Canceled) || waited != 100*time.Millisecond {
			t.Errorf("got %v; the service waited %v", err, waited)
		}
	})
}

func TestLateResultsAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := new(hark.Server)
		_ = server.Export(DemoServiceProvider(DemoServiceFunc(slow)), "", "")
		var svc DemoServiceClient
		svc.Method.Get.Timeout = time.Millisecond
		_ = hark.Bind(&svc, server, "", "")
		_, err := svc.Get(t.Context(), 2)
		if stats := server.Stats(); !errors.Is(err, hark.ErrTimeout) || stats.Late != 1 || stats.InFlight != 1 {
			t.Errorf("got %v, counted %+v", err, stats)
		}
		time.Sleep(time.Second) // synctest: until the service has returned
	})
}

func TestARefusalOfTheServersInterceptor(t *testing.T) {
	refuse := func(hark.Invoker) hark.Invoker {
		return hark.InvokerFunc(func(_ context.Context, call *hark.Call) error {
			return call.NewError(hark.ErrRefused, "no token", nil)
		})
	}
	synctest.Test(t, func(t *testing.T) {
		var network harktest.Network
		server := &hark.Server{Interceptors: []hark.Interceptor{refuse}}
		_ = server.Export(DemoServiceProvider(NormalDemoService{}), "", "")
		stop := serve(t, &network, "p:1", server)
		client := dial(&network)
		var near, far DemoServiceClient
		_ = client.Bind(&near, server, hark.Reference{})
		_ = client.Refer(t.Context(), &far, hark.Reference{URL: "p:1"})
		for name, svc := range map[string]*DemoServiceClient{"near": &near, "far": &far} {
			if _, err := svc.Get(t.Context(), 2); !errors.Is(err, hark.ErrRefused) || !strings.Contains(err.Error(), "no token") {
				t.Errorf("%s: got %v", name, err)
			}
		}
		_ = client.Close()
		stop()
	})
}

func TestServeRegistersAndWithdraws(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var network harktest.Network
		registry := new(board)
		var served atomic.Int32
		server := &hark.Server{Registry: registry, Advertise: "p:1", Protocol: memwire.Protocol{Grace: time.Minute}, Logger: quiet()}
		for _, version := range []string{"1", "2"} {
			_ = server.Export(DemoServiceProvider(DemoServiceFunc(func(ctx context.Context, id int32) (*Person, error) {
				defer served.Add(1)
				return slow(ctx, id)
			})), "", version)
		}
		l, _ := network.Listen("p:1")
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan error, 1)
		go func() { over <- server.Serve(ctx, l) }() // ends with cancel
		synctest.Wait()
		client := dial(&network)
		client.Registry = registry
		var svc DemoServiceClient
		if err := client.Refer(t.Context(), &svc, hark.Reference{Version: "2"}); err != nil {
			t.Fatal(err)
		}
		pending := svc.Method.Get.Go(t.Context(), 2)
		synctest.Wait()
		cancel()
		if _, err := pending.Get(t.Context()); err != nil {
			t.Errorf("a call in flight got %v", err)
		}
		if err := <-over; err != nil || served.Load() != 1 {
			t.Errorf("served %d calls, %v", served.Load(), err)
		}
		if _, err := svc.Get(t.Context(), 2); !errors.Is(err, hark.ErrNoProvider) {
			t.Errorf("afterwards: %v", err)
		}
		name := DemoServiceName
		want := []string{"register " + name + ":1 p:1", "register " + name + ":2 p:1", "unregister " + name + ":1 p:1", "unregister " + name + ":2 p:1"}
		if !slices.Equal(registry.log, want) {
			t.Errorf("the registry saw %q", registry.log)
		}
		_ = client.Close()
	})
}

// sulking is a registry that takes only so many registrations.
type sulking struct {
	board
	takes int
}

func (s *sulking) Register(ctx context.Context, e hark.Endpoint) error {
	if s.takes--; s.takes < 0 {
		return errors.New("no more")
	}
	return s.board.Register(ctx, e)
}

// asking is a registry that asks, while a service is withdrawn, whether it can
// still be reached.
type asking struct {
	board
	reachable func() error
	errs      []error
}

func (a *asking) Unregister(ctx context.Context, e hark.Endpoint) error {
	a.errs = append(a.errs, a.reachable())
	return a.board.Unregister(ctx, e)
}

func TestServeWithdrawsBeforeItStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var network harktest.Network
		registry := &asking{reachable: func() error {
			time.Sleep(time.Second) // synctest: whoever stops at once has stopped by now
			c, err := network.Dial(t.Context(), "tcp", "p:1")
			if err == nil {
				_ = c.Close()
			}
			return err
		}}
		server := &hark.Server{Registry: registry, Advertise: "p:1", Protocol: memwire.Protocol{}}
		_ = server.Export(DemoServiceProvider(NormalDemoService{}), "", "")
		l, _ := network.Listen("p:1")
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if err := server.Serve(ctx, l); err != nil || len(registry.errs) != 1 || registry.errs[0] != nil {
			t.Errorf("served: %v; while it was withdrawn: %v", err, registry.errs)
		}
	})
}

func TestServeMistakes(t *testing.T) {
	var network harktest.Network
	l, _ := network.Listen("a:1")
	if err := new(hark.Server).Serve(t.Context(), l); err == nil || !strings.Contains(err.Error(), "no Protocol") {
		t.Errorf("without a protocol: %v", err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the listener stays open: %v", err)
	}
	registry := &sulking{takes: 1}
	server := &hark.Server{Protocol: memwire.Protocol{}, Registry: registry, Advertise: "a:1"}
	_ = server.Export(DemoServiceProvider(NormalDemoService{}), "", "1")
	_ = server.Export(DemoServiceProvider(NormalDemoService{}), "", "2")
	l, _ = network.Listen("a:1")
	if err := server.Serve(t.Context(), l); err == nil || !strings.Contains(err.Error(), ":2: no more") || len(registry.endpoints) != 0 {
		t.Errorf("got %v; left %v", err, registry.endpoints)
	}
	if err := server.ListenAndServe(t.Context(), "no such host:x"); err == nil {
		t.Error("it listens at nothing")
	}
}

func TestAdvertisedAddress(t *testing.T) {
	for listen, want := range map[string]string{"127.0.0.1:0": "127.0.0.1:", ":0": ""} {
		registry := new(board)
		server := &hark.Server{Protocol: memwire.Protocol{}, Registry: registry}
		_ = server.Export(DemoServiceProvider(NormalDemoService{}), "", "")
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan error, 1)
		go func() { over <- server.ListenAndServe(ctx, listen) }() // ends with cancel
		for endpoints := range registry.Watch(t.Context(), hark.ServiceID{Interface: DemoServiceName}) {
			if len(endpoints) == 0 {
				continue
			}
			host, port, err := net.SplitHostPort(endpoints[0].Addr)
			if err != nil || net.ParseIP(host) == nil || net.ParseIP(host).IsUnspecified() || port == "0" || !strings.HasPrefix(endpoints[0].Addr, want) {
				t.Errorf("listening at %s it advertises %s", listen, endpoints[0].Addr)
			}
			if endpoints[0].Params["methods"] != "get" || endpoints[0].Protocol != memwire.Name {
				t.Errorf("it advertises %+v", endpoints[0])
			}
			break
		}
		cancel()
		if err := <-over; err != nil {
			t.Error(err)
		}
	}
}

func TestInterface(t *testing.T) {
	i := DemoServiceInterface()
	if _, err := i.Provide("no service"); err == nil {
		t.Error("a string provides DemoService")
	}
	service, err := i.Provide(NormalDemoService{})
	if err != nil {
		t.Fatal(err)
	}
	var server hark.Server
	if err := server.Export(service, "", ""); err != nil {
		t.Fatal(err)
	}
	stub := i.NewStub()
	if err := hark.Bind(stub, &server, "", ""); err != nil {
		t.Fatal(err)
	}
	if p, err := stub.(DemoService).Get(t.Context(), 2); err != nil || p.ID != 2 {
		t.Errorf("got %v, %v", p, err)
	}
}
