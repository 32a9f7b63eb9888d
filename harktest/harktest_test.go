package harktest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/harktest"
)

func TestNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var network harktest.Network
		if _, err := network.Dial(t.Context(), "tcp", "a:1"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("dialed nobody: %v", err)
		}
		l, err := network.Listen("a:1")
		if err != nil || l.Addr().String() != "a:1" || l.Addr().Network() != "memory" {
			t.Fatal(l, err)
		}
		if _, err := network.Listen("a:1"); !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("listened twice: %v", err)
		}
		go func() { // ends with the listener
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				go func() { _, _ = io.Copy(c, c) }() // ends with the connection
			}
		}()
		c, err := network.Dial(t.Context(), "tcp", "a:1")
		if err != nil || c.RemoteAddr().String() != "a:1" || c.LocalAddr().String() == "a:1" {
			t.Fatal(c, err)
		}
		_, _ = io.WriteString(c, "hello")
		b := make([]byte, 5)
		if _, err := io.ReadFull(c, b); err != nil || string(b) != "hello" {
			t.Errorf("read %q, %v", b, err)
		}
		if n := network.Connections("a:1"); n != 1 {
			t.Errorf("%d connections", n)
		}
		network.Cut("a:1")
		if _, err := c.Read(b); err == nil || network.Connections("a:1") != 0 {
			t.Errorf("read %v of a cut connection; %d are open", err, network.Connections("a:1"))
		}
		again, err := network.Dial(t.Context(), "tcp", "a:1")
		if err != nil {
			t.Errorf("the listener went with the connection: %v", err)
		}
		_ = again.Close()
		_ = l.Close()
		_ = l.Close()
		if _, err := network.Dial(t.Context(), "tcp", "a:1"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("dialed a closed listener: %v", err)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("accepted by a closed listener: %v", err)
		}
	})
}

func TestDialWaitsForAccept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var network harktest.Network
		l, err := network.Listen("a:1")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := network.Dial(ctx, "tcp", "a:1"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		time.AfterFunc(time.Second, func() { _ = l.Close() })
		if _, err := network.Dial(t.Context(), "tcp", "a:1"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("got %v", err)
		}
		if network.Connections("a:1") != 0 {
			t.Error("a connection is left")
		}
	})
}

func TestRecorder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var rec harktest.Recorder
		var own []string
		greet := hark.Method[string, string]{Name: "greet"}
		greet.OnInvoke = func(context.Context, string) { own = append(own, "OnInvoke") }
		greet.OnReturn = func(context.Context, string, string) { own = append(own, "OnReturn"); panic("no") }
		greet.OnThrow = func(context.Context, error, string) { own = append(own, "OnThrow") }
		harktest.Record(&rec, &greet)
		stub := hark.Stub{Interface: "com.example.Greeter", Methods: []hark.AnyMethod{&greet}}
		if err := hark.Bind(stub, greeter(), "", ""); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		time.AfterFunc(time.Second, func() { _, _ = greet.Call(t.Context(), "you") })
		events, err := rec.WaitFor(t.Context(), func(events []harktest.Event) bool { return len(events) == 3 })
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"OnInvoke", "OnReturn", "OnThrow"}; !slices.Equal(own, want) {
			t.Errorf("the method's own handlers: %v", own)
		}
		end := events[1]
		if !end.Terminal() || end.Notice() || end.Result != "hello you" || end.Arg != "you" || end.Info.Method != "greet" || end.At.Sub(start) != time.Second {
			t.Errorf("recorded %+v", end)
		}
		if notice := events[2]; notice.Terminal() || !notice.Notice() || notice.String() != "OnThrow(hark: handler of OnReturn: panic: no, you)" {
			t.Errorf("recorded %v", notice)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if got, err := rec.WaitFor(ctx, harktest.Ended(2)); !errors.Is(err, context.DeadlineExceeded) || len(got) != 3 || len(rec.Events()) != 3 {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestRecorderOfOneWayMethod(t *testing.T) {
	var rec harktest.Recorder
	greet := hark.Method[string, string]{Name: "greet", OneWay: true}
	harktest.Record(&rec, &greet)
	stub := hark.Stub{Interface: "com.example.Greeter", Methods: []hark.AnyMethod{&greet}}
	if err := hark.Bind(stub, greeter(), "", ""); err != nil {
		t.Fatal(err)
	}
	_, _ = greet.Call(t.Context(), "you")
	if events := rec.Events(); len(events) != 1 || events[0].String() != "OnInvoke(you)" {
		t.Errorf("recorded %v", events)
	}
}
