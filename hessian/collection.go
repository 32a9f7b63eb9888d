package hessian

import (
	"reflect"
	"unsafe"
)

// Lists, maps and references on their way into Go values.

// A listHead is what a list says of itself before its elements.
type listHead struct {
	class int // the number of its type, or -1
	n     int // how many elements follow, or -1 where an end does
}

// listHead reads the head of a list, whose tag is at pos.
func (d *Decoder) listHead() (h listHead, err error) {
	tag := d.data[d.pos]
	d.pos++
	h = listHead{-1, -1}
	switch {
	case tag >= tagListFew:
		h.n = int(tag - tagListFew)
	case tag >= tagListTypedFew:
		h.n = int(tag - tagListTypedFew)
		h.class, err = d.typeRef()
	case tag == tagListTyped:
		if h.class, err = d.typeRef(); err == nil {
			h.n, err = d.length()
		}
	case tag == tagList:
		h.n, err = d.length()
	case tag == tagListTypedVar:
		h.class, err = d.typeRef()
	}
	// Each element still to come, here and in the lists around, takes a byte.
	if err == nil && h.n > d.left()-d.owed {
		err = errTooMany
	}
	return h, err
}

func (d *Decoder) length() (int, error) {
	n, err := d.int()
	if err == nil && n < 0 {
		err = errNegative
	}
	return int(n), err
}

// typeRef reads the type of a list or map, and returns its number.
func (d *Decoder) typeRef() (int, error) {
	if d.pos >= len(d.data) {
		return 0, errTruncated
	}
	start := d.pos
	if kindOf[d.data[start]] != KindString {
		n, err := d.int()
		if err == nil && (n < 0 || int(n) >= len(d.types)) {
			err = errNoType
		}
		return int(n), err
	}
	if _, _, err := d.skipString(); err != nil {
		return 0, err
	}
	d.types = append(d.types, typeName{span: span{start, d.pos}})
	return len(d.types) - 1, nil
}

// typeName returns the type with the given number; -1 is none.
func (d *Decoder) typeName(at int) (string, error) {
	if at < 0 {
		return "", nil
	}
	t := &d.types[at]
	if t.name != "" {
		return t.name, nil
	}
	raw := d.data[t.start:t.end]
	if known := d.reg.types.get(raw); known != nil {
		t.name = *known
		return t.name, nil
	}
	if err := d.charge(64 + 2*len(raw)); err != nil {
		return "", err
	}
	s := scanner{data: raw}
	size, plain, err := s.skipString()
	if err != nil {
		return "", err
	}
	name := s.stringAt(0, size, plain)
	d.reg.types.put(raw, &name)
	t.name = name
	return name, nil
}

// list reads a list into the slice, array or set at p.
func (d *Decoder) list(p unsafe.Pointer, pl *plan) error {
	tag, err := d.head(nil)
	if err != nil {
		return err
	}
	if done, err := d.special(p, pl, tag); done {
		return err
	}
	switch kindOf[tag] {
	case KindObject: // an EnumSet, say
		return d.wrapped(p, pl)
	case KindList:
	default:
		return d.mismatch(pl, "")
	}
	start := d.pos
	h, err := d.listHead()
	if err != nil {
		return err
	}
	if err := d.enter(); err != nil {
		return err
	}
	if err := d.refs.add(d, pl.pointerTo(p)); err != nil {
		return err
	}
	switch {
	case pl.op == opSet:
		err = d.set(p, pl, h)
	case pl.op == opArray:
		err = d.array(start, p, pl, h)
	case h.n < 0:
		err = d.variable(p, pl)
	default:
		err = d.slice(p, pl, h.n)
	}
	d.depth--
	return err
}

