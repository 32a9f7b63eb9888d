package hark_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/harktest"
)

// A random program is a text of bytes, two for each instruction: calls in every
// mode to a service that answers, throws, hangs, panics or answers too late,
// with handlers that fail, and between them cancels, lost connections,
// vanishing providers, Close and Shutdown. Whatever it does, each call is told
// of as the contract says: OnInvoke once, a terminal event once, after it
// nothing but the notice of that event's own handler.

// An instruction's first byte says what to do, in its low bits, and how; the
// second byte is about the service and the handlers.
type instruction struct{ what, how byte }

func (i instruction) op() int { return int(i.what & 15) }

// patience is a delay: of the service, until a cancel, of the program itself.
func (i instruction) delay() time.Duration {
	return [...]time.Duration{0, 10 * time.Millisecond, 50 * time.Millisecond, 200 * time.Millisecond}[i.what>>4&3]
}

func (i instruction) cancels() bool { return i.what>>6&1 == 1 }
func (i instruction) oneWay() bool  { return i.what>>7 == 1 }

// behaviour is what the service does.
func (i instruction) behaviour() int { return int(i.how & 7) }

// failing is whose handler fails, or 0, and how.
func (i instruction) failing() hark.Event { return hark.Event(i.how >> 3 & 3) }
func (i instruction) failure() int        { return int(i.how >> 5 & 3) }

// a fate is what the events of one call have been so far.
type fate struct {
	instruction
	told     []string
	err      error // of OnThrow
	returned error // to the caller, if there is one
	waits    bool  // the caller is told
	over     bool  // the caller has been told
}

// A machine runs one program.
type machine struct {
	t       *testing.T
	network harktest.Network
	client  *hark.Client
	board   board
	get     [2]hark.Method[int32, int32] // synchronous and asynchronous
	send    hark.Method[int32, struct{}] // one way
	cancel  context.CancelFunc           // of the last call that can be cancelled

	mu      sync.Mutex
	fates   []*fate // by the call's argument
	running sync.WaitGroup
}

// run runs the program and says what was wrong.
func (m *machine) run(program []byte, remote bool) (err error) {
	server := &hark.Server{Logger: quiet()}
	if err := server.Export(hark.Service{Interface: "test.Random", Methods: []hark.Handler{
		hark.Handle("get", m.serve),
		hark.Handle("send", func(ctx context.Context, n int32) (struct{}, error) {
			_, err := m.serve(ctx, n)
			return struct{}{}, err
		}),
	}}, "", ""); err != nil {
		return err
	}
	m.client = &hark.Client{Logger: quiet()}
	m.handlers()
	stop := func() {}
	stub := hark.Stub{Interface: "test.Random", Methods: []hark.AnyMethod{&m.get[0], &m.send}}
	async := hark.Stub{Interface: "test.Random", Methods: []hark.AnyMethod{&m.get[1]}}
	if remote {
		stop = serve(m.t, &m.network, "p:1", server)
		m.client = dial(&m.network)
		m.client.Registry = &m.board
		m.board.set(addrs("p:1", "gone:1")...)
		err = errors.Join(m.client.Refer(context.Background(), stub, hark.Reference{}), m.client.Refer(context.Background(), async, hark.Reference{}))
	} else {
		err = errors.Join(m.client.Bind(stub, server, hark.Reference{}), m.client.Bind(async, server, hark.Reference{}))
	}
	if err != nil {
		return err
	}
	for len(program) >= 2 {
		m.step(instruction{program[0], program[1]})
		program = program[2:]
	}
	m.running.Wait()
	if err := m.client.Close(); err != nil {
		return err
	}
	stop()
	time.Sleep(10 * time.Second) // synctest: until the slowest service has returned
	if stats := m.client.Stats(); stats.InFlight != 0 {
		return fmt.Errorf("after Close: %+v", stats)
	}
	return m.verdict()
}

// serve is the service.
func (m *machine) serve(ctx context.Context, n int32) (int32, error) {
	m.mu.Lock()
	i := m.fates[n].instruction
	m.mu.Unlock()
	switch i.behaviour() {
	case 0, 1:
		time.Sleep(i.delay()) // synctest
	case 2:
		return 0, &biz{"thrown"}
	case 3:
		time.Sleep(2 * time.Second) // synctest: the answer comes too late
	case 4:
		<-ctx.Done()
		return 0, ctx.Err()
	case 5:
		panic("the service panics")
	case 6:
		runtime.Goexit()
	case 7:
		time.Sleep(time.Second) // synctest: the answer comes with the deadline
	}
	return n, nil
}

