package dubbo_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/dubbo"
)

// fake takes the place of the provider: it listens at its address.
func (w *world) fake() net.Listener {
	w.t.Helper()
	w.end()
	l, err := w.network.Listen(addr)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = l.Close() })
	return l
}

func (w *world) accept(l net.Listener) net.Conn {
	w.t.Helper()
	nc, err := l.Accept()
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = nc.Close() })
	return nc
}

func TestOneWay(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		if _, err := w.shop.Notice.Call(t.Context(), "closing soon"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		w.keeper.mu.Lock()
		defer w.keeper.mu.Unlock()
		if len(w.keeper.notices) != 1 || w.keeper.notices[0] != "closing soon" {
			t.Errorf("got %q", w.keeper.notices)
		}
	})
}

// TestLateReply checks E19: a late reply is dropped and counted, and disturbs
// nobody.
func TestLateReply(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		l := w.fake()
		go func() {
			nc, err := l.Accept()
			if err != nil {
				return
			}
			first, _ := readRaw(nc)
			second, _ := readRaw(nc)
			time.Sleep(600 * time.Millisecond) // synctest
			nc.Write(rawFrame{flags: 0x02, status: 20, id: first.id, body: []byte{0x91, 1, 'a'}}.bytes())
			nc.Write(rawFrame{flags: 0x02, status: 20, id: second.id, body: []byte{0x91, 1, 'b'}}.bytes())
		}()
		short, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		one := w.shop.Nap.Go(short, 1)
		synctest.Wait()
		two := w.shop.Nap.Go(t.Context(), 2)
		if _, err := one.Get(t.Context()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the first: %v", err)
		}
		if got, err := two.Get(t.Context()); got != "b" || err != nil {
			t.Errorf("the second: %q, %v", got, err)
		}
		if n := w.client.Stats().LateReplies; n != 1 {
			t.Errorf("%d late replies, want 1", n)
		}
	})
}

func TestCancel(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		time.AfterFunc(200*time.Millisecond, cancel)
		_, err := w.shop.Nap.Call(ctx, 800)
		if !errors.Is(err, context.Canceled) || time.Since(start) != 200*time.Millisecond {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		if _, err := w.shop.Ping.Call(t.Context(), struct{}{}); err != nil {
			t.Errorf("the connection suffers: %v", err)
		}
	})
}

// TestLost checks that a lost connection ends its calls at once.
func TestLost(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		w.shop.Nap.Policy.Timeout = time.Minute
		w.refer()
		calls := make([]*hark.Future[string], 5)
		for i := range calls {
			calls[i] = w.shop.Nap.Go(t.Context(), 30_000)
		}
		synctest.Wait()
		start := time.Now()
		w.network.Cut(addr)
		for _, f := range calls {
			_, err := f.Get(t.Context())
			var e *hark.Error
			if !errors.As(err, &e) || e.Code != hark.ErrLost || e.NotRun {
				t.Errorf("got %v", err)
			}
		}
		if d := time.Since(start); d != 0 {
			t.Errorf("it took %v", d)
		}
		if _, err := w.shop.Ping.Call(t.Context(), struct{}{}); err != nil {
			t.Errorf("the next call: %v", err)
		}
		if n := w.client.Stats().Lost; n != 1 {
			t.Errorf("%d lost connections, want 1", n)
		}
	})
}

func TestRefusedConnection(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		w.end()
		start := time.Now()
		for range 3 {
			_, err := w.shop.Ping.Call(t.Context(), struct{}{})
			var e *hark.Error
			if !errors.As(err, &e) || e.Code != hark.ErrConnect || !e.NotRun || !strings.Contains(err.Error(), "connection refused") {
				t.Errorf("got %v", err)
			}
		}
		if d := time.Since(start); d > 50*time.Millisecond {
			t.Errorf("it took %v", d)
		}
	})
}

