package config

import (
	"errors"
	"strings"

	"github.com/hark-rpc/hark/config/schema"
)

// element makes the struct of an element that has been checked, puts it where
// it belongs in the Config, and returns it.
func (r *reader) element(n *node, spec *schema.Element) any {
	base := r.base(n, spec)
	c := r.config
	switch n.name {
	case "application":
		return r.application(n, base)
	case "module":
		m := &Module{Element: base, Name: n.word("name")}
		r.identify(&m.Element, n, m.Name.V)
		r.children(n, &m.Element, r.stray)
		c.Modules = append(c.Modules, m)
		return m
	case "registry":
		return r.registry(n, base)
	case "protocol":
		return r.protocol(n, base)
	case "provider":
		return r.provider(n, base)
	case "consumer":
		return r.consumer(n, base)
	case "service":
		return r.service(n, base)
	case "reference":
		return r.reference(n, base)
	case "method":
		return r.method(n, base)
	case "parameter":
		return parameter(n)
	case "argument":
		r.children(n, &base, r.stray)
		return &base
	}
	other := &base
	if spec.In("") {
		r.identify(other, n, n.word("name").V)
	}
	c.Others = append(c.Others, other)
	r.children(n, other, r.stray)
	return other
}

// stray takes a child that belongs to nothing but the Config.
func (r *reader) stray(any) {}

func (r *reader) application(n *node, base Element) *Application {
	a := &Application{Element: base, Name: n.word("name"), Registries: n.words("registry")}
	r.identify(&a.Element, n, a.Name.V)
	r.children(n, &a.Element, r.stray)
	if first := r.config.Application; first != nil {
		r.report(&Mistake{Pos: n.pos, Have: "a second " + n.label() + "; the first is at " + first.Pos.String(), Want: "one"})
		return a
	}
	r.config.Application = a
	return a
}

func (r *reader) registry(n *node, base Element) *Registry {
	g := &Registry{
		Element: base,
		Address: n.word("address"), Username: n.word("username"), Password: n.word("password"), Group: n.word("group"), Version: n.word("version"),
		Timeout: n.millis("timeout"), Session: n.millis("session"), // of the registry
		Check: n.bool("check"), Dynamic: n.bool("dynamic"), Register: n.bool("register"), Subscribe: n.bool("subscribe"), Default: n.bool("default"),
	}
	r.identify(&g.Element, n)
	r.children(n, &g.Element, r.stray)
	if g.Address.Set {
		var err error
		if g.Addresses, err = ParseAddresses(g.Address.V, n.word("protocol").V, n.int("port").V); err != nil {
			r.at(g.Address.Pos, err)
		}
	}
	for i := range g.Addresses {
		a := &g.Addresses[i]
		a.Username, a.Password = g.Username.Get(a.Username), g.Password.Get(a.Password)
	}
	r.config.Registries = append(r.config.Registries, g)
	return g
}

// at reports an error of a reader that does not know positions.
func (r *reader) at(pos Position, err error) {
	m := &Mistake{Have: err.Error()}
	var known *Mistake
	if errors.As(err, &known) {
		*m = *known
	}
	m.Pos = pos
	r.report(m)
}

func (r *reader) protocol(n *node, base Element) *Protocol {
	p := &Protocol{
		Element: base,
		Name:    n.word("name"), Host: n.word("host"), Port: n.int("port"), Accepts: n.int("accepts"), Payload: n.int("payload"),
		Heartbeat: n.millis("heartbeat"), Register: n.bool("register"),
	}
	if !p.Name.Set {
		p.Name.V = "dubbo"
	}
	r.identify(&p.Element, n, p.Name.V)
	r.children(n, &p.Element, r.stray)
	if p.Port.Set && p.Port.V != -1 && (p.Port.V < 0 || p.Port.V > 65535) {
		r.report(&Mistake{Pos: p.Port.Pos, Have: "port=" + quote(n.attr("port").value), Want: "a port, or -1 for the first free one"})
	}
	r.config.Protocols = append(r.config.Protocols, p)
	return p
}