// slice reads the n elements of a list into the slice at p.
func (d *Decoder) slice(p unsafe.Pointer, pl *plan, n int) error {
	s := (*sliceHeader)(p)
	if err := d.charge(n * int(pl.elem.size)); err != nil {
		return err
	}
	v := reflect.NewAt(pl.typ, p).Elem()
	if n == 0 {
		v.Set(reflect.MakeSlice(pl.typ, 0, 0)) // which is not nil
	} else {
		v.SetZero()
		v.Grow(n)
		v.SetLen(n)
	}
	return d.elements(s.data, pl.elem, n)
}

// elements reads n values that lie one after the other.
func (d *Decoder) elements(p unsafe.Pointer, pl *plan, n int) (err error) {
	d.owed += n
	var b block
	for i := range n {
		d.owed--
		q := unsafe.Add(p, uintptr(i)*pl.size)
		if pl.op == opPointer && pl.elem.op == opStruct {
			err = d.element(q, pl, &b, n-i)
		} else {
			err = d.value(q, pl)
		}
		if err != nil {
			return within(d.located(err), step{index: i})
		}
	}
	return nil
}

// A block is memory for several structs of a list of pointers. A struct keeps
// the block alive that it is in, which is why a block is small.
type block struct {
	s    sliceHeader
	used int
}

const blockBytes = 1024

// next returns memory for a struct, of which at most more will be wanted.
func (b *block) next(d *Decoder, pl *plan, more int) (unsafe.Pointer, error) {
	size := int(pl.elem.size)
	if b.used == b.s.len {
		n := min(more, max(1, blockBytes/max(1, size)))
		if err := d.charge(n * size); err != nil {
			return nil, err
		}
		b.s, b.used = sliceHeader{}, 0
		reflect.NewAt(pl.block, unsafe.Pointer(&b.s)).Elem().Grow(n)
		b.s.len = n
	}
	b.used++
	return unsafe.Add(b.s.data, (b.used-1)*size), nil
}

// element reads an element of a list of pointers to structs, whose plan is
// pl; at most more are to come, this one included.
func (d *Decoder) element(p unsafe.Pointer, pl *plan, b *block, more int) error {
	tag, err := d.head(pl.elem)
	if err != nil {
		return err
	}
	if tag == tagNull || tag == tagRef {
		_, err := d.special(p, pl, tag)
		return err
	}
	q, err := b.next(d, pl, more)
	if err != nil {
		return err
	}
	*(*unsafe.Pointer)(p) = q
	return d.structure(q, pl.elem)
}

// atEnd tells whether the end of a map or list of unknown length is at pos,
// and passes over it.
func (d *Decoder) atEnd() (bool, error) {
	if d.pos >= len(d.data) {
		return false, errTruncated
	}
	if d.data[d.pos] != tagEnd {
		return false, nil
	}
	d.pos++
	return true, nil
}

// variable reads the elements of a list of unknown length.
func (d *Decoder) variable(p unsafe.Pointer, pl *plan) error {
	v := reflect.NewAt(pl.typ, p).Elem()
	v.Set(reflect.MakeSlice(pl.typ, 0, 0))
	for i := 0; ; i++ {
		if end, err := d.atEnd(); end || err != nil {
			return err
		}
		if i == v.Cap() {
			if err := d.charge((i + 1) * int(pl.elem.size)); err != nil {
				return err
			}
			v.Grow(1)
		}
		v.SetLen(i + 1)
		q := unsafe.Add((*sliceHeader)(p).data, uintptr(i)*pl.elem.size)
		if err := d.value(q, pl.elem); err != nil {
			return within(d.located(err), step{index: i})
		}
	}
}

// array reads a list into an array, which it must not be too long for; what
// it is too short for becomes zero.
func (d *Decoder) array(start int, p unsafe.Pointer, pl *plan, h listHead) error {
	n := pl.typ.Len()
	v := reflect.NewAt(pl.typ, p).Elem()
	v.SetZero()
	if h.n > n {
		return d.mismatchAt(start, pl, "it is longer")
	}
	if h.n >= 0 {
		return d.elements(p, pl.elem, h.n)
	}
	for i := 0; ; i++ {
		if end, err := d.atEnd(); end || err != nil {
			return err
		}
		if i == n {
			return d.mismatchAt(start, pl, "it is longer")
		}
		if err := d.value(unsafe.Add(p, uintptr(i)*pl.elem.size), pl.elem); err != nil {
			return within(d.located(err), step{index: i})
		}
	}
}

