package hessian

import (
	"encoding"
	"errors"
	"math"
	"reflect"
	"slices"
	"time"
	"unsafe"
)

// An Encoder writes the values of one message, which share its tables of
// classes, types and references, as the parts of a Dubbo body do. An object
// or map that is met a second time, by its pointer, is written as a reference;
// slices never are, since Go's may overlap.
//
// What Go values are written as is said in the package comment. After an
// error an Encoder refuses everything until it is Reset. An Encoder is for
// one goroutine at a time, and the values it is given must not change
// meanwhile.
type Encoder struct {
	reg   *Registry
	buf   []byte
	start int // of the message in buf
	err   error

	classes  []*object // in the order of their definitions
	dynamic  []dynamicClass
	last     *object // the one used last, and its number
	lastAt   int
	types    []string
	refs     refTable
	nrefs    int
	depth    int
	maxDepth int
	root     any // what is being encoded: the table of references must not outlive it
}

// A dynamicClass is the definition written for an *Object or *Throwable.
type dynamicClass struct {
	at     int // its number
	name   string
	fields []string
}

// NewEncoder returns an Encoder that appends a message to dst.
func NewEncoder(r *Registry, dst []byte) *Encoder {
	return &Encoder{reg: r, buf: dst, start: len(dst), maxDepth: r.Limits.withDefaults().Depth}
}

// Reset makes the Encoder begin a new message, appended to dst. It keeps
// nothing of the message before.
func (e *Encoder) Reset(dst []byte) {
	e.clear()
	e.buf, e.start = dst, len(dst)
}

func (e *Encoder) clear() {
	e.buf, e.start, e.err = nil, 0, nil
	if len(e.classes) > 0 {
		clear(e.classes)
		clear(e.dynamic)
		e.classes, e.dynamic, e.last = e.classes[:0], e.dynamic[:0], nil
	}
	clear(e.types)
	e.types = e.types[:0]
	e.refs.reset()
	e.nrefs, e.depth = 0, 0
}

// Bytes returns what Reset was given with the message appended. It is valid
// until the next call of Reset.
func (e *Encoder) Bytes() []byte { return e.buf }

// Encode appends v, which may be of any type that the package comment lists.
// The error is an [*Error].
func (e *Encoder) Encode(v any) error {
	if e.err != nil {
		return e.err
	}
	e.root = v
	err := e.any(v)
	e.root = nil
	return e.done(err, v)
}

// done keeps the first error, with the place where it happened.
func (e *Encoder) done(err error, v any) error {
	if err == nil {
		return nil
	}
	var at *Error
	if !errors.As(err, &at) {
		at = &Error{Err: err}
		err = at
	}
	at.encoding = true
	at.Offset = len(e.buf) - e.start
	if at.root == "" && v != nil {
		at.root = reflect.TypeOf(v).String()
	}
	e.err = err
	return err
}

// Null appends a null.
func (e *Encoder) Null() { e.buf = append(e.buf, tagNull) }

// Bool appends a boolean.
func (e *Encoder) Bool(v bool) { e.buf = appendBool(e.buf, v) }

// Int appends a Java int.
func (e *Encoder) Int(v int32) { e.buf = appendInt(e.buf, v) }

// Long appends a Java long.
func (e *Encoder) Long(v int64) { e.buf = appendLong(e.buf, v) }

// Double appends a Java double.
func (e *Encoder) Double(v float64) { e.buf = appendDouble(e.buf, v) }

// Binary appends a byte[]; nil becomes an empty one.
func (e *Encoder) Binary(v []byte) { e.buf = appendBinary(e.buf, v) }

// Date appends a java.util.Date, in milliseconds; a zero time becomes null.
func (e *Encoder) Date(t time.Time) { e.buf = appendTime(e.buf, t) }

// String appends a string. One that is not UTF-8 is an error.
func (e *Encoder) String(s string) error {
	if e.err != nil {
		return e.err
	}
	return e.done(e.string(s), nil)
}

