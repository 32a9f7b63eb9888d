package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A service is the Go interface for which a client and a provider are written.
type service struct {
	name    string // in Go
	java    string
	methods []*method
}

// A method is a method of a service.
type method struct {
	name       string // in Go
	java       string
	descriptor string
	oneway     bool
	doc        string
	params     []*param // without the context
	variadic   bool
	result     types.Type // nil if there is none but the error

	decl *ast.Field
	from *source // where it is declared
	sig  *types.Signature
}

// A param is a parameter of a method.
type param struct {
	name string // in the interface; it may be empty
	typ  types.Type
	pos  token.Pos // of its type
	bad  bool      // it cannot travel, which has been reported
}

// makeService makes out the interface of that name, and reports what is wrong
// with it.
func (g *generator) makeService() *service {
	s := &service{name: g.request.service}
	obj := g.own.types.Scope().Lookup(s.name)
	if obj == nil {
		g.mistakes.atf(g.where, "there is no interface %s in the package%s", s.name, didYouMean(nearest(s.name, g.interfaces())))
		return s
	}
	t, isType := obj.(*types.TypeName)
	if !isType || !types.IsInterface(obj.Type()) {
		g.mistakes.addf(obj.Pos(), "%s is no interface%s", s.name, didYouMean(nearest(s.name, g.interfaces())))
		return s
	}
	named, ok := obj.Type().(*types.Named)
	if ok && named.TypeParams().Len() > 0 {
		g.mistakes.addf(obj.Pos(), "%s has type parameters, which Java's services have not: write one for the types in question", s.name)
		return s
	}
	s.java = g.serviceName(t)
	i, ok := t.Type().Underlying().(*types.Interface)
	if !ok {
		return s
	}
	if !i.IsMethodSet() {
		g.mistakes.addf(obj.Pos(), "%s is a constraint: a service has methods only", s.name)
		return s
	}
	g.checkEmbedded(obj)
	for _, f := range ordered(i, map[string]bool{}) {
		if m := g.method(f); m != nil {
			s.methods = append(s.methods, m)
		}
	}
	if i.NumMethods() == 0 && len(g.mistakes.list) == 0 {
		g.mistakes.addf(obj.Pos(), "%s has no methods", s.name)
	}
	g.checkNames(s)
	return s
}

// serviceName returns the name of the service in Java.
func (g *generator) serviceName(t *types.TypeName) string {
	d, ok := g.own.directive(t.Pos(), directiveJava)
	switch {
	case ok && g.java != "" && d.arg != g.java:
		g.mistakes.addf(d.at, "%s is %s on harkgen's command line; remove one of the two", t.Name(), g.java)
	case ok:
		return d.arg
	case g.java == "":
		g.mistakes.atf(g.where, "what is %s in Java? Say -java com.example.I%s", t.Name(), t.Name())
	case !isJavaName(g.java):
		g.mistakes.atf(g.where, "-java %s: no name of a Java interface, such as com.example.I%s", g.java, t.Name())
	}
	return g.java
}

// interfaces are the names of the package's interfaces.
func (g *generator) interfaces() (names []string) {
	scope := g.own.types.Scope()
	for _, name := range scope.Names() {
		if t, ok := scope.Lookup(name).(*types.TypeName); ok && types.IsInterface(t.Type()) {
			names = append(names, name)
		}
	}
	return names
}

// checkEmbedded reports embedded interfaces that cannot be made out, for whose
// methods nobody else would ask.
func (g *generator) checkEmbedded(obj types.Object) {
	spec := g.own.specs[obj.Pos()]
	if spec == nil {
		return
	}
	for _, e := range g.own.errors {
		if spec.Pos() <= e.Pos && e.Pos < spec.End() {
			g.mistakes.addf(e.Pos, "%s", e.Msg)
		}
	}
}

