package hark

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Client makes the calls of typed stubs. It needs a Protocol for [Client.Refer]
// and nothing for [Client.Bind]. The fields are read by these two and must not
// change afterwards. Methods are safe for concurrent use.
type Client struct {
	// Protocol is what the client speaks to providers.
	Protocol Protocol
	// Registry finds the providers of references that do not name them.
	Registry Registry
	// Interceptors go around every call, the first outermost.
	Interceptors []Interceptor
	// Logger is for what no caller is told; nil means [slog.Default].
	Logger *slog.Logger

	mu       sync.Mutex
	cut      chan struct{} // closed when Shutdown runs out of patience
	drained  chan struct{} // made by Close; closed when no call is in flight
	links    map[string]*link
	watching context.Context //nolint:containedctx // what watches of registries end with
	stop     context.CancelFunc
	watchers sync.WaitGroup
	finish   sync.Once

	gate     gate
	ids      atomic.Uint64
	failures atomic.Int64
	unheard  atomic.Int64
	counters Counters
}

// A Reference says which service a stub calls, and how.
type Reference struct {
	// Group and Version are the service's; they may be empty.
	Group, Version string
	// URL names the providers, so that no registry is asked: host:port or
	// dubbo://host:port, several separated by semicolons.
	URL string
	// Optional lets Refer succeed while there is no provider, or no registry
	// that answers (Dubbo's check="false"); calls fail until there is one.
	Optional bool
	// Policy is for the methods that set nothing else themselves.
	Policy
}

// Refer makes the stub's methods call providers of its service: those of
// ref.URL or else those that the registry knows, at every moment. It returns
// once the registry has answered, and with an error if it knows none and ref
// is not Optional; ctx bounds that wait, and so do three seconds.
//
// The methods' fields are read now: what is set afterwards has no effect. A
// stub must not be referred while it is in use. There is nothing to undo: the
// stub's part ends with the client's Close.
func (c *Client) Refer(ctx context.Context, stub Stubber, ref Reference) error {
	s := stub.HarkStub()
	id := ServiceID{Interface: s.Interface, Group: ref.Group, Version: ref.Version}.normal()
	if c.Protocol == nil {
		return fmt.Errorf("hark: refer %v: the Client has no Protocol; set one, such as dubbo.Protocol", id)
	}
	d := &Directory{client: c, service: id}
	if err := bindAll(c, s, id, cluster{d}, &ref.Policy); err != nil {
		return err
	}
	switch {
	case ref.URL != "":
		endpoints, err := parseURLs(ref.URL, id, c.Protocol.Name())
		if err != nil {
			return fmt.Errorf("hark: refer %v: %w", id, err)
		}
		d.update(endpoints)
		return nil
	case c.Registry == nil:
		return fmt.Errorf("hark: refer %v: nobody says where its providers are; set Client.Registry to ask one, or Reference.URL to name them", id)
	}
	return c.watch(ctx, d, ref.Optional)
}

// Bind makes the stub's methods call an Invoker in this process, a [Server] or
// a test's fake, with everything that is promised of other calls: interceptors,
// limits, events, Close.
func (c *Client) Bind(stub Stubber, to Invoker, ref Reference) error {
	s := stub.HarkStub()
	id := ServiceID{Interface: s.Interface, Group: ref.Group, Version: ref.Version}.normal()
	return bindAll(c, s, id, local{to}, &ref.Policy)
}

// Bind makes the stub's methods call an Invoker in this process: a stub bound
// to a [Server] is a complete system without a network. It is [Client.Bind] of
// a client of its own, which nobody closes.
func Bind(stub Stubber, to Invoker, group, version string) error {
	return new(Client).Bind(stub, to, Reference{Group: group, Version: version})
}