// BeginMap begins a map of the given Java class, or of none: keys and values
// in turn follow, and EndMap.
func (e *Encoder) BeginMap(class string) error {
	if e.err != nil {
		return e.err
	}
	return e.done(e.mapHead(class), nil)
}

// EndMap ends what BeginMap began.
func (e *Encoder) EndMap() { e.buf = append(e.buf, tagEnd) }

func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, tagNull)
	}
	return appendDate(b, t.UnixMilli())
}

func (e *Encoder) string(s string) error {
	b, ok := appendString(e.buf, s)
	if !ok {
		return errUTF8
	}
	e.buf = b
	return nil
}

// any writes a value by its dynamic type, and so that a reader who expects
// any object gets what comes closest in Java.
func (e *Encoder) any(v any) error {
	switch v := v.(type) {
	case nil:
		e.Null()
		return nil
	case string:
		return e.string(v)
	case int32:
		e.Int(v)
		return nil
	case int64:
		e.Long(v)
		return nil
	case int:
		e.Long(int64(v))
		return nil
	case float64:
		e.Double(v)
		return nil
	case bool:
		e.Bool(v)
		return nil
	case []any:
		return e.anyList("", v)
	case map[string]any:
		return e.anyMap(v)
	}
	return e.reflected(v)
}

func (e *Encoder) reflected(v any) error {
	in := efaceOf(&v)
	pl, err := e.reg.planOf(in.word, v)
	if err != nil {
		return err
	}
	p := in.data
	switch {
	case pl.op == opPointer:
		for n := 0; p != nil; n++ {
			if pl = pl.elem; pl.op != opPointer {
				break
			}
			if p = *(*unsafe.Pointer)(p); n == e.maxDepth { // type P *P
				return &LimitError{"depth", e.maxDepth}
			}
		}
		if p == nil {
			e.Null()
			return nil
		}
		if pl.isObject() {
			return e.pointee(p, pl)
		}
	case pl.direct:
		word := new(unsafe.Pointer)
		*word = p
		p = unsafe.Pointer(word)
	}
	switch pl.op {
	case opSlice, opArray:
		return e.list(p, pl, pl.list)
	case opSet:
		return e.set(p, pl, "java.util.HashSet")
	}
	return e.value(p, pl)
}

// value writes the value at p, of the plan's type.
func (e *Encoder) value(p unsafe.Pointer, pl *plan) error {
	switch pl.op {
	case opPointer:
		q := *(*unsafe.Pointer)(p)
		if q == nil {
			e.Null()
			return nil
		}
		if pl.elem.isObject() {
			return e.pointee(q, pl.elem)
		}
		return e.deeper(q, pl.elem)
	case opStruct:
		return e.object(p, pl.object)
	case opSlice, opArray:
		return e.list(p, pl, pl.fixed)
	case opMap:
		return e.mapAt(p, pl)
	case opSet:
		return e.set(p, pl, pl.fixed)
	case opAny:
		return e.any(*(*any)(p))
	case opInterface, opCause:
		return e.any(reflect.NewAt(pl.typ, p).Elem().Interface())
	case opText:
		return e.text(p, pl)
	case opCustom:
		return pl.custom.encode(e, p)
	}
	return e.scalar(p, pl)
}

// deeper is value within the limit of depth, for what is no list, map or
// object: pointers to pointers can go in circles too.
func (e *Encoder) deeper(p unsafe.Pointer, pl *plan) error {
	if err := e.enter(); err != nil {
		return err
	}
	err := e.value(p, pl)
	e.depth--
	return err
}

func (e *Encoder) enter() error {
	if e.depth++; e.depth > e.maxDepth {
		return &LimitError{"depth", e.maxDepth}
	}
	return nil
}

