package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/config"
)

// A reference is one of the configuration's, with what it becomes.
type reference struct {
	*config.Reference

	stub       hark.Stubber
	methods    []hark.AnyMethod
	local      bool // it calls a service of this program
	registries []*config.Registry
	protocol   string
	settings   hark.Reference
}

// makeStubs makes the clients, so that beans can be given them.
func (l *loader) makeStubs() {
	for _, c := range l.config.References {
		i := l.iface(c.Interface)
		if i == nil {
			continue
		}
		r := &reference{Reference: c, stub: i.NewStub()}
		r.methods = r.stub.HarkStub().Methods
		l.references = append(l.references, r)
		l.objects[c.ID.V] = r.stub
	}
}

// reference sets up the methods of a reference and finds whom it calls.
func (l *loader) reference(r *reference) {
	r.settings = hark.Reference{
		Group: r.Group.V, Version: r.Version.V, URL: r.URL.V, Optional: !r.Check.Get(true), Policy: l.policy(r.Calls),
	}
	l.methods(r)
	if m := l.config.Locate(r.Reference); m != nil {
		l.mistakes = append(l.mistakes, m)
		return
	}
	if r.local = l.config.Local(r.Reference); r.local {
		return
	}
	r.registries = l.config.Sources(r.Reference)
	r.protocol = l.protocolOf(r)
	pos := r.Protocol.Or(r.URL).Pos
	if pos.Line == 0 {
		pos = r.Pos
	}
	l.checkProtocol(pos, fmt.Sprintf("reference %q", r.ID.V), r.protocol)
}

// protocolOf is the name of the protocol that a reference speaks.
func (l *loader) protocolOf(r *reference) string {
	if r.Protocol.Set {
		return r.Protocol.V
	}
	if scheme, _, found := strings.Cut(r.URL.V, "://"); found {
		return strings.TrimSpace(scheme)
	}
	if len(l.Protocols) == 1 {
		for name := range l.Protocols {
			return name
		}
	}
	return "dubbo"
}

// policy makes Go of settings; what is not there stays zero.
func (l *loader) policy(c config.Calls) hark.Policy {
	p := hark.Policy{Timeout: c.Timeout.V, Actives: c.Actives.V, Retries: c.Retries.V}
	if c.Retries.Set && c.Retries.V == 0 {
		p.Retries = -1
	}
	if c.Cluster.Set {
		clusters := map[string]hark.Cluster{"failover": hark.Failover, "failfast": hark.Failfast}
		maps.Copy(clusters, l.Clusters)
		p.Cluster = named(l, "cluster", "Clusters", c.Cluster, clusters)
	}
	if c.LoadBalance.Set {
		balancers := map[string]hark.Balancer{"random": hark.Random{}}
		maps.Copy(balancers, l.Balancers)
		p.Balancer = named(l, "loadbalance", "Balancers", c.LoadBalance, balancers)
	}
	return p
}

// named is what a name means, which is reported if it means nothing.
func named[T any](l *loader, attribute, field string, v config.Value[string], known map[string]T) T {
	t, ok := known[v.V]
	if !ok {
		names := slices.Sorted(maps.Keys(known))
		l.report(v.Pos, fmt.Sprintf("unknown %s %q", attribute, v.V), strings.Join(names, ", ")+" or a name in Wiring."+field, config.Nearest(v.V, names))
	}
	return t
}

// methods configures the client's methods by the elements that are about them.
func (l *loader) methods(r *reference) {
	byName := make(map[string][]hark.AnyMethod)
	var names []string
	for _, m := range r.methods {
		name := m.Signature().Name
		if byName[name] == nil {
			names = append(names, name)
		}
		byName[name] = append(byName[name], m)
	}
	slices.Sort(names)
	var rest *config.Method
	named := make(map[string]bool)
	for _, m := range r.Methods {
		switch {
		case !m.Name.Set:
		case m.Name.V == "*":
			rest = m
		case byName[m.Name.V] == nil:
			l.noMethod(m, r.Interface.V, names)
		default:
			named[m.Name.V] = true
			l.configure(r, m, byName[m.Name.V])
		}
	}
	if rest == nil {
		rest = &config.Method{}
	}
	var others []hark.AnyMethod
	for _, name := range names {
		if !named[name] {
			others = append(others, byName[name]...)
		}
	}
	l.configure(r, rest, others)
}

func (l *loader) noMethod(m *config.Method, iface string, names []string) {
	l.report(m.Name.Pos, fmt.Sprintf("interface %q has no method %q", iface, m.Name.V), "one of "+strings.Join(names, ", "), config.Nearest(m.Name.V, names))
}

// configure does to methods what an element says.
func (l *loader) configure(r *reference, m *config.Method, methods []hark.AnyMethod) {
	c := hark.MethodConfig{Async: m.Async.Or(r.Async).V, OneWay: !m.Return.Get(true), Policy: l.policy(m.Calls)}
	for _, method := range methods {
		method.Configure(c)
	}
	l.handlers(hark.OnInvoke, m.OnInvoke, methods)
	l.handlers(hark.OnReturn, m.OnReturn, methods)
	l.handlers(hark.OnThrow, m.OnThrow, methods)
}
