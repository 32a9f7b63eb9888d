package registry

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/hark-rpc/hark"
)

// A Memory is a registry inside the process: for tests, and for programs whose
// providers and consumers are one. Its zero value is ready, it never fails, and
// what it returns has happened. A provider is known by its service, protocol
// and address; to register it again replaces what was known of it.
type Memory struct {
	mu      sync.Mutex
	entries []entry // in the order of their registration
	entered int
	changed chan struct{} // closed at the next change; nil while nobody waits
}

// An entry is a registration. Its number is never that of another.
type entry struct {
	number   int
	endpoint hark.Endpoint
}

// Register implements [hark.Registry].
func (m *Memory) Register(_ context.Context, e hark.Endpoint) error {
	e.Service = normal(e.Service)
	e.Methods, e.Params = maps.Clone(e.Methods), maps.Clone(e.Params) // the caller's stay the caller's
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entered++
	n := entry{number: m.entered, endpoint: e}
	if i := m.find(e); i >= 0 {
		m.entries[i] = n
	} else {
		m.entries = append(m.entries, n)
	}
	m.tell()
	return nil
}

// Unregister implements [hark.Registry].
func (m *Memory) Unregister(_ context.Context, e hark.Endpoint) error {
	e.Service = normal(e.Service)
	m.mu.Lock()
	defer m.mu.Unlock()
	if i := m.find(e); i >= 0 {
		m.entries = slices.Delete(m.entries, i, i+1)
		m.tell()
	}
	return nil
}

// find returns the place of an endpoint, or -1; m.mu is held.
func (m *Memory) find(e hark.Endpoint) int {
	return slices.IndexFunc(m.entries, func(n entry) bool {
		return n.endpoint.Service == e.Service && n.endpoint.Protocol == e.Protocol && n.endpoint.Addr == e.Addr
	})
}

// tell wakes who waits for a change; m.mu is held.
func (m *Memory) tell() {
	if m.changed != nil {
		close(m.changed)
		m.changed = nil
	}
}

// Watch implements [hark.Registry]. Watchers share the endpoints, which are
// not to be changed.
func (m *Memory) Watch(ctx context.Context, service hark.ServiceID) iter.Seq2[[]hark.Endpoint, error] {
	return func(yield func([]hark.Endpoint, error) bool) {
		var told []int
		for first := true; ctx.Err() == nil; first = false {
			list, numbers, changed := m.list(service)
			if first || !slices.Equal(numbers, told) {
				if !yield(list, nil) {
					return
				}
				told = numbers
			}
			select {
			case <-changed:
			case <-ctx.Done():
			}
		}
	}
}

// list returns the providers of a service, the numbers of their registrations,
// and a channel that is closed when that may be out of date.
func (m *Memory) list(service hark.ServiceID) (list []hark.Endpoint, numbers []int, changed <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list = []hark.Endpoint{}
	for _, n := range m.entries {
		if MatchService(service, n.endpoint.Service) {
			list = append(list, n.endpoint)
			numbers = append(numbers, n.number)
		}
	}
	if m.changed == nil {
		m.changed = make(chan struct{})
	}
	return list, numbers, m.changed
}
