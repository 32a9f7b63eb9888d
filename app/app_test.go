package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/app"
	"github.com/hark-rpc/hark/config"
	"github.com/hark-rpc/hark/harktest"
	"github.com/hark-rpc/hark/internal/memwire"
)

// DemoService is the interface of Dubbo's page on event notification, with
// methods of other shapes beside it.
type DemoService interface {
	Get(ctx context.Context, id int32) (*Person, error)
	Find(ctx context.Context, name string, age int32) ([]Person, error)
	Forget(ctx context.Context, id int32) error
	Ping(ctx context.Context) error
	List(ctx context.Context, ids []any) (int32, error)
}

// Person is somebody.
type Person struct {
	ID   int32
	Name string
	Age  int32
}

func (p *Person) String() string {
	if p == nil {
		return "nobody"
	}
	return fmt.Sprintf("p%d", p.ID)
}

// FindArgs are the arguments of Find.
type FindArgs struct {
	Name string
	Age  int32
}

func (a *FindArgs) AppendArgs(dst []any) []any        { return append(dst, a.Name, a.Age) }
func (a *FindArgs) AppendArgPointers(dst []any) []any { return append(dst, &a.Name, &a.Age) }

const demoServiceName = "com.alibaba.dubbo.callback.implicit.IDemoService"

// DemoServiceClient is a DemoService that calls a remote one.
type DemoServiceClient struct {
	Method struct {
		Get    hark.Method[int32, *Person]
		Find   hark.Method[FindArgs, []Person]
		Forget hark.Method[int32, struct{}]
		Ping   hark.Method[struct{}, struct{}]
		List   hark.Method[[]any, int32]
	}
}

func (c *DemoServiceClient) Get(ctx context.Context, id int32) (*Person, error) {
	return c.Method.Get.Call(ctx, id)
}

func (c *DemoServiceClient) Find(ctx context.Context, name string, age int32) ([]Person, error) {
	return c.Method.Find.Call(ctx, FindArgs{name, age})
}

func (c *DemoServiceClient) Forget(ctx context.Context, id int32) error {
	_, err := c.Method.Forget.Call(ctx, id)
	return err
}

func (c *DemoServiceClient) Ping(ctx context.Context) error {
	_, err := c.Method.Ping.Call(ctx, struct{}{})
	return err
}

func (c *DemoServiceClient) List(ctx context.Context, ids []any) (int32, error) {
	return c.Method.List.Call(ctx, ids)
}

// HarkStub implements hark.Stubber.
func (c *DemoServiceClient) HarkStub() hark.Stub {
	m := &c.Method
	m.Get.Name, m.Find.Name, m.Forget.Name, m.Ping.Name, m.List.Name = "get", "find", "forget", "ping", "list"
	return hark.Stub{Interface: demoServiceName, Methods: []hark.AnyMethod{&m.Get, &m.Find, &m.Forget, &m.Ping, &m.List}}
}

func demoInterface() hark.Interface {
	return hark.Interface{
		Name:    demoServiceName,
		NewStub: func() hark.Stubber { return new(DemoServiceClient) },
		Provide: func(impl any) (hark.Service, error) {
			s, ok := impl.(DemoService)
			if !ok {
				return hark.Service{}, fmt.Errorf("%T is no DemoService", impl)
			}
			return hark.Service{Interface: demoServiceName, Methods: []hark.Handler{
				hark.Handle("get", s.Get),
				hark.Handle("find", func(ctx context.Context, a FindArgs) ([]Person, error) { return s.Find(ctx, a.Name, a.Age) }),
				hark.Handle("forget", func(ctx context.Context, id int32) (struct{}, error) { return struct{}{}, s.Forget(ctx, id) }),
				hark.Handle("ping", func(ctx context.Context, _ struct{}) (struct{}, error) { return struct{}{}, s.Ping(ctx) }),
				hark.Handle("list", s.List),
			}}, nil
		},
	}
}

// biz is what the service throws.
type biz struct{ text string }

func (e *biz) Error() string         { return e.text }
func (e *biz) JavaClassName() string { return "com.example.Biz" }

// NormalDemoService is a DemoService.
type NormalDemoService struct{}

func (NormalDemoService) Get(_ context.Context, id int32) (*Person, error) {
	if id < 0 {
		return nil, &biz{"negative"}
	}
	return &Person{ID: id, Name: "charles`son", Age: 4}, nil
}

