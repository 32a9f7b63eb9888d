package main

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"strings"
)

// Which Go types travel, and as which Java types a provider expects them.

const (
	useParams    = "name the Java types of the parameters by //hark:params"
	useDirective = "put //hark:java with the name of its Java class above it"
)

// primitive returns the descriptor of a basic type that is primitive in Java,
// and the class that boxes it there.
func primitive(b *types.Basic) (descriptor, box string) {
	switch b.Kind() {
	case types.Bool:
		return "Z", "java.lang.Boolean"
	case types.Int8:
		return "B", "java.lang.Byte"
	case types.Int16:
		return "S", "java.lang.Short"
	case types.Int32:
		return "I", "java.lang.Integer"
	case types.Int64, types.Int:
		return "J", "java.lang.Long"
	case types.Float32:
		return "F", "java.lang.Float"
	case types.Float64:
		return "D", "java.lang.Double"
	}
	return "", ""
}

// descriptor returns how the JVM writes the Java type that t stands for as a
// parameter, where no directive says otherwise.
func (p *program) descriptor(t types.Type) (string, error) {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return p.namedDescriptor(t)
	case *types.Pointer:
		return p.pointerDescriptor(t)
	case *types.Basic:
		if t.Kind() == types.String {
			return classDescriptor("java.lang.String"), nil
		}
		if d, _ := primitive(t); d != "" {
			return d, nil
		}
		if t.Info()&types.IsUnsigned != 0 {
			return "", fmt.Errorf("%s has no counterpart in Java, which has no unsigned numbers: use int64 or another, or %s", t, useParams)
		}
	case *types.Slice:
		if isByte(t.Elem()) {
			return "[B", nil
		}
		return classDescriptor("java.util.List"), nil
	case *types.Array:
		return p.arrayDescriptor(t.Elem())
	case *types.Map:
		if isEmptyStruct(t.Elem()) {
			return classDescriptor("java.util.Set"), nil
		}
		return classDescriptor("java.util.Map"), nil
	case *types.Interface:
		return classDescriptor(objectClass), nil
	}
	return "", fmt.Errorf("%s has no counterpart in Java", p.short(t))
}

func (p *program) namedDescriptor(t *types.Named) (string, error) {
	class, reason := p.classOf(t)
	if class != "" {
		return classDescriptor(class), nil
	}
	if isChar(t) {
		return "C", nil
	}
	if _, ok := t.Underlying().(*types.Struct); !ok {
		return p.descriptor(t.Underlying())
	}
	return "", fmt.Errorf("%s %s", p.short(t), p.withoutClass(t, reason))
}

// withoutClass says why the struct t has no Java class and how it gets one.
func (p *program) withoutClass(t *types.Named, reason string) string {
	if reason == "" {
		reason = "has no Java class"
	}
	if t.Obj().Pkg() != p.own.types {
		return reason + ": use a type of this package with //hark:java above it, or " + useParams
	}
	return reason + ": " + useDirective
}

// pointerDescriptor is that of the box of what is primitive, for a box can be
// null, and for the rest, which always can, that of the type itself.
func (p *program) pointerDescriptor(t *types.Pointer) (string, error) {
	elem := types.Unalias(t.Elem())
	if _, ok := elem.(*types.Pointer); ok {
		return "", fmt.Errorf("%s has no counterpart in Java: a pointer there leads to no other", p.short(t))
	}
	if isChar(elem) {
		return classDescriptor("java.lang.Character"), nil
	}
	if basic, ok := elem.Underlying().(*types.Basic); ok && p.hasNoClass(elem) {
		if _, box := primitive(basic); box != "" {
			return classDescriptor(box), nil
		}
	}
	return p.descriptor(elem)
}

func (p *program) arrayDescriptor(elem types.Type) (string, error) {
	if isByte(elem) {
		return "[B", nil
	}
	d, err := p.descriptor(elem)
	if err != nil {
		return "", err
	}
	return "[" + d, nil
}

func (p *program) hasNoClass(t types.Type) bool {
	named, ok := t.(*types.Named)
	if !ok {
		return true
	}
	class, _ := p.classOf(named)
	return class == ""
}

func isByte(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Uint8
}

func isEmptyStruct(t types.Type) bool {
	s, ok := types.Unalias(t).(*types.Struct)
	return ok && s.NumFields() == 0
}

func isChar(t types.Type) bool { return isNamed(t, hessianPath, "Char") }

// isNamed reports whether t is the type of that package and name.
func isNamed(t types.Type, path, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path && named.Obj().Name() == name
}

// short writes a type as a reader in the package would.
func (p *program) short(t types.Type) string {
	return types.TypeString(t, func(pkg *types.Package) string {
		if pkg == p.own.types {
			return ""
		}
		return pkg.Name()
	})
}

