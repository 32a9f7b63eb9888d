package config

import (
	"slices"
	"strings"
)

// Namespaces.
const (
	dubboSpace  = "http://dubbo.apache.org/schema/dubbo"
	legacySpace = "http://code.alibabatech.com/schema/dubbo"
	beansSpace  = "http://www.springframework.org/schema/beans"
	shortSpace  = "http://www.springframework.org/schema/p"
	xmlSpace    = "http://www.w3.org/XML/1998/namespace"
)

// A scope is what prefixes mean inside an element that declares some.
type scope struct {
	outer  *scope
	spaces map[string]string // by prefix
}

func (s *scope) lookup(prefix string) (space string, ok bool) {
	for ; s != nil; s = s.outer {
		if space, ok = s.spaces[prefix]; ok {
			return space, true
		}
	}
	return "", false
}

// prefixes returns some of those that are declared, in alphabetical order.
func (s *scope) prefixes() []string {
	const enough = 32
	var known []string
	for ; s != nil; s = s.outer {
		for p := range s.spaces {
			if len(known) == enough {
				break
			}
			if p != "" && p != "xml" {
				known = append(known, p)
			}
		}
	}
	slices.Sort(known)
	return known
}

// A resolver gives the names of a file their namespaces.
type resolver struct {
	fragment bool // nothing is declared anywhere in the file
	report   func(*Mistake)
}

// fragmentScope is what prefixes mean where nothing is declared.
func fragmentScope() *scope {
	return &scope{spaces: map[string]string{"": beansSpace, "dubbo": dubboSpace, "p": shortSpace, "xml": xmlSpace}}
}

// resolve gives all names below n their namespaces.
func resolve(top *node, report func(*Mistake)) {
	r := resolver{fragment: !declares(top), report: report}
	outer := &scope{spaces: map[string]string{"xml": xmlSpace}}
	if r.fragment {
		outer = fragmentScope()
	}
	for _, n := range top.children {
		r.node(n, outer)
	}
}

// declares reports whether any element declares a namespace.
func declares(n *node) bool {
	return slices.ContainsFunc(n.attrs, isDeclaration) || slices.ContainsFunc(n.children, declares)
}

func isDeclaration(a attr) bool { return a.prefix == "xmlns" || a.prefix == "" && a.name == "xmlns" }

func (r *resolver) node(n *node, in *scope) {
	in = r.declare(n, in)
	n.attrs = slices.DeleteFunc(n.attrs, isDeclaration)
	space, ok := in.lookup(n.prefix)
	switch {
	case ok, n.prefix == "":
		n.space = space
	default:
		r.undeclared(n.prefix, n.label(), n.pos, in)
		// What it was meant to be is known if it is near enough to be named.
		n.space = "undeclared:" + n.prefix
		if n.prefix == "dubbo" || r.fragment && Nearest(n.prefix, []string{"dubbo"}) != "" {
			n.space = dubboSpace
		}
	}
	if n.space == legacySpace {
		n.space = dubboSpace
	}
	seen := make(map[[2]string]bool, len(n.attrs))
	for i := range n.attrs {
		a := &n.attrs[i]
		if a.prefix != "" {
			if a.space, ok = in.lookup(a.prefix); !ok {
				r.undeclared(a.prefix, a.label(), a.pos, in)
				a.space = "undeclared:" + a.prefix
			}
		}
		key := [2]string{a.space, a.name}
		if seen[key] {
			r.report(&Mistake{Pos: a.pos, Have: "attribute " + quote(a.label()) + " of " + n.label() + " is there twice", Want: "it once"})
		}
		seen[key] = true
	}
	for _, child := range n.children {
		r.node(child, in)
	}
}

// undeclared reports a prefix that means nothing.
func (r *resolver) undeclared(prefix, label string, pos Position, in *scope) {
	if r.fragment && slices.Contains(springPrefixes(), prefix) {
		return
	}
	want := `xmlns:` + prefix + `="…" on the root element`
	if prefix == "dubbo" {
		want = `xmlns:dubbo="` + dubboSpace + `" on the root element`
	}
	r.report(&Mistake{Pos: pos, Have: "prefix " + quote(prefix) + " of " + label + " is not declared", Want: want, Near: nearest(prefix, in.prefixes())})
}

// springPrefixes are those that documentation uses without declaring them.
func springPrefixes() []string {
	return []string{"aop", "c", "cache", "context", "jdbc", "jee", "lang", "mvc", "task", "tx", "util", "xsi"}
}

// declare returns the scope inside n.
func (r *resolver) declare(n *node, outer *scope) *scope {
	if !slices.ContainsFunc(n.attrs, isDeclaration) {
		return outer
	}
	inner := &scope{outer: outer, spaces: make(map[string]string)}
	for _, a := range n.attrs {
		if !isDeclaration(a) {
			continue
		}
		prefix := a.name
		if a.prefix == "" {
			prefix = ""
		}
		if _, ok := inner.spaces[prefix]; ok {
			r.report(&Mistake{Pos: a.pos, Have: "attribute " + quote(a.label()) + " of " + n.label() + " is there twice", Want: "it once"})
		}
		r.check(a, prefix)
		inner.spaces[prefix] = strings.TrimSpace(a.value)
	}
	return inner
}

// check reports a declaration that is probably a slip of the pen.
func (r *resolver) check(a attr, prefix string) {
	space := strings.TrimSpace(a.value)
	known := []string{dubboSpace, legacySpace, beansSpace}
	switch {
	case slices.Contains(known, space):
	case space == "" && prefix != "":
		r.report(&Mistake{Pos: a.pos, Have: a.label() + ` declares nothing`, Want: "a namespace"})
	case prefix == "dubbo":
		r.report(&Mistake{Pos: a.pos, Have: a.label() + " is " + quote(space), Want: quote(dubboSpace) + " or " + quote(legacySpace)})
	default:
		for _, k := range known {
			if abs(len(space)-len(k)) <= 2 && distance(space, k) <= 2 {
				r.report(&Mistake{Pos: a.pos, Have: a.label() + " is " + quote(space) + ", which nobody reads", Near: quote(k)})
			}
		}
	}
}

func abs(n int) int { return max(n, -n) }
