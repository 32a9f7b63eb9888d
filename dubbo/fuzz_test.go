package dubbo_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/dubbo"
)

// seeds adds the golden frames of one side.
func seeds(f *testing.F, side string) {
	f.Helper()
	files, err := filepath.Glob("testdata/java/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		for name, frame := range golden(f, file) {
			if strings.HasPrefix(name, side) {
				f.Add(frame)
			}
		}
	}
}

// A oneConn is a listener of one connection.
type oneConn struct {
	conns chan net.Conn
	done  chan struct{}
}

func (l *oneConn) Accept() (net.Conn, error) {
	select {
	case nc := <-l.conns:
		return nc, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}
func (l *oneConn) Close() error   { return nil }
func (l *oneConn) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// FuzzServer sends any bytes to a server. It must not panic, answer what is no
// request, or keep anything running.
func FuzzServer(f *testing.F) {
	seeds(f, "asked")
	f.Add([]byte("ls\r\n"))
	f.Add([]byte("\xda\xbb\xe2\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01N"))
	f.Fuzz(func(t *testing.T, sent []byte) {
		server := hark.Server{Protocol: dubbo.Protocol{Payload: 1 << 16, Grace: time.Second}, Logger: slog.New(slog.DiscardHandler)}
		if err := server.Export((&keeper{}).service(), "", ""); err != nil {
			t.Fatal(err)
		}
		ours, theirs := net.Pipe()
		l := &oneConn{conns: make(chan net.Conn, 1), done: make(chan struct{})}
		l.conns <- theirs
		served := make(chan error, 1)
		go func() { served <- server.Serve(t.Context(), l) }() // ends with l
		go func() {                                            // ends with the connection
			_, _ = ours.Write(sent)
			_, _ = ours.Write(asks(t, 0x5ca1ab1e, "2.0.2", "ping", "").bytes())
			_, _ = ours.Write([]byte("end\r\n"))
			_ = ours.SetReadDeadline(time.Now().Add(20 * time.Millisecond)) // what sent has begun may want more
		}()
		for {
			answer, err := readRaw(ours)
			if err != nil {
				break
			}
			if answer.flags&0x80 == 0 && answer.status == 0 {
				t.Errorf("answered %+v", answer)
			}
		}
		ours.Close()
		close(l.done)
		if err := <-served; !errors.Is(err, net.ErrClosed) {
			t.Errorf("served: %v", err)
		}
	})
}

// FuzzClient answers a call with any bytes. The call must end, and not by a
// panic.
func FuzzClient(f *testing.F) {
	seeds(f, "answered")
	f.Add([]byte("\xda\xbb\xa2\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x01R"))
	f.Fuzz(func(t *testing.T, answer []byte) {
		ours, theirs := net.Pipe()
		dial := func(context.Context, string, string) (net.Conn, error) { return ours, nil }
		conn, err := dubbo.Protocol{Dialer: dial, Payload: 1 << 16}.Dial(hark.Endpoint{Addr: addr},
			hark.Env{Logger: slog.New(slog.DiscardHandler), Counters: new(hark.Counters)})
		if err != nil {
			t.Fatal(err)
		}
		go func() { // ends with the connection
			defer theirs.Close()
			request, err := readRaw(theirs)
			if err != nil {
				return
			}
			if len(answer) >= 12 {
				copy(answer[4:12], request.bytes()[4:12])
			}
			go io.Copy(io.Discard, theirs) // ends with the connection
			_, _ = theirs.Write(answer)
		}()
		var reply *javaPerson
		id := int32(2)
		call := &hark.Call{Service: hark.ServiceID{Interface: shopName}, Method: "get", Arg: &id, Reply: &reply, Deadline: time.Now().Add(2 * time.Second)}
		err = conn.Invoke(t.Context(), call)
		var e *hark.Error
		var thrown *hark.Exception
		if err != nil && !errors.As(err, &e) && !errors.As(err, &thrown) {
			t.Errorf("got %T", err)
		}
		if errors.Is(err, hark.ErrTimeout) && !strings.Contains(err.Error(), "status 3") {
			t.Errorf("the call has not ended by itself: %v", err)
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
}
