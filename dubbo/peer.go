package dubbo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/hark-rpc/hark"
)

// A peer is a consumer's connection, on the server.
type peer struct {
	*transport

	server   *server
	name     string
	ctx      context.Context //nolint:containedctx // of all calls of the connection
	cancel   context.CancelFunc
	requests requests
	free     chan struct{} // holds a token for each call that runs

	running atomic.Int64 // calls that have not been answered
	asked   atomic.Bool  // a request has come that was understood
	last    atomic.Int64 // when a request came last, on the clock
}

// request implements owner: it decodes the request and runs it on a goroutine
// of its own. While too many run it waits, and so nothing more is read.
func (p *peer) request(_ *transport, h header, body []byte) error {
	p.last.Store(int64(p.clock()))
	if h.serial != hessian2 {
		return p.foreign(h)
	}
	call, rt, err := p.requests.decode(body)
	switch {
	case err != nil:
		p.badRequest(h, err)
		return nil
	case call == nil:
		p.echo(h, body)
		return nil
	}
	p.asked.Store(true)
	call.ID, call.OneWay, call.Peer = p.server.calls.Add(1), !h.twoWay, p.name
	if !p.claim(call) {
		call.Release()
		p.refuse(h, statusThreadsExhausted, fmt.Sprintf("%d calls of this connection are running, and the time of this one is up", p.server.protocol.InFlight))
		return nil
	}
	p.running.Add(1)
	go p.run(call, h.id, rt.attached) // ends with the method
	return nil
}

// claim waits until there may be one more call. It reports false if the call's
// time is up by then, or the connection has ended.
func (p *peer) claim(call *hark.Call) bool {
	select {
	case p.free <- struct{}{}:
		return true
	default:
	}
	select {
	case p.free <- struct{}{}:
	case <-p.ctx.Done():
		return false
	}
	if call.Deadline.IsZero() || time.Now().Before(call.Deadline) {
		return true
	}
	<-p.free
	return false
}

// run serves a call and answers it.
func (p *peer) run(call *hark.Call, id int64, attached bool) {
	var err error = errNoReturn
	defer func() {
		if !call.OneWay {
			p.answer(call, id, attached, err)
		}
		call.Release()
		p.running.Add(-1)
		<-p.free
	}()
	err = p.server.dispatcher.Invoke(p.ctx, call)
}

// errNoReturn is the outcome of a method that ended its goroutine.
const errNoReturn = constError("the service ended its goroutine by runtime.Goexit")

// answer sends what became of a call. What a method threw or returned is a
// reply; all else is a refusal, which Java consumers take for a reason to try
// another provider.
func (p *peer) answer(call *hark.Call, id int64, attached bool, outcome error) {
	s := p.codec.get()
	defer p.codec.put(s)
	thrown, status := p.judge(call, outcome)
	if status != statusOK {
		p.codec.refusal(s, header{serial: hessian2, id: id}, status, outcome.Error())
		p.send(s)
		return
	}
	if err := p.codec.reply(s, id, attached, call, thrown); err != nil {
		// Status 25 and not 50: newer Java consumers do not call again then.
		p.codec.refusal(s, header{serial: hessian2, id: id}, statusSerialization, unsentReply(err))
		p.server.lines.log(p.env.Logger, slog.LevelError, "dubbo: a reply cannot be sent", p.name, fmt.Errorf("%v %s: %w", call.Service, call.Method, err))
	}
	p.send(s)
}

// judge returns how the outcome of a call is told: as what was thrown, or nil,
// with statusOK, or else by another status.
func (*peer) judge(call *hark.Call, outcome error) (thrown *hark.Exception, status status) {
	if outcome == nil {
		return nil, statusOK
	}
	if e, ok := outcome.(*hark.Exception); ok { //nolint:errorlint // a Dispatcher returns it unwrapped
		if overdue(call) {
			// A service that keeps its deadline throws as the consumer's own clock
			// runs out. Which of the two the consumer meets must not decide.
			return nil, statusServerTimeout
		}
		return e, statusOK
	}
	var e *hark.Error
	switch {
	case !errors.As(outcome, &e):
		// The method may have run: not a refusal, for those are tried again.
		return &hark.Exception{Class: hark.RuntimeException, Message: outcome.Error()}, statusOK
	case e.Code == hark.ErrDecode, e.Code == hark.ErrEncode:
		return nil, statusBadRequest
	case e.Code == hark.ErrTimeout:
		return nil, statusServerTimeout
	}
	return nil, statusServiceError
}

// overdue reports whether the consumer's deadline has passed.
func overdue(call *hark.Call) bool {
	return !call.Deadline.IsZero() && !time.Now().Before(call.Deadline)
}

// unsentReply is what the consumer reads of a reply that cannot be sent. Java
// begins so where the reply is too large.
func unsentReply(err error) string {
	var tooLarge *payloadError
	if errors.As(err, &tooLarge) {
		return "Data length too large: the reply: " + err.Error()
	}
	return "the reply cannot be encoded: " + err.Error()
}

// send puts the frame in s into the outbox. It waits for room, as the peer's
// calls then do.
func (p *peer) send(s *scratch) {
	for {
		full, err := p.out.put(s.buf, nil)
		if err != nil || full == nil {
			return // or there is nobody any more to answer to
		}
		<-full
	}
}

