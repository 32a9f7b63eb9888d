package eventtest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
)

// A mode is how the caller calls.
type mode string

const (
	waits  mode = "sync"
	async  mode = "async"
	future mode = "future"
)

// A cell is one place of the matrix.
type cell struct {
	mode     mode
	onInvoke bool
	onReturn bool
	onThrow  bool
}

func (c cell) String() string {
	var set []string
	for name, on := range map[string]bool{"OnInvoke": c.onInvoke, "OnReturn": c.onReturn, "OnThrow": c.onThrow} {
		if on {
			set = append(set, name)
		}
	}
	slices.Sort(set)
	if set == nil {
		set = []string{"none"}
	}
	return string(c.mode) + "/" + strings.Join(set, "+")
}

func cells() []cell {
	var all []cell
	for _, m := range []mode{waits, async, future} {
		all = append(all, cell{m, false, false, false}, cell{m, true, false, false},
			cell{m, false, true, false}, cell{m, false, false, true}, cell{m, true, true, true})
	}
	return all
}

// A cause is one way in which a call ends.
type cause struct {
	name    string
	network bool // needs one
	run     func(t *testing.T, s *system, c cell)
}

// Run runs the matrix over the protocol, or inside the process if open is nil.
func Run(t *testing.T, open Open) {
	for _, cause := range causes() {
		t.Run(cause.name, func(t *testing.T) {
			if cause.run == nil {
				t.Skip("not yet built")
			}
			if cause.network && open == nil {
				t.Skip("cannot happen inside the process")
			}
			for _, c := range cells() {
				t.Run(c.String(), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						s := start(t, open)
						cause.run(t, s, c)
						if err := s.client.Close(); err != nil {
							t.Error(err)
						}
						s.stop()
					})
				})
			}
		})
	}
}

// A row is what a call of one method is to come to.
type row[A, R any] struct {
	method string
	arg    A
	// Patience is the deadline of the caller's context, if there is one.
	patience time.Duration
	// Before, ready and during disturb what happens: before the method is
	// referred, when it has been, and from another goroutine while the call is
	// made, with the means to cancel it.
	before, ready func(s *system, m *hark.Method[A, R])
	during        func(s *system, cancel func())

	want  R
	err   error             // errors.Is finds it; nil: want is the result
	check func(error) error // says what else is wrong with it
	after time.Duration     // when the call is over
	tries int               // attempts
	async *row[A, R]        // what an async call comes to, if something else
}

// A told event, as the matrix compares it.
type told struct {
	what   string
	caller bool // on the caller's goroutine
	at     time.Duration
}

// A log gathers what the handlers of one call are told.
type log struct {
	mu     sync.Mutex
	start  time.Time
	caller string
	told   []told
	infos  []hark.Info
}

