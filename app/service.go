package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"syscall"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/config"
)

// A service is one of the configuration's, with what it becomes.
type service struct {
	*config.Service

	service    hark.Service
	protocols  []*config.Protocol
	registries []*config.Registry
}

// id is what the server calls the service.
func (s *service) id() hark.ServiceID {
	version := s.Version.V
	if version == "0.0.0" {
		version = ""
	}
	return hark.ServiceID{Interface: s.Interface.V, Group: s.Group.V, Version: version}
}

// service makes a service of a bean.
func (l *loader) service(c *config.Service) {
	s := &service{Service: c}
	i := l.iface(c.Interface)
	if !c.Ref.Set {
		return // reported by config
	}
	object, ok := l.object(c.Ref)
	if i == nil || !ok {
		return
	}
	var err error
	if s.service, err = i.Provide(object); err != nil {
		l.report(c.Ref.Pos, fmt.Sprintf("bean %q cannot be offered as %s: %v", c.Ref.V, i.Name, err), "a bean that implements it", "")
		return
	}
	l.serviceMethods(s)
	for _, other := range l.services {
		if other.Key() == s.Key() {
			l.report(c.Pos, fmt.Sprintf("a second service %s; the first is at %v", s.Key(), other.Pos), "another group or version", "")
			return
		}
	}
	s.registries = slices.DeleteFunc(l.config.RegistriesFor(c.Registries), func(g *config.Registry) bool { return !g.Register.Get(true) })
	if c.Outside() {
		s.protocols = l.protocolsFor(c)
	}
	l.services = append(l.services, s)
}

// serviceMethods checks the elements of a service's methods.
func (l *loader) serviceMethods(s *service) {
	var names []string
	for _, h := range s.service.Methods {
		names = append(names, h.Name)
	}
	slices.Sort(names)
	for _, m := range s.Methods {
		if m.Name.Set && m.Name.V != "*" && !slices.Contains(names, m.Name.V) {
			l.noMethod(m, s.Interface.V, slices.Compact(names))
		}
	}
}

// protocolsFor are the protocols that a service is offered by.
func (l *loader) protocolsFor(c *config.Service) []*config.Protocol {
	all := l.config.Protocols
	if len(all) == 0 {
		all = []*config.Protocol{l.defaultProtocol()}
	}
	if c.Protocols.Set {
		all = slices.DeleteFunc(slices.Clone(all), func(p *config.Protocol) bool {
			return !slices.ContainsFunc(c.Protocols.V, func(id string) bool { return l.config.Canonical(id) == p.ID.V })
		})
	}
	for _, p := range all {
		pos := p.Name.Pos
		if pos.Line == 0 {
			pos = c.Pos
		}
		l.checkProtocol(pos, "service "+c.Key(), p.Name.V)
	}
	return all
}

// defaultProtocol is the one of files that have none. It is made once, so that
// the services that it offers have one server.
func (l *loader) defaultProtocol() *config.Protocol {
	if l.fallback == nil {
		l.fallback = &config.Protocol{Name: config.Value[string]{V: "dubbo"}}
	}
	return l.fallback
}

// checkProtocol looks up the name of a protocol.
func (l *loader) checkProtocol(pos config.Position, who, name string) {
	if _, ok := l.protocols[name]; !ok {
		l.report(pos, fmt.Sprintf("%s: unknown protocol %q", who, name), "one of Wiring.Protocols, or dubbo", config.Nearest(name, slices.Sorted(maps.Keys(l.protocols))))
	}
}

// endpoint completes what a registry is told of a service.
func (s *service) endpoint(l *loader, e hark.Endpoint) hark.Endpoint {
	e.Weight = s.Weight.V
	if s.Weight.Set && s.Weight.V == 0 {
		e.Weight = -1
	}
	e.Warmup = s.Warmup.V
	e.Policy = suggestion(s.Calls)
	params := maps.Clone(e.Params)
	if params == nil {
		params = make(map[string]string)
	}
	if a := l.config.Application; a != nil && a.Name.Set {
		params["application"] = a.Name.V
	}
	if !s.Dynamic.Get(true) {
		params["dynamic"] = "false"
	}
	told(params, "", s.Calls)
	maps.Copy(params, s.ParameterMap())
	for _, m := range s.Methods {
		for _, name := range s.about(m) {
			told(params, name+".", m.Calls)
		}
		for _, p := range m.Parameters {
			for _, name := range s.about(m) {
				params[name+"."+p.Key] = p.Value
			}
		}
		if p := suggestion(m.Calls); p.Timeout != 0 || p.Retries != 0 {
			if e.Methods == nil {
				e.Methods = make(map[string]hark.Policy)
			}
			for _, name := range s.about(m) {
				e.Methods[name] = p
			}
		}
	}
	e.Params = params
	return e
}

// about are the methods that an element of the service is about.
func (s *service) about(m *config.Method) []string {
	if m.Name.V != "*" {
		return []string{m.Name.V}
	}
	var names []string
	for _, h := range s.service.Methods {
		if !slices.ContainsFunc(s.Methods, func(o *config.Method) bool { return o.Name.V == h.Name }) {
			names = append(names, h.Name)
		}
	}
	return names
}

// suggestion is what a provider suggests to its consumers.
func suggestion(c config.Calls) hark.Policy {
	p := hark.Policy{Timeout: c.Timeout.V, Retries: c.Retries.V}
	if c.Retries.Set && c.Retries.V == 0 {
		p.Retries = -1
	}
	return p
}

// told adds what a provider suggests to consumers in other languages; those
// of hark take only timeout and retries from providers.
func told(params map[string]string, prefix string, c config.Calls) {
	if c.LoadBalance.Set {
		params[prefix+"loadbalance"] = c.LoadBalance.V
	}
	if c.Cluster.Set {
		params[prefix+"cluster"] = c.Cluster.V
	}
	if c.Actives.Set {
		params[prefix+"actives"] = strconv.Itoa(c.Actives.V)
	}
	if c.Async.Set {
		params[prefix+"async"] = strconv.FormatBool(c.Async.V)
	}
}

// A server offers the services of one protocol element.
type server struct {
	hark.Server

	protocol *config.Protocol
}

const (
	defaultPort = 20880
	portsToTry  = 1000
)

// listen listens where the protocol's element says.
func (s *server) listen(ctx context.Context, listen func(ctx context.Context, network, address string) (net.Listener, error)) (net.Listener, error) {
	port := s.protocol.Port.Get(defaultPort)
	last := port
	if port == -1 {
		port, last = defaultPort, defaultPort+portsToTry
	}
	for {
		l, err := listen(ctx, "tcp", ":"+strconv.Itoa(port))
		switch {
		case err == nil:
			if host := s.protocol.Host.V; host != "" {
				s.Advertise = net.JoinHostPort(host, strconv.Itoa(port))
			}
			return l, nil
		case port >= last || !errors.Is(err, syscall.EADDRINUSE):
			return nil, fmt.Errorf("app: protocol %s: %w", s.protocol.Name.V, err)
		}
		port++
	}
}
