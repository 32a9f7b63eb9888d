package dubbo_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/dubbo"
)

// adder is a service whose calls cost nothing themselves.
func adder() hark.Service {
	return hark.Service{Interface: shopName, Methods: []hark.Handler{
		hark.Handle("add", func(_ context.Context, v int64) (int64, error) { return v + 1, nil }),
		hark.Handle("echo", func(_ context.Context, b []byte) ([]byte, error) { return b, nil }),
	}}
}

// onTCP serves a service on TCP until the test ends.
func onTCP(t testing.TB, service hark.Service) (addr string) {
	t.Helper()
	server := hark.Server{Protocol: dubbo.Protocol{Grace: time.Second}, Logger: slog.New(slog.DiscardHandler)}
	if err := server.Export(service, "", ""); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, l) }() // ends with stop
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// refer returns a client's add and echo.
func refer(t testing.TB, addr string) (add *hark.Method[int64, int64], echo *hark.Method[[]byte, []byte]) {
	t.Helper()
	client := &hark.Client{Protocol: dubbo.Protocol{}, Logger: slog.New(slog.DiscardHandler)}
	t.Cleanup(func() { _ = client.Close() })
	add, echo = new(hark.Method[int64, int64]), new(hark.Method[[]byte, []byte])
	add.Name, echo.Name = "add", "echo"
	ref := hark.Reference{URL: addr, Policy: hark.Policy{Timeout: 5 * time.Second}}
	if err := client.Refer(t.Context(), hark.Stub{Interface: shopName, Methods: []hark.AnyMethod{add, echo}}, ref); err != nil {
		t.Fatal(err)
	}
	return add, echo
}

// canned is a provider that answers every request with the same reply, and
// allocates nothing.
func canned(t testing.TB, reply []byte) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() { // ends with the client's connection, or l
		nc, err := l.Accept()
		if err != nil {
			return
		}
		defer nc.Close()
		frame := rawFrame{flags: 2, status: 20, body: reply}.bytes()
		buf := make([]byte, 4096)
		for {
			if _, err := nc.Read(buf); err != nil { // one call at a time: one request at a time
				return
			}
			copy(frame[4:12], buf[4:12])
			if _, err := nc.Write(frame); err != nil {
				return
			}
		}
	}()
	return l.Addr().String()
}

// Allocations of a small call, which has none of the user's own.
const (
	wantOnClient = 2
	wantOnServer = 4
)

func TestClientAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	add, _ := refer(t, canned(t, append([]byte{0x94, 0xe1}, "H\x05dubbo\x052.0.2Z"...)))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	got := testing.AllocsPerRun(2000, func() {
		if v, err := add.Call(ctx, 7); v != 1 || err != nil {
			t.Fatal(v, err)
		}
	})
	t.Logf("a call allocates %v times on the client", got)
	if got > wantOnClient {
		t.Errorf("want at most %v", wantOnClient)
	}
}

func TestServerAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	nc, err := net.Dial("tcp", onTCP(t, adder()))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	for name, first := range map[string]map[string]string{"Java": nil, "hark": {"timeout": "1000"}} {
		b := encoded(t, "2.0.2", shopName, "0.0.0", "add", "J", int64(7), first)
		rest := encoded(t, attached())
		if name == "hark" { // the timeout first, then the others in one map
			b = append(b[:len(b)-1], rest[1:]...)
		} else {
			b = append(b[:len(b)-1], rest...)
		}
		frame := rawFrame{flags: 0xc2, id: 1, body: b}.bytes()
		digit := strings.Index(string(frame), "1000")
		answer := make([]byte, 16+2+len("H\x05dubbo\x052.0.2Z"))
		n := 0
		got := testing.AllocsPerRun(2000, func() {
			if n++; digit > 0 {
				frame[digit] = '1' + byte(n%9)
			}
			if _, err := nc.Write(frame); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(nc, answer); err != nil || answer[16] != 0x94 || answer[17] != 0xe8 {
				t.Fatalf("%x %v", answer, err)
			}
		})
		t.Logf("a call from %s allocates %v times on the server", name, got)
		if got > wantOnServer {
			t.Errorf("want at most %v", wantOnServer)
		}
	}
}

func BenchmarkCall(b *testing.B) {
	add, echo := refer(b, onTCP(b, adder()))
	b.Run("small", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := add.Call(b.Context(), 7); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.SetParallelism(32)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := add.Call(context.Background(), 7); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
	for _, size := range []int{10 << 10, 900 << 10} {
		b.Run(fmt.Sprintf("echo%dK", size>>10), func(b *testing.B) {
			b.ReportAllocs()
			data := make([]byte, size)
			b.SetBytes(int64(size))
			for b.Loop() {
				if _, err := echo.Call(b.Context(), data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