// bindAll gives every method of the stub its chain.
func bindAll(c *Client, s Stub, id ServiceID, to Invoker, policy *Policy) error {
	if c.gate.closed() {
		return &Error{Code: ErrClosed, Service: id, Message: "it refers to no more services"}
	}
	c.open()
	b := binder{client: c, service: id, to: to, policy: policy}
	seen := make(map[string]bool)
	var errs []error
	for i, m := range s.Methods {
		sig := m.Signature()
		key := sig.Name + "(" + sig.Descriptor + ")"
		switch {
		case sig.Name == "":
			errs = append(errs, fmt.Errorf("hark: refer %v: method %d has no Name", id, i))
			continue
		case seen[key]:
			errs = append(errs, fmt.Errorf("hark: refer %v: method %s is there twice", id, key))
		}
		seen[key] = true
		if err := m.bind(b); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// open makes what a zero Client lacks.
func (c *Client) open() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut != nil {
		return
	}
	c.cut = make(chan struct{})
	c.links = make(map[string]*link)
	c.watching, c.stop = context.WithCancel(context.Background())
	// So that the ids of two processes are unlikely to meet in one log.
	c.ids.Store(rand.Uint64() << 32) //nolint:gosec // no secret hangs on it
}

// referTimeout bounds the wait for a registry that does not answer.
const referTimeout = 3 * time.Second

// watch keeps the directory up to date and waits for its first list.
func (c *Client) watch(ctx context.Context, d *Directory, optional bool) error {
	first := make(chan error, 1)
	if !c.watcher(func(watching context.Context) {
		for endpoints, err := range c.Registry.Watch(watching, d.service) {
			switch {
			case err == nil:
				d.update(c.spoken(endpoints))
			case watching.Err() == nil:
				c.logger().Warn("hark: the registry cannot be asked; its last list stays valid", "service", d.service.String(), "err", err)
			}
			select {
			case first <- err:
			default: // only the first is waited for
			}
		}
		select {
		case first <- errWatchEnded:
		default:
		}
	}) {
		return &Error{Code: ErrClosed, Service: d.service, Message: "it refers to no more services"}
	}
	err := c.firstList(ctx, d, first)
	if optional {
		return nil
	}
	return err
}

const errWatchEnded = constError("it has ended the watch")

// firstList waits until the registry has answered and says what is wrong with
// its answer.
func (c *Client) firstList(ctx context.Context, d *Directory, first <-chan error) error {
	timer := time.NewTimer(referTimeout)
	defer timer.Stop()
	select {
	case err := <-first:
		switch {
		case err != nil:
			return fmt.Errorf("hark: refer %v: ask the registry: %w", d.service, err)
		case len(d.Providers()) == 0:
			return &Error{Code: ErrNoProvider, Service: d.service, NotRun: true,
				Message: "the registry knows none; start one, compare group and version, or set Reference.Optional"}
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("hark: refer %v: ask the registry: %w", d.service, context.Cause(ctx))
	case <-timer.C:
		return fmt.Errorf("hark: refer %v: ask the registry: no answer in %v", d.service, referTimeout)
	}
}

// watcher runs f on a goroutine that ends with the client, unless that is
// closed already.
func (c *Client) watcher(f func(context.Context)) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gate.closed() {
		return false
	}
	c.watchers.Go(func() { f(c.watching) })
	return true
}

// spoken returns the endpoints that speak the client's protocol.
func (c *Client) spoken(endpoints []Endpoint) []Endpoint {
	spoken := make([]Endpoint, 0, len(endpoints))
	for _, e := range endpoints {
		if e.Protocol == "" || e.Protocol == c.Protocol.Name() {
			spoken = append(spoken, e)
		}
	}
	return spoken
}

// link returns the connection to the endpoint's provider.
func (c *Client) link(e Endpoint) (*link, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gate.closed() {
		return nil, &Error{Code: ErrClosed, Service: e.Service, Addr: e.Addr}
	}
	l, ok := c.links[e.Addr]
	if !ok {
		conn, err := c.Protocol.Dial(e, Env{Logger: c.logger(), Counters: &c.counters})
		if err != nil {
			return nil, err
		}
		l = &link{conn: conn, key: e.Addr}
		c.links[e.Addr] = l
	}
	l.refs++
	return l, nil
}

// unlink undoes link; with the last reference the connection goes, once no
// call is on it.
func (c *Client) unlink(l *link) {
	c.mu.Lock()
	l.refs--
	last := l.refs == 0
	if last {
		delete(c.links, l.key)
	}
	c.mu.Unlock()
	if last {
		l.gate.close(func() { _ = l.conn.Close() }) // nobody could do anything about an error of it
	}
}

// Close refuses new calls, which end with ErrClosed, and waits until every call
// in flight has been told; each has a timeout. It then closes the connections.
// It must not be called in a handler, which would wait for itself.
func (c *Client) Close() error {
	<-c.refuse()
	c.release()
	return nil
}

// Shutdown is Close for the impatient: when ctx ends, calls that are still in
// flight end at once with ErrClosed and are told so. It returns when their
// handlers have returned, for a handler's own time is never cut, and then
// reports the cause of ctx.
func (c *Client) Shutdown(ctx context.Context) error {
	drained := c.refuse()
	select {
	case <-drained:
		c.release()
		return nil
	case <-ctx.Done():
	}
	c.mu.Lock()
	if c.cut != nil {
		select {
		case <-c.cut: // by another Shutdown
		default:
			close(c.cut)
		}
	}
	c.mu.Unlock()
	<-drained
	c.release()
	return context.Cause(ctx)
}

// refuse lets no more calls begin and returns a channel that is closed when
// none is in flight.
func (c *Client) refuse() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drained == nil {
		drained := make(chan struct{})
		c.drained = drained
		c.gate.close(func() { close(drained) })
	}
	return c.drained
}

