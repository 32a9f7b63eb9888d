package hark

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"sync"
	"time"
)

// A Method is a method of a remote service with argument A and result R. A
// method without parameters has A struct{}, one of several an [Arguments]
// struct; a void method has R struct{}.
//
// OnInvoke, OnReturn and OnThrow are the call's events: OnInvoke says that a
// call begins, then exactly one of the other two how it ended, whatever ended
// it and however many attempts it took. Async chooses the goroutine. Neither
// mentions the other; see the package comment for the four combinations and
// docs/events.md for the contract, whose rules are cited here as E1 to E28.
//
// A Method is set up first and then referred, as part of a stub, by
// [Client.Refer], [Client.Bind] or [Bind]; what is set afterwards has no
// effect. From then on its methods are safe for concurrent use.
type Method[A, R any] struct {
	// Name is the Java name of the method.
	Name string
	// Descriptor lists the parameter types as the JVM writes them, such as
	// ILjava/lang/String;. Empty: they follow from A.
	Descriptor string

	// OnInvoke runs on the caller before anything else happens to the call.
	OnInvoke func(ctx context.Context, arg A)
	// OnReturn gets the result. It runs on the caller before Call returns or,
	// if the call is asynchronous, on the call's own goroutine.
	OnReturn func(ctx context.Context, result R, arg A)
	// OnThrow gets the call's error, in OnReturn's place and on the same
	// goroutine. It is also told of a handler that failed, by a [*HandlerError].
	OnThrow func(ctx context.Context, err error, arg A)

	// Async makes Call return at once, with the zero result and a nil error.
	// What the argument points to then belongs to the call until its
	// terminal event (E21a).
	Async bool
	// OneWay makes calls that want no reply: they are over when the request
	// has been handed to the connection, and have no terminal event. OnReturn
	// and OnThrow must not be set.
	OneWay bool
	// Policy is how calls are made.
	Policy

	more  handlers[A, R] // added by AddHandler
	bound *binding[A, R]
}

// Call calls the method.
//
// If the method is not Async, Call returns the result or the error, after the
// handlers, on the caller's goroutine. If it is, Call returns the zero result
// and a nil error when OnInvoke has returned; the call then has a goroutine of
// its own, keeps ctx's values and its deadline, and is not cancelled with ctx:
// who calls need not know that a file made the method Async (E17).
//
// What a handler does changes nothing of what Call returns.
func (m *Method[A, R]) Call(ctx context.Context, arg A) (result R, err error) {
	b := m.binding()
	x := b.begin(ctx, arg)
	if b.async {
		x.invoked(func() { go x.run(context.WithoutCancel(ctx)) })
		return result, nil
	}
	x.waits = true
	x.invoked(func() { result, err = x.complete(ctx) })
	return result, err
}

// Go calls the method on a goroutine of the call's own, whether or not it is
// Async, and returns when OnInvoke has. The call is cancelled with ctx. What
// arg points to belongs to the call until the Future is done (E21a).
func (m *Method[A, R]) Go(ctx context.Context, arg A) *Future[R] {
	x := m.binding().begin(ctx, arg)
	f := &Future[R]{done: make(chan struct{})}
	x.waits, x.future = true, f
	x.invoked(func() { go x.run(ctx) })
	return f
}

// binding returns what Refer made of m. A method that was not referred calls
// nobody, and tells so like any other failure.
func (m *Method[A, R]) binding() *binding[A, R] {
	if m.bound != nil {
		return m.bound
	}
	c := new(Client)
	return m.newBinding(binder{client: c, policy: new(Policy), to: InvokerFunc(func(_ context.Context, call *Call) error {
		return call.NewError(ErrUnbound, "pass its stub to Client.Refer or hark.Bind before calling it", nil)
	})})
}

// A binding is a Method as it was when it was referred. Nothing of it changes.
type binding[A, R any] struct {
	handlers[A, R]

	client  *Client
	call    Call // what all calls have in common
	invoker Invoker
	async   bool
	calls   sync.Pool // of *exchange[A, R]
	unheard throttle
}

// An exchange is one call of a Method on its way. It is used again, but for
// what handlers may keep, which is in the call's record.
type exchange[A, R any] struct {
	slot[A, R]

	b        *binding[A, R]
	err      error
	future   *Future[R] // of a call by Go
	capture  *Info      // where the caller wants to read about the call
	waits    bool       // the caller is told how the call ends
	admitted bool       // the client was not closed
}

