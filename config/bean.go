package config

import (
	"slices"
	"strconv"
	"strings"
)

// bean reads one of Spring's beans that has a place of its own. Its mistakes
// count only if something of Dubbo needs it.
func (r *reader) bean(n *node) *Bean {
	b := r.makeBean(n)
	if !b.ID.Set && len(b.names) > 0 {
		b.ID = Value[string]{V: b.names[0], Set: true, Pos: n.attr("name").pos}
		b.names = b.names[1:]
	}
	if b.ID.Set && r.claim(b.ID.V, b.ID.Pos) {
		r.config.beans[b.ID.V] = b
		for _, name := range b.names {
			if r.claim(name, n.attr("name").pos) {
				delete(r.config.ids, name)
				r.config.aliases[name] = b.ID.V
			}
		}
	}
	r.config.Beans = append(r.config.Beans, b)
	return b
}

func (r *reader) makeBean(n *node) *Bean {
	b := &Bean{Pos: n.pos}
	report := func(m *Mistake) { b.mistakes = append(b.mistakes, m) }
	for i := range n.attrs {
		r.expandAttr(&n.attrs[i], report)
		r.beanAttribute(b, &n.attrs[i], report)
	}
	b.ID, b.Class = n.word("id"), n.word("class")
	b.names = strings.FieldsFunc(n.word("name").V, func(c rune) bool { return strings.ContainsRune(",; \t\r\n", c) })
	if !b.Class.Set {
		report(&Mistake{Pos: n.pos, Have: n.label() + ` without "class"`, Want: "a class"})
	}
	r.injections(b, n, report)
	return b
}

// beanAttribute checks one of a bean's attributes.
func (r *reader) beanAttribute(b *Bean, a *attr, report func(*Mistake)) {
	value := strings.TrimSpace(a.value)
	if a.prefix != "" {
		if a.space == shortSpace {
			b.Properties = append(b.Properties, b.shorthand(a))
		} else if a.space != xmlSpace && a.prefix != "xsi" {
			report(&Mistake{Pos: a.pos, Have: "attribute " + quote(a.label()) + " of a bean that is needed", Want: "a property or constructor-arg element"})
		}
		return
	}
	ours := map[string][]string{ // the values that change nothing; nil: any
		"id": nil, "name": nil, "class": nil, "lazy-init": nil, "primary": nil, "autowire-candidate": nil, "depends-on": nil,
		"scope": {"", "singleton"}, "abstract": {"false"}, "autowire": {"", "no", "default"},
		"parent": {""}, "factory-bean": {""}, "factory-method": {""}, "init-method": {""}, "destroy-method": {""},
	}
	allowed, known := ours[a.name]
	switch {
	case !known:
		names := make([]string, 0, len(ours))
		for name := range ours {
			names = append(names, name)
		}
		slices.Sort(names)
		report(&Mistake{Pos: a.pos, Have: "unknown attribute " + quote(a.name) + " of <bean>", Want: "one of Spring's", Near: r.nearest(a.name, names)})
	case a.name == "scope" && !slices.Contains(allowed, value):
		report(&Mistake{Pos: a.pos, Have: "scope=" + quote(value) + " of a bean that is needed", Want: "singleton"})
	case allowed != nil && !slices.Contains(allowed, value):
		report(&Mistake{Pos: a.pos, Have: a.name + "=" + quote(value) + " of a bean that is needed", Want: "it left out: the class's function in Wiring.Classes does that"})
	}
}

// shorthand reads p:name="text" and p:name-ref="id".
func (b *Bean) shorthand(a *attr) Injection {
	in := Injection{Pos: a.pos, Name: a.name, NamePos: a.pos, Index: -1, Text: a.value}
	if name, ok := strings.CutSuffix(a.name, "-ref"); ok {
		in.Name, in.Text = name, ""
		in.Ref = Value[string]{V: strings.TrimSpace(a.value), Set: true, Pos: a.pos}
		b.refs = append(b.refs, in.Ref)
	}
	return in
}

// implementation makes the bean of a service that names a class.
func (r *reader) implementation(n *node, class Value[string]) Value[string] {
	b := &Bean{Pos: n.pos, Class: class}
	r.injections(b, &node{children: slices.DeleteFunc(slices.Clone(n.children), func(c *node) bool { return c.space != beansSpace })},
		func(m *Mistake) { b.mistakes = append(b.mistakes, m) })
	for i := len(r.config.Beans); ; i++ {
		b.ID.V = class.V + "#" + strconv.Itoa(i) // as Spring names beans without a name
		if _, ok := r.config.ids[b.ID.V]; !ok {
			break
		}
	}
	r.config.ids[b.ID.V] = n.pos
	r.config.beans[b.ID.V] = b
	r.config.Beans = append(r.config.Beans, b)
	return Value[string]{V: b.ID.V, Set: true, Pos: class.Pos}
}

