package dubbo_test

import (
	"context"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/dubbo"
)

// TestJavaConsumer serves Java.
func TestJavaConsumer(t *testing.T) {
	for _, version := range versions {
		t.Run(version, func(t *testing.T) {
			p := javaPeer(t, version)
			port, log := serve(t, version)
			if answer := p.ask(t, "refer", "127.0.0.1:"+port); answer != "ok" {
				t.Fatalf("%s\n%s", answer, p.log)
			}
			rpcException := "org.apache.dubbo.rpc.RpcException"
			if version == "dubbo26" {
				rpcException = "com.alibaba.dubbo.rpc.RpcException"
			}
			for _, c := range []struct{ call, want string }{
				{"get 2", "Person{2, charles`son}"},
				{"get -1", "null"},
				{"join x", "7 x [a, b] {ann=Person{1, Ann}}"},
				{"joinNull", "null null null null"},
				{"kindInt 5", "int 5"},
				{"kindString s", "String s"},
				{"ints", "[1, 2, 300000]"},
				{"bytes 3000000", "true"},
				{"people", "Ann null true"},
				{"ping", "ok"},
				{"fail runtime", "java.lang.RuntimeException: failed: runtime"},
				{"fail argument", "java.lang.IllegalArgumentException: not that caused by java.lang.IllegalStateException: because"},
				{"fail stock", "shop.StockException: sold out left 3"},
				{"notice psst", "ok"},
				{"noticed", "psst"},
				{"echo hello", "hello"},
				{"nap 3000", rpcException + " code 2: "},
				{"get 3", "Person{3, charles`son}"},
			} {
				answer := p.ask(t, "call "+c.call)
				for i := 0; c.call == "noticed" && answer == "" && i < 1000; i++ { // nobody said when it would come
					answer = p.ask(t, "call "+c.call)
				}
				if answer != c.want && !(strings.HasSuffix(c.want, ": ") && strings.HasPrefix(answer, c.want)) {
					t.Errorf("%s: %.300s; want %s", c.call, answer, c.want)
				}
			}
			if t.Failed() {
				t.Log(p.log)
			}
			if log.String() != "" {
				t.Errorf("the server has logged: %s", log)
			}
		})
	}
}

// serve serves the shop for as long as the test runs, at any address, since
// Java does not call a provider at a loopback address there.
func serve(t *testing.T, version string) (port string, log *tail) {
	t.Helper()
	log = new(tail)
	k := new(keeper)
	server := hark.Server{Protocol: dubbo.Protocol{}, Logger: slog.New(slog.NewTextHandler(log, nil))}
	if err := server.Export(k.service(), "", ""); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, &tappedListener{Listener: l, t: t, name: "consumer-" + version}) }() // ends with the test
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	_, port, _ = net.SplitHostPort(l.Addr().String())
	return port, log
}

type tappedListener struct {
	net.Listener
	t    *testing.T
	name string
	n    atomic.Int32
}

func (l *tappedListener) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err != nil || l.n.Add(1) > 1 {
		return nc, err
	}
	return tap(l.t, l.name, nc), nil
}