// TestConnectTimeout has a network on which nobody answers.
func TestConnectTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silent := func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		client := hark.Client{Protocol: dubbo.Protocol{Dialer: silent}}
		defer client.Close()
		var s shop
		s.Ping.Policy = hark.Policy{Timeout: 10 * time.Second, Cluster: hark.Failfast}
		s.Nap.Policy = hark.Policy{Timeout: time.Second, Cluster: hark.Failfast}
		if err := client.Refer(t.Context(), &s, hark.Reference{URL: addr}); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		_, err := s.Ping.Call(t.Context(), struct{}{})
		if !errors.Is(err, hark.ErrConnect) || time.Since(start) != 3*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		time.Sleep(time.Second) // synctest
		start = time.Now()
		_, err = s.Nap.Call(t.Context(), 1)
		var e *hark.Error
		if !errors.As(err, &e) || e.Code != hark.ErrTimeout || !e.NotRun || time.Since(start) != time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

// TestReconnect checks that a connection comes back by itself.
func TestReconnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := new(world)
		conn, err := dubbo.Protocol{Dialer: network.network.Dial}.Dial(hark.Endpoint{Addr: addr}, hark.Env{Counters: new(hark.Counters)})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if !conn.Available() {
			t.Error("a connection that was never tried is not available")
		}
		call := func() error {
			return conn.Invoke(t.Context(), &hark.Call{Method: "m", Arg: new(struct{}), Reply: new(struct{}), OneWay: true, Deadline: time.Now().Add(time.Second)})
		}
		if err := call(); !errors.Is(err, hark.ErrConnect) {
			t.Errorf("got %v", err)
		}
		if conn.Available() {
			t.Error("it is available while nobody listens")
		}
		time.Sleep(10 * time.Minute) // synctest
		l, err := network.network.Listen(addr)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() { // ends with l
			for {
				nc, err := l.Accept()
				if err != nil {
					return
				}
				go io.Copy(io.Discard, nc) // ends with the connection
			}
		}()
		time.Sleep(time.Minute) // synctest
		if !conn.Available() {
			t.Error("it is not available a minute after the provider came back")
		}
		if err := call(); err != nil {
			t.Errorf("the next call: %v", err)
		}
	})
}

func TestClientHeartbeats(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		l := w.fake()
		started := w.shop.Nap.Go(t.Context(), 1) // to make a connection
		nc := w.accept(l)
		request := mustRead(t, nc)
		mustWrite(t, nc, rawFrame{flags: 0x02, status: 20, id: request.id, body: []byte{0x91, 1, 'a'}}.bytes())
		if _, err := started.Get(t.Context()); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		beat := mustRead(t, nc)
		if beat.flags != 0xe2 || beat.status != 0 || string(beat.body) != "N" || time.Since(start) != time.Minute {
			t.Errorf("after %v: %+v", time.Since(start), beat)
		}
		mustWrite(t, nc, rawFrame{flags: 0x22, status: 20, id: beat.id, body: []byte{'N'}}.bytes())
		start = time.Now()
		for range 2 { // this time nobody answers
			mustRead(t, nc)
		}
		if _, err := readRaw(nc); !errors.Is(err, io.EOF) || time.Since(start) != 3*time.Minute {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

// TestClientAnswersHeartbeats has a provider of Dubbo 2.6, which asks too.
func TestClientAnswersHeartbeats(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		l := w.fake()
		w.shop.Nap.Go(t.Context(), 1)
		nc := w.accept(l)
		mustRead(t, nc)
		for _, beat := range []struct{ ask, answer string }{
			{"dabb e200 000000000000002a 00000001 4e", "dabb 2214 000000000000002a 00000001 4e"},
			{"dabb f700 800000000000002a 00000005 00000001af", "dabb 3714 800000000000002a 00000005 00000001af"},
		} {
			mustWrite(t, nc, unhex(t, beat.ask))
			if got := mustRead(t, nc).bytes(); string(got) != string(unhex(t, beat.answer)) {
				t.Errorf("to %s: %x", beat.ask, got)
			}
		}
	})
}

