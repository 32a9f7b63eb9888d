package dubbo

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/hessian"
)

// A Callback is a parameter by which a provider calls its consumer, on the
// connection that the consumer has made: Dubbo's argument callback. It stands
// where Java has an interface, so a method with one needs a Descriptor.
//
// The consumer passes what [NewCallback] returns. The provider can call it
// from then on, during the call and after it, until the consumer passes
// [Callback.Last] or the connection has ended. A method whose parameter is
// passed must be one that Java marks by <method>.<index>.callback=true, and one
// that gets the last by =false.
//
// The provider gets a Callback that is an Invoker: hark.Bind makes a typed
// client of it. It is comparable, and equal whenever the consumer has passed
// the same one on the same connection.
type Callback struct {
	callee *callee // on the consumer
	last   bool

	peer  *peer // on the provider
	id    int32
	group string // of the service that it was passed to
}

// A callee is what a consumer lets a provider call.
type callee struct {
	to hark.Dispatcher
}

// NewCallback returns a parameter by which the provider calls the services of
// a [hark.Server]. They are found by their interface alone, for the group and
// version of a callback are the service's that it was passed to. They run
// on goroutines of their own and may call the provider themselves.
func NewCallback(to hark.Dispatcher) Callback { return Callback{callee: &callee{to}} }

// Last returns the callback as a parameter of the call that ends it: once that
// call is over the provider can call it no more.
func (c Callback) Last() Callback {
	c.last = true
	return c
}

// Done is closed when a provider can call back no more, because the consumer's
// connection has ended. On the consumer it is nil.
func (c Callback) Done() <-chan struct{} {
	if c.peer == nil {
		return nil
	}
	return c.peer.ctx.Done()
}

// Invoke implements [hark.Invoker].
func (c Callback) Invoke(ctx context.Context, call *hark.Call) error {
	switch {
	case c.callee != nil: // provider and consumer are one process
		return c.callee.invoke(ctx, call)
	case c.peer == nil:
		return notRun(call.NewError(hark.ErrNotFound, "the consumer passed no callback", nil))
	}
	m, err := c.peer.codec.newReverse(call, c)
	if err != nil {
		return notRun(call.NewError(hark.ErrEncode, "", err))
	}
	w := newWaiter()
	w.call, w.id = call, c.peer.ids.Add(1)
	s := c.peer.codec.get()
	defer c.peer.codec.put(s)
	if err := c.peer.codec.request(s, m, call, w.id); err != nil {
		return notRun(call.NewError(hark.ErrEncode, "", err))
	}
	return c.peer.invoke(ctx, w, s.buf)
}

// invoke calls the service that a request names.
func (c *callee) invoke(ctx context.Context, call *hark.Call) error {
	call.Service.Group, call.Service.Version = "", ""
	return c.to.Invoke(ctx, call)
}

// The keys of attachments by which callbacks travel: one for each parameter
// that is one, with its id, and the id with each request in reverse.
const (
	keyCallback   = "sys_callback_arg-"
	keyCallbackID = "callback.service.instid"
)

// newReverse works out what requests to a consumer say beside the arguments.
// Where others have a version they have null.
func (c *codec) newReverse(call *hark.Call, to Callback) (*method, error) {
	tail := []string{keyPath, call.Service.Interface, keyInterface, call.Service.Interface, keyCallbackID, strconv.Itoa(int(to.id))}
	if to.group != "" {
		tail = append(tail, keyGroup, to.group)
	}
	m, err := c.newMethod(call, hark.ServiceID{Interface: call.Service.Interface}, "")
	if err != nil {
		return nil, err
	}
	before, err := c.strings(protocolVersion, call.Service.Interface)
	if err != nil {
		return nil, err
	}
	version, err := c.strings(noVersion)
	if err != nil {
		return nil, err
	}
	m.head = append(append(before, tagNull), m.head[len(before)+len(version):]...)
	m.tail, err = c.strings(tail...)
	return m, err
}

// callbackParameters returns the places of the callbacks among parameters.
func callbackParameters(pointers []any) (places []int) {
	for i, p := range pointers {
		if _, ok := p.(*Callback); ok {
			places = append(places, i)
		}
	}
	return places
}

