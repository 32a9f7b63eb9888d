package main

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The names in a generated file.

// count writes a number of things.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// checkNames reports names that are there twice: methods in Java, and what the
// file declares in the package.
func (g *generator) checkNames(s *service) {
	byJava := map[string]*method{}
	for _, m := range s.methods {
		key := m.java + "(" + m.descriptor + ")"
		if other := byJava[key]; other != nil {
			g.mistakes.addf(m.pos(), "%s and %s are both %s in Java, with the same parameters: give one another name by //hark:name, or other types by //hark:params",
				other.name, m.name, m.java)
		}
		byJava[key] = m
	}
	names := []string{s.name + "Name", s.name + "Client", s.name + "Provider", s.name + "Interface"}
	for _, m := range s.methods {
		if len(m.params) > 1 {
			names = append(names, s.argsName(m))
		}
	}
	for _, name := range names {
		if obj := g.own.types.Scope().Lookup(name); obj != nil {
			g.mistakes.addf(obj.Pos(), "%s is a name that harkgen declares for %s; call this something else", name, s.name)
		}
	}
}

// argsName is the name of the struct of a method's arguments.
func (s *service) argsName(m *method) string { return s.name + m.name + "Args" }

// imports are the imports of a generated file.
type imports struct {
	own    *types.Package
	wanted map[string]string // the names that the package's files have for imports, by path
	names  map[string]string // by path
	taken  map[string]bool
}

// newImports begins the imports with those that every file needs, or reports
// what in the package is in their way.
func newImports(own *source, m *mistakes, paths ...string) *imports {
	i := &imports{own: own.types, wanted: map[string]string{}, names: map[string]string{}, taken: map[string]bool{}}
	for _, path := range paths {
		name := path[strings.LastIndexByte(path, '/')+1:]
		if obj := own.types.Scope().Lookup(name); obj != nil {
			m.addf(obj.Pos(), "the generated file imports a package of the name %s; call this something else", name)
		}
		i.names[path], i.taken[name] = name, true
	}
	for _, local := range []string{"a", "arg", "c", "ctx", "dst", "err", "impl", "implementation", "m", "ok", "service"} {
		i.taken[local] = true // generated functions have these for their own use
	}
	for _, file := range own.files {
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err == nil && spec.Name != nil && spec.Name.Name != "_" && spec.Name.Name != "." && i.wanted[path] == "" {
				i.wanted[path] = spec.Name.Name
			}
		}
	}
	return i
}

// qualifier implements [types.Qualifier]: it imports what is asked for.
func (i *imports) qualifier(pkg *types.Package) string {
	if pkg == i.own {
		return ""
	}
	if name := i.names[pkg.Path()]; name != "" {
		return name
	}
	name := i.wanted[pkg.Path()]
	if name == "" {
		name = pkg.Name()
	}
	free := name
	for n := 2; i.taken[free] || i.own.Scope().Lookup(free) != nil; n++ {
		free = name + strconv.Itoa(n)
	}
	i.names[pkg.Path()], i.taken[free] = free, true
	return free
}

// An importSpec is a line of an import declaration.
type importSpec struct{ Name, Path string }

// groups returns the imports of the standard library and the others. A name
// is given where it is not the last element of the path.
func (i *imports) groups(listed map[string]*listed) (groups [2][]importSpec) {
	for path, name := range i.names {
		s := importSpec{Path: path}
		if name != path[strings.LastIndexByte(path, '/')+1:] {
			s.Name = name
		}
		n := 1
		if l := listed[path]; path == "unsafe" || l != nil && l.Standard || isStandard(path) {
			n = 0
		}
		groups[n] = append(groups[n], s)
	}
	for _, g := range groups {
		slices.SortFunc(g, func(a, b importSpec) int { return strings.Compare(a.Path, b.Path) })
	}
	return groups
}

// isStandard reports whether a path that go list did not tell of is one of the
// standard library's.
func isStandard(path string) bool { return path == "context" || path == "fmt" }

// article returns the article before a name.
func article(name string) string {
	if strings.ContainsRune("AEIOUaeiou", rune(name[0])) {
		return "an"
	}
	return "a"
}

// paramNames returns the names that the client's method has for the
// parameters: those of the interface where they are in nobody's way.
func paramNames(params []*param, args string) []string {
	taken := map[string]bool{"c": true, "ctx": true, "err": true, args: true}
	names := make([]string, len(params))
	for i, p := range params {
		name := p.name
		if name == "" || name == "_" {
			name = "arg" + strconv.Itoa(i+1)
		}
		for taken[name] {
			name += "Arg"
		}
		names[i], taken[name] = name, true
	}
	return names
}

// fieldNames returns the names of the parameters as fields of a struct.
func fieldNames(params []*param) []string {
	taken := map[string]bool{"AppendArgs": true, "AppendArgPointers": true}
	names := make([]string, len(params))
	for i, p := range params {
		name := fieldName(strings.TrimRight(p.name, "_")) // type_ is not a keyword
		if !token.IsExported(name) {
			name = "Arg" + strconv.Itoa(i+1)
		}
		for taken[name] {
			name += "Arg"
		}
		names[i], taken[name] = name, true
	}
	return names
}

// fieldName is the usual name of a field for a parameter.
func fieldName(name string) string {
	switch name {
	case "api", "cpu", "dns", "html", "http", "https", "id", "ip", "json", "os", "sql", "ssh", "tcp", "tls", "ttl",
		"udp", "uid", "uri", "url", "uuid", "xml":
		return strings.ToUpper(name)
	}
	in := []rune(name)
	if len(in) > 0 {
		in[0] = unicode.ToUpper(in[0])
	}
	return string(in)
}

// comment writes text as a comment, or the default if there is none.
func comment(text, otherwise string) string {
	text = strings.TrimRight(text, "\n")
	if text == "" {
		text = otherwise
	}
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("//")
		if line != "" && line[0] != '\t' {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}
