package dubbo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hark-rpc/hark"
)

// A conn is a client's connection to one provider. It has one transport at a
// time, and is the owner of all that it ever had.
type conn struct {
	protocol Protocol
	codec    *codec
	addr     string
	env      hark.Env

	methods atomic.Pointer[map[methodKey]*method]
	waiters sync.Pool

	current atomic.Pointer[transport] // for new calls; nil while there is none
	down    atomic.Bool               // the last attempt to connect failed, or the connection was lost

	mu       sync.Mutex
	closed   bool
	live     map[*transport]*time.Timer // and when to think of a heartbeat
	dialing  *attempt                   // nil while nobody connects
	failure  error                      // of the last attempt
	failures int                        // in a row
	failed   time.Time
	redial   *time.Timer // the next attempt on the connection's own account, or nil
}

// An attempt is one to connect.
type attempt struct {
	done   chan struct{} // closed when it has succeeded or failed
	cancel context.CancelFunc
	t      *transport
	err    error
}

// A methodKey is what the requests of a method depend on.
type methodKey struct {
	service            hark.ServiceID
	token              string
	method, descriptor string
	arg                reflect.Type
}

// maxMethods bounds what is remembered about methods. A program that makes up
// descriptors as it goes must not make it grow for ever.
const maxMethods = 1 << 12

func newConn(p Protocol, e hark.Endpoint, env hark.Env) (*conn, error) {
	host, port, err := net.SplitHostPort(e.Addr)
	if err != nil || host == "" || port == "" {
		return nil, fmt.Errorf("dubbo: provider address %q: want host:port", e.Addr)
	}
	c := &conn{protocol: p, codec: p.codec(), addr: e.Addr, env: env, live: make(map[*transport]*time.Timer)}
	c.methods.Store(new(map[methodKey]*method))
	return c, nil
}

// Available implements [hark.Conn].
func (c *conn) Available() bool { return !c.down.Load() }

// Invoke implements [hark.Conn].
func (c *conn) Invoke(ctx context.Context, call *hark.Call) error {
	m, err := c.method(call)
	if err != nil {
		return notRun(call.NewError(hark.ErrEncode, "", err))
	}
	w, ok := c.waiters.Get().(*waiter)
	if !ok {
		w = newWaiter()
	}
	w.call = call
	err = c.invoke(ctx, w, m)
	*w = waiter{done: w.done, timer: w.timer}
	c.waiters.Put(w)
	return err
}

func (c *conn) invoke(ctx context.Context, w *waiter, m *method) error {
	call := w.call
	t := c.current.Load()
	if t == nil {
		var err error
		if t, err = c.connect(ctx, w); err != nil {
			return err
		}
	}
	call.Mark(hark.PhaseConnected)
	w.id = t.ids.Add(1)
	s := c.codec.get()
	defer c.codec.put(s)
	if m.callbacks != nil {
		defer c.lend(t, s, m, call)()
	}
	if err := c.codec.request(s, m, call, w.id); err != nil {
		return notRun(call.NewError(hark.ErrEncode, "", err))
	}
	return t.invoke(ctx, w, s.buf)
}

// notRun marks an error of a call that no provider has seen.
func notRun(e *hark.Error) error {
	e.NotRun = true
	return e
}

// method returns what is known about the call's method, and works it out for
// the first call.
func (c *conn) method(call *hark.Call) (*method, error) {
	key := methodKey{service: call.Service, method: call.Method, descriptor: call.Descriptor}
	if e := call.Endpoint; e != nil {
		key.token = e.Params[keyToken]
		if e.Service.Interface != "" {
			key.service = e.Service // a reference may name any group or version
		}
	}
	if call.Descriptor == "" {
		key.arg = reflect.TypeOf(call.Arg)
	}
	known := c.methods.Load()
	if m := (*known)[key]; m != nil {
		return m, nil
	}
	m, err := c.codec.newMethod(call, key.service, key.token)
	if err != nil {
		return nil, err
	}
	more := make(map[methodKey]*method, len(*known)+1)
	if len(*known) < maxMethods {
		maps.Copy(more, *known)
	}
	more[key] = m
	c.methods.Store(&more) // one that is lost to another goroutine's is worked out again
	return m, nil
}

