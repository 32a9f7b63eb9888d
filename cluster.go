package hark

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// A Policy is how calls are made. Zero fields mean: whatever is set one level
// further out. From near to far that is the [Method], what the provider
// suggests for the method, the [Reference], what the provider suggests for all
// methods, and the default.
type Policy struct {
	// Timeout is the time that a call has for all its attempts; the default is
	// [DefaultTimeout]. The deadline of the caller's context counts too: the
	// nearer of the two governs.
	Timeout time.Duration
	// Retries is how many further attempts may follow the first; 0 means the
	// default, [DefaultRetries], and a negative number none. Only what is known
	// not to have run is tried again, and never after the call's deadline.
	Retries int
	// Actives bounds how many calls of one method may be in flight; 0 means no
	// bound. A call over it waits for its turn within its timeout and then
	// ends with ErrLimit.
	Actives int
	// Cluster makes the attempts; the default is [Failover].
	Cluster Cluster
	// Balancer picks the provider of an attempt; the default is [Random].
	Balancer Balancer
}

// A Cluster makes the attempts of a call at the providers of a service:
// [Failover] or [Failfast]. Whatever a Cluster returns is what the caller
// and the handlers are told, once.
type Cluster func(ctx context.Context, call *Call, providers *Directory) error

// Failover tries another provider, up to Policy.Retries times, as long as the
// last is known not to have run the method.
func Failover(ctx context.Context, call *Call, providers *Directory) error {
	p, err := providers.Try(ctx, call, nil)
	if err == nil || !retriable(err) || p == nil {
		return err
	}
	tried := []*Provider{p}
	for range p.retries(call) {
		if call.Interrupted(ctx) != nil {
			break // the last attempt's error says more
		}
		p, again := providers.Try(ctx, call, tried)
		if p == nil {
			break // there is no provider left; likewise
		}
		tried = append(tried, p)
		if err = again; !retriable(err) {
			break
		}
	}
	return summary(err, tried)
}

// Failfast makes one attempt.
func Failfast(ctx context.Context, call *Call, providers *Directory) error {
	_, err := providers.Try(ctx, call, nil)
	return err
}

// summary makes the error of the last of several attempts name all of them.
func summary(err error, tried []*Provider) error {
	e, ok := err.(*Error) //nolint:errorlint // attempts return it unwrapped
	if !ok || len(tried) < 2 {
		return err
	}
	addrs := make([]string, len(tried))
	for i, p := range tried {
		addrs[i] = p.Endpoint.Addr
	}
	all := *e
	all.Message = strings.TrimPrefix(e.Message+"; tried "+strings.Join(addrs, ", "), "; ")
	return &all
}

// A Provider is one that the calls of a reference can go to.
type Provider struct {
	// Endpoint is what the provider has registered. It is not to be changed.
	Endpoint Endpoint

	link *link
}

// Active returns how many calls this client has in flight at the provider.
func (p *Provider) Active() int64 { return p.link.gate.inFlight() }

// Available reports whether the provider can be called now, as far as its
// connection knows.
func (p *Provider) Available() bool { return p.link.conn.Available() }

// invoke makes one attempt at the provider, unless it is gone.
func (p *Provider) invoke(ctx context.Context, call *Call) (err error, there bool) { //nolint:revive // the error is a value here
	if !p.link.gate.enter() {
		return nil, false
	}
	defer p.link.gate.leave()
	call.Endpoint = &p.Endpoint
	if call.policy[0].Timeout <= 0 {
		call.within(p.timeout(call))
	}
	return call.attempt(ctx, p.link.conn, p.Endpoint.Addr), true
}

// timeout is what the provider's suggestions and the reference make of a
// method that sets none itself.
func (p *Provider) timeout(call *Call) time.Duration {
	return firstPositive(p.Endpoint.Methods[call.Method].Timeout,
		call.policy[1].Timeout, p.Endpoint.Policy.Timeout, DefaultTimeout)
}

func (p *Provider) retries(call *Call) int {
	for _, n := range [...]int{
		call.policy[0].Retries, p.Endpoint.Methods[call.Method].Retries,
		call.policy[1].Retries, p.Endpoint.Policy.Retries,
	} {
		if n != 0 {
			return max(n, 0)
		}
	}
	return DefaultRetries
}

// A Directory knows the providers of a service at every moment. It is what a
// [Cluster] chooses from.
type Directory struct {
	client    *Client
	service   ServiceID
	providers atomic.Pointer[[]*Provider]
}

// Providers returns the providers that there are now. The slice is not to be
// changed.
func (d *Directory) Providers() []*Provider {
	if p := d.providers.Load(); p != nil {
		return *p
	}
	return nil
}

