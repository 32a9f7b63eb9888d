package app

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/hark-rpc/hark/config"
)

// makeBeans makes those that Dubbo needs and those whose classes are known.
func (l *loader) makeBeans() {
	for _, b := range l.config.Beans {
		if _, known := l.Classes[b.Class.V]; !known && !b.Referred {
			l.skipped = append(l.skipped, config.Skipped{Pos: b.Pos, Label: fmt.Sprintf("<bean class=%q>", b.Class.V)})
			continue
		}
		if object, ok := l.bean(b); ok && b.ID.V != "" {
			l.objects[b.ID.V] = object
		}
	}
}

// bean returns the object of a bean, made if need be. It reports false where a
// mistake has been reported.
func (l *loader) bean(b *config.Bean) (any, bool) {
	if object, ok := l.made[b]; ok {
		return object, true
	}
	if l.failed[b] {
		return nil, false
	}
	if l.making[b] {
		l.report(b.Pos, fmt.Sprintf("bean %q needs itself", b.ID.V), "beans in an order in which they can be made", "")
		return nil, false
	}
	l.making[b] = true
	defer delete(l.making, b)
	object, ok := l.construct(b)
	if !ok {
		l.failed[b] = true
		return nil, false
	}
	for i := range b.Properties {
		ok = l.property(b, object, &b.Properties[i]) && ok
	}
	l.made[b] = object.Interface()
	l.failed[b] = !ok
	return l.made[b], ok
}

// object returns the bean or reference that an id means.
func (l *loader) object(id config.Value[string]) (any, bool) {
	if b := l.config.Bean(id.V); b != nil {
		return l.bean(b)
	}
	object, ok := l.objects[l.config.Canonical(id.V)]
	return object, ok // an unknown one is reported by config
}

// construct calls the class's function.
func (l *loader) construct(b *config.Bean) (reflect.Value, bool) {
	if !b.Class.Set {
		return reflect.Value{}, false // reported by config
	}
	class, known := l.Classes[b.Class.V]
	if !known {
		l.report(b.Class.Pos, fmt.Sprintf("unknown class %q", b.Class.V), "one of Wiring.Classes", config.Nearest(b.Class.V, slices.Sorted(maps.Keys(l.Classes))))
		return reflect.Value{}, false
	}
	f := class().construct
	if !isConstructor(f) {
		l.report(b.Class.Pos, fmt.Sprintf("class %q is made by %s", b.Class.V, describe(f)), "a function that returns the bean, or the bean and an error", "")
		return reflect.Value{}, false
	}
	args, ok := l.arguments(b, f.Type())
	if !ok {
		return reflect.Value{}, false
	}
	results := f.Call(args)
	if len(results) == 2 && !results[1].IsNil() {
		l.report(b.Class.Pos, fmt.Sprintf("class %q fails: %v", b.Class.V, results[1].Interface()), "", "")
		return reflect.Value{}, false
	}
	object := results[0]
	for object.Kind() == reflect.Interface {
		object = object.Elem()
	}
	if !object.IsValid() || object.Kind() == reflect.Pointer && object.IsNil() {
		l.report(b.Class.Pos, fmt.Sprintf("class %q makes nil", b.Class.V), "a bean", "")
		return reflect.Value{}, false
	}
	return object, true
}

func isConstructor(f reflect.Value) bool {
	if f.Kind() != reflect.Func || f.IsNil() || f.Type().IsVariadic() {
		return false
	}
	t := f.Type()
	return t.NumOut() == 1 || t.NumOut() == 2 && t.Out(1) == errorType
}

func describe(v reflect.Value) string {
	if !v.IsValid() {
		return "nil"
	}
	return v.Type().String()
}