func (e *Encoder) scalar(p unsafe.Pointer, pl *plan) error {
	switch pl.op {
	case opBool:
		e.Bool(*(*bool)(p))
	case opInt8:
		e.Int(int32(*(*int8)(p)))
	case opInt16:
		e.Int(int32(*(*int16)(p)))
	case opInt32:
		e.Int(*(*int32)(p))
	case opInt64:
		e.Long(*(*int64)(p))
	case opInt:
		e.Long(int64(*(*int)(p)))
	case opUint8:
		e.Int(int32(*(*uint8)(p)))
	case opUint16:
		e.Int(int32(*(*uint16)(p)))
	case opUint32:
		e.Long(int64(*(*uint32)(p)))
	case opUint64:
		return e.unsigned(*(*uint64)(p), pl)
	case opUint:
		return e.unsigned(uint64(*(*uint)(p)), pl)
	case opFloat32:
		e.Double(float64(*(*float32)(p)))
	case opFloat64:
		e.Double(*(*float64)(p))
	case opString:
		return e.string(*(*string)(p))
	case opBytes:
		e.bytes(*(*[]byte)(p))
	case opByteArray:
		e.buf = appendBinary(e.buf, unsafe.Slice((*byte)(p), pl.size))
	case opTime:
		if t := *(*time.Time)(p); t.IsZero() || t.Unix() <= maxSeconds && t.Unix() >= -maxSeconds {
			e.Date(t)
			return nil
		}
		return &TypeError{Go: pl.typ, Reason: "the value is over the range of a Java date"}
	}
	return nil
}

// maxSeconds are those that fit as milliseconds.
const maxSeconds = math.MaxInt64 / 1000

func (e *Encoder) unsigned(v uint64, pl *plan) error {
	if v > math.MaxInt64 {
		return &TypeError{Go: pl.typ, Reason: "the value is over the range of a Java long"}
	}
	e.Long(int64(v))
	return nil
}

func (e *Encoder) bytes(v []byte) {
	if v == nil {
		e.Null()
		return
	}
	e.Binary(v)
}

// pointee writes the object that a pointer points to.
func (e *Encoder) pointee(p unsafe.Pointer, pl *plan) error {
	if pl.size > 0 { // values without a size may share an address
		if n, had := e.refs.add(p, unsafe.Pointer(pl), e.nrefs); had {
			e.buf = appendRef(e.buf, n)
			return nil
		}
	}
	if pl.op == opStruct {
		return e.object(p, pl.object)
	}
	return pl.custom.encode(e, p)
}

// object writes the struct at p as an object.
func (e *Encoder) object(p unsafe.Pointer, o *object) error {
	if o.class == "" {
		return &TypeError{Go: o.typ, Reason: o.reason}
	}
	if o.opaque {
		return &TypeError{Go: o.typ, Reason: opaqueReason}
	}
	if err := e.enter(); err != nil {
		return err
	}
	at := e.lastAt
	if e.last != o {
		at = e.classOf(o)
	}
	self := e.objectHead(at)
	if err := e.fields(p, o, self); err != nil {
		return err
	}
	e.depth--
	return nil
}

// objectHead begins an object of the class with the given number, and returns
// the object's own number.
func (e *Encoder) objectHead(class int) (self int) {
	e.buf = appendObjectHead(e.buf, class)
	e.nrefs++
	return e.nrefs - 1
}

func (e *Encoder) fields(p unsafe.Pointer, o *object, self int) (err error) {
	for i := range o.fields {
		f := &o.fields[i]
		q := unsafe.Add(p, f.offset)
		if f.via != nil {
			if q = follow(p, f); q == nil {
				e.Null()
				continue
			}
		}
		switch f.op {
		case opInt32:
			e.buf = appendInt(e.buf, *(*int32)(q))
			continue
		case opInt64:
			e.buf = appendLong(e.buf, *(*int64)(q))
			continue
		case opString:
			if s := *(*string)(q); len(s) <= maxStringShort && isShortASCII(s) {
				e.buf = append(append(e.buf, byte(len(s))), s...)
				continue
			}
			err = e.string(*(*string)(q))
		case opBool:
			e.buf = appendBool(e.buf, *(*bool)(q))
			continue
		case opFloat64:
			e.buf = appendDouble(e.buf, *(*float64)(q))
			continue
		case opCause:
			err = e.cause(q, f.plan, self)
		case opNullString:
			if *(*string)(q) == "" {
				e.Null()
				continue
			}
			err = e.string(*(*string)(q))
		default:
			err = e.value(q, f.plan)
		}
		if err != nil {
			return within(e.located(err), step{name: f.goName})
		}
	}
	return nil
}

