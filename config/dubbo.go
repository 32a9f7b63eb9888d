package config

import (
	"slices"
	"strings"

	"github.com/hark-rpc/hark/config/schema"
)

// dubbo reads one of Dubbo's elements. Parent is the tag of the one that it is
// in, and what belongs to that one is handed to take.
func (r *reader) dubbo(n *node, parent string, take func(child any)) {
	spec, ok := r.schema[n.name]
	if !ok {
		r.report(&Mistake{Pos: n.pos, Have: "unknown element " + n.label(), Want: "one of Dubbo's elements", Near: r.nearest(n.name, r.elementNames(parent))})
		return
	}
	if !spec.In(parent) {
		where := "inside <dubbo:" + parent + ">"
		if parent == "" {
			where = "outside any element that may have it"
		}
		r.report(&Mistake{Pos: n.pos, Have: n.label() + " " + where, Want: "it " + places(spec)})
		return
	}
	if spec.Status == schema.Refused {
		r.report(&Mistake{Pos: n.pos, Have: n.label() + " is refused", Want: "it left out: " + strings.TrimPrefix(spec.Note, "Refused: ")})
		return
	}
	r.noText(n)
	r.override(n, spec, parent)
	for i := range n.attrs {
		r.expandAttr(&n.attrs[i], r.report)
	}
	r.attributes(n, spec)
	child := r.element(n, spec)
	if take != nil {
		take(child)
	}
}

