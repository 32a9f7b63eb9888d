package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/format"
	"go/types"
	"strings"
	"text/template"
)

// A generator makes the file that a request asks for.
type generator struct {
	*program
	*request
	walk walk
}

func newGenerator(p *program, r *request) *generator {
	return &generator{program: p, request: r, walk: walk{p, map[string]bool{}, map[string]bool{}}}
}

// A file is what the template makes a generated file of.
type file struct {
	Package string
	Imports [2][]importSpec
	Service string // in Go, or "" if there is none
	Java    string
	Impl    string // the name of an implementation in the provider's function
	Methods []fileMethod
	Classes []classType
}

// Article is the one before the name of the service.
func (f *file) Article() string { return article(f.Service) }

// MethodNames lists the methods in words.
func (f *file) MethodNames() string {
	names := make([]string, 0, len(f.Methods))
	for _, m := range f.Methods {
		names = append(names, m.Name)
	}
	return strings.Join(names, ", ")
}

// MethodPointers lists pointers to the client's methods, on one line if they
// fit there.
func (f *file) MethodPointers() string {
	const fits = 70
	line, column := "", "\n"
	for i, m := range f.Methods {
		if i > 0 {
			line += ", "
		}
		line += "&m." + m.Name
		column += "&m." + m.Name + ",\n"
	}
	if len(line) <= fits {
		return line
	}
	return column
}

// A fileMethod is a method of the service, its parts in Go's words.
type fileMethod struct {
	Name, Java, Descriptor string
	OneWay, Overloaded     bool

	Doc     string
	Arg     string // the type of the argument
	Result  string // the type of the result
	Params  string // of the client's method, with the context
	Results string // of the client's method
	Send    string // what the client makes the argument of
	Void    bool   // there is no result but the error

	Func  bool   // the provider needs a function around the implementation's method
	Taken string // the name of the argument there
	Pass  string // what the implementation's method gets

	Args   string // the struct of several arguments, or ""
	Fields []fileField
}

// A fileField is a field of a struct of arguments.
type fileField struct{ Name, Type string }

// file works out the file and reports what is wrong with its sources.
func (g *generator) file() *file {
	f := &file{Package: g.own.types.Name(), Service: g.service}
	g.checkDirectives()
	f.Classes = g.classTypes()
	if g.service == "" {
		if len(f.Classes) == 0 && len(g.mistakes.list) == 0 {
			g.mistakes.atf(g.where, "nothing to write: name a Go interface, or put //hark:java above a type")
		}
		return f
	}
	s := g.makeService()
	f.Java, f.Impl = s.java, "impl"
	if g.own.types.Scope().Lookup(f.Impl) != nil {
		f.Impl = "implementation" // or it would hide what may be a type of a result
	}
	imports := newImports(g.own, g.mistakes, "context", "fmt", "github.com/hark-rpc/hark")
	overloads := map[string]int{}
	for _, m := range s.methods {
		overloads[m.java]++
	}
	for _, m := range s.methods {
		x := g.fileMethod(s, m, imports)
		x.Overloaded = overloads[m.java] > 1
		f.Methods = append(f.Methods, x)
	}
	f.Imports = imports.groups(g.listed)
	return f
}

// fileMethod puts a method into Go's words.
func (g *generator) fileMethod(s *service, m *method, imports *imports) fileMethod {
	x := fileMethod{
		Name: m.name, Java: m.java, Descriptor: m.descriptor, OneWay: m.oneway,
		Doc:    comment(m.doc, m.name+" calls "+s.name+"."+m.name+"."),
		Result: "struct{}", Results: "error", Void: m.result == nil,
	}
	if m.result != nil {
		x.Result = typeText(m.result, imports)
		x.Results = "(" + x.Result + ", error)"
	}
	typeTexts := make([]string, len(m.params))
	for i, p := range m.params {
		typeTexts[i] = typeText(p.typ, imports)
	}
	names := paramNames(m.params, s.argsName(m))
	x.Params = parameters(names, typeTexts, m.variadic)
	spread := ""
	if m.variadic {
		spread = "..."
	}
	switch len(m.params) {
	case 0:
		x.Arg, x.Send, x.Taken, x.Func = "struct{}", "struct{}{}", "_", true
	case 1:
		x.Arg, x.Send, x.Taken, x.Pass = typeTexts[0], names[0], "arg", ", arg"+spread
		x.Func = x.Void || m.variadic
	default:
		x.several(s.argsName(m), fieldNames(m.params), names, typeTexts)
		x.Pass += spread
	}
	return x
}

// several makes the argument a struct.
func (x *fileMethod) several(args string, fields, names, typeTexts []string) {
	values, pass := make([]string, len(fields)), make([]string, len(fields))
	for i, field := range fields {
		x.Fields = append(x.Fields, fileField{field, typeTexts[i]})
		values[i] = field + ": " + names[i]
		pass[i] = "a." + field
	}
	x.Args, x.Arg, x.Taken, x.Func = args, args, "a", true
	x.Send = args + "{" + strings.Join(values, ", ") + "}"
	x.Pass = ", " + strings.Join(pass, ", ")
}

// parameters writes the parameters of the client's method.
func parameters(names, typeTexts []string, variadic bool) string {
	var b strings.Builder
	b.WriteString("ctx context.Context")
	for i, name := range names {
		b.WriteString(", " + name)
		if last := i == len(names)-1; last && variadic {
			b.WriteString(" ..." + strings.TrimPrefix(typeTexts[i], "[]"))
		} else if last || typeTexts[i+1] != typeTexts[i] || variadic && i == len(names)-2 {
			b.WriteString(" " + typeTexts[i])
		}
	}
	return b.String()
}

// typeText writes a type and imports what that takes.
func typeText(t types.Type, imports *imports) string {
	return types.TypeString(t, imports.qualifier)
}

//go:embed file.tmpl
var fileTemplate string

// render returns the file's text.
func (f *file) render() ([]byte, error) {
	t, err := template.New("file").Parse(fileTemplate)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, f); err != nil {
		return nil, err
	}
	text, err := format.Source(b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("harkgen has made a mistake: %w in\n%s", err, &b)
	}
	return text, nil
}