// minRedial is how soon after a failure the next call may try again.
const minRedial = 50 * time.Millisecond

// connect returns a transport as soon as there is one, within the call's time.
func (c *conn) connect(ctx context.Context, w *waiter) (*transport, error) {
	a, err := c.attempt(w.call)
	if err != nil {
		return nil, err
	}
	var expired <-chan time.Time
	if d := w.call.Deadline; !d.IsZero() {
		w.timer.Reset(time.Until(d))
		defer w.timer.Stop()
		expired = w.timer.C
	}
	select {
	case <-a.done:
		if a.err != nil {
			return nil, c.unreachable(w.call, a.err)
		}
		return a.t, nil
	case <-ctx.Done():
	case <-expired:
	case <-w.call.Cut():
	}
	err = w.call.Interrupted(ctx)
	var e *hark.Error
	if !errors.As(err, &e) {
		e = w.call.NewError(hark.ErrTimeout, "", nil)
	}
	if e.Message != "" {
		e.Message += "; "
	}
	e.Message += "it was still connecting"
	return nil, notRun(e)
}

// unreachable returns the error of a call that got no connection.
func (c *conn) unreachable(call *hark.Call, cause error) error {
	if errors.Is(cause, hark.ErrClosed) {
		return notRun(call.NewError(hark.ErrClosed, "", nil))
	}
	return notRun(call.NewError(hark.ErrConnect, "", cause))
}

// attempt returns the attempt to connect that is under way, or begins one. Just
// after a failure it returns that instead: calls may come by the thousand.
func (c *conn) attempt(call *hark.Call) (*attempt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return nil, notRun(call.NewError(hark.ErrClosed, "", nil))
	case c.dialing != nil:
		return c.dialing, nil
	}
	if t := c.current.Load(); t != nil {
		done := make(chan struct{})
		close(done)
		return &attempt{done: done, t: t}, nil
	}
	if c.failure != nil && time.Since(c.failed) < minRedial {
		return nil, c.unreachable(call, c.failure)
	}
	return c.begin(), nil
}

// begin begins an attempt; c.mu is held.
func (c *conn) begin() *attempt {
	if c.redial != nil {
		c.redial.Stop()
		c.redial = nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.protocol.ConnectTimeout)
	a := &attempt{done: make(chan struct{}), cancel: cancel}
	c.dialing = a
	go c.dial(ctx, a) // ends with the attempt, which has a limit and which Close cancels
	return a
}

// dial makes an attempt.
func (c *conn) dial(ctx context.Context, a *attempt) {
	nc, err := c.protocol.Dialer(ctx, "tcp", c.addr)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = fmt.Errorf("no connection in %v", c.protocol.ConnectTimeout)
	}
	a.cancel()
	c.mu.Lock()
	defer c.mu.Unlock()
	defer close(a.done)
	c.dialing = nil
	switch {
	case c.closed:
		if err == nil {
			_ = nc.Close()
		}
		a.err = hark.ErrClosed
		return
	case err != nil:
		a.err = err
		c.missed(err)
		return
	}
	t := newTransport(nc, c, c.codec, c.env)
	a.t = t
	c.failure = nil
	c.down.Store(false)
	c.live[t] = time.AfterFunc(c.protocol.Heartbeat, func() { c.beat(t) })
	c.current.Store(t)
	go t.read()  // ends with the transport
	go t.write() // likewise
}

// Backoff of the attempts that the connection makes on its own account, so
// that Available is true again soon after the provider is back.
const (
	firstRedial = 100 * time.Millisecond
	lastRedial  = 30 * time.Second
)

