package hark

import (
	"context"
	"log/slog"
	"net"
)

// A Protocol carries calls over a network. It is unstable until two protocols
// have been built on it.
//
// On the client a [Conn] is everything: it files the call, writes the
// request, and wakes the caller when the reply has been decoded. The call's
// time is kept by a timer of the connection's, set to call.Deadline, and the
// time that remains travels with the request. On the server the protocol asks
// the [Dispatcher] for the handler of a request, decodes the arguments into the
// handler's call, and passes the call to the Dispatcher as its Invoker.
type Protocol interface {
	// Name is the name that endpoints of the protocol have in a registry.
	Name() string
	// Dial returns a connection to the provider. It need not have connected
	// yet, and returns an error only for an endpoint that can never work.
	Dial(e Endpoint, env Env) (Conn, error)
	// Serve answers on l until ctx ends; it then accepts no more, tells the
	// consumers so, lets the calls in flight end within the protocol's grace
	// and returns nil. It closes l.
	Serve(ctx context.Context, l net.Listener, d Dispatcher, env Env) error
}

// Env is what a [Protocol] gets from the [Client] or [Server] it works for.
type Env struct {
	// Logger is for what has no caller to be returned to. It is never nil.
	Logger *slog.Logger
	// Counters are for the same, where it may happen often. Never nil.
	Counters *Counters
}

// A Conn is a client's connection to one provider, shared by all references to
// services of that provider. It connects when it is first needed, connects
// again when it has been lost, and multiplexes calls.
type Conn interface {
	// Invoke makes one attempt. Its errors are an [*Exception] for what the
	// service threw and else an [*Error], with NotRun set wherever the
	// provider is known not to have run the method: only then is another
	// provider tried. When the connection is lost or closed every call pending
	// on it ends at once.
	Invoker
	// Available reports whether a call may be sent now: false while the
	// provider cannot be reached or has said that it is going away.
	Available() bool
	// Close ends the connection for good, at once. Calls still pending on it
	// end with ErrClosed. It may be called again.
	Close() error
}

// A Dispatcher is a [Server] as its [Protocol] sees it.
type Dispatcher interface {
	// Lookup finds the handler for a request, or returns an [*Error] with
	// ErrNotFound that says what there is. Of several handlers of the name it
	// is the one with that descriptor; a lone one is found by any descriptor if
	// it has none itself, and without a descriptor in any case.
	Lookup(service ServiceID, method, descriptor string) (*Handler, error)
	// Invoke serves a call made by NewCall of that handler. It sets the reply
	// and call.ReplyAttachments, or returns an [*Exception] to be sent as
	// what the method threw, or another error, which is a refusal. It returns
	// when the method does, which may be after call.Deadline: a protocol that
	// must not wait calls it on a goroutine of its own. If the method ends its
	// goroutine by runtime.Goexit, Invoke does not return; a deferred function
	// of the caller's still runs.
	Invoker
}