// refuse answers a request that is not run, if it wants an answer.
func (p *peer) refuse(h header, status status, text string) {
	if !h.twoWay {
		return
	}
	s := p.codec.get()
	defer p.codec.put(s)
	p.codec.refusal(s, h, status, text)
	p.send(s)
}

// badRequest answers a request that cannot be run.
func (p *peer) badRequest(h header, err error) {
	no := &refusal{statusBadRequest, "bad request: " + err.Error()}
	errors.As(err, &no)
	if no.status == statusBadRequest {
		p.env.Counters.BadFrames.Add(1)
		p.server.lines.log(p.env.Logger, slog.LevelWarn, "dubbo: a request cannot be understood", p.name, err)
	}
	p.refuse(h, no.status, no.text)
}

// foreign answers a request in another serialization than Hessian's. It
// returns an error, which ends the connection, where the answer could not be
// read.
func (p *peer) foreign(h header) error {
	p.env.Counters.BadFrames.Add(1)
	err := fmt.Errorf("a request in serialization %d; hessian2, %d, is what is spoken here", h.serial, hessian2)
	if h.serial != fastjson2 {
		return err
	}
	p.server.lines.log(p.env.Logger, slog.LevelWarn, "dubbo: a request cannot be understood", p.name, err)
	p.refuse(h, statusBadRequest, err.Error()+": set serialization=hessian2")
	return nil
}

// echo answers an echo, by which consumers find out whether we are there.
func (p *peer) echo(h header, body []byte) {
	arg, rt, err := p.requests.echo(body)
	if err != nil {
		p.badRequest(h, err)
		return
	}
	p.asked.Store(true)
	if !h.twoWay {
		return
	}
	s := p.codec.get()
	defer p.codec.put(s)
	if err := p.codec.reply(s, h.id, rt.attached, &hark.Call{Reply: &arg}, nil); err != nil {
		p.codec.refusal(s, h, statusSerialization, unsentReply(err))
	}
	p.send(s)
}

// oversized implements owner.
func (p *peer) oversized(_ *transport, h header) {
	err := &payloadError{h.length, p.codec.payload}
	p.server.lines.log(p.env.Logger, slog.LevelWarn, "dubbo: a request is too large", p.name, err)
	if h.serial == hessian2 || h.serial == fastjson2 {
		p.refuse(h, statusBadRequest, "the request: "+err.Error())
	}
}

// word implements owner. Consumers have nothing to say.
func (p *peer) word(*transport, string) {}

// textAnswer is what whoever types at the port, or takes it for HTTP, is told.
const textAnswer = "this port speaks the dubbo protocol, not text\r\n"

// noFrame implements owner: it answers text with a line of text.
func (p *peer) noFrame(_ *transport, first []byte) {
	p.env.Counters.BadFrames.Add(1)
	if c := first[0]; c >= utf8.RuneSelf || c < ' ' && c != '\r' && c != '\n' {
		return
	}
	const patience = time.Second
	_ = p.nc.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(p.nc, textAnswer); err != nil {
		return
	}
	// To close while there is something to read would take the line back on
	// the way.
	if half, ok := p.nc.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		_, _ = io.CopyN(io.Discard, p.nc, firstBuffer)
	}
}

// ended implements owner. It logs what the peer is to blame for.
func (p *peer) ended(_ *transport, cause error) {
	p.cancel()
	s := p.server
	s.mu.Lock()
	delete(s.peers, p)
	s.mu.Unlock()
	var byNetwork net.Error
	switch {
	case errors.Is(cause, io.EOF), errors.Is(cause, errServerEnded), errors.Is(cause, net.ErrClosed), errors.Is(cause, errIdle):
	case errors.As(cause, &byNetwork), errors.Is(cause, io.ErrClosedPipe):
		p.env.Counters.Lost.Add(1)
	default:
		p.env.Counters.Lost.Add(1)
		s.lines.log(p.env.Logger, slog.LevelWarn, "dubbo: a connection is closed", p.name, cause)
	}
}

// leave tells the consumer that the server goes away.
func (p *peer) leave() {
	_, _ = p.out.put(appendEvent(nil, p.ids.Add(1), readOnly), nil)
}

// done reports whether the peer has what it asked for, and asks for no more.
func (p *peer) done() bool {
	return p.running.Load() == 0 && p.clock()-time.Duration(p.last.Load()) >= quiet
}

// bytesPerSecond is the least that a peer must send of a frame that it has
// begun.
const bytesPerSecond = 64 << 10

// overdue returns what the peer has kept the server waiting for too long.
func (p *peer) overdue() error {
	limit := p.server.protocol.FrameTimeout + time.Duration(p.in.awaited.Load()/bytesPerSecond)*time.Second
	if d := p.since(p.in.since.Load()); d > limit {
		return fmt.Errorf("a frame has not arrived in %v", d.Round(time.Second))
	}
	idle := lostAfter * p.server.protocol.Heartbeat
	switch {
	case p.stuck() > idle:
		return fmt.Errorf("the peer has read nothing for %v", p.stuck().Round(time.Second))
	case p.silent() > idle && p.running.Load() == 0:
		return errIdle
	}
	return nil
}

const errIdle = constError("the peer has been silent for three heartbeats")
