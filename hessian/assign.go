package hessian

import (
	"reflect"
	"strconv"
	"strings"
	"unsafe"
)

// assign gives the value at p, of the plan's type, what a reference refers
// to: v, an entry of the refList.
func (d *Decoder) assign(p unsafe.Pointer, pl *plan, v any) error {
	in := efaceOf(&v)
	dst := reflect.NewAt(pl.typ, p).Elem()
	if in.word == pl.ptrWord {
		dst.Set(reflect.NewAt(pl.typ, in.data).Elem())
		return nil
	}
	switch pl.op {
	case opPointer:
		return d.assignPointer(p, pl, v)
	case opCustom:
		if pl.custom.from != nil && pl.custom.from(p, v) {
			return nil
		}
	case opTime:
		if timeFrom(p, v) {
			return nil
		}
	}
	src := reflect.ValueOf(located(v))
	switch {
	case !src.IsValid():
		dst.SetZero()
		return nil
	case src.Type().AssignableTo(pl.typ):
		dst.Set(src)
		return nil
	}
	if err := d.enter(); err != nil {
		return err
	}
	defer func() { d.depth-- }()
	switch pl.op {
	case opSlice, opArray:
		return d.assignList(dst, pl, src)
	case opMap:
		return d.assignMap(dst, pl, src)
	case opStruct:
		return d.assignObject(p, pl, src)
	case opText:
		if src.Kind() == reflect.String && dst.Kind() == reflect.String {
			dst.SetString(src.String())
			return nil
		}
	case opAny, opInterface, opCause, opCustom, opTime, opSet, opBytes, opByteArray:
	default: // a scalar: what an enum or an AtomicLong was read as
		if src.Kind() == dst.Kind() {
			dst.Set(src.Convert(pl.typ))
			return nil
		}
	}
	if o, ok := v.(*Object); ok {
		return d.assignWrapped(p, pl, o)
	}
	return unlike(pl, src)
}

func unlike(pl *plan, src reflect.Value) error {
	return &TypeError{Wire: "a reference to " + src.Type().String(), Go: pl.typ}
}

func (d *Decoder) assignPointer(p unsafe.Pointer, pl *plan, v any) error {
	at := (*unsafe.Pointer)(p)
	switch in := efaceOf(&v); {
	case v == nil:
		*at = nil
		return nil
	case in.word == pl.elem.ptrWord:
		*at = in.data
		return nil
	}
	// What was read for an interface becomes a value of this type once, or a
	// cycle would never end.
	key := changeKey{efaceOf(&v).data, pl.elem}
	if q := d.changed[key]; q != nil {
		*at = q
		return nil
	}
	if err := d.charge(int(pl.elem.size) + 2*int(unsafe.Sizeof(key)) + mapEntryCost); err != nil {
		return err
	}
	if err := d.enter(); err != nil {
		return err
	}
	q := reflect.New(pl.elem.typ).UnsafePointer()
	if d.changed == nil {
		d.changed = map[changeKey]unsafe.Pointer{}
	}
	d.changed[key] = q
	err := d.assign(q, pl.elem, v)
	*at = q
	d.depth--
	return err
}

// A changeKey is something that was read for an interface, and the type that
// a reference to it was then wanted as.
type changeKey struct {
	from unsafe.Pointer
	to   *plan
}

// assignValue assigns what is inside something that a reference refers to.
func (d *Decoder) assignValue(dst reflect.Value, pl *plan, src reflect.Value) error {
	if src.Kind() == reflect.Interface {
		src = src.Elem()
	}
	switch {
	case !src.IsValid():
		dst.SetZero()
		return nil
	case src.Type().AssignableTo(dst.Type()):
		dst.Set(src)
		return nil
	case src.CanInt() && isNumber(pl.op):
		if setInt(dst.Addr().UnsafePointer(), pl.op, src.Int()) {
			return nil
		}
		return unlike(pl, src)
	case src.CanInt() && dst.CanFloat():
		dst.SetFloat(float64(src.Int()))
		return nil
	case src.CanFloat() && dst.CanFloat():
		dst.SetFloat(src.Float())
		return nil
	}
	return d.assign(dst.Addr().UnsafePointer(), pl, src.Interface())
}

func isNumber(o op) bool { return o >= opBool && o <= opUint }

