package registrytest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/hark-rpc/hark"
)

// cases are the rules, from what a registry is for to what it must survive.
func cases() []testCase {
	var all []testCase
	for _, group := range [][]testCase{listCases(), serviceCases(), watchCases(), lossCases(), failureCases()} {
		all = append(all, group...)
	}
	return all
}

// listCases are about what a list says.
func listCases() []testCase {
	return []testCase{
		{name: "NoProviders", run: noProviders,
			rule: "A service that nobody provides has an empty list, and it comes at once: to a consumer that starts, silence looks like a registry that is slow."},
		{name: "RegisteredBefore", run: registeredBefore,
			rule: "The first list has everybody who was registered before: a consumer sees no difference between providers that are older and younger than itself."},
		{name: "WholeLists", run: wholeLists,
			rule: "Every list is whole, never what has changed: the last one a consumer has got is all that it needs to know."},
		{name: "Unregister", run: unregister,
			rule: "Who is unregistered leaves the lists, and when the last one does the list is empty: silence would keep a provider alive that has gone."},
		{name: "UnregisterUnknown", run: unregisterUnknown,
			rule: "To unregister what is not registered is no error: who shuts down does not know how far it had come."},
		{name: "RegisterTwice", run: registerTwice,
			rule: "One address provides a service once, by what it registered last: a provider that sets its weight must not stand beside itself with the old one."},
		{name: "RegisterAgain", run: registerAgain,
			rule: "Who was unregistered can be registered again."},
		{name: "Parameters", run: parameters,
			rule: "What a provider says of itself arrives whole: weight, start and warm-up, what it suggests for calls and for single methods, and all other parameters as they are. Consumers balance, route and time their calls by it."},
		{name: "NoWeight", run: noWeight,
			rule: "A negative weight, by which a provider is to get no calls, is none that was left out, by which it gets its full share. The same goes for a number of retries."},
		{name: "CallersMaps", run: callersMaps,
			rule: "Register takes the endpoint as it is: its maps are the caller's, who may change them afterwards."},
	}
}

func noProviders(k *kit) {
	w := k.watch(k.join(), service("", ""))
	n, ok := w.next(k.Patience)
	if !ok || n.err != nil || len(n.list) != 0 {
		k.brokenf("Watch yielded %v first (in time: %v), want an empty list", n, ok)
	}
}

func registeredBefore(k *kit) {
	provider := k.join()
	a, b := endpoint("10.0.0.1:20880"), endpoint("10.0.0.2:20880")
	k.register(provider, a)
	k.register(provider, b)
	k.watch(k.join(), service("", "")).wait(a, b)
}

func wholeLists(k *kit) {
	a, b, c := endpoint("10.0.0.1:20880"), endpoint("10.0.0.2:20880"), endpoint("10.0.0.3:20880")
	w := k.watch(k.join(), service("", ""))
	w.wait()
	one, two := k.join(), k.join()
	k.register(one, a)
	w.wait(a)
	k.register(two, b)
	w.wait(a, b)
	k.register(one, c)
	w.wait(a, b, c)
	k.unregister(two, b)
	w.wait(a, c)
}

func unregister(k *kit) {
	provider, a := k.join(), endpoint("10.0.0.1:20880")
	k.register(provider, a)
	w := k.watch(k.join(), service("", ""))
	w.wait(a)
	k.unregister(provider, a)
	w.wait()
}

func unregisterUnknown(k *kit) {
	provider, a, b := k.join(), endpoint("10.0.0.1:20880"), endpoint("10.0.0.2:20880")
	k.unregister(provider, a)
	k.register(provider, b)
	k.unregister(provider, a)
	k.watch(k.join(), service("", "")).wait(b)
}

func registerTwice(k *kit) {
	provider, a := k.join(), endpoint("10.0.0.1:20880")
	k.register(provider, a)
	w := k.watch(k.join(), service("", ""))
	w.wait(a)
	a.Weight = 7
	k.register(provider, a)
	w.until("one of weight 7", func(list []hark.Endpoint) bool { return len(list) == 1 && list[0].Weight == 7 })
	k.unregister(provider, a)
	w.wait()
}

