package hessian

import (
	"fmt"
	"reflect"
	"time"
	"unsafe"
)

// Values on their way into interfaces, and references, whose values were
// read before anyone knew what they would be wanted as.

// A refList has the lists, maps and objects of a message by their numbers: a
// pointer to where the value is, a value that was read for an interface, or
// one of the marks below. It grows by pieces of equal size, so that growing
// costs no more than what it holds.
type refList struct {
	chunks []*[refChunk]any
	n      int
}

const (
	refChunk      = 128
	maxRefChunks  = 64 // that are kept from one message to the next
	refChunkBytes = int(unsafe.Sizeof([refChunk]any{}))
)

// The marks for what cannot be referred to yet.
type (
	// unread points to the tag, in the message, of what was passed over.
	unread byte
	// pendingList and pendingMap are being read for an interface.
	pendingList struct{}
	pendingMap  struct{}
)

func (l *refList) reset() {
	for i := 0; i*refChunk < l.n; i++ {
		clear(l.chunks[i][:min(refChunk, l.n-i*refChunk)])
	}
	if l.n = 0; len(l.chunks) > maxRefChunks {
		l.chunks = nil
	}
}

func (l *refList) add(d *Decoder, v any) error {
	if l.n >= d.limits.References {
		return &LimitError{"lists, maps and objects", d.limits.References}
	}
	at := l.n / refChunk
	if at == len(l.chunks) {
		if err := d.charge(refChunkBytes); err != nil {
			return err
		}
		l.chunks = append(l.chunks, new([refChunk]any))
	}
	l.chunks[at][l.n%refChunk] = v
	l.n++
	return nil
}

func (l *refList) at(n int) *any { return &l.chunks[n/refChunk][n%refChunk] }

// reference reads a reference, whose tag is at pos, and returns what it
// refers to.
func (d *Decoder) reference() (any, error) {
	start := d.pos
	n, err := d.refNumber()
	if err != nil {
		return nil, err
	}
	at := d.refs.at(n)
	switch v := (*at).(type) {
	case *unread:
		if err := d.reread(n, v); err != nil {
			return nil, d.fail(start, err)
		}
	case pendingMap:
		*at = &Map{}
	case pendingList:
		*at = &List{}
	}
	return *d.refs.at(n), nil
}

func (d *Decoder) refNumber() (int, error) {
	start := d.pos
	d.pos++
	n, err := d.int()
	switch {
	case err != nil:
		return 0, err
	case n < 0 || int(n) >= d.refs.n:
		return 0, d.fail(start, errNoRef)
	}
	return int(n), nil
}

// reread reads what was passed over, now that something refers to it: the
// tables are what they were then, or longer at their ends.
func (d *Decoder) reread(n int, tag *unread) error {
	pos, refs, owed, classes, types := d.pos, d.refs.n, d.owed, d.classes, d.types
	start := int(uintptr(unsafe.Pointer(tag)) - uintptr(unsafe.Pointer(unsafe.SliceData(d.data))))
	d.pos, d.refs.n, d.owed = start, n, 0
	for len(d.classes) > 0 && d.classes[len(d.classes)-1].at > start {
		d.classes = d.classes[:len(d.classes)-1]
	}
	for len(d.types) > 0 && d.types[len(d.types)-1].start > start {
		d.types = d.types[:len(d.types)-1]
	}
	_, err := d.any()
	if err == nil {
		err = d.charge(d.pos - start) // for the time, so that it stays linear
	}
	d.pos, d.refs.n, d.owed, d.classes, d.types = pos, refs, owed, classes, types
	return err
}

// mark is the mark for what begins at pos and is passed over.
func (d *Decoder) mark() any { return (*unread)(unsafe.Pointer(&d.data[d.pos])) }

// skip passes over the next value. It counts what references count, and
// remembers definitions.
func (d *Decoder) skip() error {
	tag, err := d.head(nil)
	if err != nil {
		return err
	}
	switch kindOf[tag] {
	case KindNull, KindBool:
		d.pos++
		return nil
	case KindInt, KindLong, KindDouble, KindDate:
		_, err := d.take(int(numberSize[tag]))
		return err
	case KindString:
		_, _, err := d.skipString()
		return err
	case KindBinary:
		_, err := d.skipBinary()
		return err
	case KindRef:
		_, err := d.refNumber()
		return err
	case KindList, KindMap, KindObject:
		if err := d.enter(); err != nil {
			return err
		}
		err := d.skipContainer(kindOf[tag])
		d.depth--
		return err
	}
	return d.badTag()
}

