package dubbo_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/dubbo"
	"github.com/hark-rpc/hark/hessian"
)

// The golden frames in testdata/java were recorded from Java; each file says
// of which version, and which side sent what.

// A javaPerson is a shop.Person with the fields in Java's order.
type javaPerson struct {
	Name string
	ID   int32
}

func (javaPerson) JavaClassName() string { return "shop.Person" }

// joinArgs are the parameters of join.
type joinArgs struct {
	Number *int64
	Text   *string
	Tags   []string
	People map[string]*javaPerson
}

func (a *joinArgs) AppendArgs(dst []any) []any {
	return append(dst, a.Number, a.Text, a.Tags, a.People)
}
func (a *joinArgs) AppendArgPointers(dst []any) []any {
	return append(dst, &a.Number, &a.Text, &a.Tags, &a.People)
}

// javaShop is the service that the recorded consumers called. It keeps what
// they said.
func javaShop(said *sync.Map) hark.Service {
	return hark.Service{Interface: shopName, Methods: []hark.Handler{
		hark.Handle("get", func(_ context.Context, id int32) (*javaPerson, error) {
			if id < 0 {
				return nil, nil
			}
			return &javaPerson{"charles`son", id}, nil
		}),
		hark.Handle("join", func(_ context.Context, a joinArgs) (string, error) {
			if a.Number == nil {
				return "null null null null", nil
			}
			ann := a.People["ann"]
			return fmt.Sprintf("%d %s [%s] {ann=Person{%d, %s}}", *a.Number, *a.Text, strings.Join(a.Tags, ", "), ann.ID, ann.Name), nil
		}),
		hark.Handle("kind", func(_ context.Context, v int32) (string, error) { return fmt.Sprint("int ", v), nil }).Overload("I"),
		hark.Handle("kind", func(_ context.Context, v string) (string, error) { return "String " + v, nil }).Overload("Ljava/lang/String;"),
		hark.Handle("ints", func(_ context.Context, v []int32) ([]int32, error) { return v, nil }),
		hark.Handle("people", func(_ context.Context, v []*javaPerson) ([]*javaPerson, error) {
			said.Store("people", v)
			return v, nil
		}),
		hark.Handle("ping", func(ctx context.Context, _ struct{}) (struct{}, error) {
			info, _ := hark.InfoFrom(ctx)
			said.Store("info", info)
			return struct{}{}, nil
		}),
		hark.Handle("fail", func(_ context.Context, how string) (string, error) {
			if how == "stock" {
				return "", &stockException{Throwable: hessian.Throwable{Message: "sold out"}, Left: 3}
			}
			return "", errors.New("failed: " + how)
		}),
		hark.Handle("nap", func(ctx context.Context, ms int64) (string, error) {
			said.Store("nap", ms)
			deadline, _ := ctx.Deadline()
			said.Store("deadline", deadline)
			return "", nil
		}),
		hark.Handle("notice", func(_ context.Context, text string) (struct{}, error) {
			said.Store("notice", text)
			return struct{}{}, nil
		}),
		hark.Handle("noticed", func(context.Context, struct{}) (string, error) { return "psst", nil }),
	}}
}

// golden returns the frames of a file by "side name".
func golden(t testing.TB, file string) map[string][]byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	frames := make(map[string][]byte)
	for line := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		frame, err := hex.DecodeString(words[2])
		if err != nil {
			t.Fatal(err)
		}
		frames[words[0]+" "+words[1]] = frame
	}
	return frames
}

// eachGolden runs a test on the frames of each version of Java Dubbo.
func eachGolden(t *testing.T, test func(t *testing.T, w *world, frames map[string][]byte)) {
	t.Helper()
	files, err := filepath.Glob("testdata/java/*.txt")
	if err != nil || len(files) != 3 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) { test(t, w, golden(t, file)) })
		})
	}
}

// body returns a frame without its header.
func body(frame []byte) []byte { return frame[16:] }