func registerAgain(k *kit) {
	provider, a := k.join(), endpoint("10.0.0.1:20880")
	w := k.watch(k.join(), service("", ""))
	w.wait()
	for range 3 {
		k.register(provider, a)
		w.wait(a)
		k.unregister(provider, a)
		w.wait()
	}
}

func parameters(k *kit) {
	e := endpoint("10.0.0.1:20880")
	e.Service = service("blue", "1.2.0")
	e.Weight = 250
	e.Started = time.UnixMilli(1_700_000_000_123)
	e.Warmup = 90 * time.Second
	e.Policy = hark.Policy{Timeout: 1500 * time.Millisecond, Retries: 4}
	e.Methods = map[string]hark.Policy{
		"find":  {Timeout: 200 * time.Millisecond},
		"place": {Timeout: 7 * time.Second, Retries: -1},
	}
	e.Params = map[string]string{
		"methods": "find,place,track", "application": "shop", "dubbo.tag": "gray", "token": "s3cret",
		"serialization": "hessian2", "loadbalance": "leastactive", "note": "größer als 7, weiß: \u4f60\u597d",
		"find.loadbalance": "random", "heartbeat.timeout": "180000", "x": "a=b?c/d",
	}
	k.register(k.join(), e)
	list := k.watch(k.join(), e.Service).wait(e)
	if d := same(e, list[0]); d != "" {
		k.brokenf("%s", d)
	}
}

func noWeight(k *kit) {
	e := endpoint("10.0.0.1:20880")
	e.Weight, e.Policy.Retries = -1, -1
	k.register(k.join(), e)
	got := k.watch(k.join(), e.Service).wait(e)[0]
	if got.Weight >= 0 || got.Policy.Retries >= 0 {
		k.brokenf("weight %d and %d retries, want both negative", got.Weight, got.Policy.Retries)
	}
}

func callersMaps(k *kit) {
	e := endpoint("10.0.0.1:20880")
	e.Params = map[string]string{"methods": "find", "dubbo.tag": "gray"}
	provider := k.join()
	k.register(provider, e)
	e.Params["dubbo.tag"] = "changed"
	got := k.watch(k.join(), e.Service).wait(e)[0]
	if tag := got.Params["dubbo.tag"]; tag != "gray" {
		k.brokenf("the tag is %q, want gray", tag)
	}
}

// serviceCases are about which providers belong to a service.
func serviceCases() []testCase {
	return []testCase{
		{name: "Services", run: services,
			rule: "Interface, group and version tell services apart, and what changes in one is not told to who watches another."},
		{name: "NoVersion", run: noVersion,
			rule: "Version 0.0.0 and no version are the same, as Dubbo has it; a consumer without a version does not find a provider that has one."},
		{name: "AnyGroup", run: anyGroup,
			rule: "Group * watches all groups, none included, and a list of groups those that it names; endpoints carry the group that they have, for calls go there."},
		{name: "AnyVersion", run: anyVersion,
			rule: "Version * watches all versions, none included, and no other group."},
	}
}

func services(k *kit) {
	ids := []hark.ServiceID{
		service("", ""), service("blue", ""), service("", "1.0.0"), service("blue", "1.0.0"), service("blue", "2.0.0"),
		{Interface: serviceName + "2"}, {Interface: "org.example.kit.Order"},
	}
	consumer := k.join()
	watches := make([]*watch, len(ids))
	for i, id := range ids {
		watches[i] = k.watch(consumer, id)
		watches[i].wait()
	}
	provider := k.join()
	all := make([]hark.Endpoint, len(ids))
	for i, id := range ids {
		all[i] = endpoint(fmt.Sprintf("10.0.0.%d:20880", i+1))
		all[i].Service = id
		k.register(provider, all[i])
	}
	for i, w := range watches {
		w.wait(all[i])
	}
	for i, w := range watches {
		if n, ok := w.next(k.Quiet); ok && names(n.list) != names(all[i:i+1]) {
			k.brokenf("who watches %v was told %v", ids[i], n)
		}
	}
}