// callbacks are what a provider may call on one connection, on the consumer.
// They are the [hark.Dispatcher] of its requests, which name the interface and,
// after a dot, the callback.
type callbacks struct {
	mu   sync.Mutex
	last int32
	ids  map[*callee]int32
	byID map[string]*callee
	peer *peer // makes calls of the requests; nil until something may be called
}

// lend lets the provider of t call what is passed with a call, and puts the
// ids into s. The function it returns is to be called when the call is over.
func (c *conn) lend(t *transport, s *scratch, m *method, call *hark.Call) (over func()) {
	cs := &t.callbacks
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.peer == nil {
		cs.ids, cs.byID = make(map[*callee]int32), make(map[string]*callee)
		cs.peer = newPeer(context.Background(), &server{protocol: c.protocol, dispatcher: cs, env: c.env, codec: c.codec}, c.addr)
		cs.peer.transport = t
	}
	var ending []*callee
	args := call.AppendArgs(nil)
	s.passed = s.passed[:0]
	for _, i := range m.callbacks {
		arg, ok := args[i].(*Callback)
		if !ok || arg.callee == nil {
			s.passed = append(s.passed, "")
			continue
		}
		id, known := cs.ids[arg.callee]
		if !known {
			cs.last++
			id = cs.last
			cs.ids[arg.callee], cs.byID[strconv.Itoa(int(id))] = id, arg.callee
		}
		if arg.last {
			ending = append(ending, arg.callee)
		}
		s.passed = append(s.passed, strconv.Itoa(int(id)))
	}
	return func() { cs.forget(ending) }
}

func (cs *callbacks) forget(callees []*callee) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for _, c := range callees {
		delete(cs.byID, strconv.Itoa(int(cs.ids[c])))
		delete(cs.ids, c)
	}
}

// server returns what serves the provider's requests, or nil if it may make none.
func (cs *callbacks) server() *peer {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.peer
}

// end ends the contexts of callbacks that run.
func (cs *callbacks) end() {
	if p := cs.server(); p != nil {
		p.cancel()
	}
}

// find returns the callback that a request names, and makes the name the
// interface's.
func (cs *callbacks) find(service hark.ServiceID) (*callee, hark.ServiceID) {
	name, id, ok := cutLast(service.Interface)
	if !ok {
		return nil, service
	}
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.byID[id], hark.ServiceID{Interface: name}
}

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// Lookup implements [hark.Dispatcher].
func (cs *callbacks) Lookup(service hark.ServiceID, method, descriptor string) (*hark.Handler, error) {
	c, named := cs.find(service)
	if c == nil {
		return nil, &hark.Error{Code: hark.ErrNotFound, Service: service, Message: errNoCallback.Error(), NotRun: true}
	}
	return c.to.Lookup(named, method, descriptor)
}

const errNoCallback = constError("this consumer has passed no such callback, or has ended it")

// Invoke implements [hark.Dispatcher].
func (cs *callbacks) Invoke(ctx context.Context, call *hark.Call) error {
	c, named := cs.find(call.Service)
	if c == nil {
		// The request was understood like one before it, when there was one.
		return call.NewError(hark.ErrNotFound, notFoundText+": "+errNoCallback.Error(), nil)
	}
	call.Service = named
	return c.invoke(ctx, call)
}

// receive makes the callbacks that came with a request ones that can be called.
func (r *requests) receive(call *hark.Call, rt *route) error {
	for i, arg := range call.AppendArgs(nil) {
		c, ok := arg.(*Callback)
		if !ok {
			continue
		}
		text, ok := rt.attachments[keyCallback+strconv.Itoa(i)]
		if !ok {
			continue // it is null
		}
		id, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return badRequest(fmt.Sprintf("the id of callback %d", i+1), err)
		}
		*c = Callback{peer: r.peer, id: int32(id), group: rt.named.Group}
	}
	return nil
}

// newPeer returns what makes calls of the requests of a connection, which it
// has yet to be given.
func newPeer(ctx context.Context, s *server, name string) *peer {
	p := &peer{server: s, name: name, free: make(chan struct{}, s.protocol.InFlight)}
	p.ctx, p.cancel = context.WithCancel(ctx)
	p.requests = requests{peer: p, dispatcher: s.dispatcher, dec: hessian.NewDecoder(s.codec.registry, nil)}
	return p
}