func (d *Decoder) badTag() error {
	return syntaxError(fmt.Sprintf("tag %#02x begins no value", d.data[d.pos]))
}

func (d *Decoder) skipContainer(kind Kind) error {
	if err := d.refs.add(d, d.mark()); err != nil {
		return err
	}
	n, pair := -1, false
	switch kind {
	case KindList:
		h, err := d.listHead()
		if err != nil {
			return err
		}
		n = h.n
	case KindObject:
		c, err := d.objectClass()
		if err != nil {
			return err
		}
		n = len(c.class.fields)
	default:
		if _, err := d.mapHead(); err != nil {
			return err
		}
		pair = true
	}
	for i := 0; i != n; i++ {
		if n < 0 {
			if end, err := d.atEnd(); end || err != nil {
				return err
			}
		}
		if err := d.skip(); err != nil {
			return err
		}
		if !pair {
			continue
		}
		if end, _ := d.atEnd(); end {
			return d.fail(d.pos-1, errOddMap)
		}
		if err := d.skip(); err != nil {
			return err
		}
	}
	return nil
}

// any reads the next value for an interface.
func (d *Decoder) any() (any, error) {
	tag, err := d.head(nil)
	if err != nil {
		return nil, err
	}
	switch kindOf[tag] {
	case KindNull:
		d.pos++
		return nil, nil
	case KindBool:
		d.pos++
		return tag == tagTrue, nil
	case KindInt:
		n, err := d.integer()
		return int32(n), err
	case KindLong:
		return wrap(d.integer())
	case KindDouble:
		return wrap(d.double())
	case KindDate:
		ms, err := d.date()
		return time.UnixMilli(ms).UTC(), err
	case KindString:
		return wrap(d.text())
	case KindBinary:
		start := d.pos
		size, err := d.skipBinary()
		if err != nil {
			return nil, err
		}
		return d.appendBinaryAt(make([]byte, 0, size), start), nil
	case KindRef:
		v, err := d.reference()
		return located(v), err
	}
	if kindOf[tag] == 0 {
		return nil, d.badTag()
	}
	if err := d.enter(); err != nil {
		return nil, err
	}
	v, err := d.anyContainer(kindOf[tag])
	d.depth--
	return v, err
}

func wrap[T any](v T, err error) (any, error) { return v, err }

func (d *Decoder) anyContainer(kind Kind) (any, error) {
	switch kind {
	case KindList:
		return d.anyList()
	case KindMap:
		return d.anyMap()
	}
	return d.anyObject()
}

// located is what an entry of the refList is in an interface: where it is a
// pointer to a place that holds a list, map or text, it is what is there.
func located(v any) any {
	t := reflect.TypeOf(v)
	if t == nil || t.Kind() != reflect.Pointer || isObject(t.Elem()) {
		return v
	}
	if p := reflect.ValueOf(v); !p.IsNil() {
		return p.Elem().Interface()
	}
	return nil
}

// isObject tells whether values of typ are used by their pointers.
func isObject(typ reflect.Type) bool { return typ.Kind() == reflect.Struct && typ != timeType }

// arrayTypes are the types of slices for Java's arrays, whose elements are
// never null or, with their zero values, can stand for it.
var arrayTypes = map[string]reflect.Type{
	"[boolean": reflect.TypeFor[[]bool](),
	"[short":   reflect.TypeFor[[]int16](),
	"[int":     reflect.TypeFor[[]int32](),
	"[long":    reflect.TypeFor[[]int64](),
	"[float":   reflect.TypeFor[[]float32](),
	"[double":  reflect.TypeFor[[]float64](),
	"[date":    reflect.TypeFor[[]time.Time](),
}