// handlers sets the methods up.
func (m *machine) handlers() {
	tell := func(n int32, event hark.Event, err error) {
		m.mu.Lock()
		f := m.fates[n]
		what := event.String()
		failure := new(hark.HandlerError)
		if errors.As(err, &failure) {
			what = "notice of " + failure.Event.String()
		} else if event == hark.OnThrow {
			f.err = err
		}
		f.told = append(f.told, what)
		fails := f.failing() == event && what == event.String()
		m.mu.Unlock()
		if !fails {
			return
		}
		switch f.failure() {
		case 0:
			panic("a handler panics")
		case 1:
			runtime.Goexit()
		case 2:
			time.Sleep(3 * time.Second) // synctest: longer than any timeout
		case 3:
			time.Sleep(f.delay()) // synctest
			panic(context.Canceled)
		}
	}
	for i := range m.get {
		g := &m.get[i]
		g.Name, g.Async, g.Actives = "get", i == 1, 2
		g.OnInvoke = func(_ context.Context, n int32) { tell(n, hark.OnInvoke, nil) }
		g.OnReturn = func(_ context.Context, _, n int32) { tell(n, hark.OnReturn, nil) }
		g.OnThrow = func(_ context.Context, err error, n int32) { tell(n, hark.OnThrow, err) }
	}
	m.send.Name, m.send.OneWay = "send", true
	m.send.OnInvoke = func(_ context.Context, n int32) { tell(n, hark.OnInvoke, nil) }
}

// step executes an instruction.
func (m *machine) step(i instruction) {
	switch op := i.op(); op {
	case 0, 1, 2, 3, 4, 5, 6, 7, 8:
		m.call(i, op%3)
	case 9:
		time.Sleep(i.delay()) // synctest
	case 10:
		m.network.Cut("p:1")
	case 11:
		m.board.set(addrs([]string{"p:1", "gone:1"}[:i.how&3%3]...)...)
	case 12:
		if m.cancel != nil {
			m.cancel()
		}
	case 13:
		time.Sleep(time.Second) // synctest
	case 14:
		m.running.Go(func() { _ = m.client.Close() })
	case 15:
		m.running.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), i.delay())
			defer cancel()
			_ = m.client.Shutdown(ctx)
		})
	}
}

// call makes a call on a goroutine of its own, for a handler may end it.
func (m *machine) call(i instruction, mode int) {
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	f := &fate{instruction: i}
	m.mu.Lock()
	n := int32(len(m.fates))
	m.fates = append(m.fates, f)
	m.mu.Unlock()
	if i.cancels() {
		time.AfterFunc(i.delay(), cancel)
	}
	m.running.Go(func() {
		switch {
		case i.oneWay():
			_, _ = m.send.Call(ctx, n)
			f.waits = false
		case mode == 0:
			f.waits = true
			_, f.returned = m.get[0].Call(ctx, n)
			f.over = true
		case mode == 1:
			_, _ = m.get[1].Call(ctx, n)
		case mode == 2:
			f.waits = true
			_, f.returned = m.get[i.how&1].Go(ctx, n).Get(context.Background())
			f.over = true
		}
	})
}

// verdict checks what the calls were told.
func (m *machine) verdict() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for n, f := range m.fates {
		want := []string{"OnInvoke"}
		noticed := func(e hark.Event) bool { return f.failing() == e && f.failure() != 2 }
		if f.oneWay() {
			// There is no OnThrow to give notice to.
			if fmt.Sprint(f.told) != fmt.Sprint(want) {
				return fmt.Errorf("one-way call %d was told %q", n, f.told)
			}
			continue
		}
		if noticed(hark.OnInvoke) {
			want = append(want, "notice of OnInvoke")
		}
		if f.err != nil {
			want = append(want, "OnThrow")
		} else {
			want = append(want, "OnReturn")
			if noticed(hark.OnReturn) {
				want = append(want, "notice of OnReturn")
			}
		}
		if fmt.Sprint(f.told) != fmt.Sprint(want) {
			return fmt.Errorf("call %d (%+v) was told %q, want %q", n, f.instruction, f.told, want)
		}
		if f.waits && f.over && f.returned != f.err { //nolint:errorlint // the very same
			return fmt.Errorf("call %d returned %w and was told %w", n, f.returned, f.err)
		}
	}
	return nil
}

// random runs n random programs in one bubble.
func random(t *testing.T, source *rand.Rand, n int, remote bool) {
	synctest.Test(t, func(t *testing.T) {
		for range n {
			program := make([]byte, 2*(1+source.IntN(8)))
			for i := range program {
				program[i] = byte(source.Uint32())
			}
			m := &machine{t: t}
			if err := m.run(program, remote); err != nil {
				t.Fatalf("program %x (remote %v): %v", program, remote, err)
			}
		}
	})
}

// TestE2_RandomPrograms runs 10⁵ programs, nine in ten of them inside the
// process, or as many as there is time for.
func TestE2_RandomPrograms(t *testing.T) {
	programs := 100_000
	if raceEnabled || testing.Short() {
		programs = 5_000
	}
	const batch = 500
	source := rand.New(rand.NewChaCha8([32]byte{1: 'h', 2: 'a', 3: 'r', 4: 'k'}))
	for i := range programs / batch {
		random(t, source, batch, i%10 == 9)
	}
}

func FuzzEvents(f *testing.F) {
	var seed [8]byte
	for i := range uint64(64) {
		binary.BigEndian.PutUint64(seed[:], i*0x9e3779b97f4a7c15)
		f.Add(seed[:], i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, program []byte, remote bool) {
		if len(program) > 64 {
			return // longer ones find nothing that several short ones do not
		}
		synctest.Test(t, func(t *testing.T) {
			m := &machine{t: t}
			if err := m.run(program, remote); err != nil {
				t.Error(err)
			}
		})
	})
}
