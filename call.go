package hark

import (
	"context"
	"errors"
	"slices"
	"time"
)

// ServiceID says which service is meant: a Java interface by its full name,
// and the group and version it is offered under. Group and Version may be
// empty; the version 0.0.0 counts as none, as in Dubbo.
type ServiceID struct {
	Interface string
	Group     string
	Version   string
}

// String returns Dubbo's service key, [group/]interface[:version].
func (id ServiceID) String() string {
	s := id.Interface
	if id.Group != "" {
		s = id.Group + "/" + s
	}
	if id.Version != "" {
		s += ":" + id.Version
	}
	return s
}

// normal returns id as map keys have it.
func (id ServiceID) normal() ServiceID {
	if id.Version == "0.0.0" {
		id.Version = ""
	}
	return id
}

// An Invoker makes calls: a connection, a cluster of providers, a [Server] in
// this process, or a test's fake.
//
// Invoke returns when the call is over, having set what call.Reply points to
// if the error is nil. It returns by call.Deadline and soon after ctx or
// call.Cut ends, whatever the provider does; [Call.TimedOut] and
// [Call.Interrupted] are the errors for that. A one-way call is over when it has been handed on. Once Invoke
// has returned nothing reads or writes the call, its argument or its reply,
// for they may be reused. Invoke is safe for concurrent use.
type Invoker interface {
	Invoke(ctx context.Context, call *Call) error
}

// An InvokerFunc is a function that is an [Invoker].
type InvokerFunc func(ctx context.Context, call *Call) error

// Invoke calls f.
func (f InvokerFunc) Invoke(ctx context.Context, call *Call) error { return f(ctx, call) }

// An Interceptor puts something around every call of a [Client] or [Server]:
// a limit, a log, a trace. It is asked once for the Invoker to put around next,
// and that Invoker is then asked for every call. Events are told outside a
// client's interceptors: handlers hear what an interceptor makes of a call.
type Interceptor func(next Invoker) Invoker

// intercept puts the interceptors around to, the first outermost.
func intercept(to Invoker, interceptors []Interceptor) Invoker {
	for _, around := range slices.Backward(interceptors) {
		to = around(to)
	}
	return to
}

// A Call is one call on its way, the same from the typed method down to the
// connection and, on the other side, from the connection to the service. It
// belongs to who makes it: an Invoker or Interceptor may use it until its
// Invoke returns and must not keep it.
type Call struct {
	// ID tells the calls of this process apart. It is equal in all events of
	// one call, whatever the number of attempts.
	ID uint64
	// Service is the service as the reference names it.
	Service ServiceID
	// Method is the Java name of the method.
	Method string
	// Descriptor lists the parameter types as the JVM writes them, such as
	// ILjava/lang/String;. Empty: they follow from the Go types.
	Descriptor string
	// Arg points to the argument. See [Call.AppendArgs] for methods of no or
	// several parameters.
	Arg any
	// Reply points to the result, to be filled; to a struct{} for a void method.
	Reply any
	// OneWay says that no reply is wanted.
	OneWay bool
	// Deadline is when the call ends at the latest: the nearer of the
	// context's deadline and the configured timeout. It stands here and not in
	// the context because a connection keeps it with a timer of its own, which
	// is far cheaper than a derived context; see [Call.Context].
	Deadline time.Time
	// Endpoint is the provider of this attempt, with the group, version and
	// parameters that it registered. It is nil above the cluster and for calls
	// inside the process.
	Endpoint *Endpoint
	// Attachments travel with the request. The map is shared: change it by
	// [Call.SetAttachment] only.
	Attachments Attachments
	// ReplyAttachments came with the reply. On a server they are set when
	// Invoke has returned.
	ReplyAttachments Attachments
	// Peer is the address of the consumer, on a server.
	Peer string

	start  time.Time       // when the configured timeout began to run
	outer  time.Time       // the deadline of the caller's context, or zero
	policy *[2]Policy      // of the method and of the reference
	cut    <-chan struct{} // closed when Shutdown runs out of patience
	record *record         // what handlers may learn; nil if nobody asks
	phases Phases          // of this attempt
	tried  time.Time       // when this attempt began, if there is a record

	handler *Handler // on a server
	release func()   // gives a server's call back to its handler
}

// SetAttachment makes a value travel with the request, in place of an earlier
// one of that key.
func (c *Call) SetAttachment(key, value string) {
	// A handler may be reading the old map through its context.
	c.Attachments = c.Attachments.with(key, value)
}

// Cut is closed when the client was told to end without waiting any longer. It
// is nil, and so never closed, where there is no client to be shut down.
func (c *Call) Cut() <-chan struct{} { return c.cut }

// Context returns a context that ends with the call: for an Invoker whose
// means of waiting knows contexts only. The caller must call cancel.
func (c *Call) Context(ctx context.Context) (_ context.Context, cancel context.CancelFunc) {
	if c.Deadline.IsZero() {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, c.Deadline)
}

