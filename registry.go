package hark

import (
	"context"
	"iter"
	"time"
)

// A Registry knows who provides which service. Implementations are safe for
// concurrent use.
type Registry interface {
	// Register makes the endpoint known until Unregister or until the
	// registry is closed. It returns once the registry has taken it over; an
	// implementation that cannot reach the registry may return nil and go on
	// trying, which its documentation says.
	Register(ctx context.Context, e Endpoint) error
	// Unregister undoes Register. To unregister what is not registered is no
	// error.
	Unregister(ctx context.Context, e Endpoint) error
	// Watch yields the providers of the service: all of them, first as they
	// are and then at each change, so that the last list is always the whole
	// truth. An empty list says that there are none. An error says that the
	// registry cannot be asked at present; the last list stays valid and the
	// watch goes on. The watch ends when ctx does. An implementation may
	// leave out lists that newer ones have replaced.
	Watch(ctx context.Context, service ServiceID) iter.Seq2[[]Endpoint, error]
}

// An Endpoint is a provider of one service.
type Endpoint struct {
	// Service is what it provides, with the group and version it has there.
	Service ServiceID
	// Protocol is the name of the protocol it speaks; empty means the
	// client's own.
	Protocol string
	// Addr is host:port.
	Addr string
	// Weight is its share of the calls; 0 means [DefaultWeight], and a
	// negative weight that it is to get none.
	Weight int
	// Started is when the provider started. Until Warmup, or [DefaultWarmup]
	// if that is zero, has gone by it gets less than its share. Zero means
	// long ago.
	Started time.Time
	Warmup  time.Duration
	// Policy is what the provider suggests for calls of all methods, and
	// Methods for some; the consumer's own settings come before it.
	// Of these only Timeout and Retries are used.
	Policy  Policy
	Methods map[string]Policy
	// Params are all other parameters of the provider, as they are.
	Params map[string]string
}

// Defaults of Dubbo.
const (
	// DefaultWeight is the weight of a provider that names none.
	DefaultWeight = 100
	// DefaultWarmup is how long a provider takes to get its full share.
	DefaultWarmup = 10 * time.Minute
	// DefaultTimeout is the time that a call has if nobody says otherwise.
	DefaultTimeout = time.Second
	// DefaultRetries is how many further attempts a call may make.
	DefaultRetries = 2
)

// weightAt is the endpoint's weight at a time: it grows with its age to the
// full weight at the end of the warm-up, as in Dubbo.
func (e *Endpoint) weightAt(now time.Time) int {
	full := e.Weight
	switch {
	case full < 0:
		return 0
	case full == 0:
		full = DefaultWeight
	}
	if e.Started.IsZero() {
		return full
	}
	warmup := firstPositive(e.Warmup, DefaultWarmup)
	age := now.Sub(e.Started)
	return min(max(int(float64(age)/float64(warmup)*float64(full)), 1), full)
}