// TestReadOnly checks that a provider that goes away gets no new calls but may
// answer the old ones, and need not wait for the connection to go.
func TestReadOnly(t *testing.T) {
	for name, word := range map[string]string{
		"hessian2":  "dabb a200 0000000000000001 00000002 0152",
		"fastjson2": "dabb b700 0000000000000001 00000006 00000002 4a52",
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
				l := w.fake()
				pending := w.shop.Nap.Go(t.Context(), 1)
				old := w.accept(l)
				request := mustRead(t, old)
				mustWrite(t, old, unhex(t, word))
				synctest.Wait()
				next := w.shop.Nap.Go(t.Context(), 2)
				nc := w.accept(l)
				again := mustRead(t, nc)
				mustWrite(t, nc, rawFrame{flags: 0x02, status: 20, id: again.id, body: []byte{0x91, 1, 'b'}}.bytes())
				if got, err := next.Get(t.Context()); got != "b" || err != nil {
					t.Errorf("the new call: %q, %v", got, err)
				}
				mustWrite(t, old, rawFrame{flags: 0x02, status: 20, id: request.id, body: []byte{0x91, 1, 'a'}}.bytes())
				if got, err := pending.Get(t.Context()); got != "a" || err != nil {
					t.Errorf("the old call: %q, %v", got, err)
				}
				if _, err := readRaw(old); !errors.Is(err, io.EOF) {
					t.Errorf("the old connection: %v", err)
				}
				if n := w.client.Stats().Lost; n != 0 {
					t.Errorf("%d connections count as lost", n)
				}
			})
		})
	}
}

// TestStatuses checks what the statuses of a provider become.
func TestStatuses(t *testing.T) {
	text := func(s string) []byte { return append([]byte{byte(len(s))}, s...) }
	cases := []struct {
		name   string
		frame  rawFrame
		code   hark.Code
		notRun bool
		want   string
	}{
		{"bad request", rawFrame{flags: 2, status: 40, body: text("what?")}, hark.ErrRefused, true, "what?"},
		{"null text", rawFrame{flags: 2, status: 40, body: []byte("N")}, hark.ErrRefused, true, "without a text"},
		{"no text", rawFrame{flags: 2, status: 40}, hark.ErrRefused, true, "cannot be read"},
		{"not found by Java", rawFrame{flags: 2, status: 70, body: append([]byte("0\x29"), "Not found exported service: a.B in [c.D]!"...)}, hark.ErrNotFound, true, "a.B"},
		{"service not found", rawFrame{flags: 2, status: 60, body: text("none")}, hark.ErrNotFound, true, "none"},
		{"a filter failed", rawFrame{flags: 2, status: 70, body: text("Invalid token!")}, hark.ErrRefused, false, "token"},
		{"no thread", rawFrame{flags: 2, status: 100, body: text("pool")}, hark.ErrRefused, true, "pool"},
		{"bad response", rawFrame{flags: 2, status: 50, body: text("x")}, hark.ErrDecode, false, "x"},
		{"serialization", rawFrame{flags: 2, status: 25, body: text("Data")}, hark.ErrDecode, false, "Data"},
		{"unknown", rawFrame{flags: 2, status: 99, body: text("x")}, hark.ErrUnknown, false, "99"},
		{"fastjson2", rawFrame{flags: 23, status: 40, body: []byte("\x00\x00\x00\x04\x4cabc")}, hark.ErrRefused, true, "abc"},
		{"fastjson2 null", rawFrame{flags: 23, status: 70, body: []byte("\x00\x00\x00\x01\xaf")}, hark.ErrRefused, false, "without"},
		{"fastjson2 result", rawFrame{flags: 23, status: 20, body: []byte("\x00\x00\x00\x01\xaf")}, hark.ErrDecode, false, "serialization 23"},
		{"empty reply", rawFrame{flags: 2, status: 20}, hark.ErrDecode, false, "malformed"},
		{"unknown reply", rawFrame{flags: 2, status: 20, body: []byte{0x96}}, hark.ErrDecode, false, "malformed"},
		{"cut reply", rawFrame{flags: 2, status: 20, body: []byte{0x91}}, hark.ErrDecode, false, "EOF"},
		{"no attachments", rawFrame{flags: 2, status: 20, body: []byte{0x95}}, hark.ErrDecode, false, "attachments"},
		{"wrong type", rawFrame{flags: 2, status: 20, body: []byte{0x91, 0x7a, 0x90, 0x90}}, hark.ErrDecode, false, "does not fit"},
		{"no exception", rawFrame{flags: 2, status: 20, body: []byte("\x90\x01x")}, hark.ErrDecode, false, "exception"},
		{"null exception", rawFrame{flags: 2, status: 20, body: []byte("\x90N")}, hark.ErrDecode, false, "exception"},
	}
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		l := w.fake()
		w.shop.Nap.Policy.Cluster = hark.Failfast
		w.refer()
		var nc net.Conn
		for _, c := range cases {
			f := w.shop.Nap.Go(t.Context(), 1)
			if nc == nil {
				nc = w.accept(l)
			}
			c.frame.id = mustRead(t, nc).id
			mustWrite(t, nc, c.frame.bytes())
			_, err := f.Get(t.Context())
			var e *hark.Error
			if !errors.As(err, &e) || e.Code != c.code || e.NotRun != c.notRun || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v (NotRun %v)", c.name, err, e != nil && e.NotRun)
			}
		}
	})
}