// Interrupted returns why a call must wait no longer: its context is cancelled,
// its time is up, or its client was shut down. It returns nil if the call may
// go on.
func (c *Call) Interrupted(ctx context.Context) error {
	switch err := ctx.Err(); {
	case err == nil && (c.Deadline.IsZero() || time.Now().Before(c.Deadline)):
		// Go on, unless the client was shut down.
	case err == nil, errors.Is(err, context.DeadlineExceeded):
		return c.TimedOut()
	default:
		return c.NewError(ErrCanceled, "the caller's context ended", context.Cause(ctx))
	}
	select {
	case <-c.cut:
		return c.NewError(ErrClosed, "the client was shut down before the call had ended", nil)
	default:
		return nil
	}
}

// TimedOut returns the error of a call whose time is up: for who has waited
// with a timer until call.Deadline.
func (c *Call) TimedOut() error {
	message := "its deadline had passed before it was sent"
	if waited := time.Since(c.start).Round(time.Millisecond); waited > 0 && !c.start.IsZero() {
		message = "no answer in " + waited.String()
	}
	return c.NewError(ErrTimeout, message, nil)
}

// NewError returns an error that says which call at which provider it is about.
func (c *Call) NewError(code Code, message string, cause error) *Error {
	e := &Error{Code: code, Message: message, Err: cause, Service: c.Service, Method: c.Method}
	if c.Endpoint != nil {
		e.Addr = c.Endpoint.Addr
	}
	return e
}

// A Phase is a point on the way of an attempt that a connection marks.
type Phase uint8

// The phases of an attempt in their order.
const (
	PhaseConnected Phase = iota // there is a connection to write to
	PhaseWritten                // the request has been written
	PhaseFirstByte              // the reply begins to arrive
	PhaseDecoded                // the reply has been decoded
)

// Mark notes that the attempt has come as far as p. It costs nothing unless a
// handler can ask for it. A connection calls it; like everything of a Call it
// must not be called once Invoke has returned.
func (c *Call) Mark(p Phase) {
	if c.record == nil {
		return
	}
	d := time.Since(c.tried)
	switch p {
	case PhaseConnected:
		c.phases.Connected = d
	case PhaseWritten:
		c.phases.Written = d
	case PhaseFirstByte:
		c.phases.FirstByte = d
	case PhaseDecoded:
		c.phases.Decoded = d
	}
}

// begin starts the clock of the configured timeout.
func (c *Call) begin(start time.Time) {
	c.start = start
	c.within(firstPositive(c.policy[0].Timeout, c.policy[1].Timeout, DefaultTimeout))
}

// within ends the call after d, counted from its start, or with its context if
// that is nearer.
func (c *Call) within(d time.Duration) {
	c.Deadline = c.start.Add(d)
	if !c.outer.IsZero() && c.outer.Before(c.Deadline) {
		c.Deadline = c.outer
	}
}

// attempt makes one attempt at a provider by to and records it if anybody asks.
func (c *Call) attempt(ctx context.Context, to Invoker, addr string) error {
	if err := c.Interrupted(ctx); err != nil {
		return err
	}
	if c.record == nil {
		return c.explained(ctx, to.Invoke(ctx, c))
	}
	c.phases, c.tried = Phases{}, time.Now()
	err := c.explained(ctx, to.Invoke(ctx, c))
	info := &c.record.info
	info.Attempts = append(info.Attempts, Attempt{Addr: addr, Err: err, Elapsed: time.Since(c.tried), Phases: c.phases})
	return err
}

// explained makes an error of an attempt say what it is about, and gives one
// cause one form: an [*Exception] or an [*Error].
func (c *Call) explained(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := err.(*Error); ok { //nolint:errorlint // a wrapped one has been explained by who wrapped it
		return e.about(c)
	}
	// A service that keeps its deadline throws at the very moment at which
	// the call ends; which of the two is seen first must not decide.
	if interrupted := c.Interrupted(ctx); interrupted != nil {
		return interrupted
	}
	if _, ok := err.(*Exception); ok { //nolint:errorlint // likewise
		return err
	}
	return c.NewError(ErrUnknown, "", err)
}

// Arguments is implemented by the pointer to an argument struct whose fields
// are a Java method's parameters, one each, in order. The generator writes it
// for methods of several parameters.
type Arguments interface {
	// AppendArgs appends the values of the parameters to dst.
	AppendArgs(dst []any) []any
	// AppendArgPointers appends pointers to them.
	AppendArgPointers(dst []any) []any
}

// AppendArgs appends pointers to the call's arguments to dst, one for each
// parameter of the Java method: none if the argument is a struct{}, those of
// its fields if it is an [Arguments], else call.Arg itself.
func (c *Call) AppendArgs(dst []any) []any {
	switch arg := c.Arg.(type) {
	case *struct{}:
		return dst
	case Arguments:
		return arg.AppendArgPointers(dst)
	}
	return append(dst, c.Arg)
}

// argValues returns the values of the arguments that arg stands for.
func argValues[A any](arg A) []any {
	switch a := any(&arg).(type) {
	case *struct{}:
		return []any{}
	case Arguments:
		return a.AppendArgs(nil)
	}
	return []any{arg}
}

func firstPositive[T ~int | ~int64](values ...T) T {
	for _, v := range values {
		if v > 0 {
			return v
		}
	}
	return 0
}
