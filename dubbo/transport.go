package dubbo

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/hessian"
)

// A transport is one network connection. It is the same on both sides, for
// each side may send requests: it writes frames in batches, files calls until
// their replies come, answers heartbeats, and passes what is asked of its own
// side to its owner.
type transport struct {
	nc    net.Conn
	owner owner
	codec *codec
	env   hark.Env
	began time.Time

	in      *frameReader
	out     *outbox
	answers answers

	lastRead atomic.Int64 // when bytes came last, on the clock
	ids      atomic.Int64
	leaving  atomic.Bool // it ends when no call waits on it any more

	callbacks callbacks

	mu      sync.Mutex
	pending map[int64]*waiter
	err     error // why the transport has ended
}

// An owner is what a transport works for: a client's connection or a server.
// Its methods are called by the reader, which waits for them to return.
type owner interface {
	// request is given a request that is no event. An error ends the transport.
	request(t *transport, h header, body []byte) error
	// oversized is given the head of a request whose body was skipped.
	oversized(t *transport, h header)
	// noFrame is given the first bytes of something that is no frame. The
	// transport ends when it returns.
	noFrame(t *transport, first []byte)
	// word is given an event of the peer's: readOnly, writeable.
	word(t *transport, word string)
	// ended is called once, when the transport has ended. It may be called by
	// any goroutine.
	ended(t *transport, cause error)
}

func newTransport(nc net.Conn, o owner, c *codec, env hark.Env) *transport {
	t := &transport{nc: nc, owner: o, codec: c, env: env, began: time.Now(), pending: make(map[int64]*waiter)}
	t.in = newFrameReader(reader{t}, t.clock)
	t.out = newOutbox(t.clock)
	t.answers.dec = hessian.NewDecoder(c.registry, nil)
	return t
}

// clock returns the age of the transport.
func (t *transport) clock() time.Duration { return time.Since(t.began) }

// silent returns how long no bytes have come.
func (t *transport) silent() time.Duration { return t.clock() - time.Duration(t.lastRead.Load()) }

// since returns how long ago a moment of the clock was, plus one; 0 means never.
func (t *transport) since(moment int64) time.Duration {
	if moment == 0 {
		return 0
	}
	return t.clock() - time.Duration(moment-1)
}

// stuck returns how long the writer has been trying to write.
func (t *transport) stuck() time.Duration { return t.since(t.out.since.Load()) }

// A reader notes when bytes come.
type reader struct{ t *transport }

func (r reader) Read(p []byte) (int, error) {
	n, err := r.t.nc.Read(p)
	r.t.lastRead.Store(int64(r.t.clock()))
	return n, err
}

// read reads frames until the connection ends. It is the reader's goroutine,
// which ends with the connection.
func (t *transport) read() {
	for {
		h, err := t.in.next()
		switch {
		case err == nil:
			err = t.frame(h)
		case errors.Is(err, errNotAFrame):
			t.owner.noFrame(t, t.in.buf[t.in.pos:t.in.end])
		}
		if err != nil {
			t.end(err)
			return
		}
	}
}

// frame reads the body of a frame and does what it asks for.
func (t *transport) frame(h header) error {
	if h.length > t.codec.payload {
		return t.oversized(h)
	}
	if !h.request && !h.event && t.in.buffered() < h.length {
		t.firstByte(h.id)
	}
	body, err := t.in.body(h.length)
	switch {
	case err != nil:
		return err
	case h.event:
		return t.event(h, body)
	case h.request:
		return t.owner.request(t, h, body)
	}
	t.reply(h, body)
	return nil
}

// oversized passes over a body that is too large, so that the frames after it
// are understood.
func (t *transport) oversized(h header) error {
	t.env.Counters.BadFrames.Add(1)
	if err := t.in.skip(h.length); err != nil {
		return err
	}
	switch {
	case h.event:
	case h.request:
		t.owner.oversized(t, h)
	default:
		if w := t.takeReply(h.id); w != nil {
			w.end(w.call.NewError(hark.ErrDecode, "", &payloadError{h.length, t.codec.payload}))
		}
	}
	return nil
}

// event answers heartbeats and passes words on.
func (t *transport) event(h header, body []byte) error {
	if !h.request {
		return nil // to a heartbeat of ours; that bytes came is what it says
	}
	word, err := eventWord(h, body)
	switch {
	case h.serial != hessian2 && h.serial != fastjson2 && len(body) <= maxEvent:
		word = "" // a heartbeat is all that it can be
	case err != nil:
		t.env.Counters.BadFrames.Add(1)
		return err
	}
	if word != "" {
		t.owner.word(t, word)
		return nil
	}
	if h.twoWay {
		answer := appendHeader(make([]byte, 0, headerSize+maxEvent), header{
			event: true, serial: h.serial, status: statusOK, id: h.id, length: len(body),
		})
		// If there is no room for it then there is much else to show that
		// this side lives.
		_, _ = t.out.put(append(answer, body...), nil)
	}
	return nil
}

// reply ends the call that a response is for.
func (t *transport) reply(h header, body []byte) {
	w := t.takeReply(h.id)
	if w == nil {
		return
	}
	err := t.answers.decode(w.call, h, body)
	w.call.Mark(hark.PhaseDecoded)
	w.end(err)
}

