// Package hark is Dubbo's RPC for Go, with every call's events announced.
//
// # A first call
//
// A typed client, written by the generator or by hand, has a [Method] for each
// method of the remote interface. [Client.Refer] connects it to providers that
// a [Registry] knows; [Bind] connects it to a [Server] in the same process, which
// is how programs are tested without a network:
//
//	var server hark.Server
//	err := server.Export(demo.DemoServiceProvider(impl), "cn", "1.0.0")
//	…
//	var svc demo.DemoServiceClient
//	err = hark.Bind(&svc, &server, "cn", "1.0.0")
//	…
//	person, err := svc.Get(ctx, 2)
//
// # Events
//
// Three fields of a Method are told of its calls: OnInvoke that a call begins,
// and then exactly one of OnReturn and OnThrow how it ended, whatever ended it:
// the result, an exception, a timeout, no provider, a cancel, Close. They are
// told once for what the application calls once, however many attempts that
// takes.
//
//	svc.Method.Get.OnReturn = func(ctx context.Context, p *Person, id int32) { … }
//	svc.Method.Get.OnThrow = func(ctx context.Context, err error, id int32) { … }
//	svc.Method.Get.Async = true
//
// Async chooses the goroutine, the handlers choose who is told, and neither
// knows of the other:
//
//	Async  handlers  the method returns                  the handlers
//	true   set       the zero result, no error, at once  run later, on the call's own goroutine
//	false  set       the result or the error             have run before, on the caller's goroutine
//	true   none      the zero result, no error, at once  –
//	false  none      the result or the error             –
//
// [Method.Go] makes one asynchronous call for a caller who wants its [Future].
//
// Handlers must be safe for concurrent use, as an http.Handler must: between
// different calls there is no order. A handler that fails, by a panic, changes
// nothing of what the caller gets and never ends the process; OnThrow is told
// of it by a [*HandlerError]. What an argument of an asynchronous call points
// to belongs to the call until its terminal event. From its context a handler
// learns which call it is told of, and what happened to it: see [InfoFrom]. The
// whole contract is in docs/events.md.
//
// # The life of a call
//
// One shape runs from top to bottom, [Invoker]: Method.Call tells OnInvoke,
// the client's interceptors, the limit of [Policy].Actives and the [Cluster]
// pass the [Call] on, and a [Conn] carries it to the provider. There a
// [Server], which is an Invoker itself, passes it to the typed [Handler].
//
// # Failures
//
// What the provider's code threw is an [*Exception]. Every other failure is an
// [*Error] whose [Code] errors.Is finds. Nothing here panics, nothing is logged
// that is also returned, and there is no global state: what a program uses is
// what it has constructed.
package hark
