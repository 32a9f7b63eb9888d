package memwire

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hark-rpc/hark"
)

// Name is the protocol's name in registries.
const Name = "memwire"

// A Protocol is a [hark.Protocol] on connections that Dialer makes.
type Protocol struct {
	Dialer func(ctx context.Context, network, addr string) (net.Conn, error)
	// Grace is how long Serve waits for calls in flight when it is to stop.
	Grace time.Duration
}

// Name implements [hark.Protocol].
func (Protocol) Name() string { return Name }

// Dial implements [hark.Protocol].
func (p Protocol) Dial(e hark.Endpoint, env hark.Env) (hark.Conn, error) {
	return &conn{dial: p.Dialer, addr: e.Addr, env: env, dialing: make(chan struct{}, 1), pending: make(map[uint64]*waiter)}, nil
}

// A conn is a [hark.Conn].
type conn struct {
	dial    func(ctx context.Context, network, addr string) (net.Conn, error)
	addr    string
	env     hark.Env
	ids     atomic.Uint64
	dialing chan struct{} // holds a token while somebody connects
	writing sync.Mutex

	mu      sync.Mutex
	closed  bool
	net     net.Conn // nil while there is none
	pending map[uint64]*waiter
}

// A waiter is a call whose reply is awaited. Who takes it out of the pending
// table is the one that ends the call.
type waiter struct {
	call *hark.Call
	done chan error
}

// Available implements [hark.Conn].
func (c *conn) Available() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.closed
}

// Invoke implements [hark.Invoker].
func (c *conn) Invoke(ctx context.Context, call *hark.Call) error {
	values, err := encodeAll(call.AppendArgs(nil))
	if err != nil {
		return notRun(call, hark.ErrEncode, "", err)
	}
	nc, err := c.connection(ctx, call)
	if err != nil {
		return err
	}
	call.Mark(hark.PhaseConnected)
	id := c.ids.Add(1)
	w := &waiter{call: call, done: make(chan error, 1)}
	if !call.OneWay && !c.file(nc, id, w) {
		return notRun(call, hark.ErrConnect, "the connection broke before the call could be written", nil)
	}
	request := &frame{
		ID: id, Service: call.Service, Method: call.Method, Descriptor: call.Descriptor,
		OneWay: call.OneWay, Remaining: time.Until(call.Deadline), Attachments: call.Attachments, Values: values,
	}
	c.writing.Lock()
	err = writeFrame(nc, request)
	c.writing.Unlock()
	switch {
	case err != nil && (call.OneWay || c.take(id) != nil):
		return call.NewError(hark.ErrLost, "while the request was written", err)
	case err == nil && call.OneWay:
		return nil
	}
	call.Mark(hark.PhaseWritten)
	return c.await(ctx, id, w)
}

// await waits for the reply as long as the call may.
func (c *conn) await(ctx context.Context, id uint64, w *waiter) error {
	timer := time.NewTimer(time.Until(w.call.Deadline))
	defer timer.Stop()
	select {
	case err := <-w.done:
		return err
	case <-timer.C:
		if c.take(id) != nil {
			return w.call.TimedOut()
		}
	case <-ctx.Done():
		if c.take(id) != nil {
			return w.call.Interrupted(ctx)
		}
	case <-w.call.Cut():
		if c.take(id) != nil {
			return w.call.Interrupted(ctx)
		}
	}
	return <-w.done // the reader has the reply in hand
}

// connection returns the connection there is or makes one.
func (c *conn) connection(ctx context.Context, call *hark.Call) (net.Conn, error) {
	ctx, cancel := call.Context(ctx)
	defer cancel()
	select {
	case c.dialing <- struct{}{}:
		defer func() { <-c.dialing }()
	case <-ctx.Done():
		return nil, call.Interrupted(ctx)
	}
	c.mu.Lock()
	nc, closed := c.net, c.closed
	c.mu.Unlock()
	if closed {
		return nil, notRun(call, hark.ErrClosed, "", nil)
	}
	if nc != nil {
		return nc, nil
	}
	nc, err := c.dial(ctx, "tcp", c.addr)
	if err != nil {
		if interrupted := call.Interrupted(ctx); interrupted != nil {
			return nil, interrupted
		}
		return nil, notRun(call, hark.ErrConnect, "", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		_ = nc.Close()
		return nil, notRun(call, hark.ErrClosed, "", nil)
	}
	c.net = nc
	go c.read(nc) // ends when nc is closed
	return nc, nil
}

func (c *conn) file(nc net.Conn, id uint64, w *waiter) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.net != nc {
		return false
	}
	c.pending[id] = w
	return true
}

func (c *conn) take(id uint64) *waiter {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.pending[id]
	delete(c.pending, id)
	return w
}

// read ends the calls whose replies arrive and, when nc is lost, all others.
func (c *conn) read(nc net.Conn) {
	for {
		f, err := readFrame(nc)
		if err != nil {
			if errors.Is(err, errBad) {
				c.env.Counters.BadFrames.Add(1)
			}
			c.lose(nc, err)
			return
		}
		w := c.take(f.ID)
		if w == nil {
			c.env.Counters.LateReplies.Add(1)
			continue
		}
		w.call.Mark(hark.PhaseFirstByte)
		err = reply(w.call, f)
		w.call.Mark(hark.PhaseDecoded)
		w.done <- err
	}
}

// reply fills the call's reply from f.
func reply(call *hark.Call, f *frame) error {
	call.ReplyAttachments = f.Attachments
	switch {
	case f.Exception != nil:
		return f.Exception
	case f.Message != "":
		e := call.NewError(f.Refused, f.Message, nil)
		e.NotRun = f.Refused == hark.ErrNotFound || f.Refused == hark.ErrRefused
		return e
	}
	if err := decodeAll(f.Values, result(call)); err != nil {
		return call.NewError(hark.ErrDecode, "", err)
	}
	return nil
}

func (c *conn) lose(nc net.Conn, cause error) {
	_ = nc.Close()
	c.mu.Lock()
	code := hark.ErrLost
	if c.closed {
		code = hark.ErrClosed
	} else {
		c.env.Counters.Lost.Add(1)
	}
	lost := c.pending
	c.pending = make(map[uint64]*waiter)
	if c.net == nc {
		c.net = nil
	}
	c.mu.Unlock()
	for _, w := range lost {
		w.done <- w.call.NewError(code, "", cause)
	}
}

// Close implements [hark.Conn].
func (c *conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.net == nil {
		return nil
	}
	return c.net.Close() // the reader ends the calls
}

func notRun(call *hark.Call, code hark.Code, message string, cause error) error {
	e := call.NewError(code, message, cause)
	e.NotRun = true
	return e
}
