package app

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/hark-rpc/hark/config"
)

var (
	errorType    = reflect.TypeFor[error]()
	durationType = reflect.TypeFor[time.Duration]()
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// injected returns the value of a property or argument as one of that type.
func (l *loader) injected(in *config.Injection, t reflect.Type) (reflect.Value, bool) {
	switch {
	case in.Null:
		return reflect.Zero(t), true
	case in.Ref.Set:
		object, ok := l.object(in.Ref)
		if !ok {
			return reflect.Value{}, false
		}
		if v, ok := assignable(reflect.ValueOf(object), t); ok {
			return v, true
		}
		l.report(in.Ref.Pos, fmt.Sprintf("bean %q is %T", in.Ref.V, object), t.String(), "")
		return reflect.Value{}, false
	case in.IsList:
		return l.list(in, t)
	}
	v, err := convert(in.Text, t)
	if err != nil {
		l.report(in.Pos, fmt.Sprintf("value %q", in.Text), err.Error(), "")
		return reflect.Value{}, false
	}
	return v, true
}

func (l *loader) list(in *config.Injection, t reflect.Type) (reflect.Value, bool) {
	if t.Kind() != reflect.Slice {
		l.report(in.Pos, "a list", t.String(), "")
		return reflect.Value{}, false
	}
	all := true
	s := reflect.MakeSlice(t, len(in.List), len(in.List))
	for i := range in.List {
		v, ok := l.injected(&in.List[i], t.Elem())
		if all = all && ok; ok {
			s.Index(i).Set(v)
		}
	}
	return s, all
}

// assignable returns v as a t: as it is, or what it points to.
func assignable(v reflect.Value, t reflect.Type) (reflect.Value, bool) {
	switch {
	case v.Type().AssignableTo(t):
		return v, true
	case v.Kind() == reflect.Pointer && v.Type().Elem().AssignableTo(t):
		return v.Elem(), true
	}
	return reflect.Value{}, false
}

// wanted is an error that says what text would have been right.
type wanted string

func (w wanted) Error() string { return string(w) }

// convert makes a value of that type of text. An error says what is wanted.
func convert(text string, t reflect.Type) (reflect.Value, error) {
	v := reflect.New(t).Elem()
	if reflect.PointerTo(t).Implements(textType) {
		u, _ := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr())
		if err := u.UnmarshalText([]byte(text)); err != nil {
			return v, wanted(fmt.Sprintf("a %v (%v)", t, err))
		}
		return v, nil
	}
	switch t.Kind() {
	case reflect.String:
		v.SetString(text)
		return v, nil
	case reflect.Interface:
		if t.NumMethod() == 0 {
			v.Set(reflect.ValueOf(text))
			return v, nil
		}
	case reflect.Pointer:
		inner, err := convert(text, t.Elem())
		if err != nil {
			return v, err
		}
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(inner)
		return v, nil
	case reflect.Slice:
		return convertList(text, t)
	default:
		return convertScalar(strings.TrimSpace(text), t, v)
	}
	return v, wanted(fmt.Sprintf("a ref to a bean: the property is %v", t))
}

func convertList(text string, t reflect.Type) (reflect.Value, error) {
	v := reflect.MakeSlice(t, 0, 0)
	if strings.TrimSpace(text) == "" {
		return v, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		item, err := convert(strings.TrimSpace(part), t.Elem())
		if err != nil {
			return v, err
		}
		v = reflect.Append(v, item)
	}
	return v, nil
}

// convertScalar sets v, which is of type t, to the bool or number in text.
func convertScalar(text string, t reflect.Type, v reflect.Value) (reflect.Value, error) {
	if t == durationType {
		if ms, err := strconv.ParseInt(text, 10, 64); err == nil {
			v.SetInt(int64(time.Duration(ms) * time.Millisecond))
			return v, nil
		}
		d, err := time.ParseDuration(text)
		if err != nil {
			return v, wanted("a number of milliseconds, or a duration such as 1.5s")
		}
		v.SetInt(int64(d))
		return v, nil
	}
	switch {
	case t.Kind() == reflect.Bool:
		switch strings.ToLower(text) {
		case "true", "on", "yes", "1":
			v.SetBool(true)
		case "false", "off", "no", "0":
			v.SetBool(false)
		default:
			return v, wanted("true or false")
		}
		return v, nil
	case v.CanInt():
		n, err := strconv.ParseInt(text, 10, t.Bits())
		if err != nil {
			return v, wanted("a whole number that fits " + t.String())
		}
		v.SetInt(n)
		return v, nil
	case v.CanUint():
		n, err := strconv.ParseUint(text, 10, t.Bits())
		if err != nil {
			return v, wanted("a whole number that fits " + t.String())
		}
		v.SetUint(n)
		return v, nil
	case v.CanFloat():
		n, err := strconv.ParseFloat(text, t.Bits())
		if err != nil {
			return v, wanted("a number that fits " + t.String())
		}
		v.SetFloat(n)
		return v, nil
	}
	return v, wanted(fmt.Sprintf("a ref to a bean: the property is %v", t))
}

func typeName[T any]() string { return reflect.TypeFor[T]().String() }