// release gives back what the client holds once no call needs it.
func (c *Client) release() {
	c.finish.Do(func() {
		c.mu.Lock()
		stop := c.stop
		c.mu.Unlock()
		if stop == nil {
			return // nothing was ever referred
		}
		stop()
		c.watchers.Wait()
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, l := range c.links {
			_ = l.conn.Close()
		}
	})
}

// Stats returns the client's counters.
func (c *Client) Stats() ClientStats {
	return ClientStats{
		InFlight:        c.gate.inFlight(),
		HandlerFailures: c.failures.Load(),
		Unheard:         c.unheard.Load(),
		ProtocolStats:   c.counters.stats(),
	}
}

func (c *Client) logger() *slog.Logger {
	if c.Logger != nil {
		return c.Logger
	}
	return slog.Default()
}

// parseURLs reads Reference.URL.
func parseURLs(list string, id ServiceID, protocol string) ([]Endpoint, error) {
	var endpoints []Endpoint
	for text := range strings.SplitSeq(list, ";") {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		full := text
		if !strings.Contains(text, "://") {
			full = protocol + "://" + text
		}
		u, err := url.Parse(full)
		switch {
		case err != nil:
			return nil, fmt.Errorf("URL %q: want host:port or %s://host:port: %w", text, protocol, err)
		case u.Scheme != protocol:
			return nil, fmt.Errorf("URL %q: the Client's Protocol is %s, not %s", text, protocol, u.Scheme)
		case u.Hostname() == "" || u.Port() == "":
			return nil, fmt.Errorf("URL %q: want host:port or %s://host:port", text, protocol)
		}
		e := Endpoint{Service: id, Protocol: u.Scheme, Addr: net.JoinHostPort(u.Hostname(), u.Port())}
		for key, values := range u.Query() {
			if e.Params == nil {
				e.Params = make(map[string]string)
			}
			e.Params[key] = values[0]
		}
		endpoints = append(endpoints, e)
	}
	if len(endpoints) == 0 {
		return nil, fmt.Errorf("URL %q names no provider", list)
	}
	return endpoints, nil
}
