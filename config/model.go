package config

import (
	"maps"
	"slices"
	"time"
)

// A Config is what files say together.
type Config struct {
	// Files are those that were read, in the order in which they were.
	Files []string
	// Application is the application, or nil.
	Application *Application
	Modules     []*Module
	Registries  []*Registry
	Protocols   []*Protocol
	Providers   []*Provider
	Consumers   []*Consumer
	// Services and References include those inside providers and consumers,
	// whose settings they have taken over.
	Services   []*Service
	References []*Reference
	// Beans are Spring's, in the order of the files.
	Beans []*Bean
	// Others are elements that are known and have no effect, such as monitor.
	Others []*Element
	// Skipped are the elements of other namespaces.
	Skipped []Skipped

	ids     map[string]Position
	aliases map[string]string
	beans   map[string]*Bean
}

// An Element is what is common to Dubbo's elements.
type Element struct {
	// Tag is the element's name, such as "reference".
	Tag string
	Pos Position
	// ID is the bean's name, given or made up as Dubbo does: from the
	// element's name or interface, or its tag, with a number if need be.
	// Elements that are no beans have none.
	ID Value[string]
	// Attributes are all there are, placeholders replaced, known to the schema.
	Attributes []Attribute
	// Parameters are those of parameter elements and, where Dubbo makes
	// parameters of them, of other namespaces' attributes.
	Parameters []Parameter
}

// Has reports whether the attribute is there, whether or not it can be read.
func (e *Element) Has(name string) bool {
	return slices.ContainsFunc(e.Attributes, func(a Attribute) bool { return a.Name == name })
}

// An Attribute is one as it was written.
type Attribute struct {
	Name, Value string
	Pos         Position
	// Property is the property that the value came from, if it is not the file's.
	Property string
}

// A Parameter is a key and a value that the registry is told.
type Parameter struct {
	Key, Value string
	Pos        Position
}

// ParameterMap returns the parameters as a map, the last of each key.
func (e *Element) ParameterMap() map[string]string {
	m := make(map[string]string, len(e.Parameters))
	for _, p := range e.Parameters {
		m[p.Key] = p.Value
	}
	return m
}

// An Application is the program.
type Application struct {
	Element

	Name       Value[string]
	Registries Value[[]string] // ids
}

// A Module is a part of the program.
type Module struct {
	Element

	Name Value[string]
}

// A Registry is where providers and consumers find each other.
type Registry struct {
	Element

	// Addresses are what the address attribute lists. None: there is no
	// registry, as with N/A.
	Addresses []Address
	Address   Value[string] // as it was written
	Username  Value[string]
	Password  Value[string]
	Group     Value[string]
	Version   Value[string]
	Timeout   Value[time.Duration]
	Session   Value[time.Duration] // of the registry
	Check     Value[bool]
	Dynamic   Value[bool]
	Register  Value[bool]
	Subscribe Value[bool]
	Default   Value[bool]
}

// A Protocol is how services are offered.
type Protocol struct {
	Element

	Name      Value[string]
	Host      Value[string]
	Port      Value[int]
	Accepts   Value[int]
	Payload   Value[int]
	Heartbeat Value[time.Duration]
	Register  Value[bool]
}

// Calls are settings of how calls are made.
type Calls struct {
	Timeout     Value[time.Duration]
	Retries     Value[int]
	Actives     Value[int]
	LoadBalance Value[string]
	Cluster     Value[string]
	Async       Value[bool]
}

// or returns c with what it leaves open taken from outer.
func (c Calls) or(outer Calls) Calls {
	return Calls{
		Timeout: c.Timeout.Or(outer.Timeout), Retries: c.Retries.Or(outer.Retries), Actives: c.Actives.Or(outer.Actives),
		LoadBalance: c.LoadBalance.Or(outer.LoadBalance), Cluster: c.Cluster.Or(outer.Cluster), Async: c.Async.Or(outer.Async),
	}
}

// ServiceSettings are what provider and service have in common.
type ServiceSettings struct {
	Calls

	Group      Value[string]
	Version    Value[string]
	Registries Value[[]string] // ids, or N/A alone
	Protocols  Value[[]string] // ids
	Scope      Value[string]
	Register   Value[bool]
	Export     Value[bool]
	Dynamic    Value[bool]
	Weight     Value[int]
	Warmup     Value[time.Duration]
}