func (d *Decoder) anyList() (any, error) {
	h, err := d.listHead()
	if err != nil {
		return nil, err
	}
	class, err := d.typeName(h.class)
	if err != nil {
		return nil, err
	}
	if typ := arrayTypes[class]; typ != nil {
		return d.anyArray(typ, h)
	}
	plain := class == "" && h.class < 0 || javaLists[class]
	n := d.refs.n
	var items []any
	if h.n < 0 {
		items, err = d.anyVariable()
	} else {
		items, err = d.anyItems(h.n, plain)
	}
	if err != nil {
		return nil, err
	}
	at := d.refs.at(n)
	if l, ok := (*at).(*List); ok { // something inside refers to it
		l.Type, l.Items = class, items
		return l, nil
	}
	if plain {
		if *at == any(pendingList{}) {
			*at = items
		}
		return *at, nil
	}
	if class == "[string" {
		if s, ok := allStrings(items); ok {
			*at = s
			return s, d.charge(16 * len(s))
		}
	}
	l := &List{class, items}
	*at = l
	return l, d.charge(int(unsafe.Sizeof(*l)))
}

func allStrings(items []any) ([]string, bool) {
	s := make([]string, len(items))
	for i, v := range items {
		var ok bool
		if s[i], ok = v.(string); !ok {
			return nil, false
		}
	}
	return s, true
}

// anyArray reads a list into a new slice of the given type.
func (d *Decoder) anyArray(typ reflect.Type, h listHead) (any, error) {
	pl, err := d.reg.planFor(typ)
	if err != nil {
		return nil, err
	}
	if err := d.charge(2 * int(pl.size)); err != nil { // once more in the interface
		return nil, err
	}
	v := reflect.New(typ)
	if err := d.refs.add(d, v.Interface()); err != nil {
		return nil, err
	}
	if h.n < 0 {
		err = d.variable(v.UnsafePointer(), pl)
	} else {
		err = d.slice(v.UnsafePointer(), pl, h.n)
	}
	return v.Elem().Interface(), err
}

// An empty list is the same for everybody: nothing can be put into it.
var (
	noItems        = []any{}
	anyNoItems any = noItems
)

// anyItems reads the n elements of a list. Where it is to be the list itself,
// what is inside can refer to it already.
func (d *Decoder) anyItems(n int, plain bool) ([]any, error) {
	if n == 0 && plain {
		return noItems, d.refs.add(d, anyNoItems)
	}
	if err := d.charge(16*n + int(unsafe.Sizeof(sliceHeader{}))); err != nil {
		return nil, err
	}
	items := make([]any, n)
	var self any = pendingList{}
	if plain {
		self = items
	}
	if err := d.refs.add(d, self); err != nil {
		return nil, err
	}
	d.owed += n
	for i := range items {
		d.owed--
		var err error
		if items[i], err = d.any(); err != nil {
			return nil, within(d.located(err), step{index: i})
		}
	}
	return items, nil
}

func (d *Decoder) anyVariable() ([]any, error) {
	if err := d.refs.add(d, pendingList{}); err != nil {
		return nil, err
	}
	items := []any{}
	for {
		end, err := d.atEnd()
		if end || err != nil {
			return items, err
		}
		if items, err = d.grown(items); err != nil {
			return nil, err
		}
		v, err := d.any()
		if err != nil {
			return nil, within(d.located(err), step{index: len(items)})
		}
		items = append(items, v)
	}
}

// anyMap reads a map. Its entries wait on the stack until it is known what
// kind of map can hold them.
func (d *Decoder) anyMap() (any, error) {
	at, err := d.mapHead()
	if err != nil {
		return nil, err
	}
	class, err := d.typeName(at)
	if err != nil {
		return nil, err
	}
	if typ := d.reg.registered(class); typ != nil {
		return d.anyNamedFields(typ)
	}
	n, base := d.refs.n, len(d.stack)
	if err := d.refs.add(d, pendingMap{}); err != nil {
		return nil, err
	}
	text, keys := true, true
	for {
		end, err := d.atEnd()
		if err != nil {
			return nil, err
		}
		if end {
			break
		}
		key, err := d.any()
		if err != nil {
			return nil, err
		}
		if end, _ := d.atEnd(); end {
			return nil, d.fail(d.pos-1, errOddMap)
		}
		_, ok := key.(string)
		text, keys = text && ok, keys && isKey(key)
		if err := d.push(key); err != nil {
			return nil, err
		}
		value, err := d.any()
		if err != nil {
			return nil, within(d.located(err), keyStep(reflect.ValueOf(&key).Elem()))
		}
		if err := d.push(value); err != nil {
			return nil, err
		}
	}
	entries := d.stack[base:]
	v, err := d.makeMap(class, entries, d.refs.at(n), text, keys && (at < 0 || javaMaps[class]))
	clear(entries)
	d.stack = d.stack[:base]
	*d.refs.at(n) = v
	return v, err
}

