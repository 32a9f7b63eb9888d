package dubbo

import (
	"sync"
	"sync/atomic"
	"time"
)

// An outbox gathers the frames that go out on a connection until its writer
// takes them, all that there are at a time.
type outbox struct {
	clock func() time.Duration

	mu    sync.Mutex
	ready sync.Cond // there is something to write, or no more will come
	buf   []byte    // whole frames
	calls []int64   // the ids of the requests among them, for calls that wait
	ended bool      // no more frames are taken
	fail  error     // and what there is need not be written
	room  chan struct{}

	added uint64 // bytes ever put in
	taken uint64 // bytes ever taken out

	// since is when the writer began to write what it has taken, or 0.
	since atomic.Int64
}

func newOutbox(clock func() time.Duration) *outbox {
	o := &outbox{clock: clock}
	o.ready.L = &o.mu
	return o
}

// maxOutbox is how many bytes may wait to be written. A frame is taken as long
// as there are fewer.
const maxOutbox = 1 << 20

// put adds a frame. If there is no room, it returns a channel that is closed
// when it is worth trying again. w is the call that the frame asks for, or nil.
func (o *outbox) put(frame []byte, w *waiter) (full <-chan struct{}, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ended {
		return nil, o.failure()
	}
	if len(o.buf) >= maxOutbox {
		if o.room == nil {
			o.room = make(chan struct{})
		}
		return o.room, nil
	}
	if w != nil {
		w.queued, w.start = true, o.added
		o.calls = append(o.calls, w.id)
	}
	if len(o.buf) == 0 {
		o.ready.Signal()
	}
	o.buf = append(o.buf, frame...)
	o.added += uint64(len(frame))
	return nil, nil
}

func (o *outbox) failure() error {
	if o.fail != nil {
		return o.fail
	}
	return errEnded
}

const errEnded = constError("the connection is being closed")

// take waits for frames and returns them, and the ids of calls among them; in
// exchange it gets the last ones back. It reports false when there will be no
// more.
func (o *outbox) take(written []byte, calls []int64) (frames []byte, ids []int64, ok bool) {
	if cap(written) > keptBuffer {
		written = nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.since.Store(0)
	for len(o.buf) == 0 && !o.ended {
		o.ready.Wait()
	}
	if o.fail != nil || len(o.buf) == 0 {
		return nil, nil, false
	}
	frames, ids = o.buf, o.calls
	o.buf, o.calls = written[:0], calls[:0]
	o.taken = o.added
	o.since.Store(int64(o.clock()) + 1)
	o.makeRoom()
	return frames, ids, true
}

func (o *outbox) makeRoom() {
	if o.room != nil {
		close(o.room)
		o.room = nil
	}
}

// end lets no more frames in. With an error those that wait are dropped; else
// the writer writes them and ends.
func (o *outbox) end(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = true
	if err != nil && o.fail == nil {
		o.fail = err
	}
	o.makeRoom()
	o.ready.Signal()
}

// untouched reports whether not a byte of the call's frame has been given to
// the network. It means something only once the outbox has failed.
func (o *outbox) untouched(w *waiter) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return !w.queued || w.start >= o.taken
}
