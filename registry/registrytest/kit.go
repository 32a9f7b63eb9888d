// Package registrytest states, as tests, what any [hark.Registry] must do. A
// registry's own tests call [Run], or [RunInBubble] for virtual time:
//
//	func TestRegistry(t *testing.T) {
//		registrytest.Run(t, func(t *testing.T) registrytest.System {
//			server := startServer(t)
//			return registrytest.System{
//				Join: func(t *testing.T) hark.Registry { return dial(t, server) },
//				Kill: func(r hark.Registry) { r.(*Client).cut() },
//				Stop: server.stop, Start: server.start,
//			}
//		})
//	}
//
// Each case is about one rule, and a case that fails says which. Cases that
// need what a System cannot do are skipped, and say what they need.
package registrytest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
)

// A System is a registry under test, with the means to do to it what happens
// to registries. What it starts must end with the test that it was opened for.
type System struct {
	// Join returns the registry as one more process would use it. A registry
	// inside the process may return the same one each time.
	Join func(t *testing.T) hark.Registry
	// Kill ends the process that uses a registry from Join, without a
	// farewell. Nil: the registry cannot lose a process.
	Kill func(hark.Registry)
	// Stop makes the registry unreachable, and Start makes it reachable again,
	// whether or not it remembers anything. Nil: it cannot fail.
	Stop, Start func()
	// Patience is how long a change may take to be seen; 0 means 10 seconds.
	Patience time.Duration
	// Quiet is how long the kit looks on to see that nothing happens; 0 means
	// 100 milliseconds.
	Quiet time.Duration
}

// Run runs every case in a subtest, each with a System of its own.
func Run(t *testing.T, open func(t *testing.T) System) {
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) { c.test(t, open) })
	}
}

// RunInBubble is Run in virtual time: each case, and the System it opens, is in
// a bubble of its own, as [synctest.Test] has it. It is for registries that do
// no input or output outside of the process.
func RunInBubble(t *testing.T, open func(t *testing.T) System) {
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { c.test(t, open) })
		})
	}
}

// A testCase is a test of one rule.
type testCase struct {
	name string
	rule string // and its reason, for who reads that it was broken
	run  func(k *kit)

	kills bool // it needs System.Kill
	stops bool // it needs System.Stop and Start
}

func (c testCase) test(t *testing.T, open func(t *testing.T) System) {
	k := &kit{t: t, System: open(t), rule: c.rule}
	switch {
	case c.kills && k.Kill == nil:
		t.Skip("needs System.Kill")
	case c.stops && (k.Stop == nil || k.Start == nil):
		t.Skip("needs System.Stop and System.Start")
	}
	if k.Patience == 0 {
		k.Patience = 10 * time.Second
	}
	if k.Quiet == 0 {
		k.Quiet = 100 * time.Millisecond
	}
	c.run(k)
}

// A kit is what a case works with.
type kit struct {
	System

	t    *testing.T
	rule string
}

// brokenf ends the test because of a broken rule.
func (k *kit) brokenf(format string, args ...any) {
	k.t.Helper()
	k.t.Fatalf("%s\nthe rule: %s", fmt.Sprintf(format, args...), k.rule)
}

func (k *kit) join() hark.Registry { return k.Join(k.t) }

// context returns a context for one request.
func (k *kit) context() context.Context {
	ctx, cancel := context.WithTimeout(k.t.Context(), k.Patience)
	k.t.Cleanup(cancel)
	return ctx
}

func (k *kit) register(r hark.Registry, e hark.Endpoint) {
	k.t.Helper()
	if err := r.Register(k.context(), e); err != nil {
		k.brokenf("Register %s: %v", name(e), err)
	}
}

func (k *kit) unregister(r hark.Registry, e hark.Endpoint) {
	k.t.Helper()
	if err := r.Unregister(k.context(), e); err != nil {
		k.brokenf("Unregister %s: %v", name(e), err)
	}
}

// endpoint returns a provider of the kit's service.
func endpoint(addr string) hark.Endpoint {
	return hark.Endpoint{Service: service("", ""), Protocol: "dubbo", Addr: addr}
}

const serviceName = "org.example.kit.OrderService"

func service(group, version string) hark.ServiceID {
	return hark.ServiceID{Interface: serviceName, Group: group, Version: version}
}