func noVersion(k *kit) {
	provider := k.join()
	none, zero, one := endpoint("10.0.0.1:20880"), endpoint("10.0.0.2:20880"), endpoint("10.0.0.3:20880")
	zero.Service.Version, one.Service.Version = "0.0.0", "1.0.0"
	for _, e := range []hark.Endpoint{none, zero, one} {
		k.register(provider, e)
	}
	zero.Service.Version = "" // which is how it is yielded
	consumer := k.join()
	k.watch(consumer, service("", "")).wait(none, zero)
	k.watch(consumer, service("", "0.0.0")).wait(none, zero)
	k.watch(consumer, service("", "1.0.0")).wait(one)
}

func anyGroup(k *kit) {
	provider := k.join()
	var all []hark.Endpoint
	for i, group := range []string{"", "blue", "green", "red"} {
		e := endpoint(fmt.Sprintf("10.0.0.%d:20880", i+1))
		e.Service.Group = group
		k.register(provider, e)
		all = append(all, e)
	}
	consumer := k.join()
	k.watch(consumer, service("*", "")).wait(all...)
	k.watch(consumer, service("blue,red", "")).wait(all[1], all[3])
}

func anyVersion(k *kit) {
	provider := k.join()
	var all []hark.Endpoint
	for i, version := range []string{"", "1.0.0", "2.0.0"} {
		e := endpoint(fmt.Sprintf("10.0.0.%d:20880", i+1))
		e.Service.Version = version
		k.register(provider, e)
		all = append(all, e)
	}
	other := endpoint("10.0.0.9:20880")
	other.Service.Group, other.Service.Version = "blue", "1.0.0"
	k.register(provider, other)
	k.watch(k.join(), service("", "*")).wait(all...)
}

// watchCases are about the watch itself.
func watchCases() []testCase {
	return []testCase{
		{name: "WatchEnds", run: watchEnds,
			rule: "A watch ends when its context does, soon and without a last word; others of the same service go on."},
		{name: "WatchOver", run: watchOver,
			rule: "A watch whose context has ended already ends at once."},
		{name: "Break", run: breaks,
			rule: "Who watches may stop at any list, as one may leave any loop."},
		{name: "Watchers", run: watchers,
			rule: "Everybody who watches a service is told, in one process and in several, and when they ask again too."},
		{name: "Concurrent", run: concurrent,
			rule: "A registry is used by many goroutines at once, and when they have done all lists agree."},
	}
}

func watchEnds(k *kit) {
	consumer, provider, a := k.join(), k.join(), endpoint("10.0.0.1:20880")
	w, other := k.watch(consumer, service("", "")), k.watch(consumer, service("", ""))
	w.wait()
	other.wait()
	if !w.stop() {
		k.brokenf("the watch goes on %v after its context has ended", k.Patience)
	}
	k.register(provider, a)
	other.wait(a)
	if n, ok := w.next(0); ok {
		k.brokenf("the watch yielded %v after its context had ended", n)
	}
}

func watchOver(k *kit) {
	ctx, cancel := context.WithCancel(k.t.Context())
	cancel()
	over := make(chan struct{})
	registry := k.join()
	go func() { // ends at once, if the registry keeps its promise
		defer close(over)
		for _, err := range registry.Watch(ctx, service("", "")) {
			_ = err // that it ends is what is tested
		}
	}()
	select {
	case <-over:
	case <-time.After(k.Patience):
		k.brokenf("the watch goes on for %v", k.Patience)
	}
}

func breaks(k *kit) {
	registry, a := k.join(), endpoint("10.0.0.1:20880")
	for _, err := range registry.Watch(k.t.Context(), service("", "")) {
		_ = err
		break
	}
	k.register(registry, a)
	k.watch(registry, service("", "")).wait(a)
}