func (s ServiceSettings) or(outer ServiceSettings) ServiceSettings {
	return ServiceSettings{
		Calls: s.Calls.or(outer.Calls),
		Group: s.Group.Or(outer.Group), Version: s.Version.Or(outer.Version),
		Registries: s.Registries.Or(outer.Registries), Protocols: s.Protocols.Or(outer.Protocols), Scope: s.Scope.Or(outer.Scope),
		Register: s.Register.Or(outer.Register), Export: s.Export.Or(outer.Export), Dynamic: s.Dynamic.Or(outer.Dynamic),
		Weight: s.Weight.Or(outer.Weight), Warmup: s.Warmup.Or(outer.Warmup),
	}
}

// A Provider is defaults of services.
type Provider struct {
	Element
	ServiceSettings

	Host    Value[string]
	Port    Value[int]
	Default Value[bool]

	nested bool // it holds services
}

// A Service is a bean that is offered. What its provider element says is
// filled in where it says nothing itself.
type Service struct {
	Element
	ServiceSettings

	Interface Value[string]
	// Ref is the bean's id. It is the made-up id of a bean of Config.Beans
	// where the element names a class.
	Ref     Value[string]
	Methods []*Method

	provider *Provider // that it stands in
}

// ReferenceSettings are what consumer and reference have in common.
type ReferenceSettings struct {
	Calls

	Group      Value[string]
	Version    Value[string]
	Registries Value[[]string] // ids, or N/A alone
	Scope      Value[string]
	Check      Value[bool]
}

func (r ReferenceSettings) or(outer ReferenceSettings) ReferenceSettings {
	return ReferenceSettings{
		Calls: r.Calls.or(outer.Calls),
		Group: r.Group.Or(outer.Group), Version: r.Version.Or(outer.Version),
		Registries: r.Registries.Or(outer.Registries), Scope: r.Scope.Or(outer.Scope), Check: r.Check.Or(outer.Check),
	}
}

// A Consumer is defaults of references.
type Consumer struct {
	Element
	ReferenceSettings

	Default Value[bool]

	nested bool // it holds references
}

// A Reference is a service of others as a bean. What its consumer element says
// is filled in where it says nothing itself.
type Reference struct {
	Element
	ReferenceSettings

	Interface Value[string]
	URL       Value[string]
	Protocol  Value[string]
	Methods   []*Method

	consumer *Consumer // that it stands in
}

// A Method is what is different for one method of a service or reference.
type Method struct {
	Element
	Calls

	// Name is Java's name of the method, or * for all that have no element of
	// their own.
	Name     Value[string]
	OnInvoke Value[[]Handler]
	OnReturn Value[[]Handler]
	OnThrow  Value[[]Handler]
	Return   Value[bool]
}

// A Handler is a bean's method that is told of an event.
type Handler struct {
	Bean, Method string
}

// String returns bean.method.
func (h Handler) String() string { return h.Bean + "." + h.Method }

// A Bean is one of Spring's.
type Bean struct {
	Pos   Position
	ID    Value[string]
	Class Value[string]
	// Arguments are those of its constructor.
	Arguments  []Injection
	Properties []Injection
	// Referred says that something of Dubbo needs the bean, or another bean
	// that is needed.
	Referred bool

	names    []string
	refs     []Value[string]
	mistakes Mistakes // reported if the bean is referred
}

// An Injection is a property of a bean or an argument of its constructor.
type Injection struct {
	Pos Position
	// Name is the property's, and empty for an argument.
	Name    string
	NamePos Position
	// Index is which argument it is, from 0, or -1 if its place in the file
	// says so.
	Index int
	// Text is the value as text, if neither Ref nor List is set.
	Text string
	Null bool
	// Ref is the id of the bean that is the value.
	Ref Value[string]
	// List are the items, if IsList is set.
	List   []Injection
	IsList bool
}

// Skipped is something in a file that is not Dubbo's, nor a bean that matters.
type Skipped struct {
	Pos   Position
	Label string // as in <context:property-placeholder>
}

// String returns position and label.
func (s Skipped) String() string { return s.Pos.String() + ": " + s.Label }

// Bean returns the bean of that id, name or alias, or nil.
func (c *Config) Bean(id string) *Bean { return c.beans[c.Canonical(id)] }

// Canonical returns the id that an alias stands for, or id.
func (c *Config) Canonical(id string) string {
	const most = 32 // an alias of itself must not trap us
	for range most {
		target, ok := c.aliases[id]
		if !ok {
			break
		}
		id = target
	}
	return id
}

// IDs returns the ids of all elements and beans, and their aliases, in no
// order. It is for messages that name the nearest.
func (c *Config) IDs() []string {
	ids := make([]string, 0, len(c.ids)+len(c.aliases))
	for id := range maps.Keys(c.ids) {
		ids = append(ids, id)
	}
	for id := range maps.Keys(c.aliases) {
		ids = append(ids, id)
	}
	return ids
}
