package dubbo_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/dubbo"
)

// TestReplyTypes checks that replies carry attachments for whom they may.
func TestReplyTypes(t *testing.T) {
	with := map[string]bool{"2.0.2": true, "2.0.10": true, "2.0.99": true, "2.0.1": false, "2.0.100": false,
		"2.5.4": false, "2.7.0": false, "3.2.0": false, "2.8.4": false, "": false, "rubbish": false, "2.0.": false, "2.0.+3": false, "2.0.2a": false}
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		nc := w.dial()
		for version, attached := range with {
			for method, want := range map[string]byte{"ping": 0x92, "getNull": 0x92, "get": 0x91, "fail": 0x90} {
				var f rawFrame
				switch method {
				case "ping":
					f = asks(t, 7, version, "ping", "")
				case "getNull":
					f = asks(t, 7, version, "get", "I", int32(-1))
				case "get":
					f = asks(t, 7, version, "get", "I", int32(1))
				case "fail":
					f = asks(t, 7, version, "fail", "Ljava/lang/String;", "x")
				}
				mustWrite(t, nc, f.bytes())
				got := mustRead(t, nc)
				if attached {
					want += 3
				}
				if got.flags != 2 || got.status != 20 || got.id != 7 || got.body[0] != want {
					t.Errorf("%q %s: %+v, want type %x", version, method, got, want)
				}
				if end := string(got.body[len(got.body)-1:]); attached && end != "Z" {
					t.Errorf("%q %s: no attachments: %q", version, method, got.body)
				}
			}
		}
	})
}

// TestException checks the bytes of an exception: a class that every Java
// consumer can read, without a cause, which is the exception itself.
func TestExceptionBytes(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		nc := w.dial()
		mustWrite(t, nc, asks(t, 1, "2.5.4", "fail", "Ljava/lang/String;", "no").bytes())
		want := "\x90C\x1ajava.lang.RuntimeException\x94\x0ddetailMessage\x05cause\x0astackTrace\x14suppressedExceptions" +
			"\x60\x02noQ\x90xN"
		if got := string(mustRead(t, nc).body); !strings.HasPrefix(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	})
}

