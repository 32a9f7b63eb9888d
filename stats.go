package hark

import (
	"sync"
	"sync/atomic"
	"time"
)

// ClientStats counts what no caller is there to be told of, since the client
// was made. Get them by [Client.Stats].
type ClientStats struct {
	// InFlight is the number of calls that have begun and are not yet told.
	InFlight int64
	// HandlerFailures counts failures of handlers that no OnThrow was told of.
	HandlerFailures int64
	// Unheard counts calls that ended in an error which no handler, no Future
	// and no caller received.
	Unheard int64
	ProtocolStats
}

// ServerStats counts what no caller is there to be told of, since the server
// was made. Get them by [Server.Stats].
type ServerStats struct {
	// InFlight is the number of calls that are running now.
	InFlight int64
	// Panics counts service methods and interceptors that panicked.
	Panics int64
	// Late counts calls inside the process that ended before their service had
	// returned; its result is dropped.
	Late int64
	ProtocolStats
}

// ProtocolStats is what protocols count.
type ProtocolStats struct {
	// LateReplies counts replies whose call was over when they came.
	LateReplies int64
	// Lost counts connections that broke.
	Lost int64
	// BadFrames counts what could not be understood.
	BadFrames int64
}

// Counters are what a [Protocol] adds to. They are safe for concurrent use.
type Counters struct {
	LateReplies, Lost, BadFrames atomic.Int64
}

func (c *Counters) stats() ProtocolStats {
	return ProtocolStats{
		LateReplies: c.LateReplies.Load(),
		Lost:        c.Lost.Load(),
		BadFrames:   c.BadFrames.Load(),
	}
}

// A gate counts the calls in flight and, once closed, lets no more begin.
type gate struct {
	calls   atomic.Int64 // with gateClosed added once it is closed
	drained func()       // called when it is closed and no call is in flight
	once    sync.Once
}

const gateClosed = 1 << 62

// enter begins a call, or reports that it is too late. Each enter that
// returned true needs one leave.
func (g *gate) enter() bool {
	if g.calls.Add(1) < gateClosed {
		return true
	}
	g.leave()
	return false
}

func (g *gate) leave() {
	if g.calls.Add(-1) == gateClosed {
		// A late enter and its leave come by here again.
		g.once.Do(g.drained)
	}
}

// close lets no more calls begin and has drained called, once, when those in
// flight have left. It must be called once.
func (g *gate) close(drained func()) {
	g.drained = drained
	g.calls.Add(gateClosed + 1) // with a call of its own, so that the last to leave calls drained
	g.leave()
}

func (g *gate) closed() bool { return g.calls.Load() >= gateClosed }

func (g *gate) inFlight() int64 { return g.calls.Load() &^ gateClosed }

// A throttle lets one line a second through, for what can happen at the rate
// of calls, and counts the others.
type throttle struct {
	next       atomic.Int64 // when the next may pass, in Unix nanoseconds
	suppressed atomic.Int64
}

// allow reports whether to log now, and how many were not since the last.
func (t *throttle) allow() (suppressed int64, ok bool) {
	now := time.Now().UnixNano()
	next := t.next.Load()
	if now < next || !t.next.CompareAndSwap(next, now+int64(time.Second)) {
		t.suppressed.Add(1)
		return 0, false
	}
	return t.suppressed.Swap(0), true
}
