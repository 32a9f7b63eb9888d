package hark

import "context"

// A Future is the result of a call that [Method.Go] has begun.
// Its methods are safe for concurrent use.
type Future[R any] struct {
	done   chan struct{}
	result R
	err    error
}

// Done returns a channel that is closed when the call has ended and its
// handlers have returned (E9).
func (f *Future[R]) Done() <-chan struct{} { return f.done }

// Get waits until the Future is done and returns what the call returned. If
// ctx ends first Get returns its cause; the call goes on.
func (f *Future[R]) Get(ctx context.Context) (R, error) {
	select {
	case <-f.done:
		return f.result, f.err
	default:
	}
	select {
	case <-f.done:
		return f.result, f.err
	case <-ctx.Done():
		var none R
		return none, context.Cause(ctx)
	}
}
