package hark_test

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
)

func TestReferMistakes(t *testing.T) {
	protocol := &script{}
	nameless := hark.Stub{Interface: "x.Y", Methods: []hark.AnyMethod{new(hark.Method[int, int])}}
	twice := hark.Stub{Interface: "x.Y", Methods: []hark.AnyMethod{&hark.Method[int, int]{Name: "a"}, &hark.Method[int, int]{Name: "a"}}}
	for name, test := range map[string]struct {
		client *hark.Client
		stub   hark.Stubber
		ref    hark.Reference
		want   string
	}{
		"no protocol":      {client: new(hark.Client), stub: new(DemoServiceClient), want: "the Client has no Protocol"},
		"nobody knows":     {client: &hark.Client{Protocol: protocol}, stub: new(DemoServiceClient), want: "set Client.Registry to ask one, or Reference.URL to name them"},
		"URL without port": {client: &hark.Client{Protocol: protocol}, stub: new(DemoServiceClient), ref: hark.Reference{URL: "10.0.0.1"}, want: `URL "10.0.0.1": want host:port`},
		"URL of another":   {client: &hark.Client{Protocol: protocol}, stub: new(DemoServiceClient), ref: hark.Reference{URL: "tri://a:1"}, want: "Protocol is script, not tri"},
		"URL of nothing":   {client: &hark.Client{Protocol: protocol}, stub: new(DemoServiceClient), ref: hark.Reference{URL: "http://%zz"}, want: "want host:port"},
		"URL of none":      {client: &hark.Client{Protocol: protocol}, stub: new(DemoServiceClient), ref: hark.Reference{URL: " ; "}, want: "names no provider"},
		"no name":          {client: &hark.Client{Protocol: protocol}, stub: nameless, ref: hark.Reference{URL: "a:1"}, want: "method 0 has no Name"},
		"twice":            {client: &hark.Client{Protocol: protocol}, stub: twice, ref: hark.Reference{URL: "a:1"}, want: "method a() is there twice"},
		"no provider":      {client: &hark.Client{Protocol: protocol, Registry: new(board)}, stub: new(DemoServiceClient), want: "set Reference.Optional"},
	} {
		t.Run(name, func(t *testing.T) {
			err := test.client.Refer(t.Context(), test.stub, test.ref)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want something about %q", err, test.want)
			}
			_ = test.client.Close()
		})
	}
}

// deaf is a registry that does not answer, or only with an error.
type deaf struct {
	board
	err error
}

func (d *deaf) Watch(ctx context.Context, _ hark.ServiceID) iter.Seq2[[]hark.Endpoint, error] {
	return func(yield func([]hark.Endpoint, error) bool) {
		if d.err != nil && !yield(nil, d.err) {
			return
		}
		<-ctx.Done()
	}
}

func TestReferWaitsForTheRegistry(t *testing.T) {
	away := errors.New("it is away")
	for name, test := range map[string]struct {
		registry *deaf
		patience time.Duration
		want     string
		after    time.Duration
	}{
		"no answer":            {&deaf{}, time.Hour, "no answer in 3s", 3 * time.Second},
		"the caller gives up":  {&deaf{}, time.Second, "context deadline exceeded", time.Second},
		"the registry is away": {&deaf{err: away}, time.Hour, "it is away", 0},
	} {
		for _, optional := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				client := &hark.Client{Protocol: &script{}, Registry: test.registry, Logger: quiet()}
				ctx, cancel := context.WithTimeout(t.Context(), test.patience)
				defer cancel()
				start := time.Now()
				err := client.Refer(ctx, new(DemoServiceClient), hark.Reference{Optional: optional})
				if optional != (err == nil) || !optional && !strings.Contains(err.Error(), test.want) || time.Since(start) != test.after {
					t.Errorf("%s, optional %v: got %v after %v", name, optional, err, time.Since(start))
				}
				_ = client.Close()
			})
		}
	}
}

// A call that waits for its turn is cut short even if those before it are not.
func TestE21_ShutdownReachesWhoWaitsForItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := &hark.Client{Logger: quiet()}
		var svc DemoServiceClient
		svc.Method.Get.Actives, svc.Method.Get.Timeout = 1, time.Hour
		if err := client.Bind(&svc, hark.InvokerFunc(func(context.Context, *hark.Call) error {
			time.Sleep(time.Minute) // synctest: deaf to everything
			return nil
		}), hark.Reference{}); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		svc.Method.Get.Go(t.Context(), 1)
		synctest.Wait()
		waiting := svc.Method.Get.Go(t.Context(), 2)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		go func() { _ = client.Shutdown(ctx) }() // ends with the first call
		if _, err := waiting.Get(t.Context()); !errors.Is(err, hark.ErrClosed) || time.Since(start) != time.Second {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		_ = client.Close()
	})
}

// A reply that was filled before the call failed is nobody's result.
func TestNoResultBesideAnError(t *testing.T) {
	var svc DemoServiceClient
	if err := hark.Bind(&svc, hark.InvokerFunc(func(_ context.Context, call *hark.Call) error {
		*call.Reply.(**Person) = &Person{ID: 7}
		return call.NewError(hark.ErrDecode, "half way", nil)
	}), "", ""); err != nil {
		t.Fatal(err)
	}
	if p, err := svc.Get(t.Context(), 2); p != nil || !errors.Is(err, hark.ErrDecode) {
		t.Errorf("got %v, %v", p, err)
	}
	if p, err := svc.Method.Get.Go(t.Context(), 2).Get(t.Context()); p != nil || err == nil {
		t.Errorf("the Future has %v, %v", p, err)
	}
}

