package harktest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hark-rpc/hark"
)

// An Event is one event that a handler was told.
type Event struct {
	// Event says which.
	Event hark.Event
	// Info is what the handler's context knew of the call.
	Info hark.Info
	// Arg is the call's argument.
	Arg any
	// Result is the result that OnReturn got.
	Result any
	// Err is the error that OnThrow got.
	Err error
	// At is when the handler was called.
	At time.Time
}

// Notice reports whether the event tells of a handler that failed.
func (e Event) Notice() bool {
	var failure *hark.HandlerError
	return errors.As(e.Err, &failure)
}

// Terminal reports whether the event tells how the call ended.
func (e Event) Terminal() bool {
	return e.Event == hark.OnReturn || e.Event == hark.OnThrow && !e.Notice()
}

// String returns the event and its arguments.
func (e Event) String() string {
	switch e.Event {
	case hark.OnReturn:
		return fmt.Sprintf("OnReturn(%v, %v)", e.Result, e.Arg)
	case hark.OnThrow:
		return fmt.Sprintf("OnThrow(%v, %v)", e.Err, e.Arg)
	}
	return fmt.Sprintf("%v(%v)", e.Event, e.Arg)
}

// A Recorder records the events of the methods that [Record] connects to it.
// The zero Recorder is ready; its methods are safe for concurrent use.
type Recorder struct {
	mu      sync.Mutex
	events  []Event
	changed chan struct{} // closed and replaced at each event
}

// Record makes r record the events of m. An event is recorded when the handler
// that m has for it has returned or failed, so that who has waited for the
// event may look at what the handler did. Like the handlers themselves it must
// be set before m is referred. Of a one-way method there is only OnInvoke.
func Record[A, R any](r *Recorder, m *hark.Method[A, R]) {
	invoked, returned, threw := m.OnInvoke, m.OnReturn, m.OnThrow
	m.OnInvoke = func(ctx context.Context, arg A) {
		defer r.add(told(ctx, Event{Event: hark.OnInvoke, Arg: arg}))
		if invoked != nil {
			invoked(ctx, arg)
		}
	}
	if m.OneWay {
		return
	}
	m.OnReturn = func(ctx context.Context, result R, arg A) {
		defer r.add(told(ctx, Event{Event: hark.OnReturn, Result: result, Arg: arg}))
		if returned != nil {
			returned(ctx, result, arg)
		}
	}
	m.OnThrow = func(ctx context.Context, err error, arg A) {
		defer r.add(told(ctx, Event{Event: hark.OnThrow, Err: err, Arg: arg}))
		if threw != nil {
			threw(ctx, err, arg)
		}
	}
}

// told adds to an event what is to be known when the handler is called.
func told(ctx context.Context, e Event) Event {
	e.Info, _ = hark.InfoFrom(ctx)
	e.At = time.Now()
	return e
}

func (r *Recorder) add(e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
	if r.changed != nil {
		close(r.changed)
		r.changed = nil
	}
}

// Events returns the events so far, in their order.
func (r *Recorder) Events() []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.events)
}

// WaitFor waits until the events so far are enough and returns them. If ctx
// ends first it returns what there is and the cause. See [Ended].
func (r *Recorder) WaitFor(ctx context.Context, enough func(events []Event) bool) ([]Event, error) {
	for {
		r.mu.Lock()
		events := slices.Clone(r.events)
		if r.changed == nil {
			r.changed = make(chan struct{})
		}
		changed := r.changed
		r.mu.Unlock()
		if enough(events) {
			return events, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return events, fmt.Errorf("harktest: after %d events: %w", len(events), context.Cause(ctx))
		}
	}
}

// Ended is for [Recorder.WaitFor]: it waits until so many calls have had their
// terminal event.
func Ended(calls int) func(events []Event) bool {
	return func(events []Event) bool {
		n := 0
		for _, e := range events {
			if e.Terminal() {
				n++
			}
		}
		return n >= calls
	}
}