// ordered returns the methods of an interface in the order in which they are
// declared, those of embedded interfaces behind its own.
func ordered(i *types.Interface, seen map[string]bool) (list []*types.Func) {
	for f := range i.ExplicitMethods() {
		if !seen[f.Id()] {
			seen[f.Id()] = true
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(a, b *types.Func) int { return int(a.Pos() - b.Pos()) })
	for t := range i.EmbeddedTypes() {
		if e, ok := t.Underlying().(*types.Interface); ok {
			list = append(list, ordered(e, seen)...)
		}
	}
	return list
}

// method makes out one method.
func (g *generator) method(f *types.Func) *method {
	m := &method{name: f.Name(), java: javaMethodName(f.Name()), from: g.sourceOf(f)}
	sig, ok := f.Type().(*types.Signature)
	if !ok || m.from == nil {
		return nil
	}
	m.sig, m.variadic, m.decl = sig, sig.Variadic(), m.from.methods[f.Pos()]
	if m.decl == nil {
		g.mistakes.addf(f.Pos(), "%s is not declared in an interface type of a package", m.name)
		return nil
	}
	switch {
	case !f.Exported():
		g.mistakes.addf(f.Pos(), "%s is not exported; a service's methods are, for others implement it", m.name)
		return nil
	case m.name == "Method" || m.name == "HarkStub":
		g.mistakes.addf(f.Pos(), "the client has a %s of its own; call it something else in Go and put //hark:name %s above it", m.name, m.java)
		return nil
	}
	if d, ok := m.directive(directiveName); ok {
		m.java = d.arg
	}
	_, m.oneway = m.directive(directiveOneway)
	m.doc = docOf(m.decl)
	g.params(m)
	g.results(m)
	m.descriptor = g.describe(m)
	return m
}

func (m *method) directive(name string) (directive, bool) {
	return m.from.directive(m.decl.Names[0].Pos(), name)
}

// pos is where the method's name is.
func (m *method) pos() token.Pos { return m.decl.Names[0].Pos() }

// params makes out the parameters.
func (g *generator) params(m *method) {
	tuple := m.sig.Params()
	fn, _ := m.decl.Type.(*ast.FuncType)
	at := positions(fn.Params, tuple.Len())
	if tuple.Len() == 0 || !isNamed(tuple.At(0).Type(), "context", "Context") {
		pos := m.pos()
		if tuple.Len() > 0 {
			pos = at[0]
		}
		g.mistakes.addf(pos, "%s: the first parameter must be a context.Context", m.name)
	}
	for i := 1; i < tuple.Len(); i++ {
		m.params = append(m.params, &param{name: tuple.At(i).Name(), typ: tuple.At(i).Type(), pos: at[i]})
	}
	for _, p := range m.params {
		switch {
		case isEmptyStruct(p.typ):
			g.mistakes.addf(p.pos, "struct{} carries nothing: leave it out")
			p.bad = true
		case isArguments(p.typ):
			g.mistakes.addf(p.pos, "%s stands for several parameters of Java's: write them out", g.short(p.typ))
			p.bad = true
		default:
			p.bad = !g.walk.check(p.typ, p.pos, "")
		}
	}
}

// isArguments reports whether a pointer to t has the methods of
// hark.Arguments.
func isArguments(t types.Type) bool {
	for _, name := range []string{"AppendArgs", "AppendArgPointers"} {
		found, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, name)
		if _, ok := found.(*types.Func); !ok {
			return false
		}
	}
	return true
}

// positions returns where the types of the n parameters are written.
func positions(list *ast.FieldList, n int) []token.Pos {
	var at []token.Pos
	if list != nil {
		for _, field := range list.List {
			for range max(1, len(field.Names)) {
				at = append(at, field.Type.Pos())
			}
		}
	}
	for len(at) < n { // after an error of syntax
		at = append(at, token.NoPos)
	}
	return at
}

// results makes out the result.
func (g *generator) results(m *method) {
	tuple := m.sig.Results()
	fn, _ := m.decl.Type.(*ast.FuncType)
	at := positions(fn.Results, tuple.Len())
	n := tuple.Len()
	if n == 0 || !types.Identical(tuple.At(n-1).Type(), types.Universe.Lookup("error").Type()) {
		pos := m.pos()
		if n > 0 {
			pos = at[n-1]
		}
		g.mistakes.addf(pos, "%s: the last result must be an error", m.name)
		return
	}
	if n > 2 {
		g.mistakes.addf(at[1], "%s: a Java method has one result: make a struct of those before the error", m.name)
		return
	}
	if n == 1 {
		return
	}
	m.result = tuple.At(0).Type()
	if isEmptyStruct(m.result) {
		g.mistakes.addf(at[0], "struct{} carries nothing: leave it out")
		return
	}
	if g.walk.check(m.result, at[0], "") && m.oneway {
		g.mistakes.addf(at[0], "%s: nobody waits for the result of a method with //hark:oneway; remove one of the two", m.name)
	}
}

// describe returns the method's descriptor: what the directive says, or what
// follows from the Go types.
func (g *generator) describe(m *method) string {
	if d, ok := m.directive(directiveParams); ok {
		return g.describeAs(m, d)
	}
	var b strings.Builder
	for i, p := range m.params {
		if p.bad {
			continue
		}
		var descriptor string
		var err error
		if slice, ok := types.Unalias(p.typ).(*types.Slice); ok && m.variadic && i == len(m.params)-1 {
			descriptor, err = g.arrayDescriptor(slice.Elem())
		} else {
			descriptor, err = g.descriptor(p.typ)
		}
		if err != nil {
			g.mistakes.addf(p.pos, "%v", err)
		}
		b.WriteString(descriptor)
	}
	return b.String()
}

// describeAs returns the descriptor that a //hark:params has in Java's words.
func (g *generator) describeAs(m *method, d directive) string {
	var b strings.Builder
	list, bad := splitJavaTypes(d.arg), false
	for _, t := range list {
		descriptor, err := parseJavaType(t.text)
		if err != nil {
			g.mistakes.addf(d.at+token.Pos(t.offset), "%v", err)
			bad = true
		}
		b.WriteString(descriptor)
	}
	if !bad && len(list) != len(m.params) {
		g.mistakes.addf(d.at, "hark:params names %s, %s has %s behind the context",
			count(len(list), "Java type"), m.name, count(len(m.params), "parameter"))
	}
	return b.String()
}

// docOf returns the comment of a method without directives.
func docOf(decl *ast.Field) string {
	if decl.Doc.Text() != "" {
		return decl.Doc.Text()
	}
	return decl.Comment.Text()
}