// takeReply takes the call out of the table whose reply has come. It returns
// nil, and counts, if nobody waits for it.
func (t *transport) takeReply(id int64) *waiter {
	w := t.take(id)
	if w == nil {
		t.env.Counters.LateReplies.Add(1)
		return nil
	}
	w.arriving()
	return w
}

// write writes what is put into the outbox. It is the writer's goroutine,
// which ends with the connection or when the outbox has ended.
func (t *transport) write() {
	var frames []byte
	var ids []int64
	for {
		var ok bool
		frames, ids, ok = t.out.take(frames, ids)
		if !ok {
			_ = t.nc.Close() // the reader says why
			return
		}
		if _, err := t.nc.Write(frames); err != nil {
			t.end(err)
			return
		}
		t.written(ids)
	}
}

// A waiter is a call whose reply is awaited. Who takes it out of the table of
// pending calls is the one that ends it.
type waiter struct {
	call  *hark.Call
	id    int64
	done  chan error  // of one
	timer *time.Timer // for the call's deadline

	written, begun bool // phases that were marked; under the transport's lock

	// Of the call's frame, under the outbox's lock: whether it was put in,
	// and where among all bytes that were.
	queued bool
	start  uint64
}

func newWaiter() *waiter {
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	return &waiter{done: make(chan error, 1), timer: timer}
}

// arriving marks the phases that the call must have passed.
func (w *waiter) arriving() {
	if !w.written {
		w.call.Mark(hark.PhaseWritten)
		w.written = true
	}
	if !w.begun {
		w.call.Mark(hark.PhaseFirstByte)
		w.begun = true
	}
}

// end ends the call. The waiter and the call are its caller's from then on.
func (w *waiter) end(err error) { w.done <- err }

// file puts a call into the table, under a new id.
func (t *transport) file(w *waiter) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err != nil {
		return t.err
	}
	t.pending[w.id] = w
	return nil
}

// take takes a call out of the table, if it is there.
func (t *transport) take(id int64) *waiter {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.pending[id]
	delete(t.pending, id)
	if t.leaving.Load() && len(t.pending) == 0 {
		t.out.end(nil)
	}
	return w
}

// leave makes the transport end when no call waits on it any more.
func (t *transport) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.leaving.Store(true)
	if len(t.pending) == 0 {
		t.out.end(nil)
	}
}

// written marks that requests have been written.
func (t *transport) written(ids []int64) {
	if len(ids) == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, id := range ids {
		if w := t.pending[id]; w != nil && !w.written {
			w.call.Mark(hark.PhaseWritten)
			w.written = true
		}
	}
}

// firstByte marks that a reply begins to arrive.
func (t *transport) firstByte(id int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if w := t.pending[id]; w != nil {
		w.arriving()
	}
}

// invoke sends the frame and waits for the reply as long as the call may. The
// waiter is free for the next call when invoke has returned.
func (t *transport) invoke(ctx context.Context, w *waiter, frame []byte) error {
	var expired <-chan time.Time
	if d := w.call.Deadline; !d.IsZero() {
		w.timer.Reset(time.Until(d))
		defer w.timer.Stop()
		expired = w.timer.C
	}
	if !w.call.OneWay {
		if err := t.file(w); err != nil {
			return unsent(w.call, err)
		}
	}
	for {
		full, err := t.out.put(frame, w)
		switch {
		case err != nil && w.call.OneWay:
			return unsent(w.call, err)
		case err != nil:
			return <-w.done // the transport has ended, and ends its calls
		case full == nil && w.call.OneWay:
			w.call.Mark(hark.PhaseWritten)
			return nil
		}
		select {
		case err := <-w.done:
			return err
		case <-full:
			continue
		case <-ctx.Done():
		case <-expired:
		case <-w.call.Cut():
		}
		return t.interrupt(ctx, w)
	}
}

// interrupt ends a call that must wait no longer.
func (t *transport) interrupt(ctx context.Context, w *waiter) error {
	if !w.call.OneWay {
		if t.take(w.id) == nil {
			return <-w.done // its reply is being decoded
		}
	}
	err := w.call.Interrupted(ctx)
	if err == nil {
		err = w.call.NewError(hark.ErrTimeout, "", nil)
	}
	return err
}

// end ends the transport, and at once every call that waits on it.
func (t *transport) end(cause error) {
	t.mu.Lock()
	if t.err != nil {
		t.mu.Unlock()
		return
	}
	t.err = cause
	lost := t.pending
	t.pending = nil
	t.mu.Unlock()
	t.out.end(cause)
	_ = t.nc.Close()
	t.owner.ended(t, cause)
	for _, w := range lost {
		w.end(t.lost(w, cause))
	}
}

// lost returns the error of a call whose connection has ended.
func (t *transport) lost(w *waiter, cause error) error {
	code, message := hark.ErrLost, ""
	switch {
	case errors.Is(cause, hark.ErrClosed):
		return w.call.NewError(hark.ErrClosed, "", nil)
	case errors.Is(cause, io.EOF):
		message, cause = "the provider closed it", nil
	}
	e := w.call.NewError(code, message, cause)
	e.NotRun = t.out.untouched(w)
	return e
}

// unsent returns the error of a call that met a connection about to end.
func unsent(call *hark.Call, cause error) error {
	code := hark.ErrConnect
	if errors.Is(cause, hark.ErrClosed) {
		code = hark.ErrClosed
	}
	e := call.NewError(code, "the connection had just ended", cause)
	e.NotRun = true
	return e
}