// begin prepares a call up to the point where OnInvoke is told.
func (b *binding[A, R]) begin(ctx context.Context, arg A) *exchange[A, R] {
	x, ok := b.calls.Get().(*exchange[A, R])
	if !ok {
		x = &exchange[A, R]{b: b}
	}
	x.arg, x.call = arg, b.call
	x.call.Arg, x.call.Reply = &x.arg, &x.reply
	x.call.ID = b.client.ids.Add(1)
	x.call.outer, _ = ctx.Deadline()
	x.admitted = b.client.gate.enter()
	if o, ok := ctx.Value(outgoingKey{}).(outgoing); ok {
		x.call.Attachments = o.attachments
		if !b.async {
			x.capture = o.capture
		}
	}
	if b.told || x.capture != nil {
		r := &record{parent: ctx, info: Info{
			ID: x.call.ID, Service: x.call.Service, Method: x.call.Method,
			Start: time.Now(), Request: x.call.Attachments,
		}}
		r.info.Attempts = r.first[:0]
		x.call.record = r
	}
	return x
}

// invoked tells OnInvoke and then goes on with next.
func (x *exchange[A, R]) invoked(next func()) {
	if len(x.b.onInvoke) == 0 {
		next()
		return
	}
	// Deferred, for a handler that ends the goroutine does not end the call.
	defer next()
	ctx := (*beginning)(x.call.record)
	each(0, len(x.b.onInvoke), func(i int) {
		x.protect(ctx, OnInvoke, func() error { return x.b.onInvoke[i](ctx, x.arg) })
	})
}

// run completes a call on a goroutine of its own, which ends with it.
func (x *exchange[A, R]) run(ctx context.Context) {
	_, _ = x.complete(ctx) // told to the handlers and kept in the Future, where there are such
}

// complete makes the call, tells the handlers how it ended, and gives x back:
// in this order, whatever ends the goroutine on the way.
func (x *exchange[A, R]) complete(ctx context.Context) (R, error) {
	defer x.end()
	defer x.tell()
	x.invoke(ctx)
	return x.reply, x.err
}

// invoke makes the call and keeps its outcome in x.
func (x *exchange[A, R]) invoke(ctx context.Context) {
	if !x.admitted {
		x.err = x.call.NewError(ErrClosed, "it takes no more calls", nil)
		return
	}
	returned := false
	defer func() {
		if v := recover(); v != nil || !returned {
			x.err = x.call.NewError(ErrAborted, "an interceptor failed at\n"+string(debug.Stack()), panicked(v))
		}
		if x.err != nil {
			var none R
			x.reply = none
		}
	}()
	x.call.begin(time.Now())
	x.err = x.b.invoker.Invoke(ctx, &x.call)
	returned = true
}

// tell tells the handlers how the call ended.
func (x *exchange[A, R]) tell() {
	if f := x.future; f != nil {
		f.result, f.err = x.reply, x.err
	}
	if r := x.call.record; r != nil {
		r.info.Elapsed = time.Since(r.info.Start)
		r.info.Reply, r.sent = x.call.ReplyAttachments, x.call.Attachments
		if x.capture != nil {
			*x.capture, _ = InfoFrom((*ending)(r))
		}
	}
	ctx := (*ending)(x.call.record)
	switch b := x.b; {
	case x.err == nil:
		each(0, len(b.onReturn), func(i int) {
			x.protect(ctx, OnReturn, func() error { return b.onReturn[i](ctx, x.reply, x.arg) })
		})
	case len(b.onThrow) > 0:
		x.throw(ctx, x.err)
	case !x.waits:
		b.client.unheardOf(&x.call, x.err, &b.unheard)
	}
}

// throw tells OnThrow of the call's own error or of a handler's failure.
func (x *exchange[A, R]) throw(ctx context.Context, err error) {
	each(0, len(x.b.onThrow), func(i int) {
		x.protect(ctx, OnThrow, func() error { return x.b.onThrow[i](ctx, err, x.arg) })
	})
}

// protect runs a handler and makes a notice of its failure.
func (x *exchange[A, R]) protect(ctx context.Context, event Event, handler func() error) {
	returned := false
	defer func() {
		if v := recover(); v != nil || !returned {
			x.notice(ctx, &HandlerError{Event: event, Err: panicked(v), Stack: debug.Stack()})
		}
	}()
	err := handler()
	returned = true
	if err != nil {
		x.notice(ctx, &HandlerError{Event: event, Err: err})
	}
}