// push puts a key or value of a map on the stack.
func (d *Decoder) push(v any) error {
	s, err := d.grown(d.stack)
	if err == nil {
		s = append(s, v)
		d.stack = s
	}
	return err
}

// grown returns s with room for one more. It doubles where append would do
// what it likes, so that what it allocates is what it charges for.
func (d *Decoder) grown(s []any) ([]any, error) {
	if len(s) < cap(s) {
		return s, nil
	}
	n := max(minGrowth, 2*len(s))
	if err := d.charge(n * int(unsafe.Sizeof(s[0]))); err != nil {
		return nil, err
	}
	return append(make([]any, 0, n), s...), nil
}

// anyNamedFields reads the rest of a map, whose type is a class for which typ
// stands.
func (d *Decoder) anyNamedFields(typ reflect.Type) (any, error) {
	pl, err := d.reg.planFor(typ)
	if err != nil {
		return nil, err
	}
	if pl.op != opStruct {
		return nil, &TypeError{Wire: "a map", Go: typ}
	}
	if err := d.charge(int(pl.size)); err != nil {
		return nil, err
	}
	p := reflect.New(typ).UnsafePointer()
	return pl.pointerTo(p), d.namedFields(p, pl)
}

// makeMap makes a map of keys and values in turn. at is where references to
// it find it.
func (d *Decoder) makeMap(class string, entries []any, at *any, text, plain bool) (any, error) {
	n := len(entries) / 2
	m, referred := (*at).(*Map)
	if !referred && plain {
		if err := d.charge(48 + n*(32+2*mapEntryCost)); err != nil {
			return nil, err
		}
		if text {
			m := make(map[string]any, n)
			for i := 0; i < len(entries); i += 2 {
				if key, ok := entries[i].(string); ok {
					m[key] = entries[i+1]
				}
			}
			return m, nil
		}
		m := make(map[any]any, n)
		for i := 0; i < len(entries); i += 2 {
			m[entries[i]] = entries[i+1]
		}
		return m, nil
	}
	if m == nil {
		m = &Map{}
	}
	m.Type = class
	if err := d.charge(48 + 32*n); err != nil {
		return nil, err
	}
	m.Entries = make([]Entry, n)
	for i := range m.Entries {
		m.Entries[i] = Entry{entries[2*i], entries[2*i+1]}
	}
	return m, nil
}

// anyObject reads an object, whose tag is at pos and whose depth is counted.
func (d *Decoder) anyObject() (any, error) {
	start, refs := d.pos, d.refs.n
	c, err := d.objectClass()
	if err != nil {
		return nil, err
	}
	d.pos = start
	class := c.class
	switch pl := class.plan; {
	case pl == nil && class.throws:
		t := new(Throwable)
		return t, d.throwableAt(t)
	case pl == nil && d.reg.Strict:
		return nil, &TypeError{Wire: "an object of " + class.name, Go: reflect.TypeFor[any](), Reason: "nobody registered the class"}
	case pl == nil:
		o := new(Object)
		return o, d.objectAt(o)
	case pl.op == opStruct:
		if err := d.charge(int(pl.size)); err != nil {
			return nil, err
		}
		p := reflect.New(pl.typ).UnsafePointer()
		if err := d.object(p, pl); err != nil {
			return nil, err
		}
		return d.converted(pl.pointerTo(p), refs)
	default:
		if err := d.charge(2 * int(pl.size)); err != nil {
			return nil, err
		}
		v := reflect.New(pl.typ)
		if err := d.wrapped(v.UnsafePointer(), pl); err != nil {
			return nil, err
		}
		return v.Elem().Interface(), nil
	}
}

// converted is v, or what a value of its type is for Go programs.
func (d *Decoder) converted(v any, n int) (any, error) {
	w, ok := v.(*bigInteger)
	if !ok {
		return v, nil
	}
	i, err := w.value()
	*d.refs.at(n) = i
	return i, err
}

func decodeObject(d *Decoder, p unsafe.Pointer) error {
	if kindOf[d.data[d.pos]] != KindObject {
		return d.mismatch(&plan{typ: reflect.TypeFor[Object]()}, "")
	}
	if err := d.enter(); err != nil {
		return err
	}
	err := d.objectAt((*Object)(p))
	d.depth--
	return err
}