// TestBadRequests checks that what cannot be understood is answered, and that
// the connection lives on.
func TestBadRequests(t *testing.T) {
	cases := []struct {
		name   string
		frame  rawFrame
		status byte
		text   string
	}{
		{"unknown service", rawFrame{body: encoded(t, "2.0.2", "no.Such", "0.0.0", "m", "", map[string]string{"path": "no.Such"})}, 70, "Not found exported service no.Such"},
		{"unknown group", rawFrame{body: encoded(t, "2.0.2", shopName, "0.0.0", "ping", "", map[string]string{"path": shopName, "group": "g"})}, 70, "Not found exported service g/"},
		{"unknown version", rawFrame{body: encoded(t, "2.0.2", shopName, "9.0.0", "ping", "", map[string]string{"path": shopName})}, 70, ":9.0.0"},
		{"unknown method", asks(t, 0, "2.0.2", "fly", ""), 70, "method fly"},
		{"path is elsewhere", rawFrame{body: encoded(t, "2.0.2", shopName, "0.0.0", "ping", "", map[string]string{"path": "other"})}, 70, "Not found exported service other"},
		{"too few arguments", asks(t, 0, "2.0.2", "get", ""), 40, "the method has 1"},
		{"too many arguments", asks(t, 0, "2.0.2", "get", "II", int32(1), int32(2)), 40, "lists 2"},
		{"wrong argument", asks(t, 0, "2.0.2", "get", "I", "x"), 40, "argument 1"},
		{"bad descriptor", asks(t, 0, "2.0.2", "get", "Q", int32(1)), 40, "no list of Java types"},
		{"unfinished descriptor", asks(t, 0, "2.0.2", "get", "Ljava/lang/String"), 40, "no list of Java types"},
		{"array of nothing", asks(t, 0, "2.0.2", "get", "[["), 40, "no list of Java types"},
		{"empty body", rawFrame{}, 40, "bad request"},
		{"truncated", rawFrame{body: encoded(t, "2.0.2", shopName)}, 40, "bad request"},
		{"no attachments", rawFrame{body: encoded(t, "2.0.2", shopName, "0.0.0", "ping", "")}, 40, "attachments"},
		{"version is a list", rawFrame{body: encoded(t, []any{}, shopName, "0.0.0", "ping", "", attached())}, 40, "string should be"},
		{"descriptor is an int", rawFrame{body: encoded(t, "2.0.2", shopName, "0.0.0", "ping", int32(1), attached())}, 40, "string should be"},
		{"attachments are text", rawFrame{body: encoded(t, "2.0.2", shopName, "0.0.0", "ping", "", "x")}, 40, "attachments"},
		{"attachments by number", rawFrame{body: encoded(t, "2.0.2", shopName, "0.0.0", "ping", "", map[int32]string{1: "x"})}, 40, "attachments"},
		{"unfinished attachments", rawFrame{body: append(encoded(t, "2.0.2", shopName, "0.0.0", "ping", ""), 'H')}, 40, "attachments"},
		{"reference to nothing", rawFrame{body: append(encoded(t, "2.0.2", shopName, "0.0.0", "get", "I"), 'Q', 0x99)}, 40, "argument"},
		{"object of no class", rawFrame{body: append(encoded(t, "2.0.2", shopName, "0.0.0", "get", "I"), 'O', 0x99)}, 40, "argument"},
		{"string that lies", rawFrame{body: append(encoded(t, "2.0.2", shopName, "0.0.0", "fail", "Ljava/lang/String;"), 'S', 0xff, 0xff, 'a')}, 40, "argument"},
	}
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		nc := w.dial()
		for i, c := range cases {
			c.frame.flags, c.frame.id = 0xc2, uint64(1000+i)
			mustWrite(t, nc, c.frame.bytes())
			got := mustRead(t, nc)
			if got.flags != 2 || got.status != c.status || got.id != c.frame.id || !strings.Contains(got.text(t), c.text) {
				t.Errorf("%s: status %d, %q", c.name, got.status, got.body)
			}
			c.frame.flags = 0x82 // one way: no answer, whatever happens
			mustWrite(t, nc, c.frame.bytes())
		}
		mustWrite(t, nc, asks(t, 1, "2.0.2", "ping", "").bytes())
		if got := mustRead(t, nc); got.id != 1 || got.status != 20 {
			t.Errorf("the request after them: %+v", got)
		}
		if n := strings.Count(w.log.String(), "\n"); n != 1 {
			t.Errorf("%d lines in the log, want 1 a second: %s", n, w.log.String())
		}
	})
}

// TestServerHeartbeats checks the bytes of Java's heartbeats, in both
// serializations that have been seen, and of an unknown one.
func TestServerHeartbeats(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		nc := w.dial()
		for ask, answer := range map[string]string{
			"dabb e200 0000000000000001 00000001 4e":         "dabb 2214 0000000000000001 00000001 4e",
			"dabb f700 ffffffffffffffff 00000005 00000001af": "dabb 3714 ffffffffffffffff 00000005 00000001af",
			"dabb e400 0000000000000002 00000002 0570":       "dabb 2414 0000000000000002 00000002 0570",
		} {
			mustWrite(t, nc, unhex(t, "dabb a200 0000000000000001 00000001 4e")) // one way: no answer
			mustWrite(t, nc, unhex(t, ask))
			if got := mustRead(t, nc).bytes(); string(got) != string(unhex(t, answer)) {
				t.Errorf("to %s: %x", ask, got)
			}
		}
	})
}

