package dubbo

import (
	"context"
	"math"
	"net"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/hessian"
)

// A Protocol is dubbo2 on TCP, for a [hark.Client] and for a [hark.Server]. Its
// zero value is ready; a field says what is to be different. It is a struct
// and not a variable of the package so that one program may speak it in two
// ways, with two registries of classes, and nothing is shared by accident.
//
// One Protocol may serve any number of clients and servers. Its fields must
// not change while it does.
type Protocol struct {
	// Registry says which Go types stand for which Java classes. Nil: types
	// that have a method JavaClassName need none, as long as no value of
	// theirs arrives where a Go interface is.
	Registry *hessian.Registry
	// Payload bounds the body of a frame in bytes, in both directions. A call
	// over it fails by itself, the connection lives on. 0 means Dubbo's
	// default, 8 MiB; negative means no bound.
	Payload int
	// Heartbeat is how long a client's connection may be silent before the
	// provider is asked whether it is there; after three times as long the
	// connection is lost, and a server closes one on which nothing came. 0
	// means Dubbo's default, a minute; negative means never, on both sides.
	Heartbeat time.Duration

	// ConnectTimeout bounds an attempt to connect, whatever time the calls
	// have that wait for it. 0 means Dubbo's default, 3 seconds.
	ConnectTimeout time.Duration
	// Dialer connects a client to a provider; nil means a [net.Dialer]. It
	// is where TLS, a proxy, or a network in memory comes in.
	Dialer func(ctx context.Context, network, addr string) (net.Conn, error)

	// Connections bounds the connections of a server. For one more than that,
	// the one that has been idle for the longest is closed, those that never
	// asked for anything first; if none is idle the new one is. 0 means 4096.
	Connections int
	// InFlight bounds the calls of one connection that a server runs at a
	// time. While there are so many it reads no more from it. 0 means 1024.
	InFlight int
	// FrameTimeout is how long a frame may take to arrive from its first byte
	// on, and a second more for each 64 KiB of it. 0 means 10 seconds. A new
	// connection may well be silent, for that is what a Java consumer's is
	// until its first call or heartbeat; see Connections.
	FrameTimeout time.Duration
	// Grace bounds how long a server that is to end waits for the calls in
	// flight. 0 means Dubbo's default, 10 seconds.
	Grace time.Duration
}

// Name returns dubbo, which is what registries call it.
func (Protocol) Name() string { return "dubbo" }

// Dial returns a connection to the endpoint's provider, which is made when the
// first call needs it. The error is that the endpoint has no host:port.
//
// While the provider cannot be reached, calls fail within milliseconds, or
// wait for an attempt that is under way. The connection tries on its own
// account too, ever less often, so that it is Available again when the
// provider is.
func (p Protocol) Dial(e hark.Endpoint, env hark.Env) (hark.Conn, error) {
	c, err := newConn(p.withDefaults(), e, env)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Serve implements [hark.Protocol]. When ctx ends it accepts no more, tells the
// consumers that it goes away, and ends when the calls in flight have been
// answered and no more come, or after Grace.
//
// A peer that sends what is no frame, or a frame that never ends, is
// disconnected, with one line in the log, of which there is at most one a
// second. One that sends text gets a line of text first.
func (p Protocol) Serve(ctx context.Context, l net.Listener, d hark.Dispatcher, env hark.Env) error {
	return newServer(p.withDefaults(), d, env).serve(ctx, l)
}

// withDefaults returns p with what the zero fields mean.
func (p Protocol) withDefaults() Protocol {
	if p.Registry == nil {
		p.Registry = new(hessian.Registry)
	}
	p.Payload = orDefault(p.Payload, 8<<20)
	if p.Payload < 0 {
		p.Payload = math.MaxInt32
	}
	p.Heartbeat = orDefault(p.Heartbeat, time.Minute)
	if p.Heartbeat < 0 {
		p.Heartbeat = never
	}
	p.ConnectTimeout = orDefault(p.ConnectTimeout, 3*time.Second)
	if p.Dialer == nil {
		p.Dialer = new(net.Dialer).DialContext
	}
	p.Connections = orDefault(p.Connections, 4096)
	p.InFlight = orDefault(p.InFlight, 1024)
	p.FrameTimeout = orDefault(p.FrameTimeout, 10*time.Second)
	p.Grace = orDefault(p.Grace, 10*time.Second)
	return p
}

// never is a time so long that it does not come, and neither does three times it.
const never = math.MaxInt64 / (2 * lostAfter)

func orDefault[T int | time.Duration](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}

func (p Protocol) codec() *codec { return &codec{registry: p.Registry, payload: p.Payload} }
