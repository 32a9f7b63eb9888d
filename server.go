package hark

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Server offers services. Its zero value serves calls from inside the
// process, for it is an [Invoker] that a client can be bound to; with a
// Protocol it serves them from a network too.
//
// The fields are read when the first call or Serve comes and must not change
// afterwards. Methods are safe for concurrent use.
type Server struct {
	// Protocol is what the server speaks on a network.
	Protocol Protocol
	// Registry is told of the services while Serve runs; it may be nil.
	Registry Registry
	// Advertise is the host:port that consumers are told. Empty: the
	// listener's port at the listener's address or, if that is none in
	// particular, at this machine's first one.
	Advertise string
	// Interceptors go around every call, the first outermost.
	Interceptors []Interceptor
	// Logger is for what no caller is told; nil means [slog.Default].
	Logger *slog.Logger

	mu       sync.RWMutex
	services map[ServiceID]map[string][]*Handler
	order    []ServiceID

	wrap     sync.Once
	chain    Invoker
	inFlight atomic.Int64
	panics   atomic.Int64
	late     atomic.Int64
	counters Counters
}

// Export offers the service under a group and version, either of which may be
// empty. It does so for calls inside the process at once and on the network
// from the next Serve on.
func (s *Server) Export(service Service, group, version string) error {
	id := ServiceID{Interface: service.Interface, Group: group, Version: version}.normal()
	methods := make(map[string][]*Handler, len(service.Methods))
	for _, h := range service.Methods {
		if h.serve == nil {
			return fmt.Errorf("hark: export %v: method %q: not made by hark.Handle", id, h.Name)
		}
		for _, other := range methods[h.Name] {
			if other.Descriptor == h.Descriptor || other.unsaid() || h.unsaid() {
				return fmt.Errorf("hark: export %v: method %q is there twice; give each its own descriptor by Overload", id, h.Name)
			}
		}
		methods[h.Name] = append(methods[h.Name], &h)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.services[id]; ok {
		return fmt.Errorf("hark: export %v: it is exported already", id)
	}
	if s.services == nil {
		s.services = make(map[ServiceID]map[string][]*Handler)
	}
	s.services[id] = methods
	s.order = append(s.order, id)
	return nil
}

// Lookup finds the handler of a method as a [Dispatcher] does.
func (s *Server) Lookup(service ServiceID, method, descriptor string) (*Handler, error) {
	s.mu.RLock()
	methods, ok := s.services[service.normal()]
	s.mu.RUnlock()
	if !ok {
		return nil, s.notFound(service, method, "no such service; there is "+s.exported())
	}
	handlers := methods[method]
	if len(handlers) == 1 && (descriptor == "" || handlers[0].Descriptor == "" || handlers[0].Descriptor == descriptor) {
		return handlers[0], nil
	}
	for _, h := range handlers {
		if h.Descriptor == descriptor {
			return h, nil
		}
	}
	if len(handlers) > 0 {
		return nil, s.notFound(service, method, fmt.Sprintf("no overload takes %q", descriptor))
	}
	names := make([]string, 0, len(methods))
	for name := range methods {
		names = append(names, name)
	}
	slices.Sort(names)
	return nil, s.notFound(service, method, "no such method; there is "+strings.Join(names, ", "))
}

func (s *Server) notFound(service ServiceID, method, message string) *Error {
	return &Error{Code: ErrNotFound, Service: service, Method: method, Message: message, NotRun: true}
}

// exported lists the services in words.
func (s *Server) exported() string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if len(s.order) == 0 {
		return "none"
	}
	keys := make([]string, len(s.order))
	for i, id := range s.order {
		keys[i] = id.String()
	}
	return strings.Join(keys, ", ")
}

// Invoke serves a call from inside the process. The argument is handed over
// as it is, not copied: see E21a in docs/events.md. It keeps the call's
// deadline even if the service does not; a result that comes later is dropped
// and counted.
func (s *Server) Invoke(ctx context.Context, call *Call) error {
	h, err := s.Lookup(call.Service, call.Method, call.Descriptor)
	if err != nil {
		return err
	}
	own, err := h.adopt(h, call)
	if err != nil {
		return err
	}
	own.ID, own.Service, own.Method = call.ID, call.Service, call.Method
	own.Descriptor, own.OneWay, own.Deadline = call.Descriptor, call.OneWay, call.Deadline
	own.Attachments = call.Attachments
	if call.OneWay {
		go s.run(valueless{context.WithoutCancel(ctx)}, own, nil) // ends with the method
		return nil
	}
	done := make(chan error, 1)
	go s.run(valueless{ctx}, own, done) // ends with the method
	err, came := await(ctx, call, done)
	if !came {
		// own stays with the method, which is still at work on it.
		s.late.Add(1)
		return err
	}
	if err == nil {
		h.yield(own, call)
	}
	call.ReplyAttachments = own.ReplyAttachments
	own.Release()
	return err
}

// run serves the call and sends how it ended to done, unless that is nil.
func (s *Server) run(ctx context.Context, own *Call, done chan<- error) {
	var err error = own.NewError(ErrAborted, "the service ended its goroutine", errGoexit)
	defer func() {
		if done != nil {
			done <- err
		}
	}()
	err = dispatcher{s}.Invoke(ctx, own)
}