func (r *reader) elementNames(parent string) []string {
	var names []string
	for name, e := range r.schema {
		if e.In(parent) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// places says where an element may stand.
func places(spec *schema.Element) string {
	var in []string
	for _, p := range spec.Parents {
		if p != "" {
			in = append(in, "<dubbo:"+p+">")
		}
	}
	switch {
	case len(in) == 0:
		return "by itself"
	case spec.In(""):
		return "by itself or inside " + strings.Join(in, ", ")
	}
	return "inside " + strings.Join(in, ", ")
}

// attributes checks those of an element against the schema.
func (r *reader) attributes(n *node, spec *schema.Element) {
	for i := range n.attrs {
		a := &n.attrs[i]
		switch {
		case a.prefix == "":
			if s := spec.Attribute(a.name); s != nil {
				r.attribute(n, a, s)
			} else {
				r.unknown(n, a, spec)
			}
		case a.space == xmlSpace || a.prefix == "xsi" || spec.Foreign:
		default:
			r.report(&Mistake{Pos: a.pos, Have: "attribute " + quote(a.label()) + " of another namespace on " + n.label(), Want: "<dubbo:parameter key=" + quote(a.name) + ` value="…"/> inside it`})
		}
	}
	for _, s := range spec.Attributes {
		// One that is misspelt is reported where it is.
		if s.Required && n.attr(s.Name) == nil && r.nearest(s.Name, r.strangers(n, spec)) == "" {
			r.report(&Mistake{Pos: n.pos, Have: n.label() + " without " + quote(s.Name), Want: "that attribute"})
		}
	}
}

// strangers are the attributes of n that the schema does not know.
func (r *reader) strangers(n *node, spec *schema.Element) []string {
	const enough = 32
	names := attributeNames(n)
	return slices.DeleteFunc(names[:min(len(names), enough)], func(name string) bool { return spec.Attribute(name) != nil })
}

func (r *reader) unknown(n *node, a *attr, spec *schema.Element) {
	m := &Mistake{Pos: a.pos, Have: "unknown attribute " + quote(a.name) + " of " + n.label(), Want: "one of its attributes, which docs/xml.md lists"}
	elsewhere := r.schema["method"].Attribute(a.name)
	switch {
	case elsewhere != nil && elsewhere.Type == schema.Handlers:
		m.Want = "it on a <dubbo:method> of a <dubbo:reference>"
	default:
		m.Near = r.nearest(a.name, spec.AttributeNames())
	}
	r.report(m)
}

// attribute checks the value of one that the schema knows.
func (r *reader) attribute(n *node, a *attr, s *schema.Attribute) {
	text := strings.TrimSpace(a.value)
	if a.broken || text == "" && !s.Required {
		return // it is reported, or as if it were not there
	}
	what := a.name + "=" + quote(text) + " of " + n.label()
	if a.from != "" {
		what += ", from property " + quote(a.from)
	}
	switch {
	case s.Status == schema.Refused && !sameValue(s.Type, text, s.Default) && !slices.Contains(s.Values, text):
		r.report(&Mistake{Pos: a.pos, Have: what + " is refused", Want: "it left out: " + s.Note})
	case text == "" && s.Type != schema.Text:
		r.report(&Mistake{Pos: a.pos, Have: what, Want: "a value"})
	case s.Values != nil && !slices.Contains(s.Values, text):
		values := slices.DeleteFunc(slices.Clone(s.Values), func(v string) bool { return v == "" })
		r.report(&Mistake{Pos: a.pos, Have: what, Want: strings.Join(values, ", "), Near: r.nearest(text, values)})
	default:
		if w := want(s.Type, text); w != "" {
			r.report(&Mistake{Pos: a.pos, Have: what, Want: w})
		}
	}
}

// base reads what all elements have.
func (r *reader) base(n *node, spec *schema.Element) Element {
	e := Element{Tag: n.name, Pos: n.pos}
	for _, a := range n.attrs {
		switch {
		case a.prefix == "":
			if spec.Attribute(a.name) == nil || slices.ContainsFunc(e.Attributes, func(b Attribute) bool { return b.Name == a.name }) {
				continue
			}
			e.Attributes = append(e.Attributes, Attribute{Name: a.name, Value: a.value, Pos: a.pos, Property: a.from})
		case spec.Foreign && a.space != xmlSpace && a.prefix != "xsi":
			e.Parameters = append(e.Parameters, Parameter{Key: a.name, Value: a.value, Pos: a.pos})
		}
	}
	return e
}

// children reads those of an element and hands on what is made of them.
func (r *reader) children(n *node, e *Element, take func(child any)) {
	for _, c := range n.children {
		switch {
		case c.space == dubboSpace:
			r.dubbo(c, n.name, func(child any) {
				if p, ok := child.(*Parameter); ok {
					e.Parameters = append(e.Parameters, *p)
					return
				}
				take(child)
			})
		case c.space == beansSpace && r.schema[n.name].Beans && c.name == "property":
			// The bean that is made for a service takes them.
		case c.space == beansSpace || c.space == "":
			r.report(&Mistake{Pos: c.pos, Have: c.label() + " inside " + n.label(), Want: "only elements of Dubbo there", Near: r.nearest(c.name, r.elementNames(n.name))})
		default:
			r.config.Skipped = append(r.config.Skipped, Skipped{Pos: c.pos, Label: c.label()})
		}
	}
}

// prefixes are those of the properties that may be about an element, the
// nearest first.
func prefixes(n *node, parent string) []string {
	word := func(name string) string {
		if a := n.attr(name); a != nil {
			return strings.TrimSpace(a.value)
		}
		return ""
	}
	plural := map[string]string{
		"application": "applications", "module": "modules", "registry": "registries", "protocol": "protocols", "monitor": "monitors",
		"provider": "providers", "consumer": "consumers", "config-center": "config-centers", "metadata-report": "metadata-reports",
	}
	var list []string
	switch {
	case n.name == "service" || n.name == "reference":
		if i := word("interface"); i != "" {
			list = append(list, "dubbo."+n.name+"."+i+".")
		}
		return list
	case parent != "" || plural[n.name] == "":
		return nil
	}
	for _, name := range []string{word("id"), word("name")} {
		if name != "" {
			list = append(list, "dubbo."+plural[n.name]+"."+name+".")
		}
	}
	return append(list, "dubbo."+n.name+".")
}

// override puts in properties where they come before the file, and where the
// file says nothing. The first prefix that any property has is the only one.
func (r *reader) override(n *node, spec *schema.Element, parent string) {
	if r.settings.dubbo {
		r.overrideBy(n, spec, prefixes(n, parent))
	}
}

func (r *reader) overrideBy(n *node, spec *schema.Element, prefixes []string) {
	for _, lookup := range []struct {
		find func(string) string
		wins bool // over the file
	}{{r.above, true}, {func(name string) string { return r.defaults[name] }, false}} {
		for _, prefix := range prefixes {
			found := false
			for _, s := range spec.Attributes {
				value := lookup.find(prefix + s.Name)
				if value == "" || s.Name == "id" {
					continue
				}
				found = true
				r.replace(n, s.Name, value, prefix+s.Name, lookup.wins)
			}
			if found {
				break
			}
		}
	}
}

// replace sets an attribute of n, if it is not there or the property wins.
func (r *reader) replace(n *node, name, value, property string, wins bool) {
	a := n.attr(name)
	switch {
	case a == nil:
		n.attrs = append(n.attrs, attr{name: name, value: value, pos: n.pos, from: property})
	case wins:
		a.value, a.from = value, property
	}
}