// name says which provider an endpoint is.
func name(e hark.Endpoint) string { return e.Protocol + "://" + e.Addr + "/" + e.Service.String() }

func names(list []hark.Endpoint) string {
	all := make([]string, len(list))
	for i, e := range list {
		all[i] = name(e)
	}
	slices.Sort(all)
	return "[" + strings.Join(all, " ") + "]"
}

// news is what a watch has yielded once.
type news struct {
	list []hark.Endpoint
	err  error
}

// A watch is a Watch under observation. It takes all that is yielded at once:
// a registry must not depend on it, but the kit does not test that.
type watch struct {
	k      *kit
	cancel context.CancelFunc
	over   chan struct{} // closed when the range over Watch has ended
	more   chan struct{} // of one: there may be something unread

	mu     sync.Mutex
	unread []news
}

// watch watches a service until the test ends or stop is called.
func (k *kit) watch(r hark.Registry, id hark.ServiceID) *watch {
	ctx, cancel := context.WithCancel(k.t.Context())
	w := &watch{k: k, cancel: cancel, over: make(chan struct{}), more: make(chan struct{}, 1)}
	go func() { // ends with ctx, if the registry keeps its promise
		defer close(w.over)
		for list, err := range r.Watch(ctx, id) {
			w.mu.Lock()
			w.unread = append(w.unread, news{list, err})
			w.mu.Unlock()
			select {
			case w.more <- struct{}{}:
			default:
			}
		}
	}()
	k.t.Cleanup(func() {
		cancel()
		<-w.over
	})
	return w
}

// stop ends the watch and reports whether it has ended in time.
func (w *watch) stop() bool {
	w.cancel()
	select {
	case <-w.over:
		return true
	case <-time.After(w.k.Patience):
		return false
	}
}

// next returns what was yielded next, if anything is in time.
func (w *watch) next(within time.Duration) (news, bool) {
	late := time.After(within)
	for {
		w.mu.Lock()
		if len(w.unread) > 0 {
			n := w.unread[0]
			w.unread = w.unread[1:]
			w.mu.Unlock()
			return n, true
		}
		w.mu.Unlock()
		select {
		case <-w.more:
		case <-late:
			return news{}, false
		}
	}
}

// wait waits for a list of exactly these providers and returns it.
func (w *watch) wait(want ...hark.Endpoint) []hark.Endpoint {
	w.k.t.Helper()
	return w.until(names(want), func(list []hark.Endpoint) bool { return names(list) == names(want) })
}

// until waits for a list that is as it should be and returns it.
func (w *watch) until(want string, right func([]hark.Endpoint) bool) []hark.Endpoint {
	w.k.t.Helper()
	deadline := time.Now().Add(w.k.Patience)
	last := "nothing"
	for {
		n, ok := w.next(time.Until(deadline))
		switch {
		case !ok:
			w.k.brokenf("Watch yielded %s at last and in %v never %s", last, w.k.Patience, want)
		case n.err != nil:
			last = "the error " + n.err.Error()
		case right(n.list):
			return n.list
		default:
			last = names(n.list)
		}
	}
}

// same returns how a provider differs from what was registered. It may have
// more parameters.
func same(want, got hark.Endpoint) string {
	var differences []string
	differ := func(what string, want, got any) {
		if want != got {
			differences = append(differences, fmt.Sprintf("%s is %v, want %v", what, got, want))
		}
	}
	differ("service", want.Service, got.Service)
	differ("protocol", want.Protocol, got.Protocol)
	differ("address", want.Addr, got.Addr)
	differ("weight", want.Weight, got.Weight)
	differ("start", want.Started.UnixMilli(), got.Started.UnixMilli())
	differ("warm-up", want.Warmup, got.Warmup)
	differ("timeout", want.Policy.Timeout, got.Policy.Timeout)
	differ("retries", want.Policy.Retries, got.Policy.Retries)
	for _, method := range slices.Sorted(maps.Keys(want.Methods)) {
		differ("timeout of "+method, want.Methods[method].Timeout, got.Methods[method].Timeout)
		differ("retries of "+method, want.Methods[method].Retries, got.Methods[method].Retries)
	}
	differ("number of methods with settings", len(want.Methods), len(got.Methods))
	for _, key := range slices.Sorted(maps.Keys(want.Params)) {
		differ("parameter "+key, want.Params[key], got.Params[key])
	}
	return strings.Join(differences, "; ")
}