// await returns what comes from done, or why the call must wait no longer.
func await(ctx context.Context, call *Call, done <-chan error) (err error, came bool) { //nolint:revive // the error is a value here
	var expired <-chan time.Time
	if !call.Deadline.IsZero() {
		timer := time.NewTimer(time.Until(call.Deadline))
		defer timer.Stop()
		expired = timer.C
	}
	select {
	case err = <-done:
		return err, true
	case <-expired:
		return call.TimedOut(), false
	case <-ctx.Done():
	case <-call.Cut():
	}
	return call.Interrupted(ctx), false
}

// A dispatcher is a server as its protocol sees it.
type dispatcher struct{ *Server }

// Invoke implements [Dispatcher].
func (d dispatcher) Invoke(ctx context.Context, call *Call) (err error) {
	s := d.Server
	s.wrap.Do(s.compose)
	s.inFlight.Add(1)
	defer s.inFlight.Add(-1)
	sc := newServerContext(ctx, call)
	defer func() { call.ReplyAttachments = sc.end() }()
	defer func() {
		if v := recover(); v != nil {
			s.panics.Add(1)
			s.logger().Error("hark: a service panicked", "service", call.Service.String(),
				"method", call.Method, "panic", v, "stack", string(debug.Stack()))
			err = &Exception{Class: RuntimeException, Message: panicked(v).Error()}
		}
	}()
	return s.chain.Invoke(sc, call)
}

func (s *Server) compose() {
	s.chain = intercept(InvokerFunc(func(ctx context.Context, call *Call) error {
		return call.handler.serve(ctx, call)
	}), s.Interceptors)
}

// ListenAndServe listens on the TCP address and calls [Server.Serve].
func (s *Server) ListenAndServe(ctx context.Context, addr string) error {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("hark: %w", err)
	}
	return s.Serve(ctx, l)
}

// Serve answers calls that come by l, which it closes in the end. It registers
// what has been exported. When ctx ends it takes the registrations back first,
// then lets the calls in flight end as the protocol does, and returns nil.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	if s.Protocol == nil {
		_ = l.Close()
		return errors.New("hark: serve: the Server has no Protocol; set one, such as dubbo.Protocol")
	}
	endpoints, err := s.endpoints(l.Addr())
	if err != nil {
		_ = l.Close()
		return err
	}
	if err := s.register(ctx, endpoints); err != nil {
		_ = l.Close()
		return err
	}
	// The protocol is to stop only once no new consumer will hear of us.
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	withdrawn := make(chan error, 1)
	unhook := context.AfterFunc(ctx, func() {
		withdrawn <- s.unregister(ctx, endpoints)
		stop()
	})
	err = s.Protocol.Serve(serving, l, dispatcher{s}, Env{Logger: s.logger(), Counters: &s.counters})
	if unhook() {
		return errors.Join(err, s.unregister(ctx, endpoints))
	}
	return errors.Join(err, <-withdrawn)
}

func (s *Server) register(ctx context.Context, endpoints []Endpoint) error {
	if s.Registry == nil {
		return nil
	}
	for i, e := range endpoints {
		if err := s.Registry.Register(ctx, e); err != nil {
			return errors.Join(fmt.Errorf("hark: register %v: %w", e.Service, err), s.unregister(ctx, endpoints[:i]))
		}
	}
	return nil
}

// unregisterTimeout bounds what a registry that does not answer can delay.
const unregisterTimeout = 3 * time.Second

func (s *Server) unregister(ctx context.Context, endpoints []Endpoint) error {
	if s.Registry == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), unregisterTimeout)
	defer cancel()
	var errs []error
	for _, e := range endpoints {
		if err := s.Registry.Unregister(ctx, e); err != nil {
			errs = append(errs, fmt.Errorf("hark: unregister %v: %w", e.Service, err))
		}
	}
	return errors.Join(errs...)
}

// endpoints are what the registry is told.
func (s *Server) endpoints(listening net.Addr) ([]Endpoint, error) {
	addr := s.Advertise
	if addr == "" {
		var err error
		if addr, err = reachable(listening); err != nil {
			return nil, err
		}
	}
	started := time.Now()
	s.mu.RLock()
	defer s.mu.RUnlock()
	endpoints := make([]Endpoint, 0, len(s.order))
	for _, id := range s.order {
		names := make([]string, 0, len(s.services[id]))
		for name := range s.services[id] {
			names = append(names, name)
		}
		slices.Sort(names)
		endpoints = append(endpoints, Endpoint{
			Service: id, Protocol: s.Protocol.Name(), Addr: addr, Started: started,
			Params: map[string]string{"methods": strings.Join(names, ",")},
		})
	}
	return endpoints, nil
}

// reachable returns the address at which others reach a listener.
func reachable(listening net.Addr) (string, error) {
	tcp, ok := listening.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() && tcp.IP != nil {
		return listening.String(), nil
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return "", fmt.Errorf("hark: find an address to advertise: %w; set Server.Advertise", err)
	}
	host := "127.0.0.1" // without a network there are only consumers here
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			host = n.IP.String()
			break
		}
	}
	return net.JoinHostPort(host, fmt.Sprint(tcp.Port)), nil
}

// Stats returns the server's counters.
func (s *Server) Stats() ServerStats {
	return ServerStats{
		InFlight:      s.inFlight.Load(),
		Panics:        s.panics.Load(),
		Late:          s.late.Load(),
		ProtocolStats: s.counters.stats(),
	}
}

func (s *Server) logger() *slog.Logger {
	if s.Logger != nil {
		return s.Logger
	}
	return slog.Default()
}
