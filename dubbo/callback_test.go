package dubbo_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/dubbo"
	"github.com/hark-rpc/hark/harktest"
)

const (
	boardName      = "news.Board"
	listenerName   = "news.Listener"
	listDescriptor = "Ljava/lang/String;Lnews/Listener;"
)

// listenArgs are the parameters of listen and of leave.
type listenArgs struct {
	Topic    string
	Listener dubbo.Callback
}

func (a *listenArgs) AppendArgs(dst []any) []any        { return append(dst, a.Topic, a.Listener) }
func (a *listenArgs) AppendArgPointers(dst []any) []any { return append(dst, &a.Topic, &a.Listener) }

// A board is a client of the board.
type board struct {
	Listen hark.Method[listenArgs, string]
	Leave  hark.Method[listenArgs, struct{}]
	Topics hark.Method[struct{}, int32]
}

func (b *board) HarkStub() hark.Stub {
	b.Listen.Name, b.Leave.Name, b.Topics.Name = "listen", "leave", "topics"
	b.Listen.Descriptor, b.Leave.Descriptor = listDescriptor, listDescriptor
	return hark.Stub{Interface: boardName, Methods: []hark.AnyMethod{&b.Listen, &b.Leave, &b.Topics}}
}

// A listener is the provider's client of a consumer's callback.
type listener struct {
	Hear hark.Method[string, int32]
}

func (l *listener) HarkStub() hark.Stub {
	l.Hear.Name = "hear"
	return hark.Stub{Interface: listenerName, Methods: []hark.AnyMethod{&l.Hear}}
}

// A publisher is the board's service.
type publisher struct {
	mu        sync.Mutex
	listeners map[string]dubbo.Callback
	left      []dubbo.Callback
}

func (p *publisher) service() hark.Service {
	return hark.Service{Interface: boardName, Methods: []hark.Handler{
		hark.Handle("listen", func(ctx context.Context, a listenArgs) (string, error) {
			p.mu.Lock()
			p.listeners[a.Topic] = a.Listener
			p.mu.Unlock()
			n, err := hear(ctx, a.Listener, "welcome to "+a.Topic)
			return strings.Repeat("x", int(n)), err
		}).Overload(listDescriptor),
		hark.Handle("leave", func(_ context.Context, a listenArgs) (struct{}, error) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.left = append(p.left, a.Listener)
			return struct{}{}, nil
		}).Overload(listDescriptor),
		hark.Handle("topics", func(context.Context, struct{}) (int32, error) {
			p.mu.Lock()
			defer p.mu.Unlock()
			return int32(len(p.listeners)), nil
		}),
	}}
}

func (p *publisher) listener(topic string) dubbo.Callback {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.listeners[topic]
}

// hear calls a listener back.
func hear(ctx context.Context, c dubbo.Callback, text string) (int32, error) {
	var l listener
	if err := hark.Bind(&l, c, "", ""); err != nil {
		return 0, err
	}
	return l.Hear.Call(ctx, text)
}

// A boardWorld has the board at a provider in the group cn.
type boardWorld struct {
	network   harktest.Network
	publisher publisher
	board     board
	client    hark.Client
}

func newBoardWorld(t *testing.T) *boardWorld {
	w := &boardWorld{publisher: publisher{listeners: make(map[string]dubbo.Callback)}}
	p := dubbo.Protocol{Dialer: w.network.Dial}
	server := hark.Server{Protocol: p}
	if err := server.Export(w.publisher.service(), "cn", "1.0.0"); err != nil {
		t.Fatal(err)
	}
	l, err := w.network.Listen(addr)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, l) }() // ends with stop
	w.client.Protocol = p
	if err := w.client.Refer(t.Context(), &w.board, hark.Reference{URL: addr, Group: "cn", Version: "1.0.0"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = w.client.Close()
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return w
}

// callee returns a callback whose hear is f.
func callee(t *testing.T, f func(context.Context, string) (int32, error)) dubbo.Callback {
	var s hark.Server
	if err := s.Export(hark.Service{Interface: listenerName, Methods: []hark.Handler{hark.Handle("hear", f)}}, "", ""); err != nil {
		t.Fatal(err)
	}
	return dubbo.NewCallback(&s)
}

func length(_ context.Context, text string) (int32, error) { return int32(len(text)), nil }

// TestCallback calls back during the call and after it, and ends the callback.
func TestCallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, ctx := newBoardWorld(t), t.Context()
		c := callee(t, length)
		if got, err := w.board.Listen.Call(ctx, listenArgs{"sport", c}); err != nil || len(got) != len("welcome to sport") {
			t.Fatalf("listen: %q, %v", got, err)
		}
		sport := w.publisher.listener("sport")
		if n, err := hear(ctx, sport, "goal"); err != nil || n != 4 {
			t.Errorf("after the call: %d, %v", n, err)
		}
		if _, err := w.board.Leave.Call(ctx, listenArgs{"sport", c.Last()}); err != nil {
			t.Fatal(err)
		}
		if left := w.publisher.left[0]; left != sport {
			t.Errorf("left %v, listened %v: not equal", left, sport)
		}
		if _, err := hear(ctx, sport, "goal"); !errors.Is(err, hark.ErrNotFound) {
			t.Errorf("after it has ended: %v", err)
		}
	})
}

