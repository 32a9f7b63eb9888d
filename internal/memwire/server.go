package memwire

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/hark-rpc/hark"
)

// A server is one Serve.
type server struct {
	dispatcher hark.Dispatcher
	env        hark.Env
	conns      sync.WaitGroup // the goroutines that read
	calls      sync.WaitGroup // those that serve

	mu       sync.Mutex
	open     map[net.Conn]struct{}
	stopping bool
}

// begin counts a call in, unless the server is to stop.
func (s *server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.stopping {
		s.calls.Add(1)
	}
	return !s.stopping
}

// Serve implements [hark.Protocol].
func (p Protocol) Serve(ctx context.Context, l net.Listener, d hark.Dispatcher, env hark.Env) error {
	s := &server{dispatcher: d, env: env, open: make(map[net.Conn]struct{})}
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	for {
		nc, err := l.Accept()
		if err != nil {
			s.drain(p.Grace)
			cancel()
			s.closeAll()
			s.conns.Wait()
			s.calls.Wait()
			_ = l.Close()
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		s.mu.Lock()
		s.open[nc] = struct{}{}
		s.mu.Unlock()
		s.conns.Go(func() { s.read(serving, nc) })
	}
}

// drain waits for the calls in flight, at most for grace.
func (s *server) drain(grace time.Duration) {
	s.mu.Lock()
	s.stopping = true
	s.mu.Unlock()
	idle := make(chan struct{})
	go func() { // ends with the last call
		s.calls.Wait()
		close(idle)
	}()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-idle:
	case <-timer.C:
	}
}

func (s *server) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for nc := range s.open {
		_ = nc.Close()
	}
}

// read serves the requests of one consumer; their contexts end with it.
func (s *server) read(ctx context.Context, nc net.Conn) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer func() {
		_ = nc.Close()
		s.mu.Lock()
		delete(s.open, nc)
		s.mu.Unlock()
	}()
	var writing sync.Mutex
	for {
		request, err := readFrame(nc)
		if err != nil {
			if errors.Is(err, errBad) {
				s.env.Counters.BadFrames.Add(1)
			}
			return
		}
		if !s.begin() {
			refused := refuse(&frame{ID: request.ID, Reply: true}, &hark.Error{Code: hark.ErrRefused, Message: "the provider is going away"})
			s.answer(nc, &writing, request, refused)
			continue
		}
		go func() { // ends with the method
			defer s.calls.Done()
			answer := &frame{ID: request.ID, Reply: true, Refused: hark.ErrAborted, Message: "the service ended its goroutine"}
			defer func() { s.answer(nc, &writing, request, answer) }()
			answer = s.serve(ctx, request, nc.RemoteAddr().String())
		}()
	}
}

// answer writes what answers the request, if it wants one.
func (s *server) answer(nc net.Conn, writing *sync.Mutex, request, answer *frame) {
	if request.OneWay {
		return
	}
	writing.Lock()
	defer writing.Unlock()
	if writeFrame(nc, answer) != nil {
		_ = nc.Close() // a frame may be half written
	}
}

func (s *server) serve(ctx context.Context, request *frame, peer string) *frame {
	answer := &frame{ID: request.ID, Reply: true}
	h, err := s.dispatcher.Lookup(request.Service, request.Method, request.Descriptor)
	if err != nil {
		return refuse(answer, err)
	}
	call := h.NewCall()
	defer call.Release()
	call.ID, call.Service, call.Method, call.Descriptor = request.ID, request.Service, request.Method, request.Descriptor
	call.OneWay, call.Attachments, call.Peer = request.OneWay, request.Attachments, peer
	call.Deadline = time.Now().Add(request.Remaining)
	if err := decodeAll(request.Values, call.AppendArgs(nil)); err != nil {
		return refuse(answer, call.NewError(hark.ErrRefused, "the arguments cannot be decoded", err))
	}
	err = s.dispatcher.Invoke(ctx, call)
	answer.Attachments = call.ReplyAttachments
	if err != nil {
		return refuse(answer, err)
	}
	if answer.Values, err = encodeAll(result(call)); err != nil {
		answer.Exception = &hark.Exception{Class: hark.RuntimeException, Message: "the result has no form on the wire: " + err.Error()}
	}
	return answer
}

// refuse makes the answer an exception or a refusal.
func refuse(answer *frame, err error) *frame {
	var thrown *hark.Exception
	if errors.As(err, &thrown) {
		answer.Exception = &hark.Exception{Class: thrown.Class, Message: thrown.Message, Stack: thrown.Stack}
		return answer
	}
	answer.Refused, answer.Message = hark.ErrRefused, err.Error()
	if errors.Is(err, hark.ErrNotFound) {
		answer.Refused = hark.ErrNotFound
	}
	return answer
}