func (NormalDemoService) Find(_ context.Context, name string, age int32) ([]Person, error) {
	return []Person{{ID: 1, Name: name, Age: age}}, nil
}

func (NormalDemoService) Forget(_ context.Context, id int32) error {
	if id < 0 {
		return &biz{"negative"}
	}
	return nil
}

func (NormalDemoService) Ping(context.Context) error { return nil }

func (NormalDemoService) List(_ context.Context, ids []any) (int32, error) {
	return int32(len(ids)), nil
}

// Notify remembers what became of each request. Its zero value is ready.
type Notify struct {
	Ret    sync.Map // of id to *Person
	Errors sync.Map // of id to error
}

// OnReturn is told the person that id asked for.
func (n *Notify) OnReturn(msg *Person, id int32) { n.Ret.Store(id, msg) }

// OnThrow is told why there is none.
func (n *Notify) OnThrow(ex error, id int32) { n.Errors.Store(id, ex) }

// wiring is that of the seed's files.
func wiring(w app.Wiring) app.Wiring {
	w.Interfaces = []hark.Interface{demoInterface()}
	classes := app.Classes{
		"com.alibaba.dubbo.callback.implicit.NormalDemoService": app.New[NormalDemoService],
		"com.alibaba.dubbo.callback.implicit.NofifyImpl":        app.New[Notify],
	}
	maps.Copy(classes, w.Classes)
	w.Classes = classes
	if w.Logger == nil {
		w.Logger = slog.New(slog.DiscardHandler)
	}
	return w
}

// file is a Wiring whose files are in memory.
func files(w app.Wiring, content map[string]string) app.Wiring {
	w.Options.ReadFile = func(name string) ([]byte, error) {
		text, ok := content[name]
		if !ok {
			return nil, fmt.Errorf("open %s: no such file", name)
		}
		return []byte(text), nil
	}
	return w
}

// An estate is a network and a registry in memory.
type estate struct {
	harktest.Network
	board
}

func (e *estate) wiring(w app.Wiring) app.Wiring {
	w = wiring(w)
	w.Registries = app.Registries{"dubbo": app.UseRegistry(&e.board)}
	w.Protocols = app.Protocols{"dubbo": app.UseProtocol(memwire.Protocol{Dialer: e.Dial})}
	w.Listen = func(_ context.Context, _, address string) (net.Listener, error) {
		return e.Network.Listen("provider" + address)
	}
	return w
}

// A board is a registry in memory.
type board struct {
	mu        sync.Mutex
	endpoints map[string]hark.Endpoint
	changed   chan struct{}
}

func (b *board) change(e hark.Endpoint, there bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.endpoints == nil {
		b.endpoints = make(map[string]hark.Endpoint)
	}
	key := e.Service.String() + " " + e.Addr
	delete(b.endpoints, key)
	if there {
		e.Protocol = ""
		b.endpoints[key] = e
	}
	if b.changed != nil {
		close(b.changed)
		b.changed = nil
	}
}

func (b *board) Register(_ context.Context, e hark.Endpoint) error   { b.change(e, true); return nil }
func (b *board) Unregister(_ context.Context, e hark.Endpoint) error { b.change(e, false); return nil }

func (b *board) Watch(ctx context.Context, id hark.ServiceID) iter.Seq2[[]hark.Endpoint, error] {
	return func(yield func([]hark.Endpoint, error) bool) {
		for {
			endpoints, changed := b.look(id)
			if !yield(endpoints, nil) {
				return
			}
			select {
			case <-changed:
			case <-ctx.Done():
				return
			}
		}
	}
}

func (b *board) look(id hark.ServiceID) (list []hark.Endpoint, changed chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.endpoints {
		if e.Service == id {
			list = append(list, e)
		}
	}
	if b.changed == nil {
		b.changed = make(chan struct{})
	}
	return list, b.changed
}

// wait waits until the board has so many endpoints.
func (b *board) wait(t *testing.T, n int) []hark.Endpoint {
	t.Helper()
	for {
		b.mu.Lock()
		if len(b.endpoints) == n {
			var list []hark.Endpoint
			for _, e := range b.endpoints {
				list = append(list, e)
			}
			b.mu.Unlock()
			slices.SortFunc(list, func(a, b hark.Endpoint) int { return strings.Compare(a.Addr, b.Addr) })
			return list
		}
		if b.changed == nil {
			b.changed = make(chan struct{})
		}
		changed := b.changed
		b.mu.Unlock()
		select {
		case <-changed:
		case <-t.Context().Done():
			t.Fatal("the services were not registered")
		}
	}
}