// TestEcho checks $echo, with a class that nobody knows.
func TestEcho(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		var echo hark.Method[any, any]
		echo.Name = "$echo"
		if err := w.client.Refer(t.Context(), hark.Stub{Interface: shopName, Methods: []hark.AnyMethod{&echo}}, hark.Reference{URL: addr}); err != nil {
			t.Fatal(err)
		}
		for _, v := range []any{"hello", int32(7), nil} {
			if got, err := echo.Call(t.Context(), v); got != v || err != nil {
				t.Errorf("%v came back as %v, %v", v, got, err)
			}
		}
	})
}

// TestForeignSerialization checks A13: an answer where the peer can read it,
// else the end of the connection.
func TestForeignSerialization(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		nc := w.dial()
		f := asks(t, 5, "2.0.2", "ping", "")
		f.flags = 0xc0 | 23
		mustWrite(t, nc, f.bytes())
		got := mustRead(t, nc)
		if got.flags != 23 || got.status != 40 || got.id != 5 || !strings.Contains(string(got.body), "serialization=hessian2") {
			t.Errorf("fastjson2: %+v", got)
		}
		for _, serial := range []byte{0, 3, 31} {
			nc := w.dial()
			f.flags = 0xc0 | serial
			mustWrite(t, nc, f.bytes())
			if _, err := readRaw(nc); !errors.Is(err, io.EOF) {
				t.Errorf("serialization %d: %v", serial, err)
			}
		}
	})
}

// TestServerPayload checks that an oversized request is answered, passed over
// and not kept.
func TestServerPayload(t *testing.T) {
	inBubble(t, dubbo.Protocol{Payload: 1000}, func(t *testing.T, w *world) {
		nc := w.dial()
		for range 2 {
			go nc.Write(rawFrame{flags: 0xc2, id: 9, body: make([]byte, 100_000)}.bytes()) // ends when it is read
			if got := mustRead(t, nc); got.status != 40 || got.id != 9 || !strings.Contains(got.text(t), "limit of 1000") {
				t.Errorf("%+v", got)
			}
		}
		mustWrite(t, nc, asks(t, 1, "2.0.2", "ping", "").bytes())
		if got := mustRead(t, nc); got.id != 1 || got.status != 20 {
			t.Errorf("the request after it: %+v", got)
		}
		mustWrite(t, nc, asks(t, 2, "2.0.2", "echo", "[B", make([]byte, 700)).bytes())
		if got := mustRead(t, nc); got.status != 20 {
			t.Errorf("a reply below the limit: %+v", got)
		}
	})
}

// TestLargeReply checks that a reply over the limit, or one without a form on
// the wire, is told to the consumer and not tried again.
func TestLargeReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, dubbo.Protocol{})
		w.end()
		var runs atomic.Int64
		w.serve(dubbo.Protocol{Payload: 1000}, hark.Service{Interface: shopName, Methods: []hark.Handler{
			hark.Handle("large", func(context.Context, struct{}) ([]byte, error) { runs.Add(1); return make([]byte, 2000), nil }),
			hark.Handle("odd", func(context.Context, struct{}) (any, error) { runs.Add(1); return make(chan int), nil }),
		}})
		var large, odd hark.Method[struct{}, any]
		large.Name, odd.Name = "large", "odd"
		if err := w.client.Refer(t.Context(), hark.Stub{Interface: shopName, Methods: []hark.AnyMethod{&large, &odd}}, hark.Reference{URL: addr}); err != nil {
			t.Fatal(err)
		}
		for want, m := range map[string]*hark.Method[struct{}, any]{"Data length too large": &large, "chan int has no form": &odd} {
			_, err := m.Call(t.Context(), struct{}{})
			var e *hark.Error
			if !errors.As(err, &e) || e.Code != hark.ErrDecode || e.NotRun || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v", err)
			}
		}
		if n := runs.Load(); n != 2 {
			t.Errorf("they ran %d times", n)
		}
	})
}