// cause writes an interface for which Java has a reference to the object
// itself where there is nothing, as in a Throwable without a cause.
func (e *Encoder) cause(p unsafe.Pointer, pl *plan, self int) error {
	if v := reflect.NewAt(pl.typ, p).Elem(); !v.IsNil() {
		return e.any(v.Interface())
	}
	e.buf = appendRef(e.buf, self)
	return nil
}

// located makes err an *Error, which can have a path.
func (e *Encoder) located(err error) error {
	if _, ok := err.(*Error); ok { //nolint:errorlint // it is ours and not wrapped yet
		return err
	}
	return &Error{Err: err}
}

// follow returns the address of a field behind embedded pointers, or nil.
func follow(p unsafe.Pointer, f *field) unsafe.Pointer {
	for _, h := range f.via {
		if p = *(*unsafe.Pointer)(unsafe.Add(p, h.offset)); p == nil {
			return nil
		}
	}
	return unsafe.Add(p, f.offset)
}

// classOf returns the number of the object's class, which it defines first
// if this message has not.
func (e *Encoder) classOf(o *object) int {
	for i, c := range e.classes {
		if c == o {
			e.last, e.lastAt = o, i
			return i
		}
	}
	e.buf = append(e.buf, o.def...)
	e.classes = append(e.classes, o)
	e.last, e.lastAt = o, len(e.classes)-1
	return e.lastAt
}

// dynamicClass returns the number of a class that no Go type stands for: its
// fields are those named first, then those of rest.
func (e *Encoder) dynamicClass(name string, first []string, rest []Field) (int, error) {
	n := len(first) + len(rest)
	for i := range e.dynamic {
		if c := &e.dynamic[i]; c.name == name && len(c.fields) == n && c.hasFields(first, rest) {
			return c.at, nil
		}
	}
	names := make([]string, 0, n)
	names = append(names, first...)
	for _, f := range rest {
		names = append(names, f.Name)
	}
	e.buf = append(e.buf, tagClass)
	if err := e.string(name); err != nil {
		return 0, err
	}
	e.Int(int32(n))
	for _, f := range names {
		if err := e.string(f); err != nil {
			return 0, err
		}
	}
	at := len(e.classes)
	e.classes = append(e.classes, nil)
	e.dynamic = append(e.dynamic, dynamicClass{at, name, names})
	return at, nil
}

func (c *dynamicClass) hasFields(first []string, rest []Field) bool {
	if !slices.Equal(c.fields[:len(first)], first) {
		return false
	}
	for i, f := range rest {
		if c.fields[len(first)+i] != f.Name {
			return false
		}
	}
	return true
}

// text writes a value of text as an object with one field.
func (e *Encoder) text(p unsafe.Pointer, pl *plan) error {
	var s string
	if pl.typ.Kind() == reflect.String {
		s = *(*string)(p)
	} else {
		m, ok := reflect.TypeAssert[encoding.TextMarshaler](reflect.NewAt(pl.typ, p))
		if !ok {
			return &TypeError{Go: pl.typ}
		}
		b, err := m.MarshalText()
		if err != nil {
			return err
		}
		s = string(b)
	}
	if s == "" {
		e.Null() // no constant, number or locale has an empty name
		return nil
	}
	if err := checkText(pl.object.class, s); err != nil {
		return err
	}
	return e.textObject(pl.object, s)
}