// set reads the elements of a list as the keys of a map to empty structs.
func (d *Decoder) set(p unsafe.Pointer, pl *plan, h listHead) error {
	m := reflect.NewAt(pl.typ, p).Elem()
	m.Set(reflect.MakeMap(pl.typ))
	nothing := reflect.Zero(emptyStructType)
	if h.n > 0 {
		d.owed += h.n
	}
	for i := 0; i != h.n; i++ {
		if h.n >= 0 {
			d.owed--
		} else if end, err := d.atEnd(); end || err != nil {
			return err
		}
		if err := d.charge(2*int(pl.key.size) + mapEntryCost); err != nil {
			return err
		}
		key := reflect.New(pl.key.typ)
		if err := d.key(key, pl.key); err != nil {
			return within(d.located(err), step{index: i})
		}
		m.SetMapIndex(key.Elem(), nothing)
	}
	return nil
}

// mapEntryCost is what an entry of a map costs beside its key and value.
const mapEntryCost = 16

// key reads a key of a map. Those that cannot be compared are refused.
func (d *Decoder) key(v reflect.Value, pl *plan) error {
	start := d.pos
	if err := d.value(v.UnsafePointer(), pl); err != nil {
		return err
	}
	if !v.Elem().Comparable() {
		return d.fail(start, &TypeError{Wire: "a key with a list, map or binary in it", Go: pl.typ, Reason: "Go cannot compare it"})
	}
	return nil
}

// mapHead reads the head of a map, whose tag is at pos, and returns the number
// of its type, or -1.
func (d *Decoder) mapHead() (class int, err error) {
	d.pos++
	if d.data[d.pos-1] == tagMap {
		return -1, nil
	}
	return d.typeRef()
}

// mapping reads a map, or the fields of an object, into the map at p.
func (d *Decoder) mapping(p unsafe.Pointer, pl *plan) error {
	tag, err := d.head(nil)
	if err != nil {
		return err
	}
	if done, err := d.special(p, pl, tag); done {
		return err
	}
	m := reflect.NewAt(pl.typ, p).Elem()
	switch kindOf[tag] {
	case KindObject:
		if pl.key.typ.Kind() != reflect.String {
			return d.mismatch(pl, "")
		}
		return d.objectAsMap(m, pl)
	case KindMap:
	default:
		return d.mismatch(pl, "")
	}
	if _, err := d.mapHead(); err != nil {
		return err
	}
	if err := d.enter(); err != nil {
		return err
	}
	m.Set(reflect.MakeMap(pl.typ))
	if err := d.refs.add(d, pl.pointerTo(p)); err != nil {
		return err
	}
	if pl.typ == stringAnyType {
		err = d.stringMap(*(*map[string]any)(p))
	} else {
		err = d.entries(m, pl)
	}
	d.depth--
	return err
}

// stringMap reads the entries of a map with text for keys.
func (d *Decoder) stringMap(m map[string]any) error {
	for {
		if end, err := d.atEnd(); end || err != nil {
			return err
		}
		key := new(string) // of its own: a reference may find it later
		if err := d.scalar(unsafe.Pointer(key), stringPlan); err != nil {
			return err
		}
		if err := d.charge(32 + mapEntryCost + len(*key)); err != nil {
			return err
		}
		if end, _ := d.atEnd(); end {
			return d.fail(d.pos-1, errOddMap)
		}
		v, err := d.any()
		if err != nil {
			return within(d.located(err), step{name: *key})
		}
		m[*key] = v
	}
}

// stringPlan is the plan of strings, which no registry changes.
var stringPlan = makeStringPlan()