// TestJavaAsks serves recorded requests of Java consumers. What Java providers
// answered to the same calls is, byte for byte, what the server answers.
func TestJavaAsks(t *testing.T) {
	eachGolden(t, func(t *testing.T, w *world, frames map[string][]byte) {
		var all sync.Map
		w.end()
		w.serve(dubbo.Protocol{}, javaShop(&all))
		nc := w.dial()
		start := time.Now()
		ask := func(name string) rawFrame {
			asked := frames["asked "+name]
			mustWrite(t, nc, asked)
			if name == "notice" { // it is one-way
				return rawFrame{}
			}
			answer := mustRead(t, nc)
			if got := answer.bytes(); answer.flags != 2 || answer.status != 20 || !bytes.Equal(got[4:12], asked[4:12]) {
				t.Errorf("%s: answered %x", name, got)
			}
			return answer
		}
		for range 2 { // the second time much is remembered
			for _, name := range []string{"get-2", "get--1", "join", "join-nulls", "kind-int", "ints", "ping", "echo"} {
				if answer, want := ask(name), body(frames["answered "+name]); !bytes.Equal(answer.body, want) {
					t.Errorf("%s: answered\n%q, Java\n%q", name, answer.body, want)
				}
			}
			for _, name := range []string{"kind-String", "people", "fail-runtime", "fail-stock", "notice", "noticed", "nap"} {
				ask(name)
			}
		}
		synctest.Wait()
		said := make(map[any]any)
		all.Range(func(key, value any) bool { said[key] = value; return true })
		people, _ := said["people"].([]*javaPerson)
		if len(people) != 3 || *people[0] != (javaPerson{"Ann", 1}) || people[1] != nil || people[2].Name != "中文😀" {
			t.Errorf("people: %v", said["people"])
		}
		if said["notice"] != "psst" || said["nap"] != int64(3000) {
			t.Errorf("said %v", said)
		}
		if d, _ := said["deadline"].(time.Time); !d.IsZero() && !d.Equal(start.Add(time.Second)) {
			t.Errorf("the deadline is %v after the request", d.Sub(start))
		}
		if info, _ := said["info"].(hark.Info); info.Request["interface"] != shopName || info.Request["timeout"] != "" || info.Peer == "" {
			t.Errorf("info %+v", info)
		}
	})
}

// A javaClient is a client of the shop, with Java's types.
type javaClient struct {
	Get        hark.Method[int32, *javaPerson]
	Join       hark.Method[joinArgs, string]
	KindInt    hark.Method[int32, string]
	KindString hark.Method[string, string]
	Ints       hark.Method[[]int32, []int32]
	People     hark.Method[[]*javaPerson, []*javaPerson]
	Ping       hark.Method[struct{}, struct{}]
	Fail       hark.Method[string, string]
	Missing    hark.Method[int32, string]
	Echo       hark.Method[any, any]
}

func (s *javaClient) HarkStub() hark.Stub {
	s.Get.Name, s.Join.Name, s.KindInt.Name, s.KindString.Name, s.Ints.Name = "get", "join", "kind", "kind", "ints"
	s.KindInt.Descriptor, s.KindString.Descriptor, s.Ints.Descriptor = "I", "Ljava/lang/String;", "[I"
	s.People.Name, s.Ping.Name, s.Fail.Name, s.Missing.Name, s.Echo.Name = "people", "ping", "fail", "missing", "$echo"
	return hark.Stub{Interface: shopName, Methods: []hark.AnyMethod{
		&s.Get, &s.Join, &s.KindInt, &s.KindString, &s.Ints, &s.People, &s.Ping, &s.Fail, &s.Missing, &s.Echo,
	}}
}