func calls(n *node) Calls {
	c := Calls{
		Timeout: n.millis("timeout"), Retries: n.int("retries"), Actives: n.int("actives"),
		LoadBalance: n.word("loadbalance"), Cluster: n.word("cluster"), Async: n.bool("async"),
	}
	if retry := n.bool("retry"); retry.Set && !retry.V && !c.Retries.Set {
		c.Retries = Value[int]{Set: true, Pos: retry.Pos}
	}
	return c
}

func (r *reader) serviceSettings(n *node) ServiceSettings {
	return ServiceSettings{
		Calls: calls(n),
		Group: n.word("group"), Version: n.word("version"), Registries: n.words("registry"), Protocols: n.words("protocol"), Scope: n.word("scope"),
		Register: n.bool("register"), Export: n.bool("export"), Dynamic: n.bool("dynamic"), Weight: n.int("weight"), Warmup: n.millis("warmup"),
	}
}

func (r *reader) provider(n *node, base Element) *Provider {
	p := &Provider{
		Element: base, ServiceSettings: r.serviceSettings(n),
		Host: n.word("host"), Port: n.int("port"), Default: n.bool("default"),
	}
	r.identify(&p.Element, n)
	r.config.Providers = append(r.config.Providers, p)
	r.children(n, &p.Element, func(child any) {
		if s, ok := child.(*Service); ok {
			s.provider, p.nested = p, true
		}
	})
	return p
}

func (r *reader) referenceSettings(n *node) ReferenceSettings {
	s := ReferenceSettings{
		Calls: calls(n),
		Group: n.word("group"), Version: n.word("version"), Registries: n.words("registry"), Scope: n.word("scope"), Check: n.bool("check"),
	}
	if injvm := n.bool("injvm"); injvm.Set && !injvm.V && !s.Scope.Set {
		s.Scope = Value[string]{V: "remote", Set: true, Pos: injvm.Pos}
	}
	for _, v := range []Value[string]{s.Group, s.Version} {
		if strings.ContainsAny(v.V, "*,") {
			r.report(&Mistake{Pos: v.Pos, Have: quote(v.V) + " is refused", Want: "one group and one version: calls to several are not built yet"})
		}
	}
	return s
}

func (r *reader) consumer(n *node, base Element) *Consumer {
	c := &Consumer{Element: base, ReferenceSettings: r.referenceSettings(n), Default: n.bool("default")}
	r.identify(&c.Element, n)
	r.config.Consumers = append(r.config.Consumers, c)
	r.children(n, &c.Element, func(child any) {
		if f, ok := child.(*Reference); ok {
			f.consumer, c.nested = c, true
		}
	})
	return c
}

func (r *reader) service(n *node, base Element) *Service {
	s := &Service{Element: base, ServiceSettings: r.serviceSettings(n), Interface: n.word("interface"), Ref: n.word("ref")}
	r.identify(&s.Element, n, s.Interface.V)
	r.methods(n, &s.Element, s.Interface.V, func(m *Method) {
		s.Methods = append(s.Methods, m)
		for _, h := range []Value[[]Handler]{m.OnInvoke, m.OnReturn, m.OnThrow} {
			if h.Set {
				r.report(&Mistake{Pos: h.Pos, Have: "an event's handler on the method of a service", Want: "it on the method of a reference: the consumer is told of its calls"})
			}
		}
	})
	class := n.word("class")
	switch {
	case class.Set && s.Ref.Set:
		r.report(&Mistake{Pos: class.Pos, Have: "class beside ref", Want: "one of them"})
	case class.Set:
		s.Ref = r.implementation(n, class)
	case !s.Ref.Set && !n.broken("ref") && !n.broken("class"):
		r.report(&Mistake{Pos: n.pos, Have: n.label() + ` without "ref"`, Want: "the id of the bean that implements it, or its class"})
	}
	r.config.Services = append(r.config.Services, s)
	return s
}

func (r *reader) reference(n *node, base Element) *Reference {
	f := &Reference{
		Element: base, ReferenceSettings: r.referenceSettings(n),
		Interface: n.word("interface"), URL: n.word("url"), Protocol: n.word("protocol"),
	}
	r.identify(&f.Element, n, f.Interface.V)
	r.methods(n, &f.Element, f.Interface.V, func(m *Method) { f.Methods = append(f.Methods, m) })
	r.config.References = append(r.config.References, f)
	return f
}

