package app

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/config"
)

// checkRegistries looks up the schemes of all addresses.
func (l *loader) checkRegistries() {
	known := slices.Sorted(maps.Keys(l.Registries))
	for _, r := range l.config.Registries {
		for _, a := range r.Addresses {
			if _, ok := l.Registries[a.Scheme]; ok {
				continue
			}
			m := config.UnknownScheme(r, a, known)
			l.mistakes = append(l.mistakes, m)
		}
	}
}

// A publisher is the registry of a server: it tells each service's own
// registries all that the configuration says of the service.
type publisher struct {
	loader   *loader
	services map[hark.ServiceID]publication
}

type publication struct {
	*service
	registries []hark.Registry
}

func (p *publisher) Register(ctx context.Context, e hark.Endpoint) error {
	s := p.services[e.Service]
	e = s.complete(p.loader, e)
	for i, r := range s.registries {
		if err := r.Register(ctx, e); err != nil {
			return errors.Join(err, unregister(ctx, s.registries[:i], e))
		}
	}
	return nil
}

func (p *publisher) Unregister(ctx context.Context, e hark.Endpoint) error {
	s := p.services[e.Service]
	return unregister(ctx, s.registries, s.complete(p.loader, e))
}

// complete is endpoint, also of what is not to be registered.
func (s *publication) complete(l *loader, e hark.Endpoint) hark.Endpoint {
	if s.service == nil {
		return e
	}
	return s.endpoint(l, e)
}

func unregister(ctx context.Context, from []hark.Registry, e hark.Endpoint) error {
	var errs []error
	for _, r := range from {
		errs = append(errs, r.Unregister(ctx, e))
	}
	return errors.Join(errs...)
}

// Watch implements [hark.Registry]; servers do not watch.
func (p *publisher) Watch(context.Context, hark.ServiceID) iter.Seq2[[]hark.Endpoint, error] {
	return func(func([]hark.Endpoint, error) bool) {}
}

// A union is several registries whose providers are one list.
type union []hark.Registry

func (u union) Register(ctx context.Context, e hark.Endpoint) error {
	for i, r := range u {
		if err := r.Register(ctx, e); err != nil {
			return errors.Join(err, unregister(ctx, u[:i], e))
		}
	}
	return nil
}

func (u union) Unregister(ctx context.Context, e hark.Endpoint) error {
	return unregister(ctx, u, e)
}

// heard is what one of the registries has said.
type heard struct {
	from      int
	endpoints []hark.Endpoint
	err       error
}

// Watch implements [hark.Registry]. Its first list waits until every registry
// has answered, be it by an error.
func (u union) Watch(ctx context.Context, service hark.ServiceID) iter.Seq2[[]hark.Endpoint, error] {
	return func(yield func([]hark.Endpoint, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		news := make(chan heard)
		var watches sync.WaitGroup
		defer watches.Wait()
		defer cancel()
		for i, r := range u {
			watches.Go(func() { // ends with ctx
				for endpoints, err := range r.Watch(ctx, service) {
					select {
					case news <- heard{i, endpoints, err}:
					case <-ctx.Done():
						return
					}
				}
			})
		}
		lists := make([][]hark.Endpoint, len(u))
		answered := make(map[int]bool, len(u))
		for {
			select {
			case h := <-news:
				answered[h.from] = true
				if h.err == nil {
					lists[h.from] = h.endpoints
				}
				if h.err != nil && !yield(nil, h.err) {
					return
				}
				if h.err == nil && len(answered) == len(u) && !yield(merged(lists), nil) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

// merged joins lists; a provider that several registries know is there once.
func merged(lists [][]hark.Endpoint) []hark.Endpoint {
	seen := make(map[string]bool)
	var all []hark.Endpoint
	for _, list := range lists {
		for _, e := range list {
			if key := e.Protocol + "://" + e.Addr; !seen[key] {
				seen[key] = true
				all = append(all, e)
			}
		}
	}
	return all
}

// key tells sets of registries apart.
func key(protocol string, registries []*config.Registry) string {
	parts := []string{protocol}
	for _, r := range registries {
		parts = append(parts, fmt.Sprintf("%q", r.ID.V))
	}
	return strings.Join(parts, " ")
}