func (d *Decoder) assignList(dst reflect.Value, pl *plan, src reflect.Value) error {
	if l, ok := reflect.TypeAssert[*List](src); ok {
		src = reflect.ValueOf(l.Items)
	}
	if src.Kind() != reflect.Slice || dst.Kind() == reflect.Array && src.Len() > dst.Len() {
		return unlike(pl, src)
	}
	if dst.Kind() == reflect.Slice {
		if err := d.charge(src.Len() * int(pl.elem.size)); err != nil {
			return err
		}
		dst.Set(reflect.MakeSlice(pl.typ, src.Len(), src.Len()))
	}
	for i := range src.Len() {
		if err := d.assignValue(dst.Index(i), pl.elem, src.Index(i)); err != nil {
			return within(d.located(err), step{index: i})
		}
	}
	return nil
}

func (d *Decoder) assignMap(dst reflect.Value, pl *plan, src reflect.Value) error {
	dst.Set(reflect.MakeMap(pl.typ))
	put := func(k, v reflect.Value) error {
		if err := d.charge(2*int(pl.key.size+pl.elem.size) + mapEntryCost); err != nil {
			return err
		}
		key, value := reflect.New(pl.key.typ).Elem(), reflect.New(pl.elem.typ).Elem()
		if err := d.assignValue(key, pl.key, k); err != nil {
			return err
		}
		if err := d.assignValue(value, pl.elem, v); err != nil {
			return within(d.located(err), keyStep(key))
		}
		if !key.Comparable() {
			return unlike(pl, src)
		}
		dst.SetMapIndex(key, value)
		return nil
	}
	if m, ok := reflect.TypeAssert[*Map](src); ok {
		for i := range m.Entries {
			e := reflect.ValueOf(&m.Entries[i]).Elem()
			if err := put(e.Field(0), e.Field(1)); err != nil {
				return err
			}
		}
		return nil
	}
	if src.Kind() != reflect.Map {
		return unlike(pl, src)
	}
	for it := src.MapRange(); it.Next(); {
		if err := put(it.Key(), it.Value()); err != nil {
			return err
		}
	}
	return nil
}

// assignObject sets the fields of the struct at p to those of an object that
// was read for an interface.
func (d *Decoder) assignObject(p unsafe.Pointer, pl *plan, src reflect.Value) error {
	set := func(name string, v reflect.Value) error {
		f := pl.object.field(name)
		if f == nil || len(f.via) > 0 && follow(p, f) == nil {
			return nil
		}
		q := follow(p, f)
		return within(d.located2(d.assignValue(reflect.NewAt(f.plan.typ, q).Elem(), f.plan, v)), step{name: name})
	}
	switch o := src.Interface().(type) {
	case *Object:
		for i := range o.Fields {
			if err := set(o.Fields[i].Name, reflect.ValueOf(&o.Fields[i].Value).Elem()); err != nil {
				return err
			}
		}
		return nil
	case map[string]any:
		for k, v := range o {
			if err := set(k, reflect.ValueOf(&v).Elem()); err != nil {
				return err
			}
		}
		return nil
	}
	return unlike(pl, src)
}

func (d *Decoder) located2(err error) error {
	if err == nil {
		return nil
	}
	return d.located(err)
}

// assignWrapped takes the value out of an object of a class such as an enum's.
func (d *Decoder) assignWrapped(p unsafe.Pointer, pl *plan, o *Object) error {
	want := textFields[o.Class] + valueFields[o.Class]
	if want == "" && len(o.Fields) == 1 {
		want = "name"
	}
	v, ok := o.Get(want)
	if !ok {
		return unlike(pl, reflect.ValueOf(o))
	}
	if pl.op == opText && pl.typ.Kind() == reflect.String {
		s, ok := v.(string)
		*(*string)(p) = s
		if !ok {
			return unlike(pl, reflect.ValueOf(o))
		}
		return nil
	}
	return d.assignValue(reflect.NewAt(pl.typ, p).Elem(), pl, reflect.ValueOf(&v).Elem())
}

// formatDouble is a double as Java's Double.toString writes it.
func formatDouble(f float64) string {
	switch abs := max(f, -f); {
	case f != f:
		return "NaN"
	case abs > 0x1p1023*1.9999999999999998:
		return strings.Replace(strconv.FormatFloat(f, 'g', -1, 64), "Inf", "Infinity", 1)
	case abs == 0 || abs >= 1e-3 && abs < 1e7:
		s := strconv.FormatFloat(f, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	}
	digits, exp, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	if !strings.Contains(digits, ".") {
		digits += ".0"
	}
	n, err := strconv.Atoi(exp)
	if err != nil {
		return digits + "E" + exp
	}
	return digits + "E" + strconv.Itoa(n)
}
