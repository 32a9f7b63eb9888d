package config

import (
	"maps"
	"slices"
	"strings"
)

// inherit fills in what provider and consumer elements say.
func (r *reader) inherit() {
	c := r.config
	provider := theDefault(r, c.Providers, func(p *Provider) (bool, Value[bool], Position) { return p.nested, p.Default, p.Pos })
	for _, s := range c.Services {
		p := s.provider
		if p == nil {
			p = provider
		}
		if p != nil {
			s.ServiceSettings = s.or(p.ServiceSettings)
			s.Parameters = slices.Concat(p.Parameters, s.Parameters)
		}
	}
	consumer := theDefault(r, c.Consumers, func(c *Consumer) (bool, Value[bool], Position) { return c.nested, c.Default, c.Pos })
	for _, f := range c.References {
		outer := f.consumer
		if outer == nil {
			outer = consumer
		}
		if outer != nil {
			f.ReferenceSettings = f.or(outer.ReferenceSettings)
			f.Parameters = slices.Concat(outer.Parameters, f.Parameters)
		}
	}
	if provider != nil {
		for _, p := range c.Protocols {
			p.Host, p.Port = p.Host.Or(provider.Host), p.Port.Or(provider.Port)
		}
	}
}

// theDefault returns the element whose settings are those of all that stand
// alone, or the zero value: the one that holds none itself or says that it is.
func theDefault[T any](r *reader, all []T, about func(T) (nested bool, isDefault Value[bool], pos Position)) (found T) {
	var at Position
	for _, e := range all {
		nested, isDefault, pos := about(e)
		if !isDefault.Get(!nested) {
			continue
		}
		if at.Line > 0 {
			r.report(&Mistake{Pos: pos, Have: "a second element of defaults; the first is at " + at.String(), Want: `default="false" on one of them, or what it is for inside it`})
			continue
		}
		found, at = e, pos
	}
	return found
}

// check looks up the ids that elements refer to.
func (r *reader) check() {
	c := r.config
	for alias, name := range c.aliases {
		if _, ok := c.ids[c.Canonical(name)]; !ok {
			delete(c.aliases, alias) // of a bean that is none of ours, as far as anybody can tell
		}
	}
	registries := idsOf(c.Registries, func(g *Registry) *Element { return &g.Element })
	protocols := idsOf(c.Protocols, func(p *Protocol) *Element { return &p.Element })
	r.stubs = idsOf(c.References, func(f *Reference) *Element { return &f.Element })
	for _, s := range c.Services {
		r.needBean(s.Ref, "ref")
		r.needAll(s.Registries, "registry", registries)
		r.needAll(s.Protocols, "protocol", protocols)
	}
	for _, f := range c.References {
		r.needAll(f.Registries, "registry", registries)
		for _, m := range f.Methods {
			for _, h := range []Value[[]Handler]{m.OnInvoke, m.OnReturn, m.OnThrow} {
				for _, handler := range h.V {
					r.needBean(Value[string]{V: handler.Bean, Set: true, Pos: h.Pos}, "handler")
				}
			}
		}
	}
	if a := c.Application; a != nil {
		r.needAll(a.Registries, "registry", registries)
	}
}

// An idSet is the ids of elements of one kind.
type idSet struct {
	has    map[string]bool
	sorted []string
}

func idsOf[T any](all []T, of func(T) *Element) idSet {
	ids := idSet{has: make(map[string]bool, len(all))}
	for _, e := range all {
		ids.has[of(e).ID.V] = true
	}
	ids.sorted = slices.Sorted(maps.Keys(ids.has))
	return ids
}

// needAll looks up ids of elements of one kind.
func (r *reader) needAll(v Value[[]string], what string, known idSet) {
	if what == "registry" && len(v.V) == 1 && strings.EqualFold(v.V[0], noAddress) {
		return
	}
	for _, id := range v.V {
		if !known.has[r.config.Canonical(id)] {
			r.report(&Mistake{
				Pos: v.Pos, Have: "unknown " + what + " " + quote(id), Want: "the id of a <dubbo:" + what + ">",
				Near: r.nearest(id, known.sorted),
			})
		}
	}
}

// needBean marks a bean that is referred to, and all that it needs.
func (r *reader) needBean(ref Value[string], what string) {
	if !ref.Set {
		return
	}
	b := r.config.Bean(ref.V)
	if b == nil {
		r.noBean(ref, what)
		return
	}
	if b.Referred {
		return
	}
	b.Referred = true
	r.mistakes = append(r.mistakes, b.mistakes...)
	for _, inner := range b.refs {
		r.needBean(inner, "ref")
	}
}

func (r *reader) noBean(ref Value[string], what string) {
	c := r.config
	if id := c.Canonical(ref.V); r.stubs.has[id] && what == "ref" {
		return // a reference is a bean too
	}
	want := "the id of a bean"
	if _, ok := c.ids[c.Canonical(ref.V)]; ok {
		want = "the id of a bean, which that is not"
	}
	if r.beanIDs == nil {
		r.beanIDs = slices.Sorted(maps.Keys(c.aliases))
		for _, b := range c.Beans {
			if b.ID.Set {
				r.beanIDs = append(r.beanIDs, b.ID.V)
			}
		}
	}
	r.report(&Mistake{Pos: ref.Pos, Have: what + " of an unknown bean " + quote(ref.V), Want: want, Near: r.nearest(ref.V, r.beanIDs)})
}
