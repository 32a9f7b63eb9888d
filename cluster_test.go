package hark_test

import (
	"context"
	"errors"
	"net"
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

// script is a protocol whose connections do what the test says.
type script struct {
	invoke func(ctx context.Context, call *hark.Call, addr string) error
	mu     sync.Mutex
	dialed []string
	closed []string
	down   map[string]bool // not available
}

// history returns what was dialed and closed so far.
func (s *script) history() (dialed, closed []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.dialed), slices.Clone(s.closed)
}

func (s *script) Name() string { return "script" }

func (s *script) Dial(e hark.Endpoint, _ hark.Env) (hark.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.Addr == "unusable" {
		return nil, errors.New("an address of another world")
	}
	s.dialed = append(s.dialed, e.Addr)
	return &scriptConn{s, e.Addr}, nil
}

func (s *script) Serve(context.Context, net.Listener, hark.Dispatcher, hark.Env) error {
	return errors.New("the script has no server")
}

type scriptConn struct {
	s    *script
	addr string
}

func (c *scriptConn) Invoke(ctx context.Context, call *hark.Call) error {
	return c.s.invoke(ctx, call, c.addr)
}

func (c *scriptConn) Available() bool {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return !c.s.down[c.addr]
}

func (c *scriptConn) Close() error {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.closed = append(c.s.closed, c.addr)
	return nil
}

func TestFailover(t *testing.T) {
	refusal := func(code hark.Code, notRun bool) func() error {
		return func() error { return &hark.Error{Code: code, NotRun: notRun} }
	}
	for name, test := range map[string]struct {
		policy hark.Policy
		fails  func() error
		want   int // attempts
	}{
		"known not to have run":   {fails: refusal(hark.ErrConnect, true), want: 3},
		"refused":                 {fails: refusal(hark.ErrRefused, true), want: 3},
		"cannot be encoded":       {fails: refusal(hark.ErrEncode, true), want: 1},
		"may have run":            {fails: refusal(hark.ErrLost, false), want: 1},
		"timed out":               {fails: refusal(hark.ErrTimeout, false), want: 1},
		"the service threw":       {fails: func() error { return &hark.Exception{Class: "x.Y"} }, want: 1},
		"unknown":                 {fails: func() error { return errors.New("strange") }, want: 1},
		"no retries":              {policy: hark.Policy{Retries: -1}, fails: refusal(hark.ErrConnect, true), want: 1},
		"one retry":               {policy: hark.Policy{Retries: 1}, fails: refusal(hark.ErrConnect, true), want: 2},
		"more than there are":     {policy: hark.Policy{Retries: 5}, fails: refusal(hark.ErrConnect, true), want: 6},
		"failfast":                {policy: hark.Policy{Cluster: hark.Failfast}, fails: refusal(hark.ErrConnect, true), want: 1},
		"failfast, may have run":  {policy: hark.Policy{Cluster: hark.Failfast}, fails: refusal(hark.ErrLost, false), want: 1},
		"failover is the default": {policy: hark.Policy{Cluster: hark.Failover}, fails: refusal(hark.ErrConnect, true), want: 3},
	} {
		t.Run(name, func(t *testing.T) {
			var tried []string
			s := &script{invoke: func(_ context.Context, _ *hark.Call, addr string) error {
				tried = append(tried, addr)
				return test.fails()
			}}
			client := &hark.Client{Protocol: s, Logger: quiet()}
			defer client.Close()
			var svc DemoServiceClient
			if err := client.Refer(t.Context(), &svc, hark.Reference{URL: "a:1;b:1;c:1;d:1", Policy: test.policy}); err != nil {
				t.Fatal(err)
			}
			_, err := svc.Get(t.Context(), 2)
			if len(tried) != test.want || err == nil {
				t.Fatalf("tried %v, got %v; want %d attempts", tried, err, test.want)
			}
			different := slices.Clone(tried)
			slices.Sort(different)
			if n := len(slices.Compact(different)); n != min(test.want, 4) {
				t.Errorf("tried %v: a provider twice before all were tried", tried)
			}
			if test.want > 1 && !strings.Contains(err.Error(), "tried "+strings.Join(tried, ", ")) {
				t.Errorf("tried %v, but the error says %v", tried, err)
			}
		})
	}
}

func TestFailoverEndsWithTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		attempts := 0
		s := &script{invoke: func(context.Context, *hark.Call, string) error {
			attempts++
			time.Sleep(700 * time.Millisecond) // synctest
			return &hark.Error{Code: hark.ErrConnect, NotRun: true}
		}}
		client := &hark.Client{Protocol: s}
		defer client.Close()
		var svc DemoServiceClient
		svc.Method.Get.Retries = 9
		if err := client.Refer(t.Context(), &svc, hark.Reference{URL: "a:1;b:1"}); err != nil {
			t.Fatal(err)
		}
		if _, err := svc.Get(t.Context(), 2); !errors.Is(err, hark.ErrConnect) || attempts != 2 {
			t.Errorf("%d attempts in a second of 700 ms each: %v", attempts, err)
		}
	})
}

func TestAvailableProvidersArePreferred(t *testing.T) {
	var tried []string
	s := &script{down: map[string]bool{"a:1": true}, invoke: func(_ context.Context, _ *hark.Call, addr string) error {
		tried = append(tried, addr)
		return nil
	}}
	client := &hark.Client{Protocol: s}
	defer client.Close()
	var svc DemoServiceClient
	svc.Method.Get.Balancer = inOrder{}
	if err := client.Refer(t.Context(), &svc, hark.Reference{URL: "a:1;b:1"}); err != nil {
		t.Fatal(err)
	}
	_, _ = svc.Get(t.Context(), 2)
	s.mu.Lock()
	s.down["b:1"] = true // with none available the balancer's word stands
	s.mu.Unlock()
	_, _ = svc.Get(t.Context(), 2)
	if !slices.Equal(tried, []string{"b:1", "a:1"}) {
		t.Errorf("tried %v", tried)
	}
}

func TestRandomFollowsWeights(t *testing.T) {
	now := time.Now()
	for name, test := range map[string]struct {
		endpoints []hark.Endpoint
		want      [2]float64 // share of the first
	}{
		"equal":    {[]hark.Endpoint{{}, {}}, [2]float64{0.45, 0.55}},
		"weighted": {[]hark.Endpoint{{Weight: 300}, {}}, [2]float64{0.70, 0.80}},
		"none":     {[]hark.Endpoint{{Weight: -1}, {}}, [2]float64{0, 0}},
		"all none": {[]hark.Endpoint{{Weight: -1}, {Weight: -1}}, [2]float64{0.45, 0.55}},
		"warming":  {[]hark.Endpoint{{Started: now.Add(-5 * time.Minute)}, {}}, [2]float64{0.28, 0.39}},
		"warm":     {[]hark.Endpoint{{Started: now.Add(-time.Hour)}, {}}, [2]float64{0.45, 0.55}},
		"new":      {[]hark.Endpoint{{Started: now.Add(time.Hour)}, {}}, [2]float64{0.001, 0.03}},
		"own pace": {[]hark.Endpoint{{Started: now.Add(-time.Minute), Warmup: time.Minute}, {}}, [2]float64{0.45, 0.55}},
		"lone":     {[]hark.Endpoint{{Weight: -1}}, [2]float64{1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			var providers []*hark.Provider
			for _, e := range test.endpoints {
				providers = append(providers, &hark.Provider{Endpoint: e})
			}
			const picks = 10_000
			first := 0
			for range picks {
				if (hark.Random{}).Pick(nil, providers) == providers[0] {
					first++
				}
			}
			if share := float64(first) / picks; share < test.want[0] || share > test.want[1] {
				t.Errorf("the first got %v of the calls, want %v", share, test.want)
			}
		})
	}
}