// missed notes that there is no provider to reach now, and tries again later;
// c.mu is held.
func (c *conn) missed(err error) {
	c.failure, c.failed = err, time.Now()
	c.down.Store(true)
	if c.closed {
		return
	}
	wait := lastRedial
	if c.failures < 16 {
		wait = min(firstRedial<<c.failures, lastRedial)
	}
	c.failures++
	// Consumers that lost one provider together must not come back together.
	wait = wait/2 + rand.N(wait) //nolint:gosec // no secret hangs on it
	if c.redial != nil {
		c.redial.Stop()
	}
	c.redial = time.AfterFunc(wait, c.again)
}

// again makes an attempt unless somebody else has.
func (c *conn) again() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed && c.dialing == nil && c.current.Load() == nil {
		c.begin()
	}
}

// lostAfter is how many heartbeats may go unanswered before a connection
// counts as lost, as in Java.
const lostAfter = 3

// beat asks a provider that has been silent whether it is there.
func (c *conn) beat(t *transport) {
	every := c.protocol.Heartbeat
	silent := t.silent()
	if silent >= lostAfter*every || t.stuck() >= lostAfter*every {
		t.end(fmt.Errorf("the provider has been silent for %v", silent.Round(time.Millisecond)))
		return
	}
	next := every - silent
	if silent >= every {
		next = every
		_, _ = t.out.put(appendHeartbeat(nil, t.ids.Add(1)), nil) // or much else waits to be written
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if timer := c.live[t]; timer != nil {
		timer.Reset(next)
	}
}

// Close implements [hark.Conn].
func (c *conn) Close() error {
	c.mu.Lock()
	c.closed = true
	c.down.Store(true)
	if c.redial != nil {
		c.redial.Stop()
	}
	if c.dialing != nil {
		c.dialing.cancel()
	}
	live := make([]*transport, 0, len(c.live))
	for t := range c.live {
		live = append(live, t)
	}
	c.mu.Unlock()
	for _, t := range live {
		t.end(hark.ErrClosed)
	}
	return nil
}

// ended implements owner.
func (c *conn) ended(t *transport, cause error) {
	t.callbacks.end()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.live[t].Stop()
	delete(c.live, t)
	if c.closed || t.leaving.Load() {
		return
	}
	c.env.Counters.Lost.Add(1)
	if t.clock() > lastRedial {
		c.failures = 0 // else it may be one that takes connections and drops them
	}
	if c.current.CompareAndSwap(t, nil) {
		c.missed(fmt.Errorf("the connection was lost: %w", cause))
		c.failed = time.Time{} // the next call may try at once
	}
}

// word implements owner. A provider that goes away gets no new calls; when its
// last one is over the connection ends, so that it need not wait for us.
func (c *conn) word(t *transport, word string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.live[t] == nil {
		return
	}
	switch word {
	case readOnly:
		if c.current.CompareAndSwap(t, nil) {
			c.missed(errGoingAway)
			c.failed = time.Time{} // the next call may try at once
		}
		t.leave()
	case writeable:
		if c.current.CompareAndSwap(nil, t) {
			t.leaving.Store(false)
			c.down.Store(false)
		}
	}
}

const errGoingAway = constError("the provider is going away")

// request implements owner. Providers call consumers back where a consumer
// passed a callback.
func (c *conn) request(t *transport, h header, body []byte) error {
	if p := t.callbacks.server(); p != nil {
		return p.request(t, h, body)
	}
	c.refuse(t, h, "this consumer has passed no callback")
	return nil
}

// oversized implements owner.
func (c *conn) oversized(t *transport, h header) {
	c.refuse(t, h, "the request is over this consumer's payload limit")
}

// noFrame implements owner.
func (c *conn) noFrame(*transport, []byte) { c.env.Counters.BadFrames.Add(1) }

func (c *conn) refuse(t *transport, h header, text string) {
	if !h.twoWay {
		return
	}
	s := c.codec.get()
	defer c.codec.put(s)
	c.codec.refusal(s, h, statusBadRequest, text)
	_, _ = t.out.put(s.buf, nil) // a peer that does not read gets no answer
}
