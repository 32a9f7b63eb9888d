package dubbo

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hark-rpc/hark"
)

// A server is one Serve of a Protocol.
type server struct {
	protocol   Protocol
	dispatcher hark.Dispatcher
	env        hark.Env
	codec      *codec
	calls      atomic.Uint64 // numbers the calls
	lines      lines

	readers sync.WaitGroup
	mu      sync.Mutex
	peers   map[*peer]struct{}
	ending  bool
}

func newServer(p Protocol, d hark.Dispatcher, env hark.Env) *server {
	return &server{protocol: p, dispatcher: d, env: env, codec: p.codec(), peers: make(map[*peer]struct{})}
}

// serve accepts connections until ctx ends, and then ends them.
func (s *server) serve(ctx context.Context, l net.Listener) error {
	unhook := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer unhook()
	defer func() { _ = l.Close() }()
	over := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() { s.watch(over) })
	err := s.accept(ctx, l)
	if err == nil {
		s.drain()
	}
	s.each(func(p *peer) { p.end(errServerEnded) })
	s.readers.Wait()
	close(over)
	watch.Wait()
	return err
}

const errServerEnded = constError("the server has ended")

// Accept waits between failures, such as a lack of file descriptors.
const (
	firstRetry = 5 * time.Millisecond
	lastRetry  = time.Second
)

// accept accepts connections until ctx ends. A failure that passes, such as
// the lack of a file descriptor, costs the connection that can be spared most.
func (s *server) accept(ctx context.Context, l net.Listener) error {
	wait := firstRetry
	for {
		nc, err := l.Accept()
		switch {
		case err == nil:
			wait = firstRetry
			s.admit(ctx, nc)
			continue
		case ctx.Err() != nil:
			return nil //nolint:nilerr // that is how it ends
		case errors.Is(err, net.ErrClosed):
			return err
		}
		s.lines.log(s.env.Logger, slog.LevelError, "dubbo: cannot accept a connection", "", err)
		s.shed()
		retry := time.NewTimer(wait)
		select {
		case <-retry.C:
		case <-ctx.Done():
		}
		retry.Stop()
		wait = min(2*wait, lastRetry)
	}
}

// admit begins to serve a connection, if need be in the place of another.
func (s *server) admit(ctx context.Context, nc net.Conn) {
	s.mu.Lock()
	full := len(s.peers) >= s.protocol.Connections
	s.mu.Unlock()
	if full && !s.shed() {
		s.lines.log(s.env.Logger, slog.LevelWarn, "dubbo: a connection is refused, for all there may be are busy", nc.RemoteAddr().String(), nil)
		_ = nc.Close()
		return
	}
	p := newPeer(context.WithoutCancel(ctx), s, nc.RemoteAddr().String())
	p.transport = newTransport(nc, p, s.codec, s.env)
	s.mu.Lock()
	s.peers[p] = struct{}{}
	s.mu.Unlock()
	s.readers.Go(p.read)  // ends with the connection
	s.readers.Go(p.write) // likewise
}

// shed closes the connection that has been idle for the longest, those first
// that never asked for anything. It reports whether there was one.
func (s *server) shed() bool {
	var victim *peer
	s.each(func(p *peer) {
		if p.running.Load() > 0 {
			return
		}
		if victim == nil || p.asked.Load() == victim.asked.Load() && p.silent() > victim.silent() ||
			!p.asked.Load() && victim.asked.Load() {
			victim = p
		}
	})
	if victim == nil {
		return false
	}
	victim.end(errShed)
	return true
}

const errShed = constError("it gave way to a new connection")

// each calls f with every peer.
func (s *server) each(f func(p *peer)) {
	s.mu.Lock()
	peers := make([]*peer, 0, len(s.peers))
	for p := range s.peers {
		peers = append(peers, p)
	}
	s.mu.Unlock()
	for _, p := range peers {
		f(p)
	}
}

// watchEvery is how often the server looks for peers that keep it waiting.
const watchEvery = time.Second

// watch ends connections of peers that are silent, slow or deaf. It ends when
// over is closed.
func (s *server) watch(over <-chan struct{}) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		select {
		case <-over:
			return
		case <-ticker.C:
			s.each(func(p *peer) {
				if err := p.overdue(); err != nil {
					p.end(err)
				}
			})
		}
	}
}

// quiet is how long no request must have come for a server to believe that
// none will: consumers have been told that it goes away, but what was on its
// way to us then still comes.
const quiet = 200 * time.Millisecond

// drain tells the consumers that the server goes away and waits until they
// have what they asked for.
func (s *server) drain() {
	s.mu.Lock()
	s.ending = true
	s.mu.Unlock()
	s.each((*peer).leave)
	grace := time.NewTimer(s.protocol.Grace)
	defer grace.Stop()
	look := time.NewTicker(quiet / 8)
	defer look.Stop()
	for {
		done := true
		s.each(func(p *peer) { done = done && p.done() })
		if done {
			break
		}
		select {
		case <-grace.C:
			s.each(func(p *peer) {
				if n := p.running.Load(); n > 0 {
					s.lines.log(s.env.Logger, slog.LevelWarn, "dubbo: the grace has ended before the calls of a consumer", p.name, nil)
				}
			})
			return
		case <-look.C:
		}
	}
	s.each(func(p *peer) { p.out.end(nil) }) // what was answered is still written
	s.flushed(grace.C)
}

// flushed waits until the connections have ended, which they do when their
// writers have written everything.
func (s *server) flushed(enough <-chan time.Time) {
	all := make(chan struct{})
	go func() { // ends with the connections, which serve ends in any case
		s.readers.Wait()
		close(all)
	}()
	select {
	case <-all:
	case <-enough:
	}
}

// lines logs at most one line a second: a hostile peer must not fill a disk.
type lines struct {
	mu         sync.Mutex
	next       time.Time
	suppressed int
}

func (l *lines) log(to *slog.Logger, level slog.Level, message, peer string, err error) {
	l.mu.Lock()
	now := time.Now()
	if now.Before(l.next) {
		l.suppressed++
		l.mu.Unlock()
		return
	}
	suppressed := l.suppressed
	l.next, l.suppressed = now.Add(time.Second), 0
	l.mu.Unlock()
	args := []any{"suppressed", suppressed}
	if err != nil {
		args = append([]any{"err", err}, args...)
	}
	if peer != "" {
		args = append([]any{"peer", peer}, args...)
	}
	to.Log(context.Background(), level, message, args...)
}