// arguments are those of the bean's constructor-arg elements, by their indexes
// or in their order.
func (l *loader) arguments(b *config.Bean, t reflect.Type) ([]reflect.Value, bool) {
	if len(b.Arguments) != t.NumIn() {
		l.report(b.Pos, fmt.Sprintf("bean with %d constructor-arg elements", len(b.Arguments)), fmt.Sprintf("%d, for %v", t.NumIn(), t), "")
		return nil, false
	}
	args := make([]reflect.Value, t.NumIn())
	all := true
	for i := range b.Arguments {
		in := &b.Arguments[i]
		at := i
		if in.Index >= 0 {
			at = in.Index
		}
		if at >= len(args) || args[at].IsValid() {
			l.report(in.Pos, fmt.Sprintf("constructor-arg %d", at), fmt.Sprintf("each of 0 to %d once", len(args)-1), "")
			all = false
			continue
		}
		v, ok := l.injected(in, t.In(at))
		args[at], all = v, all && ok
	}
	return args, all
}

// property sets one of a bean's properties.
func (l *loader) property(b *config.Bean, object reflect.Value, in *config.Injection) bool {
	if in.Name == "" {
		return false // reported by config
	}
	set, t, ok := l.setter(b, object, in)
	if !ok {
		return false
	}
	v, ok := l.injected(in, t)
	if !ok {
		return false
	}
	if err := set(v); err != nil {
		l.report(in.Pos, fmt.Sprintf("property %q fails: %v", in.Name, err), "", "")
		return false
	}
	return true
}

// setter finds how a property is set, and its type.
func (l *loader) setter(b *config.Bean, object reflect.Value, in *config.Injection) (func(reflect.Value) error, reflect.Type, bool) {
	setters := make(map[string]int)
	for i := range object.NumMethod() {
		m := object.Type().Method(i)
		if name, ok := strings.CutPrefix(m.Name, "Set"); ok && isSetter(object.Method(i).Type()) {
			setters[name] = i
		}
	}
	fields := make(map[string][]int)
	if s := reflect.Indirect(object); s.Kind() == reflect.Struct && s.CanSet() {
		for _, f := range reflect.VisibleFields(s.Type()) {
			if f.IsExported() && !f.Anonymous && len(f.Index) == 1 {
				fields[f.Name] = f.Index
			}
		}
	}
	for _, names := range [][]string{slices.Sorted(maps.Keys(setters)), slices.Sorted(maps.Keys(fields))} {
		name, candidates := meet(in.Name, names)
		if len(candidates) > 1 {
			l.report(in.NamePos, fmt.Sprintf("property %q of bean %q may be %s of %v", in.Name, b.ID.V, strings.Join(candidates, " or "), object.Type()), "one of these", "")
			return nil, nil, false
		}
		if name == "" {
			continue
		}
		if i, ok := setters[name]; ok {
			m := object.Method(i)
			return func(v reflect.Value) error { return returned(m.Call([]reflect.Value{v})) }, m.Type().In(0), true
		}
		f := reflect.Indirect(object).FieldByIndex(fields[name])
		return func(v reflect.Value) error { f.Set(v); return nil }, f.Type(), true
	}
	known := slices.Concat(slices.Sorted(maps.Keys(setters)), slices.Sorted(maps.Keys(fields)))
	l.report(in.NamePos, fmt.Sprintf("bean %q (%v) has no property %q", b.ID.V, object.Type(), in.Name), "an exported field or a method Set…", config.Nearest(in.Name, known))
	return nil, nil, false
}

func isSetter(t reflect.Type) bool {
	return t.NumIn() == 1 && !t.IsVariadic() && (t.NumOut() == 0 || t.NumOut() == 1 && t.Out(0) == errorType)
}

// returned is the error among a function's results, if it has one.
func returned(results []reflect.Value) error {
	if len(results) == 0 {
		return nil
	}
	err, _ := reflect.TypeAssert[error](results[0])
	return err
}

// meet finds the Go name that a Java name means: the same, else the only one
// that differs by letter case. If there are several it returns them.
func meet(java string, names []string) (name string, candidates []string) {
	for _, n := range names {
		if n == java {
			return n, nil
		}
		if strings.EqualFold(n, java) {
			candidates = append(candidates, n)
		}
	}
	if len(candidates) == 1 {
		return candidates[0], nil
	}
	return "", candidates
}