func watchers(k *kit) {
	one, two, provider := k.join(), k.join(), k.join()
	a, b := endpoint("10.0.0.1:20880"), endpoint("10.0.0.2:20880")
	watches := []*watch{k.watch(one, service("", "")), k.watch(one, service("", "")), k.watch(two, service("", ""))}
	for _, w := range watches {
		w.wait()
	}
	k.register(provider, a)
	for _, w := range watches {
		w.wait(a)
	}
	if !watches[0].stop() {
		k.brokenf("the watch goes on %v after its context has ended", k.Patience)
	}
	watches[0] = k.watch(one, service("", ""))
	watches[0].wait(a)
	k.register(provider, b)
	for _, w := range watches {
		w.wait(a, b)
	}
}

func concurrent(k *kit) {
	const goroutines, rounds = 6, 8
	registries := []hark.Registry{k.join(), k.join(), k.join()}
	watches := make([]*watch, len(registries))
	for i, r := range registries {
		watches[i] = k.watch(r, service("", ""))
	}
	ctx := k.context()
	var stay []hark.Endpoint
	var working sync.WaitGroup
	errs := make(chan error, goroutines)
	for g := range goroutines {
		e := endpoint(fmt.Sprintf("10.0.0.%d:20880", g+1))
		if g%2 == 0 {
			stay = append(stay, e)
		}
		working.Go(func() { // ends after its rounds, which ctx bounds
			errs <- busy(ctx, registries[g%len(registries)], e, rounds, g%2 == 0)
		})
	}
	working.Wait()
	for range goroutines {
		if err := <-errs; err != nil {
			k.brokenf("%v", err)
		}
	}
	for i, w := range watches {
		w.wait(stay...)
		k.watch(registries[i], service("", "")).wait(stay...)
	}
}

// busy registers and unregisters an endpoint, and watches meanwhile.
func busy(ctx context.Context, r hark.Registry, e hark.Endpoint, rounds int, stays bool) error {
	for range rounds {
		if err := r.Register(ctx, e); err != nil {
			return err
		}
		for _, err := range r.Watch(ctx, e.Service) {
			if err != nil {
				return err
			}
			break
		}
		if err := r.Unregister(ctx, e); err != nil {
			return err
		}
	}
	if stays {
		return r.Register(ctx, e)
	}
	return nil
}

// lossCases are about processes that end without a farewell.
func lossCases() []testCase {
	return []testCase{
		{name: "ProviderLost", run: providerLost, kills: true,
			rule: "A provider whose process has vanished leaves the lists: nobody else will unregister it."},
		{name: "ConsumerLost", run: consumerLost, kills: true,
			rule: "A consumer that has vanished keeps nobody else from being told."},
		{name: "ProviderReplaced", run: providerReplaced, kills: true,
			rule: "A provider that comes back in a new process, at the old address and before the old process was missed, stays when that is."},
	}
}

func providerLost(k *kit) {
	one, two := k.join(), k.join()
	a, b := endpoint("10.0.0.1:20880"), endpoint("10.0.0.2:20880")
	k.register(one, a)
	k.register(two, b)
	w := k.watch(k.join(), service("", ""))
	w.wait(a, b)
	k.Kill(one)
	w.wait(b)
	k.Kill(two)
	w.wait()
}

func consumerLost(k *kit) {
	one, two, provider := k.join(), k.join(), k.join()
	a := endpoint("10.0.0.1:20880")
	k.watch(one, service("", "")).wait()
	w := k.watch(two, service("", ""))
	w.wait()
	k.Kill(one)
	k.register(provider, a)
	w.wait(a)
}