// notice tells OnThrow that a handler failed, or the log if there is none or
// it was OnThrow's own (E15, E16).
func (x *exchange[A, R]) notice(ctx context.Context, failure *HandlerError) {
	if failure.Event != OnThrow && len(x.b.onThrow) > 0 {
		x.throw(ctx, failure)
		return
	}
	x.b.client.handlerFailed(&x.call, failure)
}

// end lets go of the call once everybody has been told.
func (x *exchange[A, R]) end() {
	b, admitted := x.b, x.admitted
	if x.future != nil {
		close(x.future.done)
	}
	if !errors.Is(x.err, ErrAborted) { // else somebody may still have hold of it
		*x = exchange[A, R]{b: b}
		b.calls.Put(x)
	}
	if admitted {
		b.client.gate.leave()
	}
}

// each calls f for i and all that follow below n, each even if one before it
// ended the goroutine.
func each(i, n int, f func(int)) {
	if i+1 < n {
		defer each(i+1, n, f)
	}
	if i < n {
		f(i)
	}
}

// unheardOf logs, at most once a second, and counts a call whose error nobody
// receives.
func (c *Client) unheardOf(call *Call, err error, lines *throttle) {
	c.unheard.Add(1)
	if suppressed, ok := lines.allow(); ok {
		c.logger().Error("hark: nobody is told of a failed call; set OnThrow", "service", call.Service.String(),
			"method", call.Method, "err", err, "suppressed", suppressed)
	}
}

// handlerFailed logs and counts a handler's failure that no OnThrow is told of.
func (c *Client) handlerFailed(call *Call, failure *HandlerError) {
	c.failures.Add(1)
	c.logger().Error("hark: a handler failed", "service", call.Service.String(), "method", call.Method,
		"event", failure.Event.String(), "err", failure.Err, "stack", string(failure.Stack))
}

// A Signature is what configuration needs to know of a [Method].
type Signature struct {
	Name, Descriptor string
	Arg, Result      reflect.Type
}

// A MethodConfig is what configuration sets of a [Method] beside its handlers.
type MethodConfig struct {
	Async, OneWay bool
	Policy
}

// An AnyMethod is a pointer to a [Method] of whatever types. Packages that
// read configuration set methods up through it. It has an unexported method so
// that it may grow.
type AnyMethod interface {
	// Signature returns the method's name and types.
	Signature() Signature
	// Configure sets the fields of the method that have the same names.
	Configure(c MethodConfig)
	// AddHandler adds a handler of the event; see [Method.AddHandler].
	AddHandler(event Event, handler any) error
	// AddMethod adds a bean's method as a handler; see [Method.AddMethod].
	AddMethod(event Event, receiver any, method reflect.Method) error

	bind(b binder) error
}

// Signature implements [AnyMethod].
func (m *Method[A, R]) Signature() Signature {
	return Signature{Name: m.Name, Descriptor: m.Descriptor, Arg: reflect.TypeFor[A](), Result: reflect.TypeFor[R]()}
}

// Configure implements [AnyMethod].
func (m *Method[A, R]) Configure(c MethodConfig) {
	m.Async, m.OneWay, m.Policy = c.Async, c.OneWay, c.Policy
}

// A binder is what all methods of a stub are bound to.
type binder struct {
	client  *Client
	service ServiceID
	to      Invoker
	policy  *Policy // of the reference
}

// bind implements [AnyMethod].
func (m *Method[A, R]) bind(b binder) error {
	bound := m.newBinding(b)
	if m.OneWay && len(bound.onReturn)+len(bound.onThrow) > 0 {
		return fmt.Errorf("hark: refer %v: method %s is OneWay, so its OnReturn and OnThrow would never be told; remove them or OneWay",
			b.service, m.Name)
	}
	m.bound = bound
	return nil
}

func (m *Method[A, R]) newBinding(b binder) *binding[A, R] {
	policy := &[2]Policy{m.Policy, *b.policy}
	to := limited(b.to, firstPositive(policy[0].Actives, policy[1].Actives))
	return &binding[A, R]{
		handlers: m.handlers(),
		client:   b.client,
		call: Call{
			Service: b.service, Method: m.Name, Descriptor: m.Descriptor,
			OneWay: m.OneWay, policy: policy, cut: b.client.cut,
		},
		invoker: intercept(to, b.client.Interceptors),
		async:   m.Async,
	}
}