func TestDirectoryFollowsTheRegistry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{invoke: func(_ context.Context, call *hark.Call, addr string) error {
			if *call.Arg.(*int32) == 9 {
				time.Sleep(500 * time.Millisecond) // synctest
			}
			call.SetAttachment("at", addr)
			return nil
		}}
		registry := new(board)
		registry.set(addrs("a:1")...)
		client := &hark.Client{Protocol: s, Registry: registry, Logger: quiet()}
		var info hark.Info
		var svc, twin DemoServiceClient
		for _, stub := range []hark.Stubber{&svc, &twin} {
			if err := client.Refer(t.Context(), stub, hark.Reference{}); err != nil {
				t.Fatal(err)
			}
		}
		at := func() string {
			_, err := svc.Get(hark.Capture(t.Context(), &info), 2)
			if err != nil {
				return err.Error()
			}
			return info.Request["at"]
		}
		if got := at(); got != "a:1" {
			t.Errorf("called %s", got)
		}
		pending := svc.Method.Get.Go(t.Context(), 9)
		synctest.Wait()
		registry.set(append(addrs("unusable", "b:1"), hark.Endpoint{Addr: "c:1", Protocol: "another"})...)
		synctest.Wait()
		if got := at(); got != "b:1" {
			t.Errorf("called %s", got)
		}
		if _, closed := s.history(); len(closed) != 0 {
			t.Errorf("closed %v under a pending call", closed)
		}
		_, err := pending.Get(t.Context())
		if _, closed := s.history(); err != nil || !slices.Equal(closed, []string{"a:1"}) {
			t.Errorf("the pending call got %v; closed %v", err, closed)
		}
		registry.set()
		synctest.Wait()
		if got := at(); !strings.Contains(got, "no provider") {
			t.Errorf("called %s", got)
		}
		registry.set(addrs("b:1")...)
		synctest.Wait()
		if got := at(); got != "b:1" {
			t.Errorf("called %s", got)
		}
		_ = client.Close()
		each := []string{"a:1", "b:1", "b:1"} // two references share a connection
		if dialed, closed := s.history(); !slices.Equal(dialed, each) || !slices.Equal(closed, each) {
			t.Errorf("dialed %v, closed %v", dialed, closed)
		}
	})
}

// Everything at once, for the race detector.
func TestStress(t *testing.T) {
	calls := int32(2000)
	if testing.Short() {
		calls = 200
	}
	var network harktest.Network
	_, stop := serveDemo(t, &network, "a:1", NormalDemoService{})
	_, stop2 := serveDemo(t, &network, "b:1", NormalDemoService{})
	client := dial(&network)
	registry := new(board)
	registry.set(addrs("a:1", "b:1")...)
	client.Registry = registry
	var svc DemoServiceClient
	var told atomic.Int32
	svc.Method.Get.Timeout, svc.Method.Get.Actives = time.Minute, 5
	svc.Method.Get.OnReturn = func(_ context.Context, p *Person, id int32) {
		if p.ID != id {
			t.Errorf("told %v of %d", p, id)
		}
		told.Add(1)
	}
	svc.Method.Get.OnThrow = func(_ context.Context, err error, _ int32) { t.Error(err) }
	if err := client.Refer(t.Context(), &svc, hark.Reference{}); err != nil {
		t.Fatal(err)
	}
	var callers sync.WaitGroup
	for caller := range int32(8) {
		callers.Go(func() {
			for i := range calls / 8 {
				if p, err := svc.Get(t.Context(), caller*calls+i); err != nil || p.ID != caller*calls+i {
					t.Errorf("got %v, %v", p, err)
				}
			}
		})
	}
	callers.Go(func() {
		for range 100 {
			registry.set(addrs("a:1")...)
			runtime.Gosched()
			registry.set(addrs("b:1", "a:1")...)
			runtime.Gosched()
		}
	})
	callers.Wait()
	_ = client.Close()
	stop()
	stop2()
	if told.Load() != calls {
		t.Errorf("told %d times of %d calls", told.Load(), calls)
	}
}