func makeStringPlan() *plan {
	var value, pointer any = "", (*string)(nil)
	return &plan{
		op: opString, typ: reflect.TypeFor[string](), size: unsafe.Sizeof(""),
		word: efaceOf(&value).word, ptrWord: efaceOf(&pointer).word,
	}
}

func (d *Decoder) entries(m reflect.Value, pl *plan) error {
	var key, value reflect.Value
	for fresh := true; ; {
		if end, err := d.atEnd(); end || err != nil {
			return err
		}
		if err := d.charge(2*int(pl.key.size+pl.elem.size) + mapEntryCost); err != nil {
			return err
		}
		if fresh {
			key, value = reflect.New(pl.key.typ), reflect.New(pl.elem.typ)
		} else {
			key.Elem().SetZero()
			value.Elem().SetZero()
		}
		before := d.refs.n
		if err := d.key(key, pl.key); err != nil {
			return err
		}
		if end, _ := d.atEnd(); end {
			return d.fail(d.pos-1, errOddMap)
		}
		if err := d.value(value.UnsafePointer(), pl.elem); err != nil {
			return within(d.located(err), keyStep(key.Elem()))
		}
		m.SetMapIndex(key.Elem(), value.Elem())
		// What a later reference may find in them must not change.
		fresh = d.refs.n != before
	}
}

// keyStep is the step to the value of a key.
func keyStep(key reflect.Value) step {
	switch {
	case key.Kind() == reflect.Interface && !key.IsNil():
		return keyStep(key.Elem())
	case key.Kind() == reflect.String:
		return step{name: key.String()}
	case key.CanInt():
		return step{index: int(key.Int())}
	}
	return step{name: "[" + key.Type().String() + "]"}
}

// objectAsMap reads an object into a map by the names of its fields.
func (d *Decoder) objectAsMap(m reflect.Value, pl *plan) error {
	c, err := d.objectClass()
	if err != nil {
		return err
	}
	if err := d.enter(); err != nil {
		return err
	}
	m.Set(reflect.MakeMap(pl.typ))
	if err := d.refs.add(d, pl.pointerTo(m.Addr().UnsafePointer())); err != nil {
		return err
	}
	for _, name := range c.class.fields {
		if err := d.charge(2*int(pl.key.size+pl.elem.size) + mapEntryCost); err != nil {
			return err
		}
		value := reflect.New(pl.elem.typ)
		if err := d.value(value.UnsafePointer(), pl.elem); err != nil {
			return within(d.located(err), step{name: name})
		}
		m.SetMapIndex(reflect.ValueOf(name).Convert(pl.key.typ), value.Elem())
	}
	d.depth--
	return nil
}

// mapAsObject reads a map into the struct at p, its keys as the names of
// fields.
func (d *Decoder) mapAsObject(p unsafe.Pointer, pl *plan) error {
	if pl.object.opaque {
		return d.mismatch(pl, opaqueReason)
	}
	if _, err := d.mapHead(); err != nil {
		return err
	}
	if err := d.enter(); err != nil {
		return err
	}
	err := d.namedFields(p, pl)
	d.depth--
	return err
}

// namedFields reads the rest of a map whose keys are the names of fields.
func (d *Decoder) namedFields(p unsafe.Pointer, pl *plan) error {
	if err := d.refs.add(d, pl.pointerTo(p)); err != nil {
		return err
	}
	for {
		if end, err := d.atEnd(); end || err != nil {
			return err
		}
		if _, err := d.head(nil); err != nil {
			return err
		}
		var f *field
		var name string
		var err error
		if kindOf[d.data[d.pos]] == KindString {
			if name, err = d.text(); err == nil {
				f = pl.object.field(name)
			}
		} else {
			err = d.skip()
		}
		if err != nil {
			return err
		}
		if end, _ := d.atEnd(); end {
			return d.fail(d.pos-1, errOddMap)
		}
		if f != nil {
			err = d.field(p, f)
		} else {
			err = d.skip()
		}
		if err != nil {
			return within(d.located(err), step{name: name})
		}
	}
}
