package app

import (
	"context"
	"log/slog"
	"net"
	"reflect"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/config"
	"github.com/hark-rpc/hark/dubbo"
)

// A Wiring says what the names in configuration files mean in Go. It is read
// by [Load] and not kept.
type Wiring struct {
	// Interfaces are the Java interfaces that services and references name.
	Interfaces []hark.Interface
	// Classes are the Java classes that beans name.
	Classes Classes
	// Registries are the kinds of registries, by the scheme of their addresses.
	Registries Registries
	// Protocols are the protocols by name. Unless it is among them, dubbo is
	// Dubbo(dubbo.Protocol{}). A reference that names none uses that of its
	// url, else the only one in this map, else dubbo.
	Protocols Protocols
	// Clusters and Balancers are those beyond failover and failfast, and
	// random, by name.
	Clusters  map[string]hark.Cluster
	Balancers map[string]hark.Balancer
	// ClientInterceptors go around every call of a reference, and
	// ServerInterceptors around every call of a service, the first outermost.
	ClientInterceptors []hark.Interceptor
	ServerInterceptors []hark.Interceptor
	// Options are what the files may refer to: properties, the environment.
	Options config.Options
	// Listen makes the listeners of Serve; nil means [net.ListenConfig.Listen].
	Listen func(ctx context.Context, network, address string) (net.Listener, error)
	// Logger is for what no caller is told; nil means [slog.Default].
	Logger *slog.Logger
}

// Classes are how the beans of Java classes are made in Go, by the full names
// of the classes.
type Classes map[string]func() Class

// A Class makes a bean. See [New] and [Constructor].
type Class struct {
	construct reflect.Value // a function
}

// New is the class of beans that are a new(T) with properties set. It stands
// in [Classes] uncalled: app.New[Notify].
func New[T any]() Class {
	return Class{construct: reflect.ValueOf(func() *T { return new(T) })}
}

// Constructor is the class of beans that a function makes of the bean's
// constructor-arg elements. It returns the bean, or the bean and an error.
// That it is such a function is checked when the bean is made.
func Constructor(function any) func() Class {
	return func() Class { return Class{construct: reflect.ValueOf(function)} }
}

// Registries are constructors of registries, by the scheme of the address.
type Registries map[string]OpenRegistry

// An OpenRegistry connects to a registry at one of the addresses of its
// element. If what it returns is an [io.Closer], [App.Close] closes it.
type OpenRegistry func(ctx context.Context, r *config.Registry, address config.Address) (hark.Registry, error)

// UseRegistry is the constructor of a registry that there is already, which
// stays open.
func UseRegistry(r hark.Registry) OpenRegistry {
	return func(context.Context, *config.Registry, config.Address) (hark.Registry, error) {
		return struct{ hark.Registry }{r}, nil // without its Close
	}
}

// Protocols are constructors of protocols, by their names.
type Protocols map[string]NewProtocol

// A NewProtocol makes a protocol of what its element says. For references
// and where there is no element, only the name is set.
type NewProtocol func(p *config.Protocol) (hark.Protocol, error)

// Dubbo is the constructor of dubbo2 with the fields of p, of which an element
// replaces those that it sets: payload, heartbeat and, of a server, accepts.
func Dubbo(p dubbo.Protocol) NewProtocol {
	return func(c *config.Protocol) (hark.Protocol, error) {
		own := p
		if c.Payload.Set {
			own.Payload = c.Payload.V
		}
		if c.Heartbeat.Set {
			own.Heartbeat = c.Heartbeat.V
			if own.Heartbeat == 0 {
				own.Heartbeat = -1 // never
			}
		}
		if c.Accepts.V > 0 {
			own.Connections = c.Accepts.V
		}
		return own, nil
	}
}

// UseProtocol is the constructor of a protocol that there is already.
func UseProtocol(p hark.Protocol) NewProtocol {
	return func(*config.Protocol) (hark.Protocol, error) { return p, nil }
}