func providerReplaced(k *kit) {
	before, after, a := k.join(), k.join(), endpoint("10.0.0.1:20880")
	k.register(before, a)
	a.Weight = 7
	k.register(after, a)
	w := k.watch(k.join(), service("", ""))
	w.until("the new one", func(list []hark.Endpoint) bool { return len(list) == 1 && list[0].Weight == 7 })
	k.Kill(before)
	for {
		n, ok := w.next(k.Quiet)
		if !ok {
			return
		}
		if n.err == nil && len(n.list) != 1 {
			k.brokenf("Watch yielded %s", names(n.list))
		}
	}
}

// failureCases are about a registry that is away for some time.
func failureCases() []testCase {
	return []testCase{
		{name: "FailureKeepsLists", run: failureKeepsLists, stops: true,
			rule: "A registry that fails empties no list: whom consumers know they can go on calling. A watch may yield an error, never a list that nobody has vouched for."},
		{name: "FailureAtStart", run: failureAtStart, stops: true,
			rule: "Who begins to watch while the registry is away is told so by an error, in time, and of the list when it is back."},
		{name: "Return", run: returns, stops: true,
			rule: "A registry that returns has everybody back in time, even if it remembers nobody: providers register again and consumers watch again without being asked."},
		{name: "ReturnWithChanges", run: returnWithChanges, stops: true,
			rule: "What has changed while the registry was away is seen when it is back. Who was unregistered meanwhile does not come back with it."},
		{name: "RegisterMeanwhile", run: registerMeanwhile, stops: true,
			rule: "Register while the registry is away returns an error, or nil and registers when it is back; it does not forget."},
	}
}

func failureKeepsLists(k *kit) {
	provider, a := k.join(), endpoint("10.0.0.1:20880")
	k.register(provider, a)
	w := k.watch(k.join(), service("", ""))
	w.wait(a)
	k.Stop()
	for {
		n, ok := w.next(k.Quiet)
		if !ok {
			break
		}
		if n.err == nil && names(n.list) != names([]hark.Endpoint{a}) {
			k.brokenf("Watch yielded %s while the registry was away", names(n.list))
		}
	}
	select {
	case <-w.over:
		k.brokenf("the watch has ended")
	default:
	}
	k.Start()
	w.k.register(k.join(), endpoint("10.0.0.2:20880"))
	w.wait(a, endpoint("10.0.0.2:20880"))
}

func failureAtStart(k *kit) {
	consumer, provider, a := k.join(), k.join(), endpoint("10.0.0.1:20880")
	k.register(provider, a)
	k.Stop()
	w := k.watch(consumer, service("", ""))
	n, ok := w.next(k.Patience)
	if !ok || n.err == nil {
		k.brokenf("Watch yielded %v first (in time: %v), want an error", n, ok)
	}
	k.Start()
	w.wait(a)
}

func returns(k *kit) {
	one, two := k.join(), k.join()
	a, b, c := endpoint("10.0.0.1:20880"), endpoint("10.0.0.2:20880"), endpoint("10.0.0.3:20880")
	k.register(one, a)
	k.register(two, b)
	w := k.watch(k.join(), service("", ""))
	w.wait(a, b)
	for range 2 {
		k.Stop()
		k.Start()
		k.watch(k.join(), service("", "")).wait(a, b)
	}
	k.register(one, c)
	w.wait(a, b, c)
}

func returnWithChanges(k *kit) {
	one, two := k.join(), k.join()
	a, b := endpoint("10.0.0.1:20880"), endpoint("10.0.0.2:20880")
	k.register(one, a)
	k.register(two, b)
	w := k.watch(k.join(), service("", ""))
	w.wait(a, b)
	k.Stop()
	_ = one.Unregister(k.context(), a) // an error would be true: the registry is away
	k.Start()
	w.wait(b)
	k.watch(k.join(), service("", "")).wait(b)
}

func registerMeanwhile(k *kit) {
	provider, a := k.join(), endpoint("10.0.0.1:20880")
	w := k.watch(k.join(), service("", ""))
	w.wait()
	k.Stop()
	err := provider.Register(k.context(), a)
	k.Start()
	if err != nil {
		k.register(provider, a)
	}
	w.wait(a)
}
