package main

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

const (
	hessianPath   = "github.com/hark-rpc/hark/hessian"
	classMethod   = "JavaClassName"
	objectClass   = "java.lang.Object"
	throwingClass = "java.lang.Throwable"
)

// knownClass returns the Java class of a type of which package hessian knows
// it, or "".
func knownClass(obj *types.TypeName) string {
	if obj.Pkg() == nil {
		if obj.Name() == "error" {
			return throwingClass
		}
		return ""
	}
	switch obj.Pkg().Path() + "." + obj.Name() {
	case "time.Time":
		return "java.util.Date"
	case "time.Duration":
		return "java.time.Duration"
	case "math/big.Int":
		return "java.math.BigInteger"
	}
	if obj.Pkg().Path() != hessianPath {
		return ""
	}
	return hessianClass(obj.Name())
}

// hessianClass returns the Java class that a type of package hessian stands
// for, or "".
func hessianClass(name string) string {
	switch name {
	case "Decimal":
		return "java.math.BigDecimal"
	case "UUID", "Calendar", "Locale":
		return "java.util." + name
	case "Class", "StackTraceElement", "Throwable":
		return "java.lang." + name
	case "Object", "List", "Map": // each of any class
		return objectClass
	case "SQLDate", "SQLTime", "SQLTimestamp":
		return "java.sql." + name[len("SQL"):]
	case "ZoneID":
		return "java.time.ZoneId"
	case "Duration", "Instant", "LocalDate", "LocalDateTime", "LocalTime", "MonthDay", "OffsetDateTime", "OffsetTime",
		"Period", "Year", "YearMonth", "ZoneOffset", "ZonedDateTime":
		return "java.time." + name
	}
	return ""
}

// classOf returns the Java class of a type of its own, by what package hessian
// knows, the directive above it, or its method JavaClassName. Without one it
// returns "" and, where there is more to say than that, the reason.
func (p *program) classOf(t *types.Named) (class, reason string) {
	obj := t.Origin().Obj()
	if class := knownClass(obj); class != "" {
		return class, ""
	}
	s := p.sourceOf(obj)
	if s == nil {
		return "", ""
	}
	if d, ok := s.directive(obj.Pos(), directiveJava); ok {
		return d.arg, ""
	}
	found, index, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, obj.Pkg(), classMethod)
	method, ok := found.(*types.Func)
	switch {
	case !ok || types.IsInterface(t):
		return "", ""
	case len(index) > 1:
		return "", "has no " + classMethod + " but that of an embedded type"
	}
	if class := p.returnedClass(method); class != "" {
		return class, ""
	}
	return "", "has a " + classMethod + " that returns no constant"
}

// returnedClass returns the constant that a method JavaClassName consists of,
// or "".
func (p *program) returnedClass(method *types.Func) string {
	s := p.sourceOf(method)
	if s == nil {
		return ""
	}
	decl := s.function(method.Origin().Pos())
	if decl == nil || decl.Body == nil || len(decl.Body.List) != 1 {
		return ""
	}
	ret, ok := decl.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return ""
	}
	info := types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	if err := types.CheckExpr(p.fset, s.types, ret.Pos(), ret.Results[0], &info); err != nil {
		return ""
	}
	value := info.Types[ret.Results[0]].Value
	if value == nil || value.Kind() != constant.String {
		return ""
	}
	return constant.StringVal(value)
}

// function returns the declaration of the function whose name is at pos.
func (s *source) function(pos token.Pos) *ast.FuncDecl {
	for _, file := range s.files {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Pos() == pos {
				return f
			}
		}
	}
	return nil
}

// A classType is a type of the package that gets a method JavaClassName.
type classType struct {
	Receiver string // with its type parameters
	Name     string
	Class    string
}

// classTypes returns the types that get the method, in the order in which they
// are declared, and reports those that cannot have it.
func (p *program) classTypes() (list []classType) {
	for _, file := range p.own.files {
		for _, d := range file.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.TYPE {
				continue
			}
			for _, spec := range decl.Specs {
				spec, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				if c, ok := p.classType(spec); ok {
					list = append(list, c)
				}
			}
		}
	}
	return list
}

func (p *program) classType(spec *ast.TypeSpec) (c classType, ok bool) {
	d, ok := p.own.directive(spec.Name.Pos(), directiveJava)
	if !ok {
		return c, false
	}
	obj, ok := p.own.types.Scope().Lookup(spec.Name.Name).(*types.TypeName)
	if !ok || obj.Pos() != spec.Name.Pos() {
		return c, false // declared twice, which the compiler says
	}
	if obj.IsAlias() {
		p.mistakes.addf(d.pos, "%s is another name for a type; the directive stands above the type itself", obj.Name())
		return c, false
	}
	t, ok := obj.Type().(*types.Named)
	if !ok || types.IsInterface(t) {
		return c, false // an interface has a class, but no method that says so
	}
	if reason := notClass(t); reason != "" {
		p.mistakes.addf(d.pos, "%s cannot have a Java class: %s", obj.Name(), reason)
		return c, false
	}
	found, index, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, obj.Pkg(), classMethod)
	if found != nil && len(index) == 1 {
		if !p.isGenerated(found.Pos()) {
			p.mistakes.addf(found.Pos(), "harkgen writes %s.%s for the directive above %s; remove one of the two", obj.Name(), classMethod, obj.Name())
		}
		return c, false
	}
	return classType{Receiver: receiver(t), Name: obj.Name(), Class: d.arg}, true
}

// receiver returns t as a receiver names it, without names for its type
// parameters.
func receiver(t *types.Named) string {
	if n := t.TypeParams().Len(); n > 0 {
		return t.Obj().Name() + "[_" + strings.Repeat(", _", n-1) + "]"
	}
	return t.Obj().Name()
}

// notClass returns why objects of a Java class cannot be values of t, or "".
func notClass(t *types.Named) string {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return ""
	case *types.Basic:
		if u.Info()&types.IsString != 0 || isText(t) {
			return ""
		}
		return "an enum is a string, or has the methods MarshalText and UnmarshalText"
	case *types.Array:
		if isText(t) {
			return ""
		}
		return "an array has one if it has the methods MarshalText and UnmarshalText"
	}
	return "structs and enums have one"
}

// isText reports whether a pointer to t marshals to text and back.
func isText(t types.Type) bool {
	for _, name := range []string{"MarshalText", "UnmarshalText"} {
		found, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, name)
		if _, ok := found.(*types.Func); !ok {
			return false
		}
	}
	return true
}

// isGenerated reports whether harkgen wrote the file that pos is in.
func (p *program) isGenerated(pos token.Pos) bool {
	for _, file := range p.own.files {
		if file.FileStart <= pos && pos < file.FileEnd {
			return len(file.Comments) > 0 && file.Comments[0].List[0].Text+"\n" == mark
		}
	}
	return false
}