// TestOversizedReply checks that only the call suffers.
func TestOversizedReply(t *testing.T) {
	inBubble(t, dubbo.Protocol{Payload: 1000}, func(t *testing.T, w *world) {
		_, err := w.shop.Echo.Call(t.Context(), make([]byte, 2000))
		var e *hark.Error
		if !errors.As(err, &e) || e.Code != hark.ErrEncode || !e.NotRun || !strings.Contains(err.Error(), "limit of 1000") {
			t.Errorf("a request: %v", err)
		}
		l := w.fake()
		w.shop.Nap.Policy.Cluster = hark.Failfast
		w.refer()
		f := w.shop.Nap.Go(t.Context(), 1)
		nc := w.accept(l)
		request := mustRead(t, nc)
		mustWrite(t, nc, rawFrame{flags: 2, status: 20, id: request.id, body: make([]byte, 5000)}.bytes())
		if _, err := f.Get(t.Context()); !errors.Is(err, hark.ErrDecode) || !strings.Contains(err.Error(), "limit of 1000") {
			t.Errorf("a reply: %v", err)
		}
		f = w.shop.Nap.Go(t.Context(), 1)
		request = mustRead(t, nc)
		mustWrite(t, nc, rawFrame{flags: 2, status: 20, id: request.id, body: []byte{0x91, 1, 'a'}}.bytes())
		if got, err := f.Get(t.Context()); got != "a" || err != nil {
			t.Errorf("the next: %q, %v", got, err)
		}
	})
}

// TestUnwritten checks that a call whose request was never written counts as
// not run when the connection is lost.
func TestUnwritten(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		l := w.fake()
		w.shop.Nap.Policy.Cluster = hark.Failfast
		w.refer()
		first := w.shop.Nap.Go(t.Context(), 1)
		nc := w.accept(l) // and nobody reads, so that the first is being written for ever
		synctest.Wait()
		second := w.shop.Nap.Go(t.Context(), 2)
		synctest.Wait()
		nc.Close()
		for i, f := range []*hark.Future[string]{first, second} {
			_, err := f.Get(t.Context())
			var e *hark.Error
			if !errors.As(err, &e) || e.Code != hark.ErrLost || e.NotRun != (i == 1) {
				t.Errorf("call %d: %v", i, err)
			}
		}
	})
}

func TestClose(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		f := w.shop.Nap.Go(t.Context(), 900)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := w.client.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("shutdown: %v", err)
		}
		if _, err := f.Get(t.Context()); !errors.Is(err, hark.ErrClosed) {
			t.Errorf("the call: %v", err)
		}
		synctest.Wait()
		if n := w.network.Connections(addr); n != 0 {
			t.Errorf("%d connections are left", n)
		}
	})
}

// TestUnencodable checks that what has no form on the wire is told at once,
// with the reason.
func TestUnencodable(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		var plain hark.Method[struct{ X int32 }, string]
		var number hark.Method[int, string]
		var channel hark.Method[any, string]
		plain.Name, number.Name, channel.Name = "a", "b", "c"
		stub := hark.Stub{Interface: shopName, Methods: []hark.AnyMethod{&plain, &number, &channel}}
		if err := w.client.Refer(t.Context(), stub, hark.Reference{URL: addr}); err != nil {
			t.Fatal(err)
		}
		_, err1 := plain.Call(t.Context(), struct{ X int32 }{1})
		_, err2 := number.Call(t.Context(), 1)
		_, err3 := channel.Call(t.Context(), make(chan int))
		for i, err := range []error{err1, err2, err3} {
			var e *hark.Error
			if !errors.As(err, &e) || e.Code != hark.ErrEncode || !e.NotRun {
				t.Errorf("%d: %v", i, err)
			}
			t.Log(err)
		}
	})
}