func (e *Encoder) textObject(o *object, s string) error {
	e.objectHead(e.classOf(o))
	return e.string(s)
}

// listHead begins a list of a Java type, or of none, with n elements.
func (e *Encoder) listHead(class string, n int) error {
	if n > math.MaxInt32 {
		return &LimitError{"the length of a list", math.MaxInt32}
	}
	e.nrefs++
	if class == "" {
		e.buf = appendListHead(e.buf, n)
		return nil
	}
	if n <= maxFew {
		e.buf = append(e.buf, byte(tagListTypedFew+n))
		return e.typeName(class)
	}
	e.buf = append(e.buf, tagListTyped)
	err := e.typeName(class)
	e.buf = appendInt(e.buf, int32(n))
	return err
}

// typeName writes the type of a list or map: by its number if the message
// has had it before.
func (e *Encoder) typeName(name string) error {
	for i, t := range e.types {
		if t == name {
			e.buf = appendInt(e.buf, int32(i))
			return nil
		}
	}
	e.types = append(e.types, name)
	return e.string(name)
}

func (e *Encoder) mapHead(class string) error {
	e.nrefs++
	if class == "" {
		e.buf = append(e.buf, tagMap)
		return nil
	}
	e.buf = append(e.buf, tagMapTyped)
	return e.typeName(class)
}

// list writes the slice or array at p as a list of the Java type class, or of
// none.
func (e *Encoder) list(p unsafe.Pointer, pl *plan, class string) error {
	s := sliceHeader{data: p}
	if pl.op == opArray {
		s.len = pl.typ.Len()
	} else if s = *(*sliceHeader)(p); s.data == nil {
		e.Null()
		return nil
	}
	if err := e.enter(); err != nil {
		return err
	}
	if err := e.listHead(class, s.len); err != nil {
		return err
	}
	if err := e.elements(s.data, s.len, pl.elem); err != nil {
		return err
	}
	e.depth--
	return nil
}

// elements writes n values that lie one after the other.
func (e *Encoder) elements(p unsafe.Pointer, n int, pl *plan) (err error) {
	for i := range n {
		q := unsafe.Add(p, uintptr(i)*pl.size)
		if pl.op == opPointer && pl.elem.isObject() {
			if q = *(*unsafe.Pointer)(q); q == nil {
				e.Null()
				continue
			}
			err = e.pointee(q, pl.elem)
		} else {
			err = e.value(q, pl)
		}
		if err != nil {
			return within(e.located(err), step{index: i})
		}
	}
	return nil
}

// A sliceHeader is how a slice is laid out.
type sliceHeader struct {
	data unsafe.Pointer
	len  int
	cap  int
}

func (e *Encoder) anyList(class string, v []any) error {
	if v == nil {
		e.Null()
		return nil
	}
	if err := e.enter(); err != nil {
		return err
	}
	if err := e.listHead(class, len(v)); err != nil {
		return err
	}
	for i, x := range v {
		if err := e.any(x); err != nil {
			return within(e.located(err), step{index: i})
		}
	}
	e.depth--
	return nil
}

// beginMap begins the map with the given address, which is its identity. It
// returns false where the map was written before, or is nil.
func (e *Encoder) beginMap(p unsafe.Pointer, class string) (bool, error) {
	if p == nil {
		e.Null()
		return false, nil
	}
	if n, had := e.refs.add(p, nil, e.nrefs); had {
		e.buf = appendRef(e.buf, n)
		return false, nil
	}
	if err := e.enter(); err != nil {
		return false, err
	}
	return true, e.mapHead(class)
}

func (e *Encoder) anyMap(m map[string]any) error {
	ok, err := e.beginMap(*(*unsafe.Pointer)(unsafe.Pointer(&m)), "")
	if !ok || err != nil {
		return err
	}
	for k, v := range m {
		if err = e.string(k); err == nil {
			err = e.any(v)
		}
		if err != nil {
			return within(e.located(err), step{name: k})
		}
	}
	e.depth--
	e.EndMap()
	return nil
}

