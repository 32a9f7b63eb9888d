package dubbo

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/hessian"
)

// A requests decodes what is asked on one connection. It is for one goroutine
// at a time.
//
// A consumer's requests for one method begin with the same bytes, and their
// attachments are likely to be the same but for the timeout. So what follows
// from either is remembered, and the arguments are decoded at once to where
// the handler of the last such request has them. It is the attachments, at the
// end, that say whether it was the right one.
type requests struct {
	peer       *peer // whose they are
	dispatcher hark.Dispatcher
	dec        *hessian.Decoder
	args       []any
	routes     map[string]*route // by the bytes from version to descriptor
}

// maxRoutes bounds what one peer can make us remember.
const maxRoutes = 1 << 8

// A route is what a request says before its arguments.
type route struct {
	attached   bool // attachments are welcome with the reply
	service    hark.ServiceID
	method     string
	descriptor string
	params     int

	// What the attachments of the last request said.
	raw         []byte // all but the timeout; nil if they were not worth remembering
	attachments hark.Attachments
	named       hark.ServiceID // the service, with the group
	timeout     time.Duration  // where it was among the rest
	callbacks   bool           // there are
	handler     *hark.Handler  // nil until the first request was understood
}

// A refusal is the answer to a request that is not run.
type refusal struct {
	status status
	text   string
}

func (r *refusal) Error() string { return r.text }

func badRequest(what string, err error) error {
	return &refusal{statusBadRequest, "bad request: " + what + ": " + err.Error()}
}

// echoMethod and echoDescriptor are what every service has without having it.
const (
	echoMethod     = "$echo"
	echoDescriptor = "Ljava/lang/Object;"
)

// decode returns the call that a body asks for, from the NewCall of its
// handler, and the route. The call is nil for an echo.
func (r *requests) decode(body []byte) (call *hark.Call, rt *route, err error) {
	defer func() {
		r.dec.Reset(nil)
		clear(r.args)
		if err != nil && call != nil {
			call.Release()
			call = nil
		}
	}()
	defer contained(&err) // what it makes an error of counts as a bad request
	rt, rest, err := r.route(body)
	if err != nil {
		return nil, nil, badRequest("what is called", err)
	}
	if rt.isEcho() {
		return nil, rt, nil
	}
	if rt.handler != nil && rt.raw != nil {
		call, err = r.typed(rt.handler, rt, rest)
		if err == nil {
			raw, timeout := splitTimeout(rest[r.dec.Offset():])
			if bytes.Equal(raw, rt.raw) {
				if timeout == 0 {
					timeout = rt.timeout
				}
				err = r.finish(call, rt, timeout)
				return call, rt, err
			}
		}
		call.Release()
		call = nil
	}
	return r.slowly(rt, body, rest)
}

// finish tells the call what the request has said.
func (r *requests) finish(call *hark.Call, rt *route, timeout time.Duration) error {
	call.Service, call.Method, call.Descriptor = rt.named, rt.method, rt.descriptor
	call.Attachments = rt.attachments
	if timeout > 0 {
		call.Deadline = time.Now().Add(timeout)
	}
	if rt.callbacks {
		return r.receive(call, rt)
	}
	return nil
}

// slowly decodes a request of which only the beginning is known: it reads the
// attachments, which say which group is meant, before the arguments.
func (r *requests) slowly(rt *route, body, rest []byte) (*hark.Call, *route, error) {
	r.dec.Reset(rest)
	for range rt.params {
		if err := r.dec.Skip(); err != nil {
			return nil, nil, badRequest("an argument", err)
		}
	}
	tail := rest[r.dec.Offset():]
	raw, timeout := splitTimeout(tail)
	attachments, plain, err := decodeAttachments(r.dec)
	if err != nil {
		return nil, nil, badRequest("attachments", err)
	}
	rt.remember(raw, attachments, plain)
	if timeout == 0 {
		timeout = rt.timeout
	}
	rt.handler, err = r.dispatcher.Lookup(rt.named, rt.method, rt.descriptor)
	if err != nil {
		rt.raw = nil
		return nil, nil, notFound(err, rt.named)
	}
	call, err := r.typed(rt.handler, rt, rest)
	if err != nil {
		return call, nil, err
	}
	r.keep(body[:len(body)-len(rest)], rt)
	return call, rt, r.finish(call, rt, timeout)
}

// keep remembers a route that led to a handler.
func (r *requests) keep(key []byte, rt *route) {
	switch {
	case len(key) > maxRemembered || r.routes[string(key)] != nil:
		return
	case r.routes == nil:
		r.routes = make(map[string]*route)
	case len(r.routes) >= maxRoutes:
		clear(r.routes)
	}
	r.routes[string(key)] = rt
}

