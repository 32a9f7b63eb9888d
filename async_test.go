package hark_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/harktest"
)

func TestE17_TheNearerDeadlineGoverns(t *testing.T) {
	for name, test := range map[string]struct {
		configured, outer time.Duration
		inOnInvoke        time.Duration
		want              time.Duration // from the call to its terminal event
	}{
		"default":               {0, 0, 0, hark.DefaultTimeout},
		"configured":            {3 * time.Second, 0, 0, 3 * time.Second},
		"context":               {3 * time.Second, 2 * time.Second, 0, 2 * time.Second},
		"configured is nearer":  {2 * time.Second, 3 * time.Second, 0, 2 * time.Second},
		"after OnInvoke":        {2 * time.Second, 0, time.Minute, time.Minute + 2*time.Second},
		"context runs":          {2 * time.Second, 3 * time.Second, 2 * time.Second, 3 * time.Second},
		"over before it begins": {2 * time.Second, time.Second, time.Minute, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			ways(t, func(t *testing.T, way string) {
				var svc DemoServiceClient
				get := &svc.Method.Get
				get.Async, get.Timeout = way == "async", test.configured
				get.OnInvoke = func(context.Context, int32) { time.Sleep(test.inOnInvoke) } // synctest
				start := time.Now()
				var took time.Duration
				get.OnThrow = func(_ context.Context, err error, _ int32) {
					took = time.Since(start)
					if !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("got %v", err)
					}
				}
				bind(t, &svc, DemoServiceFunc(slow))
				ctx := t.Context()
				if test.outer > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.outer)
					defer cancel()
				}
				_, _ = call(ctx, way, get, -1)
				if took != test.want {
					t.Errorf("told after %v, want %v", took, test.want)
				}
			})
		})
	}
}

func TestE17_HandlersAreNotCut(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		var svc DemoServiceClient
		svc.Method.Get.Async = way == "async"
		told := 0
		svc.Method.Get.OnReturn = func(context.Context, *Person, int32) {
			time.Sleep(5 * time.Minute) // synctest: far beyond the timeout
			told++
		}
		svc.Method.Get.OnThrow = func(_ context.Context, err error, _ int32) { t.Errorf("told %v", err) }
		bind(t, &svc, DemoServiceFunc(slow))
		p, err := call(t.Context(), way, &svc.Method.Get, 2)
		if told != 1 || err != nil || (way != "async" && p == nil) {
			t.Errorf("got %v, %v, told %d", p, err, told)
		}
	})
}

func TestE17_AsyncOutlivesItsCallersCancel(t *testing.T) {
	type key struct{}
	ways(t, func(t *testing.T, way string) {
		var svc DemoServiceClient
		svc.Method.Get.Async = way == "async"
		var told any
		svc.Method.Get.OnReturn = func(ctx context.Context, p *Person, _ int32) { told = fmt.Sprintf("%v %v", p, ctx.Value(key{})) }
		svc.Method.Get.OnThrow = func(_ context.Context, err error, _ int32) { told = errors.Is(err, context.Canceled) }
		bind(t, &svc, DemoServiceFunc(slow))
		ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "v"))
		if way == "async" {
			_, _ = svc.Get(ctx, 2)
			cancel()                // as a deferred cancel of the caller's does
			time.Sleep(time.Minute) // synctest
			synctest.Wait()
			if told != "p2 v" {
				t.Errorf("told %v", told)
			}
			return
		}
		time.AfterFunc(time.Second/10, cancel)
		if _, _ = call(ctx, way, &svc.Method.Get, 2); told != true {
			t.Errorf("told %v", told)
		}
	})
}

func TestE17_TheProviderKnowsTheDeadline(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		var network harktest.Network
		var remaining time.Duration
		_, stop := serveDemo(t, &network, "p:1", DemoServiceFunc(func(ctx context.Context, _ int32) (*Person, error) {
			d, _ := ctx.Deadline()
			remaining = time.Until(d)
			<-ctx.Done()
			return nil, ctx.Err()
		}))
		defer stop()
		client := dial(&network)
		defer client.Close()
		var svc DemoServiceClient
		svc.Method.Get.Async, svc.Method.Get.Timeout = way == "async", 7*time.Second
		if err := client.Refer(t.Context(), &svc, hark.Reference{URL: "p:1"}); err != nil {
			t.Fatal(err)
		}
		_, err := call(t.Context(), way, &svc.Method.Get, 2)
		synctest.Wait()
		if remaining != 7*time.Second || way != "async" && !errors.Is(err, hark.ErrTimeout) {
			t.Errorf("the provider had %v, the caller got %v", remaining, err)
		}
	})
}