// TestResponseToServer checks that a server ignores and counts responses.
func TestResponseToServer(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		nc := w.dial()
		mustWrite(t, nc, rawFrame{flags: 2, status: 20, id: 1, body: []byte{0x91, 0x90}}.bytes())
		mustWrite(t, nc, asks(t, 1, "2.0.2", "ping", "").bytes())
		if got := mustRead(t, nc); got.status != 20 {
			t.Errorf("%+v", got)
		}
		if n := w.server.Stats().LateReplies; n != 1 {
			t.Errorf("%d replies are counted", n)
		}
	})
}

// TestNoFrames checks what becomes of peers that send no frames.
func TestNoFrames(t *testing.T) {
	cases := []struct {
		name, sent string
		lines      string // of text in the answer
		after      time.Duration
	}{
		{name: "text", sent: "ls\r\n", lines: "this port speaks the dubbo protocol, not text\r\n"},
		{name: "HTTP", sent: "GET / HTTP/1.1\r\nHost: x\r\n\r\n", lines: "this port speaks the dubbo protocol, not text\r\n"},
		{name: "garbage", sent: "\x16\x03\x01\x02\x00\x01"},
		{name: "the first byte of the magic", sent: "\xda\xbcxxxxxxxxxxxxxxxxxxxx"},
		{name: "the second byte of the magic", sent: "\xdb\xbbxxxxxxxxxxxxxxxxxxxx"},
		{name: "a negative length", sent: "\xda\xbb\xc2\x00\x00\x00\x00\x00\x00\x00\x00\x01\xff\xff\xff\xff"},
		{name: "an event that is too long", sent: "\xda\xbb\xe2\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10xxxxxxxxxxxxxxxx"},
		{name: "an event that is empty", sent: "\xda\xbb\xe2\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00"},
		{name: "half a header and silence", sent: "\xda\xbb\xc2\x00\x00\x00\x00\x00", after: 11 * time.Second},
		{name: "a header and silence", sent: "\xda\xbb\xc2\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x0f\x42\x40", after: 26 * time.Second},
		{name: "silence", after: 181 * time.Second},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
				time.Sleep(500 * time.Millisecond) // synctest: not at the same moment as the server looks
				nc := w.dial()
				start := time.Now()
				go io.WriteString(nc, c.sent) // ends when it is read, or with nc
				answer, err := io.ReadAll(nc)
				if string(answer) != c.lines {
					t.Errorf("answer %q, %v", answer, err)
				}
				if d := time.Since(start); d < c.after-2*time.Second || d > c.after+time.Second {
					t.Errorf("it took %v, want about %v", d, c.after)
				}
				synctest.Wait()
				want := 1
				if c.name == "silence" {
					want = 0
				}
				if n := strings.Count(w.log.String(), "\n"); n != want {
					t.Errorf("%d lines in the log, want %d: %s", n, want, w.log.String())
				}
			})
		})
	}
}

// TestDrip has a peer that sends a byte a second.
func TestDrip(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		nc := w.dial()
		frame := asks(t, 1, "2.0.2", "ping", "").bytes()
		for i := range frame {
			if _, err := nc.Write(frame[i : i+1]); err != nil {
				if i < 10 || i > 13 {
					t.Errorf("it ends after %d bytes", i)
				}
				return
			}
			time.Sleep(time.Second) // synctest
		}
		t.Error("it never ends")
	})
}

// TestHeartbeatsKeepAlive checks that a peer that only sends heartbeats stays.
func TestHeartbeatsKeepAlive(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		nc := w.dial()
		for range 20 {
			time.Sleep(time.Minute) // synctest
			mustWrite(t, nc, unhex(t, "dabb e200 0000000000000001 00000001 4e"))
			mustRead(t, nc)
		}
	})
}

