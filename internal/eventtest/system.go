package eventtest

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"testing"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/harktest"
)

// Person is what the service answers with.
type Person struct {
	ID   int32
	Name string
}

// Unfit is an argument that no protocol has a form for.
type Unfit struct{ C chan int }

// The arguments at which the service does something else than to answer.
const (
	null    = 0  // a null result
	throws  = -1 // an exception
	hangs   = -2 // no answer in time
	panics  = -3 // a panic of the service
	answers = 2
)

const (
	iface = "test.Demo"
	addr  = "provider:20880"
	gone  = "gone:20880"
)

// delay is how long the service takes for an answer.
const delay = 300 * time.Millisecond

// An Open makes the protocol that a row of the matrix runs on. Its connections
// are to go over the network.
type Open func(network *harktest.Network) hark.Protocol

// A system is a consumer and a provider of test.Demo.
type system struct {
	network   harktest.Network
	server    hark.Server
	client    hark.Client
	endpoints []hark.Endpoint // what the registry knows
	open      Open            // nil: in process
	stop      func()
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func start(t *testing.T, open Open) *system {
	s := &system{open: open, stop: func() {}, endpoints: []hark.Endpoint{{Addr: addr}}}
	s.server.Logger, s.client.Logger = quiet(), quiet()
	err := s.server.Export(hark.Service{Interface: iface, Methods: []hark.Handler{
		hark.Handle("get", get),
		hark.Handle("touch", func(ctx context.Context, id int32) (struct{}, error) {
			_, err := get(ctx, id)
			return struct{}{}, err
		}),
		hark.Handle("send", func(context.Context, Unfit) (int32, error) { return 0, nil }),
	}}, "cn", "1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	if open == nil {
		return s
	}
	s.client.Protocol, s.client.Registry = open(&s.network), s
	s.server.Protocol = s.client.Protocol
	l, err := s.network.Listen(addr)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.server.Serve(ctx, l) }()
	s.stop = func() {
		cancel()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	}
	return s
}

func get(_ context.Context, id int32) (*Person, error) {
	switch id {
	case hangs:
		time.Sleep(time.Minute) // synctest
	case panics:
		panic("the service panics")
	}
	time.Sleep(delay) // synctest
	switch id {
	case null:
		return nil, nil //nolint:nilnil // null is a result
	case throws:
		return nil, errors.New("too large")
	}
	return &Person{ID: id, Name: "charles`son"}, nil
}

// refer connects a method to the provider.
func (s *system) refer(t *testing.T, m hark.AnyMethod) {
	t.Helper()
	stub := hark.Stub{Interface: iface, Methods: []hark.AnyMethod{m}}
	ref := hark.Reference{Group: "cn", Version: "1.0.0", Optional: true}
	var err error
	if s.open == nil {
		err = s.client.Bind(stub, &s.server, ref)
	} else {
		err = s.client.Refer(t.Context(), stub, ref)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Register implements [hark.Registry]; the system is one of its own endpoints.
func (s *system) Register(context.Context, hark.Endpoint) error { return nil }

// Unregister implements [hark.Registry].
func (s *system) Unregister(context.Context, hark.Endpoint) error { return nil }

// Watch implements [hark.Registry].
func (s *system) Watch(ctx context.Context, _ hark.ServiceID) iter.Seq2[[]hark.Endpoint, error] {
	return func(yield func([]hark.Endpoint, error) bool) {
		if yield(s.endpoints, nil) {
			<-ctx.Done()
		}
	}
}
