package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hark-rpc/hark/config/schema"
)

// Options are what files may refer to. The zero Options refer to nothing but
// other files.
type Options struct {
	// Properties come before the file, as Java's system properties do:
	// dubbo.registry.address, dubbo.reference.<interface>.timeout and the like
	// replace attributes, and ${name} stands for any of them.
	Properties map[string]string
	// Environment does the same, in the form of [os.Environ]: the variable of
	// dubbo.registry.address is DUBBO_REGISTRY_ADDRESS.
	Environment []string
	// Defaults are used where the file says nothing: dubbo.properties.
	Defaults map[string]string
	// ReadFile reads a file; nil means [os.ReadFile].
	ReadFile func(name string) ([]byte, error)
}

// Load reads the files and what they import. It always returns a Config, of
// what could be read. An error is of type [Mistakes].
func Load(o Options, files ...string) (*Config, error) {
	r := newReader(o)
	for _, name := range files {
		r.file(filepath.Clean(name), Position{})
	}
	return r.finish()
}

// Read is Load of one file whose content is data.
func Read(o Options, name string, data []byte) (*Config, error) {
	r := newReader(o)
	r.content(name, data)
	return r.finish()
}

// A reader makes a Config of files.
type reader struct {
	*settings

	readFile func(string) ([]byte, error)
	schema   map[string]*schema.Element
	config   *Config
	reading  []string // the files that import one another at this moment
	mistakes Mistakes
	unnamed  []*unnamed
	compared int      // names, to find the nearest
	stubs    idSet    // ids of references
	beanIDs  []string // of those that have one, and aliases
}

// An unnamed element gets its id once all ids that are given are known.
type unnamed struct {
	element *Element
	names   []string // the first that is not empty
}

func newReader(o Options) *reader {
	r := &reader{
		settings: newSettings(&o), readFile: o.ReadFile, schema: make(map[string]*schema.Element),
		config: &Config{ids: make(map[string]Position), aliases: make(map[string]string), beans: make(map[string]*Bean)},
	}
	if r.readFile == nil {
		r.readFile = os.ReadFile
	}
	for _, e := range schema.Elements() {
		r.schema[e.Name] = &e
	}
	return r
}

func (r *reader) report(m *Mistake) { r.mistakes = append(r.mistakes, m) }

// file reads a file that is named at pos, if it is named in a file.
func (r *reader) file(name string, pos Position) {
	if i := slices.Index(r.reading, name); i >= 0 {
		r.report(&Mistake{Pos: pos, Have: "an import that comes back to " + name + " by way of " + strings.Join(append(r.reading[i:], name), ", "), Want: "an end"})
		return
	}
	if slices.Contains(r.config.Files, name) {
		return
	}
	data, err := r.readFile(name)
	if err != nil {
		if pos.Line == 0 {
			pos.File = name
		}
		r.report(&Mistake{Pos: pos, Have: err.Error(), Want: "a file that can be read"})
		return
	}
	r.content(name, data)
}

func (r *reader) content(name string, data []byte) {
	r.config.Files = append(r.config.Files, name)
	r.reading = append(r.reading, name)
	defer func() { r.reading = r.reading[:len(r.reading)-1] }()
	text, m := decode(name, data)
	if m != nil {
		r.report(m)
		return
	}
	top, m := scan(name, text)
	if m != nil {
		r.report(m)
		return
	}
	resolve(top, r.report)
	r.beans(top)
}

// beans reads what stands at the top of a file or in Spring's beans.
func (r *reader) beans(parent *node) {
	r.noText(parent)
	for _, n := range parent.children {
		switch {
		case n.space == dubboSpace:
			r.dubbo(n, "", nil)
		case n.space == beansSpace || n.space == "":
			r.spring(n)
		default:
			r.config.Skipped = append(r.config.Skipped, Skipped{Pos: n.pos, Label: n.label()})
		}
	}
}