func TestE18_RetriesDoNotDependOnTheMode(t *testing.T) {
	for retries, want := range map[int]int{-1: 1, 0: 3, 1: 2, 9: 4} {
		ways(t, func(t *testing.T, way string) {
			var network harktest.Network
			client := dial(&network)
			defer client.Close()
			var rec harktest.Recorder
			var svc DemoServiceClient
			svc.Method.Get.Async, svc.Method.Get.Retries = way == "async", retries
			harktest.Record(&rec, &svc.Method.Get)
			if err := client.Refer(t.Context(), &svc, hark.Reference{URL: "a:1;b:1;c:1;d:1"}); err != nil {
				t.Fatal(err)
			}
			_, _ = call(t.Context(), way, &svc.Method.Get, 2)
			events := rec.Events()
			seen := make(map[string]bool)
			for _, a := range events[1].Info.Attempts {
				seen[a.Addr] = true
			}
			// Beyond the fourth there is no other provider, so one is asked again.
			if len(events) != 2 || len(seen) != want {
				t.Errorf("retries %d: told %v, tried %v", retries, texts(events), seen)
			}
		})
	}
}

func TestE19_ALateReplyDisturbsNobody(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		var network harktest.Network
		_, stop := serveDemo(t, &network, "p:1", DemoServiceFunc(func(_ context.Context, id int32) (*Person, error) {
			if id == 9 {
				time.Sleep(3 * time.Second) // synctest
			}
			return &Person{ID: id}, nil
		}))
		client := dial(&network)
		var rec harktest.Recorder
		var svc DemoServiceClient
		svc.Method.Get.Async = way == "async"
		harktest.Record(&rec, &svc.Method.Get)
		if err := client.Refer(t.Context(), &svc, hark.Reference{URL: "p:1"}); err != nil {
			t.Fatal(err)
		}
		go func() { _, _ = svc.Method.Get.Go(t.Context(), 9).Get(t.Context()) }() // ends with its call
		for range 5 {
			time.Sleep(time.Second) // synctest
			_, _ = call(t.Context(), way, &svc.Method.Get, 2)
		}
		threw, returned := 0, 0
		for _, e := range rec.Events() {
			switch {
			case e.Event == hark.OnThrow && e.Arg == int32(9) && errors.Is(e.Err, hark.ErrTimeout):
				threw++
			case e.Event == hark.OnReturn && e.Arg == int32(2) && e.Result.(*Person).ID == 2:
				returned++
			case e.Event != hark.OnInvoke:
				t.Errorf("told %v", e)
			}
		}
		if threw != 1 || returned != 5 || client.Stats().LateReplies != 1 {
			t.Errorf("%d threw, %d returned, %+v", threw, returned, client.Stats())
		}
		_ = client.Close()
		stop()
	})
}

func TestE19_ALostConnectionEndsItsCallsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var network harktest.Network
		_, stop := serveDemo(t, &network, "p:1", DemoServiceFunc(slow))
		client := dial(&network)
		var rec harktest.Recorder
		var svc DemoServiceClient
		svc.Method.Get.Async, svc.Method.Get.Timeout = true, time.Minute
		harktest.Record(&rec, &svc.Method.Get)
		if err := client.Refer(t.Context(), &svc, hark.Reference{URL: "p:1"}); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		for id := range int32(3) {
			_, _ = svc.Get(t.Context(), -1-id)
		}
		time.Sleep(time.Second) // synctest
		network.Cut("p:1")
		events, err := rec.WaitFor(t.Context(), harktest.Ended(3))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events[3:] {
			if !errors.Is(e.Err, hark.ErrLost) || e.At.Sub(start) != time.Second {
				t.Errorf("told %v after %v", e, e.At.Sub(start))
			}
		}
		_, _ = svc.Get(t.Context(), 2) // connects again
		if events, _ = rec.WaitFor(t.Context(), harktest.Ended(4)); events[len(events)-1].Event != hark.OnReturn {
			t.Errorf("told %v", texts(events))
		}
		_ = client.Close()
		stop()
	})
}

func TestE20_Actives(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		var at, most, ran atomic.Int32
		var rec harktest.Recorder
		var svc DemoServiceClient
		get := &svc.Method.Get
		get.Async, get.Actives, get.Timeout = true, 2, 1300*time.Millisecond
		harktest.Record(&rec, get)
		client := bind(t, &svc, DemoServiceFunc(func(ctx context.Context, id int32) (*Person, error) {
			ran.Add(1)
			if n := at.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer at.Add(-1)
			return slow(ctx, id)
		}))
		start := time.Now()
		for id := range int32(6) { // three rounds of two would take 1.5 s
			if way == "future" {
				get.Go(t.Context(), id)
			} else {
				_, _ = svc.Get(t.Context(), id)
			}
		}
		_ = client.Close()
		got := make(map[string]int)
		for _, e := range rec.Events() {
			if e.Terminal() {
				got[fmt.Sprintf("%v %v after %v", e.Event, errors.Is(e.Err, hark.ErrTimeout), e.At.Sub(start))]++
			}
		}
		want := map[string]int{"OnReturn false after 500ms": 2, "OnReturn false after 1s": 2, "OnThrow true after 1.3s": 2}
		if fmt.Sprint(got) != fmt.Sprint(want) || most.Load() != 2 || ran.Load() != 6 {
			t.Errorf("told %v, want %v; at most %d at a time, %d in all", got, want, most.Load(), ran.Load())
		}
	})
}

