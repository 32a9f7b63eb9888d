package hark

import (
	"context"
	"maps"
	"sync"
	"time"
)

// Attachments are the values that travel beside the arguments of a request or
// the result of a reply. A value that is not a string in Java is here as text.
type Attachments map[string]string

// with returns a copy of a in which key has the value.
func (a Attachments) with(key, value string) Attachments {
	b := make(Attachments, len(a)+1)
	maps.Copy(b, a)
	b[key] = value
	return b
}

// Info is what the handlers of a call, and the service that serves it, may
// learn about it. A handler of OnInvoke gets what is known when a call begins:
// all but Elapsed, Attempts and Reply.
type Info struct {
	// ID is equal in all events of one call and in no others of this process.
	ID uint64
	// Service and Method are what is called, as the reference names it.
	Service ServiceID
	Method  string
	// Start is when the call began, before OnInvoke; on a server, when it
	// was handed to the service.
	Start time.Time
	// Elapsed is the time from Start to the end of the last attempt.
	Elapsed time.Duration
	// Attempts are the sends to providers in their order.
	Attempts []Attempt
	// Request and Reply are the attachments; they are not to be changed.
	Request, Reply Attachments
	// Peer is the address of the consumer, on a server.
	Peer string
}

// An Attempt is one send to one provider.
type Attempt struct {
	Addr    string // of the provider; "in process" where there is no network
	Err     error  // nil if it brought the result
	Elapsed time.Duration
	Phases  Phases
}

// Phases are the points that an attempt came by, each as the time since the
// attempt began; zero for those it never reached, and for protocols that do
// not tell.
type Phases struct {
	Connected time.Duration // there was a connection to write to
	Written   time.Duration // the request was written
	FirstByte time.Duration // the reply began to arrive
	Decoded   time.Duration // the reply was decoded
}

// Attach returns a context whose calls carry the attachment, in place of an
// earlier one of that key. Handlers' contexts carry it as well; a service's
// context does not carry those of the request on to the calls it makes.
func Attach(ctx context.Context, key, value string) context.Context {
	o, _ := ctx.Value(outgoingKey{}).(outgoing)
	o.attachments = o.attachments.with(key, value)
	return context.WithValue(ctx, outgoingKey{}, o)
}

// Capture returns a context for one call by [Method.Call] or [Method.Go] which
// fills *info, before the call's terminal event and so before Call returns or
// the Future is done. A call that returns at once because its method is Async
// leaves *info alone, for its caller does not wait.
func Capture(ctx context.Context, info *Info) context.Context {
	o, _ := ctx.Value(outgoingKey{}).(outgoing)
	o.capture = info
	return context.WithValue(ctx, outgoingKey{}, o)
}

// InfoFrom returns what a handler's context, or a service's, knows about the
// call. It reports false for any other context. A handler may keep its context
// and ask later.
func InfoFrom(ctx context.Context) (Info, bool) {
	switch c := ctx.Value(infoKey{}).(type) {
	case *beginning:
		i := &c.info // not copied whole: the call may be writing the rest
		return Info{ID: i.ID, Service: i.Service, Method: i.Method, Start: i.Start, Request: i.Request}, true
	case *ending:
		info := c.info
		info.Request = c.sent
		return info, true
	case *serverContext:
		return c.info, true
	}
	return Info{}, false
}

// SetReplyAttachment makes a value travel with the reply to the call that a
// service is serving under ctx. It does nothing with any other context, or
// when the service has returned. It is safe for concurrent use.
func SetReplyAttachment(ctx context.Context, key, value string) {
	if c, ok := ctx.Value(infoKey{}).(*serverContext); ok {
		c.setReply(key, value)
	}
}

type (
	infoKey     struct{}
	outgoingKey struct{}
)

// outgoing is what a context says to the calls made with it.
type outgoing struct {
	attachments Attachments
	capture     *Info
}

// A record gathers what handlers may learn of one call. It is one block with
// the contexts that the handlers get and the place of the first attempt, and
// is never used again: a handler may keep its context.
//
// The fixed part of info is written before the first handler runs and the rest
// before the terminal one, so that a context of OnInvoke, which may be read
// from anywhere meanwhile, must not touch the rest.
type record struct {
	parent context.Context //nolint:containedctx // a record is two contexts over this one
	info   Info
	sent   Attachments // Request as interceptors left it
	first  [1]Attempt
}