// remember keeps what attachments said.
func (rt *route) remember(raw []byte, attachments hark.Attachments, plain bool) {
	rt.attachments, rt.named = attachments, rt.service
	if path := attachments[keyPath]; path != "" {
		rt.named.Interface = path
	}
	rt.named.Group = attachments[keyGroup]
	if id := attachments[keyCallbackID]; id != "" {
		rt.named.Interface += "." + id
	}
	rt.callbacks = false
	for key := range attachments {
		rt.callbacks = rt.callbacks || strings.HasPrefix(key, keyCallback)
	}
	rt.timeout = milliseconds(attachments[keyTimeout])
	delete(attachments, keyTimeout) // the call's deadline says it
	rt.raw = nil
	if plain && len(raw) <= maxRemembered {
		rt.raw = append([]byte{}, raw...)
	}
}

// typed decodes the arguments to where a call of the handler has them.
func (r *requests) typed(h *hark.Handler, rt *route, rest []byte) (*hark.Call, error) {
	call := h.NewCall()
	r.args = call.AppendArgs(r.args[:0])
	if len(r.args) != rt.params {
		return call, badRequest("arguments", fmt.Errorf("%q lists %d, the method has %d", rt.descriptor, rt.params, len(r.args)))
	}
	r.dec.Reset(rest)
	for i, arg := range r.args {
		if err := r.dec.Decode(arg); err != nil {
			return call, badRequest("argument "+strconv.Itoa(i+1), err)
		}
	}
	return call, nil
}

// echo returns the one argument of an echo.
func (r *requests) echo(body []byte) (arg any, rt *route, err error) {
	defer r.dec.Reset(nil)
	defer contained(&err)
	rt, rest, err := r.route(body)
	if err != nil {
		return nil, nil, badRequest("what is called", err)
	}
	r.dec.Reset(rest)
	if err := r.dec.Decode(&arg); err != nil {
		return nil, nil, badRequest("the argument", err)
	}
	return arg, rt, nil
}

// route reads what a request says before its arguments, and returns the rest.
func (r *requests) route(body []byte) (rt *route, rest []byte, err error) {
	r.dec.Reset(body)
	var tokens [5]hessian.Token
	for i := range tokens {
		if tokens[i], err = r.dec.Token(); err != nil {
			return nil, nil, err
		}
		if k := tokens[i].Kind; k != hessian.KindString && k != hessian.KindNull {
			return nil, nil, fmt.Errorf("%w: a %v where a string should be", errMalformed, k)
		}
	}
	end := r.dec.Offset()
	rest = body[end:]
	if rt := r.routes[string(body[:end])]; rt != nil {
		return rt, rest, nil
	}
	var text [len(tokens)]string
	for i, t := range tokens {
		if t.Kind == hessian.KindString {
			text[i] = t.Text()
		}
	}
	rt = &route{
		attached: attachesReplies(text[0]),
		service:  hark.ServiceID{Interface: text[1], Version: text[2]},
		method:   text[3], descriptor: text[4],
	}
	if rt.service.Version == noVersion {
		rt.service.Version = ""
	}
	if rt.params, err = parameters(rt.descriptor); err != nil {
		return nil, nil, err
	}
	return rt, rest, nil
}

// isEcho reports whether the route is that of an echo.
func (rt *route) isEcho() bool { return rt.method == echoMethod && rt.descriptor == echoDescriptor }

// timeoutFirst is how attachments begin that have the timeout first, as ours
// have: a map, the key, and then a short string.
const timeoutFirst = "H\x07timeout"

// splitTimeout takes the timeout out of the bytes of attachments if it comes
// first.
func splitTimeout(raw []byte) (rest []byte, timeout time.Duration) {
	text, ok := bytes.CutPrefix(raw, []byte(timeoutFirst))
	if !ok || len(text) == 0 || text[0] > 10 || len(text) <= int(text[0]) {
		return raw, 0
	}
	n := 1 + int(text[0])
	var ms int64
	for _, d := range text[1:n] {
		if d < '0' || d > '9' {
			return raw, 0
		}
		ms = 10*ms + int64(d-'0')
	}
	return text[n:], time.Duration(ms) * time.Millisecond
}

// milliseconds returns the time that a timeout says, or 0 if it says none.
func milliseconds(text string) time.Duration {
	ms, err := strconv.ParseInt(text, 10, 32)
	if err != nil || ms < 0 {
		return 0
	}
	return time.Duration(ms) * time.Millisecond
}

// notFound returns the answer to a request for what is not there. Java has one
// status for services and another for methods; consumers see no difference.
func notFound(err error, service hark.ServiceID) error {
	text := err.Error()
	var e *hark.Error
	if errors.As(err, &e) {
		text = e.Message
		if e.Method != "" {
			text = "method " + e.Method + ": " + text
		}
	}
	return &refusal{statusServiceError, notFoundText + " " + service.String() + ": " + text}
}