// injections reads a bean's property and constructor-arg elements.
func (r *reader) injections(b *Bean, n *node, report func(*Mistake)) {
	for _, c := range n.children {
		switch {
		case c.space != beansSpace && c.space != "":
			report(&Mistake{Pos: c.pos, Have: c.label() + " in a bean that is needed", Want: "an element of Spring's beans"})
		case c.name == "property":
			in := r.injection(b, c, report)
			if name := c.attr("name"); name != nil {
				in.Name, in.NamePos = strings.TrimSpace(name.value), name.pos
			}
			if in.Name == "" {
				report(&Mistake{Pos: c.pos, Have: "<property> without a name", Want: `name="…"`})
			}
			b.Properties = append(b.Properties, in)
		case c.name == "constructor-arg":
			b.Arguments = append(b.Arguments, r.argument(b, c, report))
		case c.name == "description" || c.name == "meta" || c.name == "qualifier":
		default:
			report(&Mistake{Pos: c.pos, Have: c.label() + " in a bean that is needed", Want: "property or constructor-arg", Near: r.nearest(c.name, []string{"property", "constructor-arg"})})
		}
	}
}

func (r *reader) argument(b *Bean, n *node, report func(*Mistake)) Injection {
	in := r.injection(b, n, report)
	if a := n.attr("index"); a != nil {
		i, ok := parseInt(strings.TrimSpace(a.value))
		if !ok || i < 0 {
			report(&Mistake{Pos: a.pos, Have: "index=" + quote(a.value), Want: "a number from 0"})
		}
		in.Index = i
	}
	if a := n.attr("name"); a != nil {
		report(&Mistake{Pos: a.pos, Have: "a constructor's argument by name", Want: "its index, or none: parameters of Go functions have no names"})
	}
	return in
}

// injection reads the value of a property or argument.
func (r *reader) injection(b *Bean, n *node, report func(*Mistake)) Injection {
	in := Injection{Pos: n.pos, Index: -1}
	given := 0
	for i := range n.attrs {
		a := &n.attrs[i]
		r.expandAttr(a, report)
		switch a.name {
		case "value":
			in.Pos, in.Text = a.pos, a.value
			given++
		case "ref":
			in.Pos, in.Ref = a.pos, b.refer(a)
			given++
		case "name", "index", "type":
		default:
			report(&Mistake{Pos: a.pos, Have: "unknown attribute " + quote(a.name) + " of " + n.label(), Want: "name and one of value and ref", Near: r.nearest(a.name, []string{"name", "value", "ref", "index", "type"})})
		}
	}
	for _, c := range n.children {
		if c.name == "description" || c.name == "meta" {
			continue
		}
		r.inner(b, c, &in, report)
		given++
	}
	if given != 1 {
		report(&Mistake{Pos: n.pos, Have: n.label() + " with " + strconv.Itoa(given) + " values", Want: "one: a value or a ref"})
	}
	return in
}

// refer notes that the bean needs another.
func (b *Bean) refer(a *attr) Value[string] {
	v := Value[string]{V: strings.TrimSpace(a.value), Set: true, Pos: a.pos}
	b.refs = append(b.refs, v)
	return v
}

// inner reads a value that is an element.
func (r *reader) inner(b *Bean, n *node, in *Injection, report func(*Mistake)) {
	switch n.name {
	case "value":
		text, m := r.expand(string(n.text))
		if m != nil {
			m.Pos = n.pos
			report(m)
		}
		in.Pos, in.Text = n.pos, strings.TrimSpace(text)
	case "null":
		in.Pos, in.Null = n.pos, true
	case "ref":
		if a := n.attr("bean"); a != nil {
			r.expandAttr(a, report)
			in.Pos, in.Ref = a.pos, b.refer(a)
			return
		}
		report(&Mistake{Pos: n.pos, Have: "<ref> without a bean", Want: `bean="…"`})
	case "list", "set", "array":
		in.Pos, in.IsList = n.pos, true
		for _, c := range n.children {
			item := Injection{Pos: c.pos, Index: -1}
			r.inner(b, c, &item, report)
			in.List = append(in.List, item)
		}
	default:
		report(&Mistake{Pos: n.pos, Have: n.label() + " as a value", Want: "value, ref, null, list, set or array; a bean that has an id"})
	}
}
