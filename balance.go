package hark

import (
	"math/rand/v2"
	"time"
)

// A Balancer picks the provider of an attempt. Pick gets at least one and
// returns one of them. It is safe for concurrent use.
type Balancer interface {
	Pick(call *Call, from []*Provider) *Provider
}

// Random picks at random, each provider in proportion to its weight. It is
// the default.
type Random struct{}

// Pick implements [Balancer].
func (Random) Pick(_ *Call, from []*Provider) *Provider {
	if len(from) == 1 {
		return from[0]
	}
	now := time.Now()
	total := 0
	for _, p := range from {
		total += p.Endpoint.weightAt(now)
	}
	if total == 0 {
		return from[rand.IntN(len(from))] //nolint:gosec // no secret hangs on it
	}
	at := rand.IntN(total) //nolint:gosec // no secret hangs on it
	for _, p := range from {
		if at -= p.Endpoint.weightAt(now); at < 0 {
			return p
		}
	}
	return from[len(from)-1]
}