func (e *Encoder) mapAt(p unsafe.Pointer, pl *plan) error {
	if pl.fixed == "" && pl.typ == stringAnyType {
		return e.anyMap(*(*map[string]any)(p))
	}
	ok, err := e.beginMap(*(*unsafe.Pointer)(p), pl.fixed)
	if !ok || err != nil {
		return err
	}
	m := reflect.NewAt(pl.typ, p).Elem()
	key, value := reflect.New(pl.key.typ), reflect.New(pl.elem.typ)
	for it := m.MapRange(); it.Next(); {
		key.Elem().SetIterKey(it)
		value.Elem().SetIterValue(it)
		if err = e.value(key.UnsafePointer(), pl.key); err == nil {
			err = e.value(value.UnsafePointer(), pl.elem)
		}
		if err != nil {
			return within(e.located(err), keyStep(key.Elem()))
		}
	}
	e.depth--
	e.EndMap()
	return nil
}

// set writes the keys of a map to empty structs as a list.
func (e *Encoder) set(p unsafe.Pointer, pl *plan, class string) error {
	m := reflect.NewAt(pl.typ, p).Elem()
	if m.IsNil() {
		e.Null()
		return nil
	}
	if err := e.enter(); err != nil {
		return err
	}
	if err := e.listHead(class, m.Len()); err != nil {
		return err
	}
	key := reflect.New(pl.key.typ)
	for it := m.MapRange(); it.Next(); {
		key.Elem().SetIterKey(it)
		if err := e.value(key.UnsafePointer(), pl.key); err != nil {
			return within(e.located(err), keyStep(key.Elem()))
		}
	}
	e.depth--
	return nil
}

// A refTable finds the number of an object or map by its address and plan: an
// object and its first field have one address. It uses open addressing.
type refTable struct {
	slots []refSlot
	used  int
	first [minRefSlots / 2]uint8 // the slots used first, before the table grows
}

type refSlot struct {
	p  unsafe.Pointer
	pl unsafe.Pointer
	n  int
}

const (
	minRefSlots = 16
	maxRefSlots = 1 << 14 // what is kept from one message to the next
)

// reset empties the table; it must not keep alive what it pointed to. A table
// that was much too large for its last message is not worth emptying.
func (t *refTable) reset() {
	switch n := len(t.slots); {
	case t.used == 0:
		return
	case n == minRefSlots:
		for _, i := range t.first[:t.used] {
			t.slots[i] = refSlot{}
		}
	case n > maxRefSlots || n > 8*minRefSlots && t.used < n/16:
		t.slots = nil
	default:
		clear(t.slots)
	}
	t.used = 0
}

// add returns the number that the address has, or gives it the number n.
func (t *refTable) add(p, pl unsafe.Pointer, n int) (int, bool) {
	if t.used*2 >= len(t.slots) {
		t.grow()
	}
	mask := uintptr(len(t.slots) - 1)
	for i := hashPointer(p) & mask; ; i = (i + 1) & mask {
		switch s := &t.slots[i]; {
		case s.p == nil:
			*s = refSlot{p, pl, n}
			if t.used < len(t.first) {
				t.first[t.used] = uint8(i)
			}
			t.used++
			return n, false
		case s.p == p && s.pl == pl:
			return s.n, true
		}
	}
}

func hashPointer(p unsafe.Pointer) uintptr {
	h := uint64(uintptr(p)) * 0x9e3779b97f4a7c15
	return uintptr(h >> 32)
}

func (t *refTable) grow() {
	old := t.slots
	t.slots = make([]refSlot, max(minRefSlots, 2*len(old)))
	mask := uintptr(len(t.slots) - 1)
	for _, s := range old {
		if s.p == nil {
			continue
		}
		i := hashPointer(s.p) & mask
		for t.slots[i].p != nil {
			i = (i + 1) & mask
		}
		t.slots[i] = s
	}
}