func TestE20_WaitingInVainIsTheLimitsError(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		var svc DemoServiceClient
		get := &svc.Method.Get
		get.Actives, get.Async, get.Timeout = 1, way == "async", time.Minute
		var told error
		get.OnThrow = func(_ context.Context, err error, id int32) {
			if id == 3 {
				told = err
			}
		}
		bind(t, &svc, DemoServiceFunc(slow))
		get.Go(t.Context(), -1)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err := call(ctx, way, get, 3)
		if way != "async" && time.Since(start) != time.Second {
			t.Errorf("waited %v", time.Since(start))
		}
		if !errors.Is(told, hark.ErrLimit) || errors.Is(told, context.DeadlineExceeded) || way != "async" && !errors.Is(err, hark.ErrLimit) {
			t.Errorf("told %v, got %v", told, err)
		}
	})
}

func TestE21_CloseWaitsUntilAllIsTold(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		var svc DemoServiceClient
		get := &svc.Method.Get
		get.Async = way == "async"
		var rec harktest.Recorder
		get.OnReturn = func(context.Context, *Person, int32) { time.Sleep(time.Minute) } // synctest
		harktest.Record(&rec, get)
		client := bind(t, &svc, DemoServiceFunc(slow))
		for id := range int32(3) {
			go begin(way, get, id) // ends with its call
		}
		synctest.Wait()
		start := time.Now()
		var both sync.WaitGroup
		for range 2 { // a second Close waits like the first
			both.Go(func() {
				if err := client.Close(); err != nil || time.Since(start) != time.Minute+time.Second/2 {
					t.Errorf("closed after %v, %v", time.Since(start), err)
				}
			})
		}
		time.Sleep(time.Second / 4) // synctest
		_, err := call(t.Context(), way, get, 7)
		if way != "async" && !errors.Is(err, hark.ErrClosed) {
			t.Errorf("a call of a closed client got %v", err)
		}
		both.Wait()
		returned, refused := 0, 0
		for _, e := range rec.Events() {
			switch {
			case e.Event == hark.OnReturn:
				returned++
			case e.Event == hark.OnThrow && e.Arg == int32(7) && errors.Is(e.Err, hark.ErrClosed):
				refused++
			}
		}
		if returned != 3 || refused != 1 {
			t.Errorf("told %v", texts(rec.Events()))
		}
		if err := client.Bind(&svc, new(hark.Server), hark.Reference{}); !errors.Is(err, hark.ErrClosed) {
			t.Errorf("bound by a closed client: %v", err)
		}
	})
}

func TestE21_ShutdownCutsTheWaitShort(t *testing.T) {
	for _, where := range []string{"in process", "network", "waiting for its turn"} {
		ways(t, func(t *testing.T, way string) {
			var network harktest.Network
			client := dial(&network)
			var rec harktest.Recorder
			var svc DemoServiceClient
			get := &svc.Method.Get
			get.Async, get.Timeout = way == "async", time.Minute
			if where == "waiting for its turn" {
				get.Actives = 1
			}
			harktest.Record(&rec, get)
			server, stop := serveDemo(t, &network, "p:1", DemoServiceFunc(slow))
			var err error
			if where == "in process" {
				err = client.Bind(&svc, server, hark.Reference{})
			} else {
				err = client.Refer(t.Context(), &svc, hark.Reference{URL: "p:1"})
			}
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				go begin(way, get, -1) // ends with its call
			}
			synctest.Wait()
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if err := client.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
				t.Errorf("%s: shut down after %v, %v", where, time.Since(start), err)
			}
			events := rec.Events()
			for _, e := range events[2:] {
				if e.Event != hark.OnThrow || !errors.Is(e.Err, hark.ErrClosed) || e.At.Sub(start) != time.Second {
					t.Errorf("%s: told %v", where, e)
				}
			}
			if len(events) != 4 {
				t.Errorf("%s: told %v", where, texts(events))
			}
			if err := client.Close(); err != nil { // after Shutdown there is nothing left to do
				t.Error(err)
			}
			stop()
		})
	}
}

