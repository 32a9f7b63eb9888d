package eventtest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hark-rpc/hark"
)

// moment is when causes disturb a call: before an answer can come.
const moment = 100 * time.Millisecond

var charles = &Person{ID: answers, Name: "charles`son"}

// causes are the ways in which a call ends, in the order of rule E2. Those
// without a test wait for what they are about.
func causes() []cause {
	type get = row[int32, *Person]
	answered := get{method: "get", arg: answers, want: charles, after: delay, tries: 1}
	return []cause{
		{name: "value", run: answered.run},
		{name: "null", run: get{method: "get", arg: null, after: delay, tries: 1}.run},
		{name: "void", run: row[int32, struct{}]{method: "touch", arg: answers, after: delay, tries: 1}.run},
		{name: "exception", run: get{method: "get", arg: throws, err: errException, check: tooLarge, after: delay, tries: 1}.run},
		{name: "void exception", run: row[int32, struct{}]{method: "touch", arg: throws, err: errException, check: tooLarge, after: delay, tries: 1}.run},
		{name: "service panics", run: get{method: "get", arg: panics, err: errException, tries: 1}.run},
		{name: "timeout", run: get{method: "get", arg: hangs, err: context.DeadlineExceeded, check: code(hark.ErrTimeout), after: time.Second, tries: 1}.run},
		{name: "configured timeout", run: get{method: "get", arg: hangs, err: context.DeadlineExceeded, check: code(hark.ErrTimeout), after: moment, tries: 1,
			before: func(_ *system, m *hark.Method[int32, *Person]) { m.Timeout = moment }}.run},
		{name: "no such method", run: get{method: "find", arg: answers, err: hark.ErrNotFound, tries: 1}.run},
		{name: "no provider", network: true, run: get{method: "get", arg: answers, err: hark.ErrNoProvider,
			before: func(s *system, _ *hark.Method[int32, *Person]) { s.endpoints = nil }}.run},
		{name: "connection refused", network: true, run: get{method: "get", arg: answers, err: hark.ErrConnect, tries: 1,
			before: func(s *system, _ *hark.Method[int32, *Person]) { s.endpoints[0].Addr = gone }}.run},
		{name: "connection lost", network: true, run: get{method: "get", arg: hangs, err: hark.ErrLost, after: moment, tries: 1,
			during: func(s *system, _ func()) {
				time.Sleep(moment) // synctest
				s.network.Cut(addr)
			}}.run},
		{name: "argument cannot be encoded", network: true, run: row[Unfit, int32]{method: "send", arg: Unfit{C: make(chan int)}, err: hark.ErrEncode, tries: 1}.run},
		{name: "reply cannot be decoded", network: true, run: row[int32, string]{method: "get", arg: answers, err: hark.ErrDecode, after: delay, tries: 1}.run},
		{name: "the caller's deadline", run: get{method: "get", arg: hangs, err: context.DeadlineExceeded, check: code(hark.ErrTimeout),
			patience: moment, after: moment, tries: 1}.run},
		{name: "limit", run: get{method: "get", arg: answers, err: hark.ErrLimit, patience: moment, after: moment,
			before: func(_ *system, m *hark.Method[int32, *Person]) { m.Actives, m.Timeout = 1, 10*time.Second },
			ready:  func(_ *system, m *hark.Method[int32, *Person]) { m.Go(context.Background(), hangs) }}.run},
		{name: "cancel", run: get{method: "get", arg: answers, err: context.Canceled, check: code(hark.ErrCanceled), after: moment, tries: 1,
			during: func(_ *system, cancel func()) {
				time.Sleep(moment) // synctest
				cancel()
			}, async: &answered}.run},
		{name: "closed client", run: get{method: "get", arg: answers, err: hark.ErrClosed,
			ready: func(s *system, _ *hark.Method[int32, *Person]) { _ = s.client.Close() }}.run},
		{name: "shutdown cut short", run: get{method: "get", arg: hangs, err: hark.ErrClosed, after: 2 * moment, tries: 1,
			during: func(s *system, _ func()) {
				time.Sleep(moment) // synctest
				ctx, cancel := context.WithTimeout(context.Background(), moment)
				defer cancel()
				_ = s.client.Shutdown(ctx)
			}}.run},
		{name: "interceptor panics", run: get{method: "get", arg: answers, err: hark.ErrAborted,
			before: func(s *system, _ *hark.Method[int32, *Person]) {
				s.client.Interceptors = []hark.Interceptor{func(hark.Invoker) hark.Invoker {
					return hark.InvokerFunc(func(context.Context, *hark.Call) error { panic("an interceptor panics") })
				}}
			}}.run},
		{name: "mock value"},
		{name: "generic call"},
		{name: "wildcard group"},
		{name: "merged groups"},
		{name: "failsafe"},
		{name: "failback"},
		{name: "forking"},
		{name: "broadcast"},
	}
}

func tooLarge(err error) error {
	var e *hark.Exception
	if !errors.As(err, &e) || e.Class != hark.RuntimeException || e.Message != "too large" {
		return fmt.Errorf("got %w, want the service's own error", err)
	}
	return nil
}

func code(want hark.Code) func(error) error {
	return func(err error) error {
		if !errors.Is(err, want) {
			return fmt.Errorf("got %w, which is not %w", err, want)
		}
		return nil
	}
}