// Try makes an attempt at a provider that is picked by the call's Balancer:
// one that was not tried yet and is available if there is such a one. It
// returns the provider, or nil if there is none at all.
func (d *Directory) Try(ctx context.Context, call *Call, tried []*Provider) (*Provider, error) {
	for {
		p := d.pick(call, tried)
		if p == nil {
			return nil, call.NewError(ErrNoProvider, "the registry knows none, or none of this group and version", nil)
		}
		if err, there := p.invoke(ctx, call); there {
			return p, err
		}
		// It was taken from the list after that was read; there is a new one.
	}
}

func (d *Directory) pick(call *Call, tried []*Provider) *Provider {
	all := d.Providers()
	if len(all) == 0 {
		return nil
	}
	balancer := call.balancer()
	p := balancer.Pick(call, all)
	usable := func(p *Provider) bool { return p.Available() && !wasTried(p, tried) }
	if usable(p) {
		return p
	}
	rest := slices.DeleteFunc(slices.Clone(all), func(p *Provider) bool { return !usable(p) })
	if len(rest) > 0 {
		return balancer.Pick(call, rest)
	}
	return p
}

// wasTried compares addresses, for the directory may have been told the same
// provider again meanwhile.
func wasTried(p *Provider, tried []*Provider) bool {
	return slices.ContainsFunc(tried, func(t *Provider) bool { return t.Endpoint.Addr == p.Endpoint.Addr })
}

// update makes the endpoints the providers that there are.
func (d *Directory) update(endpoints []Endpoint) {
	providers := make([]*Provider, 0, len(endpoints))
	for _, e := range endpoints {
		l, err := d.client.link(e)
		if errors.Is(err, ErrClosed) {
			return // the calls in flight make do with the old list
		}
		if err != nil {
			// Nobody asked for this provider, so nobody can be told.
			d.client.logger().Warn("hark: a provider cannot be used", "service", d.service.String(), "addr", e.Addr, "err", err)
			continue
		}
		providers = append(providers, &Provider{Endpoint: e, link: l})
	}
	if old := d.providers.Swap(&providers); old != nil {
		for _, p := range *old {
			d.client.unlink(p.link)
		}
	}
}

// A link is a connection that the references of a client share. It takes no
// more calls once no directory has its provider.
type link struct {
	conn Conn
	key  string
	refs int // under the client's lock
	gate gate
}

// A cluster is the Invoker at the bottom of a reference's chain.
type cluster struct {
	directory *Directory
}

// Invoke implements [Invoker].
func (c cluster) Invoke(ctx context.Context, call *Call) error {
	return closedBy(call, call.strategy()(ctx, call, c.directory))
}

// closedBy says that a call which Shutdown cut short was cut short.
func closedBy(call *Call, err error) error {
	if err == nil || errors.Is(err, ErrClosed) {
		return err
	}
	select {
	case <-call.cut:
		var e *Exception
		if !errors.As(err, &e) && !errors.Is(err, ErrTimeout) && !errors.Is(err, ErrCanceled) {
			return call.NewError(ErrClosed, "the client was shut down before the call had ended", err)
		}
	default:
	}
	return err
}

func (c *Call) strategy() Cluster {
	for _, p := range c.policy {
		if p.Cluster != nil {
			return p.Cluster
		}
	}
	return Failover
}

func (c *Call) balancer() Balancer {
	for _, p := range c.policy {
		if p.Balancer != nil {
			return p.Balancer
		}
	}
	return Random{}
}

// A local is an Invoker in this process at the bottom of a chain.
type local struct {
	to Invoker
}

// Invoke implements [Invoker].
func (l local) Invoke(ctx context.Context, call *Call) error {
	return closedBy(call, call.attempt(ctx, l.to, "in process"))
}

// A limit lets only so many calls through at a time.
type limit struct {
	next Invoker
	free chan struct{} // holds a token for each call in flight
}

func limited(next Invoker, actives int) Invoker {
	if actives <= 0 {
		return next
	}
	return &limit{next: next, free: make(chan struct{}, actives)}
}

// Invoke implements [Invoker].
func (l *limit) Invoke(ctx context.Context, call *Call) error {
	select {
	case l.free <- struct{}{}:
	default:
		if err := l.wait(ctx, call); err != nil {
			return err
		}
	}
	defer func() { <-l.free }()
	return l.next.Invoke(ctx, call)
}

func (l *limit) wait(ctx context.Context, call *Call) error {
	timer := time.NewTimer(time.Until(call.Deadline))
	defer timer.Stop()
	select {
	case l.free <- struct{}{}:
		return nil
	case <-timer.C:
	case <-ctx.Done():
		if err := call.Interrupted(ctx); !errors.Is(err, ErrTimeout) {
			return err
		}
	case <-call.cut:
		return call.Interrupted(ctx)
	}
	e := call.NewError(ErrLimit, "all of its actives were taken until its time was up", nil)
	e.NotRun = true
	return e
}
