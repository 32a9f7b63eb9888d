package app

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/config"
)

// handlers adds those of one event that a method element names to the methods
// that it is about.
func (l *loader) handlers(event hark.Event, v config.Value[[]config.Handler], methods []hark.AnyMethod) {
	for _, h := range v.V {
		b := l.config.Bean(h.Bean)
		if b == nil {
			continue // reported by config
		}
		object, ok := l.bean(b)
		if !ok {
			continue // reported when it was made
		}
		f, ok := l.method(v.Pos, h, event, object)
		if !ok {
			continue
		}
		for _, method := range methods {
			if err := addHandler(method, event, object, f); err != nil {
				l.report(v.Pos, fmt.Sprintf("%s=%q of method %q: have %v", attribute(event), h, method.Signature().Name, signature(f)), err.Error(), "")
			}
		}
	}
}

// attribute is the event's name in XML.
func attribute(e hark.Event) string { return strings.ToLower(e.String()) }

// method finds the method of a bean that a handler names.
func (l *loader) method(pos config.Position, h config.Handler, event hark.Event, object any) (reflect.Method, bool) {
	t := reflect.TypeOf(object)
	names := make([]string, t.NumMethod())
	for i := range names {
		names[i] = t.Method(i).Name
	}
	name, candidates := meet(h.Method, names)
	what := fmt.Sprintf("%s=%q: bean %q (%v)", attribute(event), h, h.Bean, t)
	switch {
	case len(candidates) > 1:
		l.report(pos, what+" has several methods "+h.Method, strings.Join(candidates, " or "), "")
		return reflect.Method{}, false
	case name == "":
		want := "one of " + strings.Join(names, ", ")
		if len(names) == 0 {
			want = "a method; it has none that is exported"
		}
		l.report(pos, what+" has no method "+h.Method, want, config.Nearest(h.Method, names))
		return reflect.Method{}, false
	}
	m, _ := t.MethodByName(name)
	return m, true
}

// signature is a method's without its receiver, as Go writes it.
func signature(m reflect.Method) reflect.Type {
	in, out := parameters(m), make([]reflect.Type, m.Type.NumOut())
	for i := range out {
		out[i] = m.Type.Out(i)
	}
	return reflect.FuncOf(in, out, m.Type.IsVariadic())
}

func parameters(m reflect.Method) []reflect.Type {
	in := make([]reflect.Type, m.Type.NumIn()-1)
	for i := range in {
		in[i] = m.Type.In(i + 1)
	}
	return in
}

// addHandler makes a bean's method a handler. An error says which shapes would
// have fitted.
func addHandler(method hark.AnyMethod, event hark.Event, object any, f reflect.Method) error {
	s := shapeOf(method.Signature(), event)
	a, ok := s.adapter(f, reflect.ValueOf(object).Method(f.Index))
	if !ok {
		return wanted(s.String())
	}
	if method.AddMethod(event, object, f) == nil {
		return nil // it runs without reflection
	}
	switch event {
	case hark.OnInvoke:
		return method.AddHandler(event, func(ctx context.Context, args []any) error { return a.call(ctx, nil, args) })
	case hark.OnThrow:
		return method.AddHandler(event, func(ctx context.Context, err error, args []any) error { return a.call(ctx, err, args) })
	default:
		return method.AddHandler(event, func(ctx context.Context, result any, args []any) error { return a.call(ctx, result, args) })
	}
}

var (
	contextType = reflect.TypeFor[context.Context]()
	anyType     = reflect.TypeFor[any]()
	listType    = reflect.TypeFor[[]any]()
	voidType    = reflect.TypeFor[struct{}]()
)

// A shape is what handlers of one event of one method may take.
type shape struct {
	event  hark.Event
	result reflect.Type
	args   []reflect.Type
	whole  reflect.Type // the argument struct of several arguments, or nil
}

func shapeOf(sig hark.Signature, event hark.Event) *shape {
	s := &shape{event: event, result: sig.Result}
	if sig.Arg == voidType {
		return s
	}
	if all, ok := reflect.TypeAssert[hark.Arguments](reflect.New(sig.Arg)); ok {
		s.whole = sig.Arg
		for _, p := range all.AppendArgPointers(nil) {
			s.args = append(s.args, reflect.TypeOf(p).Elem())
		}
		return s
	}
	s.args = []reflect.Type{sig.Arg}
	return s
}

// void reports whether there is no result to hand over.
func (s *shape) void() bool { return s.event == hark.OnReturn && s.result == voidType }

// String lists the shapes that fit.
func (s *shape) String() string {
	args := make([]string, len(s.args))
	for i, t := range s.args {
		args[i] = t.String()
	}
	lead := ""
	switch {
	case s.event == hark.OnThrow:
		lead = "error"
	case s.event == hark.OnReturn && !s.void():
		lead = s.result.String()
	}
	join := func(parts ...string) string {
		return "func(" + strings.Join(slices.DeleteFunc(slices.Concat([]string{"context.Context", lead}, parts), func(p string) bool { return p == "" }), ", ") + ")"
	}
	text := join(args...)
	if s.event != hark.OnInvoke && len(args) > 0 {
		text += ", " + join()
	}
	if len(args) > 0 {
		text += " or " + join("[]any")
	}
	return text + ", each without the context or with a result of type error as well"
}

