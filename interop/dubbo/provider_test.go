package dubbo_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/dubbo"
	"github.com/hark-rpc/hark/harktest"
	"github.com/hark-rpc/hark/hessian"
)

// TestJavaProvider calls Java, with all three events.
func TestJavaProvider(t *testing.T) {
	for _, version := range versions {
		t.Run(version, func(t *testing.T) {
			p := javaPeer(t, version)
			port := freePort(t)
			if answer := p.ask(t, "serve", port); answer != "ok" {
				t.Fatalf("%s\n%s", answer, p.log)
			}
			c := newConsumer(t, version, "127.0.0.1:"+port)
			t.Run("values", c.values)
			t.Run("events", c.events)
			t.Run("exceptions", c.exceptions)
			t.Run("refusals", c.refusals)
			t.Run("time", c.time)
			t.Run("one way", c.oneWay)
			t.Run("heartbeat", c.heartbeat)
			if t.Failed() {
				t.Log(p.log)
			}
		})
	}
}

// A consumer is hark as a consumer of Java.
type consumer struct {
	client   hark.Client
	shop     shop
	recorder harktest.Recorder
	addr     string
}

func newConsumer(t *testing.T, version, addr string) *consumer {
	t.Helper()
	registry := new(hessian.Registry)
	for class, sample := range map[string]any{"shop.Person": Person{}, "shop.StockException": StockException{}} {
		if err := registry.Register(class, sample); err != nil {
			t.Fatal(err)
		}
	}
	c := &consumer{addr: addr}
	c.client.Protocol = dubbo.Protocol{Registry: registry, Dialer: func(ctx context.Context, network, addr string) (net.Conn, error) {
		nc, err := new(net.Dialer).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return tap(t, "provider-"+version, nc), nil
	}}
	t.Cleanup(func() { c.client.Close() })
	harktest.Record(&c.recorder, &c.shop.Get)
	harktest.Record(&c.recorder, &c.shop.Fail)
	harktest.Record(&c.recorder, &c.shop.Nap)
	c.shop.Missing.Policy.Cluster = hark.Failfast
	c.shop.Nap.Policy.Timeout = 500 * time.Millisecond
	if err := c.client.Refer(t.Context(), &c.shop, hark.Reference{URL: addr, Policy: hark.Policy{Timeout: 5 * time.Second}}); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *consumer) values(t *testing.T) {
	ctx := t.Context()
	check := func(name string, got, want any, err error) {
		t.Helper()
		if err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", name, got, err, want)
		}
	}
	p, err := c.shop.Get.Call(ctx, 2)
	check("get", p.String(), "Person{2, charles`son}", err)
	p, err = c.shop.Get.Call(ctx, -1)
	check("null", p == nil, true, err)
	args := JoinArgs{new(int64), new(string), []string{"a", "b"}, map[string]*Person{"ann": {1, "Ann"}}}
	*args.Number, *args.Text = 7, "x"
	s, err := c.shop.Join.Call(ctx, args)
	check("join", s, args.String(), err)
	s, err = c.shop.Join.Call(ctx, JoinArgs{})
	check("join nulls", s, "null null null null", err)
	s, err = c.shop.KindInt.Call(ctx, 5)
	check("kind of int", s, "int 5", err)
	s, err = c.shop.KindString.Call(ctx, "中文😀")
	check("kind of String", s, "String 中文😀", err)
	_, err = c.shop.Ping.Call(ctx, struct{}{})
	check("void", nil, nil, err)
	ints, err := c.shop.Ints.Call(ctx, []int32{1, 2, 300000})
	check("ints", slices.Equal(ints, []int32{1, 2, 300000}), true, err)
	big := make([]byte, 3<<20)
	big[len(big)-1] = 9
	bytes, err := c.shop.Bytes.Call(ctx, big)
	check("bytes", slices.Equal(bytes, big), true, err)
	people, err := c.shop.People.Call(ctx, []*Person{{1, "Ann"}, nil, {2, "Bob"}})
	check("people", len(people) == 3 && *people[0] == Person{1, "Ann"} && people[1] == nil && *people[2] == Person{2, "Bob"}, true, err)
	v, err := c.shop.Echo.Call(ctx, "hello")
	check("echo", v, "hello", err)
}