// A beginning is the context of OnInvoke's handlers: the caller's own.
type beginning record

func (c *beginning) Deadline() (time.Time, bool) { return c.parent.Deadline() }
func (c *beginning) Done() <-chan struct{}       { return c.parent.Done() }
func (c *beginning) Err() error                  { return c.parent.Err() }

func (c *beginning) Value(key any) any {
	switch key {
	case infoKey{}:
		return c
	case outgoingKey{}:
		return uncaptured(c.parent)
	}
	return c.parent.Value(key)
}

// An ending is the context of the terminal handlers: it has the caller's
// values and outlives the caller's cancel (E11).
type ending record

func (*ending) Deadline() (deadline time.Time, ok bool) { return }
func (*ending) Done() <-chan struct{}                   { return nil }
func (*ending) Err() error                              { return nil }

func (c *ending) Value(key any) any {
	switch key {
	case infoKey{}:
		return c
	case outgoingKey{}:
		return uncaptured(c.parent)
	}
	// Not the parent's own Value, which would give context.Cause the
	// parent's cause.
	return context.WithoutCancel(c.parent).Value(key)
}

// uncaptured returns what ctx says to its calls less the place for their Info,
// which is for the caller's call and not for those that handlers make.
func uncaptured(ctx context.Context) any {
	o, ok := ctx.Value(outgoingKey{}).(outgoing)
	if !ok {
		return nil
	}
	o.capture = nil
	return o
}

// A serverContext is what a service gets. It ends with the call's deadline,
// with the consumer's connection, and when the service returns; the timer that
// this takes is made when somebody first asks for Done.
type serverContext struct {
	parent   context.Context //nolint:containedctx // it is a context over this one
	deadline time.Time
	info     Info

	mu       sync.Mutex
	timed    context.Context //nolint:containedctx // the parent with the deadline, once it is needed
	cancel   context.CancelFunc
	returned bool
	reply    Attachments
}

func newServerContext(parent context.Context, c *Call) *serverContext {
	return &serverContext{parent: parent, deadline: c.Deadline, info: Info{
		ID: c.ID, Service: c.Service, Method: c.Method,
		Start: time.Now(), Request: c.Attachments, Peer: c.Peer,
	}}
}

func (c *serverContext) Deadline() (time.Time, bool) {
	if d, ok := c.parent.Deadline(); ok && (c.deadline.IsZero() || d.Before(c.deadline)) {
		return d, true
	}
	return c.deadline, !c.deadline.IsZero()
}

func (c *serverContext) Done() <-chan struct{} { return c.real().Done() }

func (c *serverContext) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.timed != nil:
		return c.timed.Err()
	case c.parent.Err() != nil:
		return c.parent.Err()
	case !c.deadline.IsZero() && !time.Now().Before(c.deadline):
		return context.DeadlineExceeded
	case c.returned:
		return context.Canceled
	}
	return nil
}

func (c *serverContext) Value(key any) any {
	if key == (infoKey{}) {
		return c
	}
	c.mu.Lock()
	timed := c.timed
	c.mu.Unlock()
	if timed != nil {
		// So that contexts derived from this one find their parent and
		// need no goroutine to watch it.
		return timed.Value(key)
	}
	return c.parent.Value(key)
}

// real returns the context with a timer that stands behind c.
func (c *serverContext) real() context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timed == nil {
		if c.deadline.IsZero() {
			c.timed, c.cancel = context.WithCancel(c.parent)
		} else {
			c.timed, c.cancel = context.WithDeadline(c.parent, c.deadline)
		}
		if c.returned {
			c.cancel()
		}
	}
	return c.timed
}

func (c *serverContext) setReply(key, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reply = c.reply.with(key, value) // a new map: the old one may be on its way
}

// end ends the context and returns the attachments of the reply.
func (c *serverContext) end() Attachments {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.returned = true
	if c.cancel != nil {
		c.cancel()
	}
	return c.reply
}

// A valueless context ends with another and has none of its values: a service
// in the same process sees what it would see over a network.
type valueless struct{ context.Context } //nolint:containedctx // it is a context over this one

func (valueless) Value(any) any { return nil }

// AfterFunc spares package context a goroutine.
func (c valueless) AfterFunc(f func()) (stop func() bool) { return context.AfterFunc(c.Context, f) }
