package dubbo_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/dubbo"
)

// TestTCP makes calls of all sizes at the same time on one real connection.
func TestTCP(t *testing.T) {
	add, echo := refer(t, onTCP(t, adder()))
	var calls sync.WaitGroup
	for i := range int64(20) {
		calls.Go(func() {
			data := bytes.Repeat([]byte{byte(i)}, int(i)*20_000)
			for range 10 {
				if v, err := add.Call(t.Context(), i); v != i+1 || err != nil {
					t.Errorf("add: %v, %v", v, err)
				}
				if v, err := echo.Call(t.Context(), data); !bytes.Equal(v, data) || err != nil {
					t.Errorf("echo of %d bytes: %d, %v", len(data), len(v), err)
				}
			}
		})
	}
	calls.Wait()
}

// TestInnocentCalls has calls in flight while others on the same connection
// time out: none of them suffers.
func TestInnocentCalls(t *testing.T) {
	k := new(keeper)
	addr := onTCP(t, k.service())
	client := &hark.Client{Protocol: dubbo.Protocol{}}
	t.Cleanup(func() { _ = client.Close() })
	var s shop
	s.Nap.Policy.Timeout = 30 * time.Second
	if err := client.Refer(t.Context(), &s, hark.Reference{URL: addr}); err != nil {
		t.Fatal(err)
	}
	var calls sync.WaitGroup
	for i := range 200 {
		calls.Go(func() {
			if _, err := s.Nap.Call(t.Context(), 300); err != nil {
				t.Errorf("innocent: %v", err)
			}
		})
		if i%25 == 0 {
			calls.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
				defer cancel()
				if _, err := s.Nap.Call(ctx, 100); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("timed out: %v", err)
				}
			})
		}
	}
	calls.Wait()
}

// TestTextOnTCP checks that the line gets through before the connection ends.
func TestTextOnTCP(t *testing.T) {
	addr := onTCP(t, adder())
	for _, text := range []string{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "ls\r\n", "x"} {
		nc, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		_ = nc.SetDeadline(time.Now().Add(5 * time.Second))
		if _, err := io.WriteString(nc, text); err != nil {
			t.Error(err)
		}
		line := make([]byte, 100)
		n, err := nc.Read(line)
		if !bytes.HasSuffix(line[:n], []byte("not text\r\n")) {
			t.Errorf("%q: %q, %v", text, line[:n], err)
		}
		_ = nc.Close()
	}
}