// TestCallbacks tells several callbacks of one connection apart.
func TestCallbacks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, ctx := newBoardWorld(t), t.Context()
		topics := []string{"sport", "art", "law"}
		for i, topic := range topics {
			c := callee(t, func(context.Context, string) (int32, error) { return int32(i), nil })
			if got, err := w.board.Listen.Call(ctx, listenArgs{topic, c}); err != nil || len(got) != i {
				t.Fatalf("listen: %q, %v", got, err)
			}
		}
		for range 2 {
			for i, topic := range topics {
				if n, err := hear(ctx, w.publisher.listener(topic), "hello"); err != nil || int(n) != i {
					t.Errorf("%s: %d, %v; want %d", topic, n, err, i)
				}
			}
		}
	})
}

// TestCallbackCalls has a callback call the provider that calls it: neither
// waits for the other's connection to be free.
func TestCallbackCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, ctx := newBoardWorld(t), t.Context()
		c := callee(t, func(ctx context.Context, _ string) (int32, error) { return w.board.Topics.Call(ctx, struct{}{}) })
		if got, err := w.board.Listen.Call(ctx, listenArgs{"sport", c}); err != nil || got != "x" {
			t.Errorf("listen: %q, %v", got, err)
		}
	})
}

// TestCallbackThrows sends the callback's exception, and its failure to return
// in time, to the provider.
func TestCallbackThrows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, ctx := newBoardWorld(t), t.Context()
		c := callee(t, func(ctx context.Context, text string) (int32, error) {
			if strings.HasPrefix(text, "wait") {
				<-ctx.Done()
			}
			return 0, errors.New("not now")
		})
		_, err := w.board.Listen.Call(ctx, listenArgs{"sport", c})
		var thrown *hark.Exception
		if !errors.As(err, &thrown) || thrown.Message != "not now" {
			t.Errorf("listen: %v", err)
		}
		if _, err := hear(ctx, w.publisher.listener("sport"), "wait"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a callback that waits: %v", err)
		}
	})
}

// TestCallbackLost ends callbacks with their connection.
func TestCallbackLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, ctx := newBoardWorld(t), t.Context()
		entered, left := make(chan struct{}), make(chan error, 1)
		c := callee(t, func(ctx context.Context, text string) (int32, error) {
			if text == "stay" {
				close(entered)
				<-ctx.Done()
				left <- ctx.Err()
			}
			return 0, nil
		})
		if _, err := w.board.Listen.Call(ctx, listenArgs{"sport", c}); err != nil {
			t.Fatal(err)
		}
		before := w.publisher.listener("sport")
		done := make(chan error, 1)
		go func() { // ends with the connection
			_, err := hear(ctx, before, "stay")
			done <- err
		}()
		<-entered
		select {
		case <-before.Done():
			t.Error("it is done before the connection ends")
		default:
		}
		w.network.Cut(addr)
		if err := <-done; !errors.Is(err, hark.ErrLost) {
			t.Errorf("a callback on its way: %v", err)
		}
		if err := <-left; err == nil {
			t.Error("the callback's context goes on")
		}
		<-before.Done()
		if _, err := hear(ctx, before, "goal"); !errors.Is(err, hark.ErrConnect) {
			t.Errorf("a later callback: %v", err)
		}
		time.Sleep(time.Second) // synctest
		if _, err := w.board.Listen.Call(ctx, listenArgs{"sport", c}); err != nil {
			t.Fatal(err)
		}
		if after := w.publisher.listener("sport"); after == before {
			t.Error("callbacks of two connections are equal")
		}
	})
}

// TestNoCallback passes null, and calls back who has passed nothing.
func TestNoCallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, ctx := newBoardWorld(t), t.Context()
		_, err := w.board.Listen.Call(ctx, listenArgs{Topic: "sport"})
		if err == nil || !strings.Contains(err.Error(), "passed no callback") {
			t.Errorf("null: %v", err)
		}
		if got := w.publisher.listener("sport"); got != (dubbo.Callback{}) {
			t.Errorf("null came as %v", got)
		}
	})
}

// TestCallbackInProcess passes a callback to a provider in the same process.
func TestCallbackInProcess(t *testing.T) {
	p := publisher{listeners: make(map[string]dubbo.Callback)}
	var server hark.Server
	if err := server.Export(p.service(), "", ""); err != nil {
		t.Fatal(err)
	}
	var b board
	if err := hark.Bind(&b, &server, "", ""); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Listen.Call(t.Context(), listenArgs{"art", callee(t, length)}); err != nil || len(got) != len("welcome to art") {
		t.Errorf("listen: %q, %v", got, err)
	}
}