func (c *consumer) events(t *testing.T) {
	before := len(c.recorder.Events())
	c.shop.Get.Call(t.Context(), 2)
	c.shop.Fail.Call(t.Context(), "runtime")
	var got []string
	for _, e := range c.recorder.Events()[before:] {
		got = append(got, e.Event.String())
		if e.Terminal() && (len(e.Info.Attempts) != 1 || e.Info.Attempts[0].Addr != c.addr) {
			t.Errorf("%v: attempts %v", e, e.Info.Attempts)
		}
		if e.Terminal() {
			ph := e.Info.Attempts[0].Phases
			if ph.Written <= 0 || ph.FirstByte < ph.Written || ph.Decoded < ph.FirstByte {
				t.Errorf("%v: phases %v", e, ph)
			}
		}
	}
	want := []string{hark.OnInvoke.String(), hark.OnReturn.String(), hark.OnInvoke.String(), hark.OnThrow.String()}
	if !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
}

func (c *consumer) exceptions(t *testing.T) {
	_, err := c.shop.Fail.Call(t.Context(), "runtime")
	var e *hark.Exception
	if !errors.As(err, &e) || e.Class != hark.RuntimeException || e.Message != "failed: runtime" || len(e.Stack) == 0 {
		t.Errorf("runtime: %v", err)
	} else if e.Stack[0].Class != "peer.Shop" || e.Stack[0].Method != "fail" {
		t.Errorf("its stack begins with %v", e.Stack[0])
	}
	_, err = c.shop.Fail.Call(t.Context(), "argument")
	if !errors.As(err, &e) || e.Class != "java.lang.IllegalArgumentException" || e.Cause == nil || e.Cause.Message != "because" {
		t.Errorf("argument: %v", err)
	}
	_, err = c.shop.Fail.Call(t.Context(), "stock")
	var stock *StockException
	if !errors.As(err, &e) || e.Class != "shop.StockException" || e.Message != "sold out" || !errors.As(err, &stock) || stock.Left != 3 {
		t.Errorf("declared: %v, %+v", err, stock)
	}
}

func (c *consumer) refusals(t *testing.T) {
	_, err := c.shop.Missing.Call(t.Context(), 1)
	var e *hark.Error
	if !errors.As(err, &e) || e.Code != hark.ErrRefused && e.Code != hark.ErrNotFound {
		t.Errorf("no such method: %v", err)
	}
	t.Logf("no such method: %.300v (NotRun %v)", err, e != nil && e.NotRun)
	var other shop
	other.Ping.Policy.Cluster = hark.Failfast
	if err := c.client.Refer(t.Context(), &other, hark.Reference{URL: c.addr, Group: "nowhere"}); err != nil {
		t.Fatal(err)
	}
	_, err = other.Ping.Call(t.Context(), struct{}{})
	if !errors.As(err, &e) || e.Code != hark.ErrNotFound || !e.NotRun {
		t.Errorf("no such group: %v", err)
	}
	t.Logf("no such group: %.300v", err)
}

func (c *consumer) time(t *testing.T) {
	start := time.Now()
	_, err := c.shop.Nap.Call(t.Context(), 2000)
	if d := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || d > time.Second {
		t.Errorf("after %v: %v", d, err)
	}
	if s, err := c.shop.Nap.Call(t.Context(), 1); s != "rested" || err != nil {
		t.Errorf("then: %v, %v", s, err)
	}
}

func (c *consumer) oneWay(t *testing.T) {
	if _, err := c.shop.Notice.Call(t.Context(), "psst"); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(5 * time.Second)
	for { // it has its own thread over there
		s, err := c.shop.Noticed.Call(t.Context(), struct{}{})
		if err != nil || s == "psst" {
			if err != nil {
				t.Error(err)
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("it never came")
		}
	}
}

// heartbeat asks Java whether it is there, at once.
func (c *consumer) heartbeat(t *testing.T) {
	nc, err := net.Dial("tcp", c.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(5 * time.Second))
	nc.Write([]byte("\xda\xbb\xe2\x00\x00\x00\x00\x00\x00\x00\x00\x2a\x00\x00\x00\x01N"))
	answer := make([]byte, 17)
	if n, err := nc.Read(answer); err != nil || !strings.HasPrefix(string(answer[:n]), "\xda\xbb\x22\x14\x00\x00\x00\x00\x00\x00\x00\x2a\x00\x00\x00\x01N") {
		t.Errorf("%x, %v", answer[:n], err)
	}
}