// serve runs a provider until the test ends.
func serve(t *testing.T, a *app.App) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx) }() // ends with the test
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error("serve:", err)
		}
		if err := a.Close(); err != nil {
			t.Error("close:", err)
		}
	})
}

// load loads files that have no mistakes.
func load(t *testing.T, w app.Wiring, files ...string) *app.App {
	t.Helper()
	a, err := app.LoadFiles(t.Context(), files, w)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error("close:", err)
		}
	})
	return a
}

// get is app.Get of what is there.
func get[T any](t *testing.T, a *app.App, id string) T {
	t.Helper()
	v, err := app.Get[T](a, id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// mistakes returns those of files that have some.
func mistakes(t *testing.T, w app.Wiring, files ...string) config.Mistakes {
	t.Helper()
	a, err := app.LoadFiles(t.Context(), files, w)
	if err == nil {
		_ = a.Close()
		t.Fatal("no mistakes")
	}
	var m config.Mistakes
	if !errors.As(err, &m) {
		t.Fatalf("%T: %v", err, err)
	}
	return m
}

// TestSeed runs the two files of Dubbo's page on event notification, provider
// and consumer, and its test (6).
func TestSeed(t *testing.T) {
	var e estate
	serve(t, load(t, e.wiring(app.Wiring{}), "testdata/provider.xml"))
	if got := e.wait(t, 1)[0]; got.Params["application"] != "rpc-callback-demo" {
		t.Errorf("registered %v", got.Params)
	}
	consumer := load(t, e.wiring(app.Wiring{}), "testdata/consumer.xml", "testdata/estate.xml")
	demoService := get[DemoService](t, consumer, "demoService")
	notify := get[*Notify](t, consumer, "demoCallback")

	const requestID = 2
	if ret, err := demoService.Get(t.Context(), requestID); ret != nil || err != nil {
		t.Errorf("got %v, %v at once; want nothing", ret, err)
	}
	if err := consumer.Close(); err != nil { // waits until the call has been told
		t.Fatal(err)
	}
	got, _ := notify.Ret.Load(int32(requestID))
	if p, ok := got.(*Person); !ok || p.ID != requestID || p.Name != "charles`son" {
		t.Errorf("told %v", got)
	}
	notify.Errors.Range(func(id, err any) bool {
		t.Errorf("told of an error of %v: %v", id, err)
		return true
	})
}

// TestSeedAlone loads the consumer's file as it is: it names no registry.
func TestSeedAlone(t *testing.T) {
	var e estate
	got := mistakes(t, e.wiring(app.Wiring{}), "testdata/consumer.xml").Error()
	want := `testdata/consumer.xml:2:1: reference "demoService": nobody says where the providers of cn/com.alibaba.dubbo.callback.implicit.IDemoService:1.0.0 are; ` +
		`want a <dubbo:registry address="…"/> to ask one, or url="host:port" on the reference to name them`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestSeedAsPrinted loads the provider's file with the address that a wiki made (G-46, D-30, E25).
func TestSeedAsPrinted(t *testing.T) {
	var e estate
	got := mistakes(t, e.wiring(app.Wiring{}), "testdata/provider-as-printed.xml").Error()
	want := `testdata/provider-as-printed.xml:2:17: no registry of protocol "http", which is the scheme of address "http://10.20.160.198/wiki/display/dubbo/10.20.153.186"; ` +
		`want an address whose scheme is one of dubbo; its last part looks like the address that was meant; nearest: "10.20.153.186"`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestSkippedIsLogged checks that what is not Dubbo's is one line of the log.
func TestSkippedIsLogged(t *testing.T) {
	var log bytes.Buffer
	var e estate
	w := e.wiring(app.Wiring{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	w = files(w, map[string]string{"a.xml": `<beans xmlns="http://www.springframework.org/schema/beans" xmlns:context="http://www.springframework.org/schema/context">
  <context:property-placeholder location="x"/>
  <bean id="ours" class="com.alibaba.dubbo.callback.implicit.NofifyImpl"/>
  <bean class="org.example.Theirs" autowire="byName"><lookup-method/></bean>
</beans>`})
	a := load(t, w, "a.xml")
	get[*Notify](t, a, "ours")
	want := `elements="a.xml:2:3: <context:property-placeholder>, a.xml:4:3: <bean class=\"org.example.Theirs\">"`
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, want) {
		t.Errorf("logged %s", got)
	}
}