// calls makes the recorded calls and returns what is wrong with their outcome.
func (s *javaClient) calls() map[string]func(ctx context.Context) error {
	is := func(got, want any, err error) error {
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			return fmt.Errorf("got %v, %w; want %v", got, err, want)
		}
		return nil
	}
	return map[string]func(ctx context.Context) error{
		"get-2": func(ctx context.Context) error {
			p, err := s.Get.Call(ctx, 2)
			return is(p, &javaPerson{"charles`son", 2}, err)
		},
		"get--1": func(ctx context.Context) error {
			p, err := s.Get.Call(ctx, -1)
			return is(p == nil, true, err)
		},
		"join-nulls": func(ctx context.Context) error {
			v, err := s.Join.Call(ctx, joinArgs{})
			return is(v, "null null null null", err)
		},
		"kind-int": func(ctx context.Context) error {
			v, err := s.KindInt.Call(ctx, 5)
			return is(v, "int 5", err)
		},
		"kind-String": func(ctx context.Context) error {
			v, err := s.KindString.Call(ctx, "中文😀")
			return is(v, "String 中文😀", err)
		},
		"ints": func(ctx context.Context) error {
			v, err := s.Ints.Call(ctx, []int32{1, 2, 300000})
			return is(v, []int32{1, 2, 300000}, err)
		},
		"ping": func(ctx context.Context) error {
			_, err := s.Ping.Call(ctx, struct{}{})
			return is(nil, nil, err)
		},
		"echo": func(ctx context.Context) error {
			v, err := s.Echo.Call(ctx, "hello")
			return is(v, "hello", err)
		},
		"fail-runtime": func(ctx context.Context) error {
			return s.fails(ctx, "runtime", hark.RuntimeException, "failed: runtime")
		},
		"fail-stock": func(ctx context.Context) error { return s.fails(ctx, "stock", "shop.StockException", "sold out") },
		"missing": func(ctx context.Context) error {
			_, err := s.Missing.Call(ctx, 1)
			return is(errors.Is(err, hark.ErrRefused) || errors.Is(err, hark.ErrNotFound), true, nil)
		},
	}
}

func (s *javaClient) fails(ctx context.Context, how, class, message string) error {
	_, err := s.Fail.Call(ctx, how)
	var e *hark.Exception
	if !errors.As(err, &e) || e.Class != class || e.Message != message || e.Cause != nil || len(e.Stack) == 0 || e.Stack[0].Class != "peer.Shop" {
		return fmt.Errorf("got %w", err)
	}
	if class == "shop.StockException" && e.Fields["left"] != int32(3) {
		return fmt.Errorf("its fields are %v", e.Fields)
	}
	return nil
}

// timeoutOf finds the attachment that is not the same in two recordings.
var timeoutOf = regexp.MustCompile(`\x07timeout.[0-9]+`)

// TestJavaAnswers makes the recorded calls and has them answered as Java did.
// The requests are, but for their ids and timeouts, the ones that Java
// understood.
func TestJavaAnswers(t *testing.T) {
	eachGolden(t, func(t *testing.T, w *world, frames map[string][]byte) {
		l := w.fake()
		var s javaClient
		ref := hark.Reference{URL: addr, Policy: hark.Policy{Timeout: 5 * time.Second, Cluster: hark.Failfast}}
		if err := w.client.Refer(t.Context(), &s, ref); err != nil {
			t.Fatal(err)
		}
		nc := make(chan rawFrame)
		answers := make(chan []byte)
		go func() { // ends with the client
			conn, err := l.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			for {
				f, err := readRaw(conn)
				if err != nil {
					return
				}
				nc <- f
				_, _ = conn.Write(<-answers)
			}
		}()
		for range 2 {
			for name, call := range s.calls() {
				done := make(chan error, 1)
				go func() { done <- call(t.Context()) }() // ends with the call
				got := <-nc
				want := timeoutOf.ReplaceAll(body(frames["sent "+name]), nil)
				if b := timeoutOf.ReplaceAll(got.body, nil); got.flags != 0xc2 || !bytes.Equal(b, want) {
					t.Errorf("%s: sent\n%q, recorded\n%q", name, b, want)
				}
				answer := bytes.Clone(frames["answered "+name])
				copy(answer[4:12], got.bytes()[4:12])
				answers <- answer
				if err := <-done; err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	})
}