// A walk looks for what cannot travel in the types of a service. What it has
// reported it does not report again.
type walk struct {
	*program
	seen     map[string]bool // types
	embedded map[string]bool // types whose fields were those of another
}

// check reports what of a type cannot travel, at pos, or at the field of the
// package's own that is to blame. path says which part of the value t is.
func (w *walk) check(t types.Type, pos token.Pos, path string) (ok bool) {
	bad := func(t types.Type, why string) bool {
		text := w.short(t) + " " + why
		if path != "" {
			text = path + ": " + text
		}
		w.mistakes.addf(pos, "%s", text)
		return false
	}
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		switch {
		case t.Kind() == types.Invalid:
			return w.checkInvalid(pos)
		case t.Info()&types.IsComplex != 0 || t.Kind() == types.UnsafePointer || t.Kind() == types.Uintptr:
			return bad(t, "cannot travel to Java: use a string or a struct")
		}
	case *types.Chan:
		return bad(t, "cannot travel to Java: use a slice")
	case *types.Signature:
		return bad(t, "cannot travel to Java: use an interface")
	case *types.TypeParam:
		return bad(t, "cannot travel to Java: use a type that is known here")
	case *types.Struct:
		return bad(t, "has no Java class: declare it as a type and "+useDirective)
	case *types.Named:
		return w.checkNamed(t, pos, path, bad)
	case *types.Pointer:
		return w.check(t.Elem(), pos, path)
	case *types.Slice:
		return w.check(t.Elem(), pos, path)
	case *types.Array:
		return w.check(t.Elem(), pos, path)
	case *types.Map:
		ok := w.check(t.Key(), pos, path)
		return isEmptyStruct(t.Elem()) && ok || w.check(t.Elem(), pos, path) && ok
	}
	return true
}

func (w *walk) checkNamed(t *types.Named, pos token.Pos, path string, bad func(types.Type, string) bool) bool {
	if isNamed(t, "context", "Context") {
		return bad(t, "cannot travel to Java: it is the first parameter and nothing else")
	}
	if knownClass(t.Origin().Obj()) != "" || types.IsInterface(t) || !first(w.seen, t) {
		return true
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return w.check(t.Underlying(), pos, path)
	}
	if class, reason := w.classOf(t); class == "" && (t.Obj().Pkg() == w.own.types || reason != "") {
		return bad(t, w.withoutClass(t, reason))
	}
	return w.checkFields(t, s, pos)
}

// checkFields checks the fields of a struct that travel with it.
func (w *walk) checkFields(t *types.Named, s *types.Struct, pos token.Pos) (ok bool) {
	ok = true
	for i := range s.NumFields() {
		f := s.Field(i)
		tag, options, _ := strings.Cut(reflect.StructTag(s.Tag(i)).Get("hessian"), ",")
		if tag == "-" && options == "" || !f.Exported() && !f.Embedded() {
			continue
		}
		at := pos
		if f.Pkg() == w.own.types {
			at = f.Pos()
		}
		path := t.Obj().Name() + "." + f.Name()
		embedded, _ := types.Unalias(deref(f.Type())).(*types.Named)
		if fields := structOf(embedded); f.Embedded() && fields != nil && tag == "" && knownClass(embedded.Obj()) == "" {
			if first(w.embedded, embedded) {
				ok = w.checkFields(embedded, fields, at) && ok
			}
			continue
		}
		if f.Exported() && !strings.Contains(options, "class=") {
			ok = w.check(f.Type(), at, path) && ok
		}
	}
	return ok
}

// first reports whether t is met for the first time.
func first(seen map[string]bool, t types.Type) bool {
	name := types.TypeString(t, nil)
	had := seen[name]
	seen[name] = true
	return !had
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// structOf returns what t is if it is a struct, else nil.
func structOf(t *types.Named) *types.Struct {
	if t == nil {
		return nil
	}
	s, _ := t.Underlying().(*types.Struct)
	return s
}

// checkInvalid reports why the type that is written at pos could not be made
// out.
func (w *walk) checkInvalid(pos token.Pos) bool {
	at := w.fset.Position(pos)
	for _, e := range w.own.errors {
		if p := w.fset.Position(e.Pos); p.Filename == at.Filename && p.Line == at.Line {
			w.mistakes.addf(e.Pos, "%s", e.Msg)
			return false
		}
	}
	for _, e := range w.own.errors { // such as an import that is not there
		w.mistakes.addf(e.Pos, "%s", e.Msg)
		return false
	}
	w.mistakes.addf(pos, "the type cannot be made out")
	return false
}