func TestE21_ShutdownOfAnIdleClient(t *testing.T) {
	var never hark.Client
	if err := never.Close(); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var idle hark.Client
	if err := idle.Bind(new(DemoServiceClient), new(hark.Server), hark.Reference{}); err != nil {
		t.Error(err)
	}
	if err := idle.Shutdown(ctx); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// The race detector finds whoever touches the argument after the terminal event.
func TestE21a_TheArgumentIsTheCallsUntilItsTerminalEvent(t *testing.T) {
	ways(t, func(t *testing.T, way string) {
		var network harktest.Network
		server := &hark.Server{Logger: quiet()}
		sum := func(_ context.Context, list []int) (int, error) {
			total := 0
			for _, n := range list {
				total += n
			}
			if total < 0 {
				time.Sleep(time.Hour) // synctest
			}
			return total, nil
		}
		if err := server.Export(hark.Service{Interface: "test.Sum", Methods: []hark.Handler{hark.Handle("sum", sum)}}, "", ""); err != nil {
			t.Fatal(err)
		}
		stop := serve(t, &network, "p:1", server)
		client := dial(&network)
		m := hark.Method[[]int, int]{Name: "sum", Async: way == "async"}
		told := make(chan int, 1)
		m.OnReturn = func(_ context.Context, total int, list []int) { list[0] = 100; told <- total }
		m.OnThrow = func(_ context.Context, _ error, list []int) { list[0] = 100; told <- -1 }
		stub := hark.Stub{Interface: "test.Sum", Methods: []hark.AnyMethod{&m}}
		if err := client.Refer(t.Context(), stub, hark.Reference{URL: "p:1"}); err != nil {
			t.Fatal(err)
		}
		for _, first := range []int{1, -9} {
			list := []int{first, 2}
			if way == "future" {
				m.Go(t.Context(), list)
			} else {
				_, _ = m.Call(t.Context(), list)
			}
			if got := <-told; got != max(first+2, -1) {
				t.Errorf("told %d", got)
			}
			list[1] = 7
		}
		_ = client.Close()
		stop()
	})
}

func TestE28_AsyncCostsOneGoroutine(t *testing.T) {
	const calls = 20
	answer := make(chan struct{})
	c := new(hark.Client)
	m := hark.Method[int32, int64]{Name: "wait", Async: true}
	stub := hark.Stub{Interface: "test.Wait", Methods: []hark.AnyMethod{&m}}
	if err := c.Bind(stub, hark.InvokerFunc(func(context.Context, *hark.Call) error {
		<-answer
		return nil
	}), hark.Reference{}); err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	for range calls {
		_, _ = m.Call(t.Context(), 1)
	}
	if n := runtime.NumGoroutine() - before; n != calls {
		t.Errorf("%d calls in flight have %d goroutines", calls, n)
	}
	close(answer)
	_ = c.Close()
}

func TestE27_SeveralHandlers(t *testing.T) {
	for how, fail := range failures {
		ways(t, func(t *testing.T, way string) {
			var mu sync.Mutex
			var order []string
			note := func(s string) {
				mu.Lock()
				defer mu.Unlock()
				order = append(order, s)
			}
			var svc DemoServiceClient
			get := &svc.Method.Get
			get.Async = way == "async"
			get.OnReturn = func(context.Context, *Person, int32) { note("return 1") }
			for i := 2; i <= 4; i++ {
				_ = get.AddHandler(hark.OnInvoke, func() { t.Error("a shape that does not fit was called") })
				_ = get.AddHandler(hark.OnInvoke, func(int32) {
					note(fmt.Sprint("invoke ", i))
					if i == 3 {
						fail()
					}
				})
				_ = get.AddHandler(hark.OnReturn, func(*Person) {
					note(fmt.Sprint("return ", i))
					if i == 3 {
						fail()
					}
				})
			}
			for i := range 2 {
				_ = get.AddHandler(hark.OnThrow, func(err error) {
					failure := new(hark.HandlerError)
					if !errors.As(err, &failure) {
						t.Errorf("told %v", err)
						return
					}
					note(fmt.Sprint("notice of ", failure.Event, " ", i))
				})
			}
			client := bind(t, &svc, NormalDemoService{})
			over := make(chan struct{})
			go func() { // a goroutine of its own, since a handler may end it
				defer close(over)
				_, _ = call(context.Background(), way, get, 2)
			}()
			<-over
			_ = client.Close()
			want := []string{
				"invoke 2", "invoke 3", "notice of OnInvoke 0", "notice of OnInvoke 1", "invoke 4",
				"return 1", "return 2", "return 3", "notice of OnReturn 0", "notice of OnReturn 1", "return 4",
			}
			if !slices.Equal(order, want) {
				t.Errorf("%s: told %q\nwant %q", how, order, want)
			}
		})
	}
}
