package hark_test

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"sync"
	"testing"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/harktest"
	"github.com/hark-rpc/hark/internal/memwire"
)

// What follows up to NormalDemoService is what the generator writes, or what a
// user does, for the interface of Dubbo's page on event notification.

// DemoService looks people up.
type DemoService interface {
	Get(ctx context.Context, id int32) (*Person, error)
}

// Person is somebody.
type Person struct {
	ID   int32
	Name string
	Age  int32
}

// DemoServiceName is DemoService's name in Java.
const DemoServiceName = "com.alibaba.dubbo.callback.implicit.IDemoService"

// DemoServiceClient is a DemoService that calls a remote one.
type DemoServiceClient struct {
	// Method holds what is set per method; set it before the client is referred.
	Method struct {
		Get hark.Method[int32, *Person]
	}
}

// Get calls DemoService.Get.
func (c *DemoServiceClient) Get(ctx context.Context, id int32) (*Person, error) {
	return c.Method.Get.Call(ctx, id)
}

// HarkStub implements hark.Stubber.
func (c *DemoServiceClient) HarkStub() hark.Stub {
	c.Method.Get.Name = "get"
	return hark.Stub{Interface: DemoServiceName, Methods: []hark.AnyMethod{&c.Method.Get}}
}

// DemoServiceProvider makes a service of impl.
func DemoServiceProvider(impl DemoService) hark.Service {
	return hark.Service{Interface: DemoServiceName, Methods: []hark.Handler{
		hark.Handle("get", impl.Get),
	}}
}

// DemoServiceInterface tells configuration files of DemoService.
func DemoServiceInterface() hark.Interface {
	return hark.Interface{
		Name:    DemoServiceName,
		NewStub: func() hark.Stubber { return new(DemoServiceClient) },
		Provide: func(impl any) (hark.Service, error) {
			service, ok := impl.(DemoService)
			if !ok {
				return hark.Service{}, fmt.Errorf("%T is no DemoService", impl)
			}
			return DemoServiceProvider(service), nil
		},
	}
}

var _ DemoService = (*DemoServiceClient)(nil)

// NormalDemoService is a DemoService.
type NormalDemoService struct{}

// Get implements DemoService.
func (NormalDemoService) Get(_ context.Context, id int32) (*Person, error) {
	return &Person{ID: id, Name: "charles`son", Age: 4}, nil
}

// DemoServiceFunc is a DemoService made of a function.
type DemoServiceFunc func(ctx context.Context, id int32) (*Person, error)

// Get implements DemoService.
func (f DemoServiceFunc) Get(ctx context.Context, id int32) (*Person, error) { return f(ctx, id) }

// biz is what services of the tests throw.
type biz struct{ text string }

func (e *biz) Error() string         { return e.text }
func (e *biz) JavaClassName() string { return "com.example.Biz" }

// quiet is a logger for tests that expect what it is told.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// bind connects a stub to a service in this process through a client that the
// test can look into.
func bind(t *testing.T, stub hark.Stubber, impl DemoService) *hark.Client {
	t.Helper()
	server := &hark.Server{Logger: quiet()}
	if err := server.Export(DemoServiceProvider(impl), "", ""); err != nil {
		t.Fatal(err)
	}
	client := &hark.Client{Logger: quiet()}
	if err := client.Bind(stub, server, hark.Reference{}); err != nil {
		t.Fatal(err)
	}
	return client
}

// serve offers the services of server at addr until the returned function is
// called.
func serve(t *testing.T, network *harktest.Network, addr string, server *hark.Server) (stop func()) {
	t.Helper()
	server.Protocol = memwire.Protocol{Dialer: network.Dial}
	server.Logger = quiet()
	l, err := network.Listen(addr)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, l) }() // ends with stop
	return sync.OnceFunc(func() {
		cancel()
		if err := <-served; err != nil {
			t.Errorf("serve at %s: %v", addr, err)
		}
	})
}

// serveDemo offers impl at addr.
func serveDemo(t *testing.T, network *harktest.Network, addr string, impl DemoService) (server *hark.Server, stop func()) {
	t.Helper()
	server = new(hark.Server)
	if err := server.Export(DemoServiceProvider(impl), "", ""); err != nil {
		t.Fatal(err)
	}
	return server, serve(t, network, addr, server)
}

// dial makes a client on the network.
func dial(network *harktest.Network) *hark.Client {
	return &hark.Client{Protocol: memwire.Protocol{Dialer: network.Dial}, Logger: quiet()}
}

// a board is a registry in memory. An endpoint of no service is one of all.
type board struct {
	mu        sync.Mutex
	endpoints []hark.Endpoint
	changed   chan struct{}
	log       []string
}

func (b *board) set(endpoints ...hark.Endpoint) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.endpoints = endpoints
	if b.changed != nil {
		close(b.changed)
		b.changed = nil
	}
}

// addrs are endpoints that nothing is known of but their addresses.
func addrs(addrs ...string) []hark.Endpoint {
	var endpoints []hark.Endpoint
	for _, a := range addrs {
		endpoints = append(endpoints, hark.Endpoint{Addr: a})
	}
	return endpoints
}

func (b *board) Register(_ context.Context, e hark.Endpoint) error {
	b.mu.Lock()
	b.log = append(b.log, "register "+e.Service.String()+" "+e.Addr)
	endpoints := append(slices.Clone(b.endpoints), e)
	b.mu.Unlock()
	b.set(endpoints...)
	return nil
}

func (b *board) Unregister(_ context.Context, e hark.Endpoint) error {
	b.mu.Lock()
	b.log = append(b.log, "unregister "+e.Service.String()+" "+e.Addr)
	endpoints := slices.DeleteFunc(slices.Clone(b.endpoints), func(x hark.Endpoint) bool {
		return x.Addr == e.Addr && x.Service == e.Service
	})
	b.mu.Unlock()
	b.set(endpoints...)
	return nil
}

func (b *board) Watch(ctx context.Context, id hark.ServiceID) iter.Seq2[[]hark.Endpoint, error] {
	return func(yield func([]hark.Endpoint, error) bool) {
		for {
			b.mu.Lock()
			endpoints := slices.DeleteFunc(slices.Clone(b.endpoints), func(e hark.Endpoint) bool {
				return e.Service != (hark.ServiceID{}) && e.Service != id
			})
			if b.changed == nil {
				b.changed = make(chan struct{})
			}
			changed := b.changed
			b.mu.Unlock()
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

// texts are the events in short.
func texts(events []harktest.Event) []string {
	var s []string
	for _, e := range events {
		s = append(s, e.String())
	}
	return s
}

func (p *Person) String() string {
	if p == nil {
		return "nobody"
	}
	return fmt.Sprintf("p%d", p.ID)
}