func TestMethodThatWasNotReferred(t *testing.T) {
	var svc DemoServiceClient
	var told error
	svc.Method.Get.OnThrow = func(_ context.Context, err error, _ int32) { told = err }
	_, err := svc.Get(t.Context(), 2)
	if !errors.Is(err, hark.ErrUnbound) || told != err || !strings.Contains(err.Error(), "Client.Refer") { //nolint:errorlint // the very same
		t.Errorf("got %v, told %v", err, told)
	}
}

func TestFieldsSetAfterwardsHaveNoEffect(t *testing.T) {
	var svc DemoServiceClient
	bind(t, &svc, NormalDemoService{})
	svc.Method.Get.Async = true
	svc.Method.Get.OnReturn = func(context.Context, *Person, int32) { t.Error("told") }
	if p, err := svc.Get(t.Context(), 2); err != nil || p == nil {
		t.Errorf("got %v, %v", p, err)
	}
}

func TestInterceptors(t *testing.T) {
	var order []string
	note := func(name string) hark.Interceptor {
		return func(next hark.Invoker) hark.Invoker {
			order = append(order, "made "+name)
			return hark.InvokerFunc(func(ctx context.Context, call *hark.Call) error {
				order = append(order, "before "+name)
				call.SetAttachment(name, "was here")
				defer func() { order = append(order, "after "+name) }()
				return next.Invoke(ctx, call)
			})
		}
	}
	server := &hark.Server{Interceptors: []hark.Interceptor{note("s1"), note("s2")}}
	if err := server.Export(DemoServiceProvider(DemoServiceFunc(func(ctx context.Context, id int32) (*Person, error) {
		info, _ := hark.InfoFrom(ctx)
		if info.Request["c1"] != "was here" || info.Request["c2"] != "was here" {
			t.Errorf("the service sees %v", info.Request)
		}
		return &Person{ID: id}, nil
	})), "", ""); err != nil {
		t.Fatal(err)
	}
	client := &hark.Client{Interceptors: []hark.Interceptor{note("c1"), note("c2")}}
	defer client.Close()
	var svc DemoServiceClient
	if err := client.Bind(&svc, server, hark.Reference{}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := svc.Get(t.Context(), 2); err != nil {
			t.Error(err)
		}
	}
	one := "before c1 before c2 before s1 before s2 after s2 after s1 after c2 after c1"
	if got, want := strings.Join(order, " "), "made c2 made c1 before c1 before c2 made s2 made s1"; !strings.HasPrefix(got, want) ||
		!strings.HasSuffix(got, "after c1 "+one) {
		t.Errorf("order: %s", got)
	}
}

// The matrix has the interceptor that panics. One that ends the goroutine
// leaves nobody to return to, but the handlers are told.
func TestE2_InterceptorEndsTheGoroutine(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		client := &hark.Client{Interceptors: []hark.Interceptor{func(hark.Invoker) hark.Invoker {
			return hark.InvokerFunc(func(context.Context, *hark.Call) error {
				runtime.Goexit()
				return nil
			})
		}}, Logger: quiet()}
		var svc DemoServiceClient
		svc.Method.Get.Async = way == "async"
		told := make(chan error, 2)
		svc.Method.Get.OnThrow = func(_ context.Context, err error, _ int32) { told <- err }
		if err := client.Bind(&svc, new(hark.Server), hark.Reference{}); err != nil {
			t.Fatal(err)
		}
		over := make(chan error, 1)
		go func() { // a goroutine of its own, since it will be ended
			defer close(over)
			_, err := call(context.Background(), way, &svc.Method.Get, 2)
			over <- err
		}()
		if err := <-told; !errors.Is(err, hark.ErrAborted) {
			t.Errorf("told %v", err)
		}
		if err := <-over; way == "future" && !errors.Is(err, hark.ErrAborted) {
			t.Errorf("the Future failed with %v", err)
		}
		_ = client.Close() // the call is over
		if len(told) != 0 {
			t.Error("told twice")
		}
	})
}

// An invoker that knows contexts only.
func TestCallContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var svc DemoServiceClient
		svc.Method.Get.Timeout = 5 * time.Second
		start := time.Now()
		if err := hark.Bind(&svc, hark.InvokerFunc(func(ctx context.Context, call *hark.Call) error {
			ctx, cancel := call.Context(ctx)
			defer cancel()
			<-ctx.Done()
			return ctx.Err()
		}), "", ""); err != nil {
			t.Fatal(err)
		}
		_, err := svc.Get(t.Context(), 2)
		if !errors.Is(err, hark.ErrTimeout) || time.Since(start) != 5*time.Second {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
	})
}

func TestAttachmentsDoNotTravelOn(t *testing.T) {
	var back hark.Server
	var inner DemoServiceClient
	if err := back.Export(DemoServiceProvider(DemoServiceFunc(func(ctx context.Context, id int32) (*Person, error) {
		if info, _ := hark.InfoFrom(ctx); len(info.Request) != 0 {
			t.Errorf("the second service sees %v", info.Request)
		}
		return &Person{ID: id}, nil
	})), "", ""); err != nil {
		t.Fatal(err)
	}
	if err := hark.Bind(&inner, &back, "", ""); err != nil {
		t.Fatal(err)
	}
	var svc DemoServiceClient
	bind(t, &svc, DemoServiceFunc(inner.Get))
	outer := hark.Attach(t.Context(), "a", "1")
	both := hark.Attach(outer, "b", "2")
	for ctx, want := range map[context.Context]int{outer: 1, both: 2, hark.Attach(both, "b", "3"): 2} {
		var info hark.Info
		if _, err := svc.Get(hark.Capture(ctx, &info), 2); err != nil || len(info.Request) != want {
			t.Errorf("got %v; sent %v", err, info.Request)
		}
	}
}