// TestConnections checks the bound: what is idle gives way, those first that
// never asked for anything.
func TestConnections(t *testing.T) {
	inBubble(t, dubbo.Protocol{Connections: 20}, func(t *testing.T, w *world) {
		if _, err := w.shop.Ping.Call(t.Context(), struct{}{}); err != nil {
			t.Fatal(err)
		}
		var ended atomic.Int64
		for range 300 {
			nc := w.dial()
			go func() { // ends with nc
				_, _ = io.Copy(io.Discard, nc)
				ended.Add(1)
			}()
			time.Sleep(time.Millisecond) // synctest
		}
		synctest.Wait()
		if n := 301 - ended.Load(); n != 20 {
			t.Errorf("%d connections are open", n)
		}
		if _, err := w.shop.Ping.Call(t.Context(), struct{}{}); err != nil {
			t.Errorf("the client that was there before: %v", err)
		}
		if n := w.client.Stats().Lost; n != 0 {
			t.Errorf("it has lost %d connections", n)
		}
		nc := w.dial()
		mustWrite(t, nc, asks(t, 1, "2.0.2", "ping", "").bytes())
		if got := mustRead(t, nc); got.status != 20 {
			t.Errorf("a new client: %+v", got)
		}
	})
}

// TestInFlight has a peer that pipelines calls and reads no replies: the server
// runs so many and reads no more.
func TestInFlight(t *testing.T) {
	inBubble(t, dubbo.Protocol{InFlight: 10}, func(t *testing.T, w *world) {
		nc := w.dial()
		var sent atomic.Int64
		go func() { // ends with nc
			for {
				f := asks(t, uint64(sent.Load()), "2.0.2", "nap", "J", int64(50))
				if _, err := nc.Write(f.bytes()); err != nil {
					return
				}
				sent.Add(1)
			}
		}()
		time.Sleep(49 * time.Millisecond) // synctest
		w.keeper.mu.Lock()
		peak := w.keeper.peak
		w.keeper.mu.Unlock()
		if peak != 10 || sent.Load() > 12 {
			t.Errorf("%d calls run at a time, %d requests were taken", peak, sent.Load())
		}
		if _, err := w.shop.Ping.Call(t.Context(), struct{}{}); err != nil {
			t.Errorf("another client: %v", err)
		}
		nc.Close()
	})
}

// TestExpiredInLine checks that a call whose time is up before its turn comes
// is not run.
func TestExpiredInLine(t *testing.T) {
	inBubble(t, dubbo.Protocol{InFlight: 1}, func(t *testing.T, w *world) {
		nc := w.dial()
		mustWrite(t, nc, asks(t, 1, "2.0.2", "nap", "J", int64(500)).bytes())
		body := encoded(t, "2.0.2", shopName, "0.0.0", "notice", "Ljava/lang/String;", "x", map[string]string{"path": shopName, "timeout": "100"})
		mustWrite(t, nc, rawFrame{flags: 0xc2, id: 2, body: body}.bytes())
		if got := mustRead(t, nc); got.id != 1 || got.status != 20 {
			t.Errorf("the first: %+v", got)
		}
		if got := mustRead(t, nc); got.id != 2 || got.status != 100 {
			t.Errorf("the second: %+v", got)
		}
		w.keeper.mu.Lock()
		defer w.keeper.mu.Unlock()
		if len(w.keeper.notices) != 0 {
			t.Error("the second has run")
		}
	})
}

// TestTimeoutAttachment checks that a Java consumer's timeout is the handler's
// deadline, and that its connection's end is the end of its calls.
func TestTimeoutAttachment(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		nc := w.dial()
		body := encoded(t, "2.0.2", shopName, "0.0.0", "nap", "J", int64(10_000), map[string]string{"path": shopName, "timeout": "300"})
		start := time.Now()
		mustWrite(t, nc, rawFrame{flags: 0xc2, id: 2, body: body}.bytes())
		got := mustRead(t, nc)
		if d := time.Since(start); got.status != 31 || d != 300*time.Millisecond {
			t.Errorf("after %v: %q", d, got.body)
		}
		mustWrite(t, nc, asks(t, 3, "2.0.2", "nap", "J", int64(10_000)).bytes())
		synctest.Wait()
		nc.Close()
		synctest.Wait()
		w.keeper.mu.Lock()
		defer w.keeper.mu.Unlock()
		if w.keeper.napping != 0 {
			t.Error("a call goes on whose consumer has gone")
		}
	})
}

