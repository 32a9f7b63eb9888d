package hark_test

import (
	"context"
	"net"
	"testing"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/harktest"
)

// echo is a method of a service whose chain ends in the process at once: what
// is left is what the chain costs.
func echo(t testing.TB, m *hark.Method[int32, int64], interceptors ...hark.Interceptor) {
	t.Helper()
	m.Name = "echo"
	c := &hark.Client{Interceptors: interceptors}
	stub := hark.Stub{Interface: "test.Echo", Methods: []hark.AnyMethod{m}}
	err := c.Bind(stub, hark.InvokerFunc(func(_ context.Context, call *hark.Call) error {
		*call.Reply.(*int64) = int64(*call.Arg.(*int32))
		return nil
	}), hark.Reference{})
	if err != nil {
		t.Fatal(err)
	}
}

func pass(next hark.Invoker) hark.Invoker {
	return hark.InvokerFunc(func(ctx context.Context, call *hark.Call) error { return next.Invoke(ctx, call) })
}

func TestE28_Allocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	for name, test := range map[string]struct {
		set  func(m *hark.Method[int32, int64])
		want float64
	}{
		"no handler": {func(*hark.Method[int32, int64]) {}, 0},
		"OnReturn": {func(m *hark.Method[int32, int64]) {
			m.OnReturn = func(context.Context, int64, int32) {}
		}, 1},
		"all three": {func(m *hark.Method[int32, int64]) {
			m.OnInvoke = func(context.Context, int32) {}
			m.OnReturn = func(context.Context, int64, int32) {}
			m.OnThrow = func(context.Context, error, int32) {}
		}, 1},
		"two for each event": {func(m *hark.Method[int32, int64]) {
			for range 2 {
				_ = m.AddHandler(hark.OnInvoke, func(int32) error { return nil })
				_ = m.AddHandler(hark.OnReturn, func(int64, int32) error { return nil })
			}
		}, 1},
		"actives": {func(m *hark.Method[int32, int64]) { m.Actives = 3 }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var m hark.Method[int32, int64]
			test.set(&m)
			echo(t, &m, pass, pass, pass)
			ctx := t.Context()
			got := testing.AllocsPerRun(1000, func() {
				if r, err := m.Call(ctx, 7); r != 7 || err != nil {
					t.Fatal(r, err)
				}
			})
			if got > test.want {
				t.Errorf("a call allocates %v times, want at most %v", got, test.want)
			}
		})
	}
}

// The cluster is part of the chain.
func TestE28_ClusterAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	client := &hark.Client{Interceptors: []hark.Interceptor{pass}, Protocol: &script{invoke: func(_ context.Context, call *hark.Call, _ string) error {
		call.Mark(hark.PhaseWritten)
		return nil
	}}}
	defer client.Close()
	var plain, told hark.Method[int32, int64]
	plain.Name, told.Name = "plain", "told"
	told.OnReturn = func(context.Context, int64, int32) {}
	stub := hark.Stub{Interface: "test.Echo", Methods: []hark.AnyMethod{&plain, &told}}
	if err := client.Refer(t.Context(), stub, hark.Reference{URL: "a:1;b:1", Policy: hark.Policy{Actives: 5}}); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for want, m := range []*hark.Method[int32, int64]{&plain, &told} {
		got := testing.AllocsPerRun(1000, func() {
			if _, err := m.Call(ctx, 7); err != nil {
				t.Fatal(err)
			}
		})
		if got > float64(want) {
			t.Errorf("%s: a call allocates %v times, want at most %d", m.Name, got, want)
		}
	}
}

// capture is a protocol that serves nobody and gives the test its dispatcher.
type capture struct {
	script
	dispatcher chan hark.Dispatcher
}

func (c *capture) Serve(ctx context.Context, l net.Listener, d hark.Dispatcher, _ hark.Env) error {
	c.dispatcher <- d
	<-ctx.Done()
	return l.Close()
}

// On the server one block is allocated for each call, its context.
func TestE28_ServerAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	protocol := &capture{dispatcher: make(chan hark.Dispatcher)}
	server := &hark.Server{Protocol: protocol, Interceptors: []hark.Interceptor{pass, pass}}
	twice := func(_ context.Context, n int32) (int64, error) { return 2 * int64(n), nil }
	if err := server.Export(hark.Service{Interface: "test.Twice", Methods: []hark.Handler{hark.Handle("twice", twice)}}, "", ""); err != nil {
		t.Fatal(err)
	}
	l, err := new(harktest.Network).Listen("p:1")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, l) }() // ends with cancel
	d := <-protocol.dispatcher
	id := hark.ServiceID{Interface: "test.Twice"}
	got := testing.AllocsPerRun(1000, func() {
		h, err := d.Lookup(id, "twice", "I")
		if err != nil {
			t.Fatal(err)
		}
		call := h.NewCall()
		call.Service, call.Method = id, "twice"
		*call.Arg.(*int32) = 7
		if err := d.Invoke(ctx, call); err != nil || *call.Reply.(*int64) != 14 {
			t.Fatal(err, *call.Reply.(*int64))
		}
		call.Release()
	})
	if got > 1 {
		t.Errorf("serving a call allocates %v times, want at most 1", got)
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func BenchmarkChain(b *testing.B) {
	var m hark.Method[int32, int64]
	echo(b, &m, pass, pass, pass)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = m.Call(b.Context(), 7)
	}
}

func BenchmarkChainTold(b *testing.B) {
	var m hark.Method[int32, int64]
	m.OnReturn = func(context.Context, int64, int32) {}
	echo(b, &m, pass, pass, pass)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = m.Call(b.Context(), 7)
	}
}

func BenchmarkInProcess(b *testing.B) {
	var server hark.Server
	if err := server.Export(DemoServiceProvider(NormalDemoService{}), "", ""); err != nil {
		b.Fatal(err)
	}
	var svc DemoServiceClient
	if err := hark.Bind(&svc, &server, "", ""); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_, _ = svc.Get(b.Context(), 7)
	}
}