func (r *reader) spring(n *node) {
	switch n.name {
	case "beans":
		if a := n.attr("profile"); a != nil && strings.TrimSpace(a.value) != "" {
			r.report(&Mistake{Pos: a.pos, Have: "beans of profile " + quote(a.value), Want: "a file of its own for each profile, of which the program loads one"})
		}
		r.beans(n)
	case "bean":
		r.bean(n)
	case "import":
		if a := r.one(n, "resource"); a != nil {
			r.importFile(a)
		}
	case "alias":
		name, alias := r.one(n, "name"), r.one(n, "alias")
		if name != nil && alias != nil && r.claim(alias.value, alias.pos) {
			delete(r.config.ids, alias.value) // it is listed among the aliases
			r.config.aliases[alias.value] = name.value
		}
	case "description":
	default:
		names := []string{"beans", "bean", "import", "alias", "description"}
		r.report(&Mistake{Pos: n.pos, Have: "unknown element " + n.label(), Want: "an element of Spring's beans or of Dubbo", Near: r.nearest(n.name, names)})
	}
}

// one returns the attribute, which must be there, its placeholders replaced.
func (r *reader) one(n *node, name string) *attr {
	a := n.attr(name)
	if a == nil {
		r.report(&Mistake{Pos: n.pos, Have: n.label() + " without " + quote(name), Want: "that attribute", Near: r.nearest(name, attributeNames(n))})
		return nil
	}
	r.expandAttr(a, r.report)
	a.value = strings.TrimSpace(a.value)
	return a
}

func attributeNames(n *node) []string {
	names := make([]string, len(n.attrs))
	for i := range n.attrs {
		names[i] = n.attrs[i].label()
	}
	return names
}

func (r *reader) expandAttr(a *attr, report func(*Mistake)) {
	value, m := r.expand(a.value)
	if m != nil {
		m.Pos = a.pos
		report(m)
		value, a.broken = "", true
	}
	a.value = value
}

// importFile reads the file that an import names, relative to the one it is in.
func (r *reader) importFile(a *attr) {
	name := a.value
	for _, prefix := range []string{"classpath*:", "classpath:", "file:"} {
		name = strings.TrimPrefix(name, prefix)
	}
	if strings.ContainsAny(name, "*?") || strings.Contains(name, "://") {
		r.report(&Mistake{Pos: a.pos, Have: "import of " + quote(a.value), Want: "the path of one file, relative to this one"})
		return
	}
	name = filepath.FromSlash(name)
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(a.pos.File), name)
	}
	r.file(filepath.Clean(name), a.pos)
}

// noText reports text where there should be elements only.
func (r *reader) noText(n *node) {
	if n.text != nil {
		r.report(&Mistake{Pos: n.textPos, Have: "text " + quote(strings.TrimSpace(string(n.text))), Want: "elements only"})
	}
}

// claim takes an id that is given, and reports false if it is taken.
func (r *reader) claim(id string, pos Position) bool {
	at, taken := r.config.ids[id]
	if _, alias := r.config.aliases[id]; alias {
		taken = true
	}
	if taken {
		where := ""
		if at.Line > 0 {
			where = " at " + at.String()
		}
		r.report(&Mistake{Pos: pos, Have: "duplicate id " + quote(id) + ", which is taken" + where, Want: "an id of its own"})
		return false
	}
	r.config.ids[id] = pos
	return true
}

// identify gives an element its id: at once if it has one, else later, made
// up of the first of the names that there is.
func (r *reader) identify(e *Element, n *node, names ...string) {
	if e.ID = n.word("id"); e.ID.Set {
		r.claim(e.ID.V, e.ID.Pos)
		return
	}
	r.unnamed = append(r.unnamed, &unnamed{element: e, names: append(names, e.Tag)})
}

// finish does what can only be done when all files have been read.
func (r *reader) finish() (*Config, error) {
	taken := make(map[string]int) // the last number that was appended
	for _, u := range r.unnamed {
		i := slices.IndexFunc(u.names, func(s string) bool { return s != "" })
		id := u.names[i]
		for n := max(taken[id], 1); ; n++ {
			if n > 1 {
				id = fmt.Sprintf("%s%d", u.names[i], n)
			}
			if _, ok := r.config.ids[id]; !ok {
				taken[u.names[i]] = n
				break
			}
		}
		r.config.ids[id] = u.element.Pos
		u.element.ID = Value[string]{V: id, Pos: u.element.Pos}
	}
	r.inherit()
	r.check()
	if len(r.mistakes) == 0 {
		return r.config, nil
	}
	return r.config, r.mistakes.Sort(r.config.Files)
}
