package dubbo_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/dubbo"
	"github.com/hark-rpc/hark/harktest"
	"github.com/hark-rpc/hark/hessian"
)

const (
	shopName = "shop.ShopService"
	addr     = "provider:20880"
)

// A person is a shop.Person.
type person struct {
	Name string
	Age  int32
}

func (person) JavaClassName() string { return "shop.Person" }

// A stock exception is a shop.StockException.
type stockException struct { //nolint:errname // the name is Java's
	hessian.Throwable
	Left int32
}

func (*stockException) JavaClassName() string { return "shop.StockException" }

// findArgs are the parameters of find.
type findArgs struct {
	Name string
	Age  *int32
	Tags []string
}

func (a *findArgs) AppendArgs(dst []any) []any        { return append(dst, a.Name, a.Age, a.Tags) }
func (a *findArgs) AppendArgPointers(dst []any) []any { return append(dst, &a.Name, &a.Age, &a.Tags) }

// A shop is a client of the shop.
type shop struct {
	Get    hark.Method[int32, *person]
	Find   hark.Method[findArgs, []*person]
	Fail   hark.Method[string, string]
	Ping   hark.Method[struct{}, struct{}]
	Nap    hark.Method[int64, string]
	Echo   hark.Method[[]byte, []byte]
	Notice hark.Method[string, struct{}]
}

func (s *shop) HarkStub() hark.Stub {
	s.Get.Name, s.Find.Name, s.Fail.Name, s.Ping.Name = "get", "find", "fail", "ping"
	s.Nap.Name, s.Echo.Name, s.Notice.Name = "nap", "echo", "notice"
	s.Notice.OneWay = true
	return hark.Stub{Interface: shopName, Methods: []hark.AnyMethod{&s.Get, &s.Find, &s.Fail, &s.Ping, &s.Nap, &s.Echo, &s.Notice}}
}

// A keeper is the shop's service.
type keeper struct {
	mu      sync.Mutex
	notices []string
	napping int
	peak    int
}

func (k *keeper) service() hark.Service {
	return hark.Service{Interface: shopName, Methods: []hark.Handler{
		hark.Handle("get", func(ctx context.Context, id int32) (*person, error) {
			hark.SetReplyAttachment(ctx, "served", "yes")
			if id < 0 {
				return nil, nil
			}
			return &person{"charles`son", id}, nil
		}),
		hark.Handle("find", func(_ context.Context, a findArgs) ([]*person, error) {
			if a.Age == nil {
				return nil, nil
			}
			found := []*person{{a.Name, *a.Age}}
			for _, tag := range a.Tags {
				found = append(found, &person{tag, 0})
			}
			return found, nil
		}),
		hark.Handle("fail", func(_ context.Context, how string) (string, error) {
			switch how {
			case "panic":
				panic("the shop is on fire")
			case "stock":
				return "", &stockException{Throwable: hessian.Throwable{Message: "sold out"}, Left: 3}
			case "exception":
				return "", &hark.Exception{Class: "shop.Odd", Message: how, Cause: &hark.Exception{Class: "shop.Inner", Message: "why"},
					Fields: map[string]any{"n": int32(7)}, Stack: []hark.StackFrame{{Class: "a.B", Method: "c", File: "B.java", Line: 12}}}
			}
			return "", errors.New(how)
		}),
		hark.Handle("ping", func(context.Context, struct{}) (struct{}, error) { return struct{}{}, nil }),
		hark.Handle("nap", func(ctx context.Context, ms int64) (string, error) {
			k.mu.Lock()
			k.napping++
			k.peak = max(k.peak, k.napping)
			k.mu.Unlock()
			defer func() {
				k.mu.Lock()
				defer k.mu.Unlock()
				k.napping--
			}()
			select {
			case <-time.After(time.Duration(ms) * time.Millisecond):
				return "rested", nil
			case <-ctx.Done():
				return "", context.Cause(ctx)
			}
		}),
		hark.Handle("echo", func(_ context.Context, b []byte) ([]byte, error) { return b, nil }),
		hark.Handle("notice", func(_ context.Context, text string) (struct{}, error) {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.notices = append(k.notices, text)
			return struct{}{}, nil
		}),
	}}
}

// A world is a provider and a consumer on a network in memory.
type world struct {
	t       *testing.T
	network harktest.Network
	keeper  keeper
	server  *hark.Server
	client  hark.Client
	shop    shop
	log     logBuffer
	stop    context.CancelFunc
	served  chan error
}

// A logBuffer is what was logged.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newWorld makes a world in the bubble that it is called in; p says what is to
// be unlike the defaults. Everything ends with the bubble's test.
func newWorld(t *testing.T, p dubbo.Protocol) *world {
	t.Helper()
	w := &world{t: t}
	p.Dialer = w.network.Dial
	w.client.Protocol = p
	w.client.Logger = slog.New(slog.NewTextHandler(&w.log, nil))
	w.start(p)
	w.refer()
	t.Cleanup(func() {
		_ = w.client.Close()
		w.end()
		if t.Failed() {
			t.Log(w.log.String())
		}
	})
	return w
}

func (w *world) refer() {
	w.t.Helper()
	if err := w.client.Refer(w.t.Context(), &w.shop, hark.Reference{URL: addr}); err != nil {
		w.t.Fatal(err)
	}
}

// start starts the provider.
func (w *world) start(p dubbo.Protocol) {
	w.t.Helper()
	w.serve(p, w.keeper.service())
}

// serve starts a provider of a service.
func (w *world) serve(p dubbo.Protocol, service hark.Service) {
	w.t.Helper()
	w.server = &hark.Server{Protocol: p, Logger: slog.New(slog.NewTextHandler(&w.log, nil))}
	if err := w.server.Export(service, "", ""); err != nil {
		w.t.Fatal(err)
	}
	l, err := w.network.Listen(addr)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	served := make(chan error, 1)
	w.served = served
	server := w.server
	go func() { served <- server.Serve(ctx, l) }() // ends with stop
}

// end ends the provider.
func (w *world) end() {
	if w.stop == nil {
		return
	}
	w.stop()
	w.stop = nil
	if err := <-w.served; err != nil {
		w.t.Error(err)
	}
}

// dial returns a bare connection to the provider.
func (w *world) dial() net.Conn {
	w.t.Helper()
	nc, err := w.network.Dial(w.t.Context(), "", addr)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = nc.Close() })
	return nc
}

// inBubble runs a test with its world in a bubble.
func inBubble(t *testing.T, p dubbo.Protocol, f func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(t, newWorld(t, p)) })
}

func ptr[T any](v T) *T { return &v }

func exit() { runtime.Goexit() }