// methods reads the children of a service or reference.
func (r *reader) methods(n *node, e *Element, class string, take func(*Method)) {
	if r.settings.dubbo {
		for _, c := range n.children {
			if name := c.attr("name"); c.space == dubboSpace && c.name == "method" && name != nil {
				r.overrideBy(c, r.schema["method"], []string{"dubbo." + n.name + "." + class + "." + name.value + "."})
			}
		}
	}
	seen := make(map[string]*Method)
	r.children(n, e, func(child any) {
		m, ok := child.(*Method)
		if !ok {
			return
		}
		if first := seen[m.Name.V]; first != nil {
			r.merge(first, m)
			return
		}
		seen[m.Name.V] = m
		take(m)
	})
}

// merge adds to an element of a method what a second one says, as Dubbo 2.6
// does, unless both say it.
func (r *reader) merge(first, second *Method) {
	for _, a := range second.Attributes {
		if !first.Has(a.Name) {
			first.Attributes = append(first.Attributes, a)
		} else if a.Name != "name" {
			r.report(&Mistake{Pos: a.Pos, Have: "a second " + a.Name + " for method " + quote(first.Name.V) + "; its first element is at " + first.Pos.String(), Want: "one"})
		}
	}
	first.Calls = first.or(second.Calls)
	first.OnInvoke, first.OnReturn, first.OnThrow = first.OnInvoke.Or(second.OnInvoke), first.OnReturn.Or(second.OnReturn), first.OnThrow.Or(second.OnThrow)
	first.Return = first.Return.Or(second.Return)
	first.Parameters = append(first.Parameters, second.Parameters...)
	r.oneWay(first)
}

func (r *reader) method(n *node, base Element) *Method {
	m := &Method{
		Element: base, Calls: calls(n), Name: n.word("name"), Return: n.bool("return"),
		OnInvoke: r.handlers(n, "oninvoke"), OnReturn: r.handlers(n, "onreturn"), OnThrow: r.handlers(n, "onthrow"),
	}
	r.children(n, &m.Element, r.stray)
	r.oneWay(m)
	return m
}

// oneWay reports handlers that would never be told.
func (r *reader) oneWay(m *Method) {
	if m.Return.Set && !m.Return.V {
		for _, h := range []Value[[]Handler]{m.OnReturn, m.OnThrow} {
			if h.Set {
				r.report(&Mistake{
					Pos: h.Pos, Have: `a handler beside return="false" of method ` + quote(m.Name.V),
					Want: "one of them left out: a call that wants no reply never tells how it ended",
				})
			}
		}
	}
}

// handlers reads a list of bean.method, split at the last dot of each.
func (r *reader) handlers(n *node, name string) Value[[]Handler] {
	a := n.attr(name)
	if a == nil || strings.TrimSpace(a.value) == "" {
		return Value[[]Handler]{}
	}
	v := Value[[]Handler]{Set: true, Pos: a.pos}
	what := name + "=" + quote(strings.TrimSpace(a.value)) + " of " + n.label()
	if a.from != "" {
		r.report(&Mistake{Pos: a.pos, Have: what + ", from property " + quote(a.from), Want: "handlers in the file: no property names them"})
	}
	for text := range strings.SplitSeq(a.value, ",") {
		text = strings.TrimSpace(text)
		i := strings.LastIndexByte(text, '.')
		if i <= 0 || i == len(text)-1 || strings.ContainsAny(text, blank) {
			r.report(&Mistake{Pos: a.pos, Have: what, Want: "bean.method, several separated by commas"})
			return Value[[]Handler]{}
		}
		v.V = append(v.V, Handler{Bean: text[:i], Method: text[i+1:]})
	}
	return v
}

func parameter(n *node) *Parameter {
	p := &Parameter{Key: n.word("key").V, Pos: n.pos}
	if v := n.attr("value"); v != nil {
		p.Value = v.value
	}
	if n.bool("hide").V {
		p.Key = "." + p.Key
	}
	return p
}