// objectAt reads an object, whose tag is at pos, whatever its class.
func (d *Decoder) objectAt(o *Object) error {
	c, err := d.objectClass()
	if err != nil {
		return err
	}
	if err := d.charge(int(unsafe.Sizeof(*o)) + len(c.class.fields)*int(unsafe.Sizeof(Field{}))); err != nil {
		return err
	}
	if err := d.refs.add(d, o); err != nil {
		return err
	}
	o.Class = c.class.name
	o.Fields = make([]Field, len(c.class.fields))
	for i, name := range c.class.fields {
		v, err := d.any()
		if err != nil {
			return within(d.located(err), step{name: name})
		}
		o.Fields[i] = Field{name, v}
	}
	return nil
}

func decodeThrowable(d *Decoder, p unsafe.Pointer) error {
	if kindOf[d.data[d.pos]] != KindObject {
		return d.mismatch(&plan{typ: throwableType}, "")
	}
	if err := d.enter(); err != nil {
		return err
	}
	err := d.throwableAt((*Throwable)(p))
	d.depth--
	return err
}

// throwableAt reads an object, whose tag is at pos, as an exception.
func (d *Decoder) throwableAt(t *Throwable) error {
	pl, err := d.reg.throwablePlan()
	if err != nil {
		return err
	}
	c, err := d.objectClass()
	if err != nil {
		return err
	}
	if err := d.charge(int(unsafe.Sizeof(*t))); err != nil {
		return err
	}
	if err := d.refs.add(d, t); err != nil {
		return err
	}
	t.Class = c.class.name
	for _, name := range c.class.fields {
		if f := pl.byName[name]; f != nil {
			err = d.field(unsafe.Pointer(t), f)
		} else {
			var v any
			v, err = d.any()
			t.Fields = append(t.Fields, Field{name, v})
		}
		if err != nil {
			return within(d.located(err), step{name: name})
		}
	}
	return d.charge(2 * len(t.Fields) * int(unsafe.Sizeof(Field{})))
}

// throwablePlan is how the fields of java.lang.Throwable are laid out.
func (r *Registry) throwablePlan() (*object, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.throwable == nil {
		p := &plan{}
		b := &builder{r, map[planKey]*plan{}}
		if err := b.fillStruct(p, planKey{typ: throwableType}); err != nil {
			return nil, err
		}
		r.throwable = p.object
	}
	return r.throwable, nil
}

func decodeList(d *Decoder, p unsafe.Pointer) error {
	if kindOf[d.data[d.pos]] != KindList {
		return d.mismatch(&plan{typ: reflect.TypeFor[List]()}, "")
	}
	l := (*List)(p)
	h, err := d.listHead()
	if err != nil {
		return err
	}
	if l.Type, err = d.typeName(h.class); err != nil {
		return err
	}
	if err := d.enter(); err != nil {
		return err
	}
	n := d.refs.n
	if h.n < 0 {
		l.Items, err = d.anyVariable()
	} else {
		l.Items, err = d.anyItems(h.n, false)
	}
	if inner, ok := (*d.refs.at(n)).(*List); ok && err == nil {
		*inner = *l // what is inside refers to it
	} else if err == nil {
		*d.refs.at(n) = l
	}
	d.depth--
	return err
}

func decodeMap(d *Decoder, p unsafe.Pointer) error {
	if kindOf[d.data[d.pos]] != KindMap {
		return d.mismatch(&plan{typ: reflect.TypeFor[Map]()}, "")
	}
	m := (*Map)(p)
	at, err := d.mapHead()
	if err != nil {
		return err
	}
	if m.Type, err = d.typeName(at); err != nil {
		return err
	}
	if err := d.enter(); err != nil {
		return err
	}
	if err := d.refs.add(d, m); err != nil {
		return err
	}
	for {
		end, err := d.atEnd()
		if end || err != nil {
			d.depth--
			return err
		}
		if err := d.charge(2 * int(unsafe.Sizeof(Entry{}))); err != nil {
			return err
		}
		key, err := d.any()
		if err != nil {
			return err
		}
		if end, _ := d.atEnd(); end {
			return d.fail(d.pos-1, errOddMap)
		}
		value, err := d.any()
		if err != nil {
			return within(d.located(err), keyStep(reflect.ValueOf(&key).Elem()))
		}
		m.Entries = append(m.Entries, Entry{key, value})
	}
}
