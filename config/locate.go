package config

import (
	"fmt"
	"slices"
	"strings"
)

// RegistriesFor returns the registries that ids name or, if they are not set,
// those of the application or all that are used by default. Those whose
// address is N/A are left out.
func (c *Config) RegistriesFor(ids Value[[]string]) []*Registry {
	if c.Application != nil {
		ids = ids.Or(c.Application.Registries)
	}
	var list []*Registry
	for _, r := range c.Registries {
		used := r.Default.Get(true)
		if ids.Set {
			used = slices.ContainsFunc(ids.V, func(id string) bool { return c.Canonical(id) == r.ID.V })
		}
		if used && len(r.Addresses) > 0 {
			list = append(list, r)
		}
	}
	return list
}

// Sources returns the registries that a reference looks for providers in.
func (c *Config) Sources(r *Reference) []*Registry {
	return slices.DeleteFunc(c.RegistriesFor(r.Registries), func(g *Registry) bool { return !g.Subscribe.Get(true) })
}

// Key is Dubbo's service key of what is offered or called,
// [group/]interface[:version], where version 0.0.0 counts as none.
func Key(name, group, version string) string {
	if group != "" {
		name = group + "/" + name
	}
	if version != "" && version != "0.0.0" {
		name += ":" + version
	}
	return name
}

// Key is the service key of what is offered.
func (s *Service) Key() string { return Key(s.Interface.V, s.Group.V, s.Version.V) }

// Inside reports whether the service can be called from inside the program,
// and Outside whether it is offered to others.
func (s *Service) Inside() bool {
	return s.Export.Get(true) && (s.Scope.V == "" || s.Scope.V == "local")
}

// Outside reports whether the service is offered to other programs.
func (s *Service) Outside() bool {
	return s.Export.Get(true) && (s.Scope.V == "" || s.Scope.V == "remote")
}

// Key is the service key of what is called.
func (r *Reference) Key() string { return Key(r.Interface.V, r.Group.V, r.Version.V) }

// Local reports whether the reference calls a service of its own program.
func (c *Config) Local(r *Reference) bool {
	switch {
	case r.Scope.V == "local":
		return true
	case r.Scope.V != "", r.Has("url"):
		return false
	}
	return c.offers(r.Key())
}

func (c *Config) offers(key string) bool {
	return slices.ContainsFunc(c.Services, func(s *Service) bool { return s.Inside() && s.Key() == key })
}

// Locate returns the mistake of a reference of which nobody says where its
// providers are, or nil.
func (c *Config) Locate(r *Reference) *Mistake {
	unread := func(g *Registry) bool { return len(g.Addresses) == 0 && !strings.EqualFold(g.Address.V, noAddress) }
	switch {
	case c.Local(r):
		if c.offers(r.Key()) {
			return nil
		}
		return &Mistake{
			Pos:  r.Scope.Pos,
			Have: fmt.Sprintf("scope=%q of reference %q", r.Scope.V, r.ID.V), Want: fmt.Sprintf("a <dubbo:service> of %s in this program", r.Key()),
		}
	case r.Has("url"), len(c.Sources(r)) > 0:
		return nil
	case slices.ContainsFunc(c.Registries, unread):
		return nil // what was meant cannot be read, which is a mistake of its own
	}
	return &Mistake{
		Pos:  r.Pos,
		Have: fmt.Sprintf("reference %q: nobody says where the providers of %s are", r.ID.V, r.Key()),
		Want: `a <dubbo:registry address="…"/> to ask one, or url="host:port" on the reference to name them`,
	}
}

// An Assumption is what only the program that loads a file can know.
type Assumption struct {
	Pos  Position
	Text string
}

// String returns position and text.
func (a Assumption) String() string { return a.Pos.String() + ": " + a.Text }

// Schemes returns the schemes of the registries that Dubbo has had.
func Schemes() []string {
	return []string{
		"consul", "dns", "dubbo", "etcd", "etcd3", "eureka", "kubernetes", "memory", "multicast", "multiple", "nacos",
		"polaris", "redis", "service-discovery-registry", "simple", "sofa", "xds", "zookeeper",
	}
}

// Check reads files as [Load] does and checks all that can be checked without
// the program that they are for. It returns what it had to assume: that there
// are the interfaces, classes and methods that the files name.
func Check(o Options, files ...string) ([]Assumption, error) {
	c, err := Load(o, files...)
	mistakes, _ := err.(Mistakes) //nolint:errorlint // Load says that it is one
	for _, r := range c.Registries {
		for _, a := range r.Addresses {
			if !slices.Contains(Schemes(), a.Scheme) {
				mistakes = append(mistakes, UnknownScheme(r, a, Schemes()))
			}
		}
	}
	for _, r := range c.References {
		if m := c.Locate(r); m != nil {
			mistakes = append(mistakes, m)
		}
	}
	if len(mistakes) > 0 {
		return c.assumptions(), mistakes.Sort(c.Files)
	}
	return c.assumptions(), nil
}

// assumptions are in the order of the elements.
func (c *Config) assumptions() []Assumption {
	var list []Assumption
	assume := func(pos Position, format string, args ...any) {
		list = append(list, Assumption{Pos: pos, Text: fmt.Sprintf(format, args...)})
	}
	for _, b := range c.Beans {
		if b.Referred && b.Class.Set {
			assume(b.Class.Pos, "there is a class %s", b.Class.V)
		}
	}
	for _, s := range c.Services {
		if s.Ref.Set {
			assume(s.Ref.Pos, "bean %q implements %s", s.Ref.V, s.Interface.V)
		}
		for _, m := range s.Methods {
			assume(m.Name.Pos, "%s has a method %s", s.Interface.V, m.Name.V)
		}
	}
	for _, r := range c.References {
		if r.Interface.Set {
			assume(r.Interface.Pos, "there is an interface %s", r.Interface.V)
		}
		for _, m := range r.Methods {
			if m.Name.V != "*" {
				assume(m.Name.Pos, "%s has a method %s", r.Interface.V, m.Name.V)
			}
			for _, v := range []Value[[]Handler]{m.OnInvoke, m.OnReturn, m.OnThrow} {
				for _, h := range v.V {
					assume(v.Pos, "bean %q has a method %s that fits", h.Bean, h.Method)
				}
			}
		}
	}
	return list
}