// TestGracefulEnd checks that a server that is to end says so, answers what it
// was asked, and ends.
func TestGracefulEnd(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		w.shop.Nap.Policy.Timeout = 10 * time.Second
		w.refer()
		f := w.shop.Nap.Go(t.Context(), 3000)
		nc := w.dial() // of a consumer that does not go away by itself
		mustWrite(t, nc, asks(t, 3, "2.0.2", "nap", "J", int64(2000)).bytes())
		synctest.Wait()
		start := time.Now()
		ended := make(chan struct{})
		go func() { // ends with the server
			w.end()
			close(ended)
		}()
		if got := mustRead(t, nc).bytes(); string(got[2:4]) != "\xa2\x00" || string(got[12:]) != "\x00\x00\x00\x02\x01R" {
			t.Errorf("it says %x", got)
		}
		if _, err := w.network.Dial(t.Context(), "", addr); err == nil {
			t.Error("it takes new connections")
		}
		if got := mustRead(t, nc); got.id != 3 || got.status != 20 {
			t.Errorf("the answer: %+v", got)
		}
		if got, err := f.Get(t.Context()); got != "rested" || err != nil {
			t.Errorf("hark's call: %v, %v", got, err)
		}
		<-ended
		if d := time.Since(start); d < 3*time.Second || d > 3500*time.Millisecond {
			t.Errorf("it took %v", d)
		}
		if _, err := readRaw(nc); !errors.Is(err, io.EOF) {
			t.Errorf("the connection: %v", err)
		}
		if n := w.client.Stats().Lost; n != 0 {
			t.Errorf("the client has lost %d connections", n)
		}
	})
}

// TestGrace checks that a call that does not end delays the server only so
// long.
func TestGrace(t *testing.T) {
	inBubble(t, dubbo.Protocol{Grace: 2 * time.Second}, func(t *testing.T, w *world) {
		nc := w.dial()
		mustWrite(t, nc, asks(t, 3, "2.0.2", "nap", "J", int64(60_000)).bytes())
		synctest.Wait()
		start := time.Now()
		go io.Copy(io.Discard, nc) // ends with nc
		w.end()
		if d := time.Since(start); d != 2*time.Second {
			t.Errorf("it took %v", d)
		}
		synctest.Wait()
		w.keeper.mu.Lock()
		defer w.keeper.mu.Unlock()
		if w.keeper.napping != 0 {
			t.Error("the call goes on")
		}
	})
}

// TestGoexit checks that a method that ends its goroutine is answered.
func TestGoexit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, dubbo.Protocol{})
		w.end()
		w.serve(dubbo.Protocol{}, hark.Service{Interface: shopName, Methods: []hark.Handler{
			hark.Handle("ping", func(context.Context, struct{}) (struct{}, error) { exit(); return struct{}{}, nil }),
		}})
		_, err := w.shop.Ping.Call(t.Context(), struct{}{})
		var e *hark.Exception
		if !errors.As(err, &e) || !strings.Contains(e.Message, "Goexit") {
			t.Errorf("got %v", err)
		}
	})
}

// TestAcceptFailure checks that a listener that fails for a while, or for good,
// is dealt with.
func TestAcceptFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := hark.Server{Protocol: dubbo.Protocol{}, Logger: slog.New(slog.DiscardHandler)}
		l := &failing{left: 5} // and then for good
		if err := server.Serve(t.Context(), l); !errors.Is(err, net.ErrClosed) {
			t.Errorf("got %v", err)
		}
		if l.left != 0 {
			t.Errorf("%d failures were not waited out", l.left)
		}
	})
}

// A failing listener runs out of descriptors a few times and is then closed.
type failing struct{ left int }

func (l *failing) Accept() (net.Conn, error) {
	if l.left == 0 {
		return nil, net.ErrClosed
	}
	l.left--
	return nil, errors.New("too many open files")
}
func (l *failing) Close() error   { return nil }
func (l *failing) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
