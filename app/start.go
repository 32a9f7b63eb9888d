package app

import (
	"context"
	"fmt"
	"io"
	"net"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/config"
)

// start connects what check has made. It returns the App also where it fails,
// so that what has been opened can be closed.
func (l *loader) start(ctx context.Context) (*App, error) {
	a := &App{config: l.config, objects: l.objects, listen: l.Listen}
	if a.listen == nil {
		a.listen = func(ctx context.Context, network, address string) (net.Listener, error) {
			return new(net.ListenConfig).Listen(ctx, network, address)
		}
	}
	s := &starter{loader: l, app: a, registries: make(map[*config.Registry][]hark.Registry), clients: make(map[string]*hark.Client)}
	if err := s.serve(ctx); err != nil {
		return a, err
	}
	for _, r := range l.references {
		if err := s.refer(ctx, r); err != nil {
			return a, err
		}
	}
	return a, nil
}

// A starter opens what services and references share.
type starter struct {
	*loader

	app        *App
	local      hark.Server // of the calls inside the process
	registries map[*config.Registry][]hark.Registry
	clients    map[string]*hark.Client
}

// open connects to registries, each once.
func (s *starter) open(ctx context.Context, list []*config.Registry) ([]hark.Registry, error) {
	var all []hark.Registry
	for _, c := range list {
		opened, ok := s.registries[c]
		if !ok {
			var err error
			if opened, err = s.openOne(ctx, c); err != nil {
				return nil, err
			}
			s.registries[c] = opened
		}
		all = append(all, opened...)
	}
	return all, nil
}

// openOne connects to all addresses of a registry element.
func (s *starter) openOne(ctx context.Context, c *config.Registry) ([]hark.Registry, error) {
	var all []hark.Registry
	for _, address := range c.Addresses {
		r, err := s.Registries[address.Scheme](ctx, c, address)
		switch {
		case err == nil:
		case c.Check.Get(true):
			return nil, fmt.Errorf("app: %v: registry %v: %w", c.Address.Pos, address, err)
		default:
			s.logger().Warn("app: a registry that need not be there is left out", "registry", address.String(), "err", err)
			continue
		}
		if closer, ok := r.(io.Closer); ok {
			s.app.opened = append(s.app.opened, closer)
		}
		all = append(all, r)
	}
	return all, nil
}

// serve makes the servers: one for calls inside the process, and one for each
// protocol.
func (s *starter) serve(ctx context.Context) error {
	s.local.Interceptors, s.local.Logger = s.ServerInterceptors, s.Logger
	servers := make(map[*config.Protocol]*server)
	for _, v := range s.services {
		registries, err := s.open(ctx, v.registries)
		if err != nil {
			return err
		}
		if v.Inside() {
			if err := s.local.Export(v.service, v.Group.V, v.Version.V); err != nil {
				return fmt.Errorf("app: %v: %w", v.Pos, err)
			}
		}
		for _, p := range v.protocols {
			if servers[p] == nil {
				if servers[p], err = s.server(p); err != nil {
					return err
				}
			}
			if err := s.export(servers[p], v, registries); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *starter) server(c *config.Protocol) (*server, error) {
	p, err := s.protocols[c.Name.V](c)
	if err != nil {
		return nil, fmt.Errorf("app: %v: protocol %s: %w", c.Pos, c.Name.V, err)
	}
	v := &server{protocol: c}
	v.Protocol, v.Interceptors, v.Logger = p, s.ServerInterceptors, s.Logger
	v.Registry = &publisher{loader: s.loader, services: make(map[hark.ServiceID]publication)}
	s.app.servers = append(s.app.servers, v)
	return v, nil
}

// export offers a service by a server.
func (s *starter) export(to *server, v *service, registries []hark.Registry) error {
	if err := to.Export(v.service, v.Group.V, v.Version.V); err != nil {
		return fmt.Errorf("app: %v: %w", v.Pos, err)
	}
	p, _ := to.Registry.(*publisher)
	if !v.Register.Get(true) || !to.protocol.Register.Get(true) {
		registries = nil
	}
	p.services[v.id()] = publication{service: v, registries: registries}
	return nil
}

// refer connects a reference.
func (s *starter) refer(ctx context.Context, r *reference) error {
	if r.local {
		err := s.client("", nil, nil).Bind(r.stub, &s.local, r.settings)
		return positioned(r.Pos, err)
	}
	var of []*config.Registry
	if !r.URL.Set {
		of = r.registries
	}
	registries, err := s.open(ctx, of)
	if err != nil {
		return err
	}
	k := key(r.protocol, of)
	if s.clients[k] == nil {
		p, err := s.protocols[r.protocol](&config.Protocol{Name: config.Value[string]{V: r.protocol}})
		if err != nil {
			return fmt.Errorf("app: %v: protocol %s: %w", r.Pos, r.protocol, err)
		}
		s.client(k, p, registries)
	}
	return positioned(r.Pos, s.clients[k].Refer(ctx, r.stub, r.settings))
}

// client returns the client of that key, made if need be.
func (s *starter) client(k string, p hark.Protocol, registries []hark.Registry) *hark.Client {
	c, ok := s.clients[k]
	if ok {
		return c
	}
	c = &hark.Client{Protocol: p, Interceptors: s.ClientInterceptors, Logger: s.Logger}
	switch len(registries) {
	case 0:
	case 1:
		c.Registry = registries[0]
	default:
		c.Registry = union(registries)
	}
	s.clients[k] = c
	s.app.clients = append(s.app.clients, c)
	return c
}

// positioned says where the element is that an error is about.
func positioned(pos config.Position, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("app: %v: %w", pos, err)
}
