package hessian_test

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/hark-rpc/hark/hessian"
)

// A differ finds the first difference of two values. Pointers and maps that
// are one in the wanted value must be one in the other, and those that are two
// must be two; it remembers them from call to call.
type differ struct {
	gotOf, wantOf map[unsafe.Pointer]unsafe.Pointer
	open          map[[2]unsafe.Pointer]bool // slices that are being compared
}

func newDiffer() *differ {
	return &differ{
		gotOf:  map[unsafe.Pointer]unsafe.Pointer{},
		wantOf: map[unsafe.Pointer]unsafe.Pointer{},
		open:   map[[2]unsafe.Pointer]bool{},
	}
}

// diff returns the place and kind of the first difference, or "".
func (d *differ) diff(at string, want, got any) string {
	return d.values(at, reflect.ValueOf(want), reflect.ValueOf(got))
}

func (d *differ) values(at string, want, got reflect.Value) string {
	for want.IsValid() && want.Kind() == reflect.Interface {
		want = want.Elem()
	}
	for got.IsValid() && got.Kind() == reflect.Interface {
		got = got.Elem()
	}
	if !want.IsValid() && !got.IsValid() {
		return ""
	}
	if !want.IsValid() || !got.IsValid() || want.Type() != got.Type() {
		return mismatch(at, want, got)
	}
	if same, special := equalSpecial(want, got); special {
		if !same {
			return mismatch(at, want, got)
		}
		return ""
	}
	switch want.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice:
		if want.IsNil() || got.IsNil() {
			if want.IsNil() != got.IsNil() {
				return mismatch(at, want, got)
			}
			return ""
		}
	}
	switch want.Kind() {
	case reflect.Pointer:
		if seen, same := d.identity(want, got); seen {
			return notSame(at, same)
		}
		return d.values(at, want.Elem(), got.Elem())
	case reflect.Map:
		if seen, same := d.identity(want, got); seen {
			return notSame(at, same)
		}
		return d.maps(at, want, got)
	case reflect.Slice, reflect.Array:
		if f, ok := exported(want).([]hessian.Field); ok {
			want, got = reflect.ValueOf(byName(f)), reflect.ValueOf(byName(exported(got).([]hessian.Field)))
		}
		return d.lists(at, want, got)
	case reflect.Struct:
		for i := range want.NumField() {
			if s := d.values(at+"."+want.Type().Field(i).Name, want.Field(i), got.Field(i)); s != "" {
				return s
			}
		}
		return ""
	}
	if !want.Equal(got) {
		return mismatch(at, want, got)
	}
	return ""
}

// equalSpecial compares what has another equality than its parts have.
func equalSpecial(want, got reflect.Value) (same, special bool) {
	switch want.Kind() {
	case reflect.Float32, reflect.Float64:
		w, g := want.Float(), got.Float()
		return math.Float64bits(w) == math.Float64bits(g) || w != w && g != g, true
	}
	switch w := exported(want).(type) {
	case time.Time:
		return w.Equal(got.Interface().(time.Time)), true
	case *big.Int:
		g := got.Interface().(*big.Int)
		return w == g || w != nil && g != nil && w.Cmp(g) == 0, true
	}
	return false, false
}

// exported returns the value of v, or nil if it was reached through a field that
// is not exported.
func exported(v reflect.Value) any {
	if !v.CanInterface() {
		return nil
	}
	return v.Interface()
}

// byName returns the fields by name: Java's order depends on the JDK.
func byName(fields []hessian.Field) []hessian.Field {
	return slices.SortedStableFunc(slices.Values(fields), func(a, b hessian.Field) int { return strings.Compare(a.Name, b.Name) })
}

// identity notes a pair of pointers or maps, or tells that one of them was
// seen before, and whether it was with the other.
func (d *differ) identity(want, got reflect.Value) (seen, same bool) {
	if want.Kind() == reflect.Pointer && want.Type().Elem().Size() == 0 {
		return false, false // they have no identity in Go
	}
	w, g := want.UnsafePointer(), got.UnsafePointer()
	hadG, ok1 := d.gotOf[w]
	hadW, ok2 := d.wantOf[g]
	if ok1 || ok2 {
		return true, hadG == g && hadW == w
	}
	d.gotOf[w], d.wantOf[g] = g, w
	return false, false
}

func notSame(at string, same bool) string {
	if same {
		return ""
	}
	return at + ": not the same object as where it is shared"
}

func (d *differ) lists(at string, want, got reflect.Value) string {
	if want.Len() != got.Len() {
		return fmt.Sprintf("%s: want %d elements, got %d", at, want.Len(), got.Len())
	}
	if want.Kind() == reflect.Slice {
		pair := [2]unsafe.Pointer{want.UnsafePointer(), got.UnsafePointer()}
		if d.open[pair] && want.Len() > 0 {
			return ""
		}
		d.open[pair] = true
		defer delete(d.open, pair)
	}
	for i := range want.Len() {
		if s := d.values(fmt.Sprintf("%s[%d]", at, i), want.Index(i), got.Index(i)); s != "" {
			return s
		}
	}
	return ""
}

func (d *differ) maps(at string, want, got reflect.Value) string {
	if want.Len() != got.Len() {
		return fmt.Sprintf("%s: want %d entries, got %d", at, want.Len(), got.Len())
	}
	for _, key := range want.MapKeys() {
		value := got.MapIndex(key)
		if !value.IsValid() {
			value = got.MapIndex(likeKey(key, got))
		}
		if !value.IsValid() {
			return fmt.Sprintf("%s: no key %s", at, text(key))
		}
		if s := d.values(fmt.Sprintf("%s[%s]", at, text(key)), want.MapIndex(key), value); s != "" {
			return s
		}
	}
	return ""
}

// likeKey returns the key of m that key points to an equal of, or key.
func likeKey(key, m reflect.Value) reflect.Value {
	for _, k := range m.MapKeys() {
		if newDiffer().values("", key, k) == "" {
			return k
		}
	}
	return key
}

func mismatch(at string, want, got reflect.Value) string {
	return fmt.Sprintf("%s: want %s, got %s", at, text(want), text(got))
}

// text describes a value without going deep into it: it may contain itself.
func text(v reflect.Value) string {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch {
	case !v.IsValid():
		return "nil"
	case (v.Kind() == reflect.Map || v.Kind() == reflect.Slice) && !v.IsNil():
		return fmt.Sprintf("%v of length %d", v.Type(), v.Len())
	case v.Kind() == reflect.Pointer && !v.IsNil() && v.CanInterface():
		if s, ok := reflect.TypeAssert[fmt.Stringer](v); ok {
			return fmt.Sprintf("%v %.80s", v.Type(), s)
		}
		return v.Type().String()
	}
	return fmt.Sprintf("%v %.80s", v.Type(), fmt.Sprint(v))
}