// An adapter calls a bean's method with what it takes.
type adapter struct {
	f       reflect.Value
	context bool
	lead    *parameter // the result or error; nil if it is left out
	rest    []parameter
	all     bool         // rest is []any, of all arguments
	whole   reflect.Type // rest is the argument struct
}

// A parameter is one that a value of one type is handed over to as another.
type parameter struct {
	from, to reflect.Type
}

// adapter returns what calls the method f, whose bound form is v, or false if
// its shape does not fit.
func (s *shape) adapter(f reflect.Method, v reflect.Value) (*adapter, bool) {
	t := v.Type()
	if t.IsVariadic() || t.NumOut() > 1 || t.NumOut() == 1 && t.Out(0) != errorType {
		return nil, false
	}
	a := &adapter{f: v}
	in := parameters(f)
	if len(in) > 0 && in[0] == contextType {
		a.context, in = true, in[1:]
	}
	if s.event == hark.OnInvoke {
		return a, s.rest(a, in, false)
	}
	if len(in) > 0 && s.takesLead(in[0]) && s.rest(a, in[1:], true) {
		a.lead = &parameter{from: s.leadType(), to: in[0]}
		return a, true
	}
	return a, s.void() && s.rest(a, in, true)
}

func (s *shape) leadType() reflect.Type {
	if s.event == hark.OnThrow {
		return errorType
	}
	return s.result
}

// takesLead reports whether a parameter of that type can be handed the result
// or error.
func (s *shape) takesLead(to reflect.Type) bool {
	switch {
	case s.event == hark.OnThrow:
		return to.Implements(errorType)
	case s.void():
		return to == anyType || to == voidType
	}
	return fits(s.result, to)
}

// rest matches the parameters after the first with the arguments.
func (s *shape) rest(a *adapter, in []reflect.Type, mayBeNone bool) bool {
	a.rest, a.all, a.whole = nil, false, nil
	if len(in) == 0 && (mayBeNone || len(s.args) == 0) {
		return true
	}
	if len(in) == len(s.args) {
		for i, to := range in {
			if !fits(s.args[i], to) {
				break
			}
			a.rest = append(a.rest, parameter{from: s.args[i], to: to})
		}
		if len(a.rest) == len(in) {
			return true
		}
		a.rest = nil
	}
	if len(in) != 1 {
		return false
	}
	switch {
	case in[0] == listType:
		a.all = true
	case s.whole != nil && (in[0] == s.whole || in[0] == reflect.PointerTo(s.whole)):
		a.whole = in[0]
	default:
		return false
	}
	return true
}

// fits reports whether a value of one type can be handed over as another: the
// same, an interface of it, or T for *T and back, as Java boxes.
func fits(from, to reflect.Type) bool {
	return from.AssignableTo(to) || to == reflect.PointerTo(from) || from == reflect.PointerTo(to)
}

// as returns v, which came as a value of type p.from, as one of p.to.
func (p *parameter) as(value any) reflect.Value {
	v := reflect.ValueOf(value)
	if !v.IsValid() {
		return reflect.Zero(p.to) // nil
	}
	switch {
	case v.Type().AssignableTo(p.to):
		return v
	case p.to.Kind() == reflect.Pointer && v.Type() == p.to.Elem():
		boxed := reflect.New(v.Type())
		boxed.Elem().Set(v)
		return boxed
	case v.Kind() == reflect.Pointer && v.Type().Elem() == p.to && !v.IsNil():
		return v.Elem()
	}
	return reflect.Zero(p.to) // a nil pointer, or a void method's result
}

// call calls the method. Lead is the result or error.
func (a *adapter) call(ctx context.Context, lead any, args []any) error {
	in := make([]reflect.Value, 0, 2+len(args))
	if a.context {
		in = append(in, reflect.ValueOf(&ctx).Elem())
	}
	if a.lead != nil {
		v, err := a.leading(lead)
		if err != nil {
			return err
		}
		in = append(in, v)
	}
	switch {
	case a.all:
		in = append(in, reflect.ValueOf(args))
	case a.whole != nil:
		in = append(in, assemble(a.whole, args))
	default:
		for i := range a.rest {
			in = append(in, a.rest[i].as(args[i]))
		}
	}
	return returned(a.f.Call(in))
}

// leading returns the result or error as the method's parameter. That it has no
// such error is a failure (E24).
func (a *adapter) leading(lead any) (reflect.Value, error) {
	if a.lead.from != errorType || a.lead.to == errorType {
		if _, void := lead.(struct{}); void && a.lead.to == anyType {
			return reflect.Zero(anyType), nil
		}
		return a.lead.as(lead), nil
	}
	err, _ := lead.(error)
	target := reflect.New(a.lead.to)
	if !errors.As(err, target.Interface()) {
		return reflect.Value{}, fmt.Errorf("it wants %v and was not called for: %w", a.lead.to, err)
	}
	return target.Elem(), nil
}

// assemble makes the argument struct of its fields' values.
func assemble(t reflect.Type, args []any) reflect.Value {
	pointer := t.Kind() == reflect.Pointer
	if pointer {
		t = t.Elem()
	}
	v := reflect.New(t)
	if all, ok := reflect.TypeAssert[hark.Arguments](v); ok {
		for i, p := range all.AppendArgPointers(nil) {
			if arg := reflect.ValueOf(args[i]); arg.IsValid() {
				reflect.ValueOf(p).Elem().Set(arg)
			}
		}
	}
	if pointer {
		return v
	}
	return v.Elem()
}