func (l *log) add(ctx context.Context, what string) {
	info, _ := hark.InfoFrom(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told = append(l.told, told{what, goroutine() == l.caller, time.Since(l.start)})
	l.infos = append(l.infos, info)
}

// goroutine names the goroutine that it runs on.
func goroutine() string {
	b := make([]byte, 64)
	b = b[:runtime.Stack(b, false)]
	name, _, _ := strings.Cut(string(b), "[")
	return name
}

// run makes the call and compares.
func (r row[A, R]) run(t *testing.T, s *system, c cell) {
	if c.mode == async && r.async != nil {
		r = *r.async
	}
	m := &hark.Method[A, R]{Name: r.method, Async: c.mode == async}
	m.Retries = -1
	l := &log{caller: goroutine()}
	if c.onInvoke {
		m.OnInvoke = func(ctx context.Context, arg A) { r.told(l, ctx, arg, "OnInvoke") }
	}
	if c.onReturn {
		m.OnReturn = func(ctx context.Context, result R, arg A) {
			r.told(l, ctx, arg, fmt.Sprintf("OnReturn %+v", show(result)))
		}
	}
	if c.onThrow {
		m.OnThrow = func(ctx context.Context, err error, arg A) { r.told(l, ctx, arg, "OnThrow "+r.verdict(err)) }
	}
	if r.before != nil {
		r.before(s, m)
	}
	s.refer(t, m)
	if r.ready != nil {
		r.ready(s, m)
	}
	synctest.Wait()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if r.patience > 0 {
		ctx, cancel = context.WithTimeout(ctx, r.patience)
		defer cancel()
	}
	l.start = time.Now()
	if r.during != nil {
		go r.during(s, cancel) // ends by itself
	}
	r.call(ctx, t, m, c, l)
	time.Sleep(2 * time.Minute) // synctest: until everything that may still happen has
	r.compare(t, s, c, l)
}

// told logs an event, unless it is of another call than the row's.
func (r row[A, R]) told(l *log, ctx context.Context, arg A, what string) { //nolint:revive // the log is the receiver here
	if any(arg) == any(r.arg) {
		l.add(ctx, what)
	}
}

// call makes the call and checks what the caller gets.
func (r row[A, R]) call(ctx context.Context, t *testing.T, m *hark.Method[A, R], c cell, l *log) {
	t.Helper()
	if c.mode == future {
		f := m.Go(ctx, r.arg)
		r.at(t, l, 0)
		select {
		case <-f.Done():
			if r.after > 0 {
				t.Error("the Future is done at once")
			}
		default:
		}
		<-f.Done()
		l.add(ctx, "done")
		result, err := f.Get(context.Background())
		r.outcome(t, result, err)
		return
	}
	result, err := m.Call(ctx, r.arg)
	if c.mode == async {
		r.at(t, l, 0)
		var none R
		if err != nil || !reflect.DeepEqual(result, none) {
			t.Errorf("got %v, %v at once; want nothing", result, err)
		}
		return
	}
	r.at(t, l, r.after)
	r.outcome(t, result, err)
}

func (r row[A, R]) at(t *testing.T, l *log, want time.Duration) {
	t.Helper()
	if got := time.Since(l.start); got != want {
		t.Errorf("returned after %v, want %v", got, want)
	}
}

func (r row[A, R]) outcome(t *testing.T, result R, err error) {
	t.Helper()
	switch {
	case r.err == nil && err != nil:
		t.Errorf("got error %v, want %+v", err, show(r.want))
	case r.err == nil:
		if !reflect.DeepEqual(result, r.want) {
			t.Errorf("got %+v, want %+v", show(result), show(r.want))
		}
	default:
		var none R
		if !reflect.DeepEqual(result, none) {
			t.Errorf("got %+v beside the error", show(result))
		}
		if v := r.verdict(err); v != "as wanted" {
			t.Error(v)
		}
	}
}

// verdict says whether the error is the one that is wanted.
func (r row[A, R]) verdict(err error) string {
	if !errors.Is(err, r.err) {
		var thrown *hark.Exception
		if !errors.As(err, &thrown) || !errors.Is(r.err, errException) {
			return fmt.Sprintf("got %v, want %v", err, r.err)
		}
	}
	if r.check != nil {
		if err := r.check(err); err != nil {
			return err.Error()
		}
	}
	return "as wanted"
}

// errException stands for an exception in a row.
var errException = errors.New("an exception")

// compare checks what the handlers were told and what was counted.
func (r row[A, R]) compare(t *testing.T, s *system, c cell, l *log) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var want []told
	if c.onInvoke {
		want = append(want, told{"OnInvoke", true, 0})
	}
	switch {
	case r.err == nil && c.onReturn:
		want = append(want, told{fmt.Sprintf("OnReturn %+v", show(r.want)), c.mode == waits, r.after})
	case r.err != nil && c.onThrow:
		want = append(want, told{"OnThrow as wanted", c.mode == waits, r.after})
	}
	if c.mode == future {
		want = append(want, told{"done", true, r.after})
	}
	if !slices.Equal(l.told, want) {
		t.Errorf("told %+v\nwant %+v", l.told, want)
	}
	for i, info := range l.infos {
		if l.told[i].what == "done" {
			continue
		}
		if info.ID == 0 || info.ID != l.infos[0].ID || info.Method != r.method || info.Service.Interface != iface {
			t.Errorf("event %d is of call %+v", i, info)
		}
		if terminal := l.told[i].what != "OnInvoke"; terminal && (len(info.Attempts) != r.tries || info.Elapsed != r.after) {
			t.Errorf("told of %d attempts in %v, want %d in %v", len(info.Attempts), info.Elapsed, r.tries, r.after)
		}
	}
	unheard := int64(0)
	if c.mode == async && r.err != nil && !c.onThrow {
		unheard = 1
	}
	stats := s.client.Stats()
	if stats.Unheard != unheard || stats.HandlerFailures != 0 || stats.InFlight != 0 {
		t.Errorf("counted %+v, want %d unheard", stats, unheard)
	}
}

// show makes a pointer's value printable.
func show(v any) any {
	if p, ok := v.(*Person); ok && p != nil {
		return *p
	}
	return v
}
