package hessian

import (
	"encoding"
	"errors"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unsafe"
)

// A Decoder reads the values of one message, which share its tables of
// classes, types and references, as the parts of a Dubbo body do.
//
// What becomes of which value is said in the package comment. Any bytes may be
// given to a Decoder: what is malformed, too deep or over another of the
// registry's [Limits] is an error, time is linear in the message, and what is
// allocated in all is at most 64 KiB and 64 times the message. Everything is
// copied: the results do not keep the message. But short strings of a message
// share memory in pieces of 512 bytes, and the structs of a list of pointers
// in pieces of 1 KiB: one of them keeps its piece alive.
//
// After an error, and after [io.EOF], a Decoder gives the same again until it
// is Reset. A Decoder is for one goroutine at a time.
type Decoder struct {
	scanner
	reg    *Registry
	limits Limits
	err    error

	classes []defined
	types   []typeName
	refs    refList
	stack   []any // keys and values of maps whose end is not reached
	open    []container
	changed map[changeKey]unsafe.Pointer

	room []byte // where short strings go

	depth  int
	owed   int   // how many elements the lists around still have to have
	budget int64 // of bytes that may be allocated
}

// A defined is a class that the message has defined.
type defined struct {
	class *class
	bound *binding // the one used last
	at    int      // where in the message
}

// A typeName is the type of a list or map, made a string when it is wanted.
type typeName struct {
	name string
	span
}

const (
	// baseBudget and budgetFactor leave room below the bound that Decoder
	// promises for what is not counted: strings and the tables' own growth.
	baseBudget   = 16 << 10
	budgetFactor = 48
)

// NewDecoder returns a Decoder that reads the message data.
func NewDecoder(r *Registry, data []byte) *Decoder {
	d := &Decoder{reg: r, limits: r.Limits.withDefaults()}
	d.start(data)
	return d
}

// Reset makes the Decoder begin a new message. It keeps nothing of the one
// before.
func (d *Decoder) Reset(data []byte) {
	d.clear()
	d.start(data)
}

// start begins a message with tables that are empty.
func (d *Decoder) start(data []byte) {
	d.data = data
	d.budget = budgetOf(data)
	if len(data) > d.limits.Message {
		d.err = d.fail(0, &LimitError{"the size of a message", d.limits.Message})
	}
}

func (d *Decoder) clear() {
	d.data, d.pos, d.err = nil, 0, nil
	d.room = nil
	clear(d.classes)
	clear(d.types)
	d.classes, d.types, d.open = d.classes[:0], d.types[:0], d.open[:0]
	d.refs.reset()
	d.changed = nil
	clear(d.stack) // an error has left something there
	if d.stack = d.stack[:0]; cap(d.stack) > maxStack {
		d.stack = nil
	}
	d.depth, d.owed = 0, 0
}

const (
	maxStack  = 4096 // what is kept of the stack from one message to the next
	minGrowth = 8    // what a list of unknown length has room for at first
)

// Offset returns how many bytes of the message have been read.
func (d *Decoder) Offset() int { return d.pos }

// Decode reads the next value into what target, a pointer, points to. It
// returns io.EOF where the message has ended; every other error is an
// [*Error]. After one the target may have been filled in part.
func (d *Decoder) Decode(target any) error {
	if d.err != nil {
		return d.err
	}
	if err := d.begin(); err != nil {
		return d.keep(err)
	}
	if p, ok := target.(*any); ok && p != nil {
		v, err := d.any()
		*p = v
		return d.keep(err)
	}
	in := efaceOf(&target)
	if in.data == nil || reflect.TypeOf(target).Kind() != reflect.Pointer {
		return d.keep(&TypeError{Go: reflect.TypeOf(target), Wire: "a value", Reason: "the target must be a pointer that is not nil"})
	}
	pl, err := d.reg.planOf(in.word, target)
	if err != nil {
		return d.keepFrom(err, reflect.TypeOf(target).Elem())
	}
	err = d.value(in.data, pl.elem)
	return d.keepFrom(err, pl.elem.typ)
}

// keep remembers an error, with the place where it happened.
func (d *Decoder) keep(err error) error {
	if err == nil || errors.Is(err, io.EOF) && d.pos == len(d.data) && len(d.open) == 0 {
		return err
	}
	d.err = d.located(err)
	return d.err
}

// keepFrom is keep for what went wrong in a value of the given type.
func (d *Decoder) keepFrom(err error, typ reflect.Type) error {
	if err = d.keep(err); err != nil {
		if e, ok := err.(*Error); ok && len(e.path) > 0 { //nolint:errorlint // keep made it
			e.root = typ.String()
		}
	}
	return err
}

// located makes err an *Error at the present place, if it is none yet.
func (d *Decoder) located(err error) error {
	if _, ok := err.(*Error); ok { //nolint:errorlint // ours are not wrapped
		return err
	}
	return d.fail(d.pos, err)
}

func (d *Decoder) fail(pos int, err error) error { return &Error{Offset: pos, Err: err} }

// charge takes n bytes from what may be allocated.
func (d *Decoder) charge(n int) error {
	if n > largeObject { // these are given whole pages
		n = (n + pageSize - 1) &^ (pageSize - 1)
	}
	if d.budget -= int64(n); d.budget < 0 {
		return &LimitError{"the memory of a message, in bytes", int(budgetOf(d.data))}
	}
	return nil
}

const (
	largeObject = 32 << 10
	pageSize    = 8 << 10
)

func budgetOf(data []byte) int64 { return baseBudget + budgetFactor*int64(len(data)) }

func (d *Decoder) enter() error {
	if d.depth++; d.depth > d.limits.Depth {
		return &LimitError{"depth", d.limits.Depth}
	}
	return nil
}

// head passes over class definitions to the tag of the next value. The plan,
// if any, is of a struct that may be what is defined.
func (d *Decoder) head(pl *plan) (tag byte, err error) {
	for {
		if d.pos >= len(d.data) {
			return 0, errTruncated
		}
		if tag = d.data[d.pos]; tag != tagClass {
			return tag, nil
		}
		if err := d.definition(pl); err != nil {
			return 0, err
		}
	}
}

// definition reads a class definition.
func (d *Decoder) definition(pl *plan) error {
	if len(d.classes) >= d.limits.Definitions {
		return &LimitError{"class definitions", d.limits.Definitions}
	}
	d.pos++
	start := d.pos
	if pl != nil {
		// The same class as the last time, almost always.
		if b := pl.hint.Load(); b != nil && b.class.gen == d.reg.gen.Load() && len(b.class.fields) <= d.limits.Fields &&
			strings.HasPrefix(bytesString(d.data[d.pos:]), b.class.raw) {
			d.pos += len(b.class.raw)
			d.classes = append(d.classes, defined{b.class, b, start})
			return nil
		}
	}
	if err := d.expectString(); err != nil {
		return err
	}
	n, err := d.int()
	switch {
	case err != nil:
		return err
	case n < 0:
		return errNegative
	case int(n) > d.limits.Fields:
		return &LimitError{"the fields of a class", d.limits.Fields}
	case int(n) > d.left():
		return errTooMany
	}
	for range n {
		if err := d.expectString(); err != nil {
			return err
		}
	}
	c := d.reg.defs.get(d.data[start:d.pos])
	if c == nil || c.gen != d.reg.gen.Load() {
		if err := d.charge(512 + 4*(d.pos-start) + 32*int(n)); err != nil {
			return err
		}
		if c, err = d.reg.newClass(d.data[start:d.pos], int(n)); err != nil {
			return err
		}
	}
	d.classes = append(d.classes, defined{class: c, at: start})
	return nil
}

// expectString passes over a string.
func (d *Decoder) expectString() error {
	if d.pos >= len(d.data) {
		return errTruncated
	}
	if kindOf[d.data[d.pos]] != KindString {
		return errString
	}
	_, _, err := d.skipString()
	return err
}

// newClass makes a class of a definition that has been found to be one.
func (r *Registry) newClass(raw []byte, fields int) (*class, error) {
	s := scanner{data: raw}
	text := func() string {
		start := s.pos
		size, plain, err := s.skipString()
		if err != nil {
			return ""
		}
		return s.stringAt(start, size, plain)
	}
	c := &class{gen: r.gen.Load(), raw: string(raw), name: text(), fields: make([]string, fields), single: -1}
	if _, err := s.int(); err != nil {
		return nil, err
	}
	value := textFields[c.name] + valueFields[c.name]
	if value == "" && fields == 1 {
		value = "name" // it is an enum
	}
	for i := range c.fields {
		if c.fields[i] = text(); c.fields[i] == value {
			c.single = i
		}
	}
	c.throws = isThrowable(c.fields)
	if typ := r.goType(c.name); typ != nil {
		pl, err := r.planFor(typ)
		if err != nil {
			return nil, err
		}
		c.plan = pl
	}
	r.defs.put(raw, c)
	return c, nil
}

// objectClass reads the head of an object, whose tag is at pos.
func (d *Decoder) objectClass() (*defined, error) {
	at := int32(d.data[d.pos]) - tagObjectShort
	d.pos++
	if at < 0 {
		var err error
		if at, err = d.int(); err != nil {
			return nil, err
		}
	}
	if at < 0 || int(at) >= len(d.classes) {
		return nil, errNoClass
	}
	return &d.classes[at], nil
}

// value reads the next value into the one at p, of the plan's type.
func (d *Decoder) value(p unsafe.Pointer, pl *plan) error {
	switch pl.op {
	case opPointer:
		return d.pointer(p, pl)
	case opStruct:
		return d.structure(p, pl)
	case opSlice, opArray, opSet:
		return d.list(p, pl)
	case opMap:
		return d.mapping(p, pl)
	case opAny:
		v, err := d.any()
		*(*any)(p) = v
		return err
	case opInterface:
		return d.iface(p, pl)
	case opCustom:
		return d.customized(p, pl)
	}
	return d.scalar(p, pl)
}

// special reads what any target can be given: a null, and a reference.
func (d *Decoder) special(p unsafe.Pointer, pl *plan, tag byte) (done bool, err error) {
	switch tag {
	case tagNull:
		d.pos++
		reflect.NewAt(pl.typ, p).Elem().SetZero()
		return true, nil
	case tagRef:
		v, err := d.reference()
		if err != nil {
			return true, err
		}
		return true, d.assign(p, pl, v)
	}
	return false, nil
}

// mismatch is the error for the value at pos, whose kind does not fit.
func (d *Decoder) mismatch(pl *plan, reason string) error {
	return d.fail(d.pos, &TypeError{Wire: d.describe(), Go: pl.typ, Reason: reason})
}

// mismatchAt is mismatch for a value that has been read already.
func (d *Decoder) mismatchAt(start int, pl *plan, reason string) error {
	d.pos = start
	return d.mismatch(pl, reason)
}

// describe says what the value at pos is.
func (d *Decoder) describe() string {
	kind := kindOf[d.data[d.pos]]
	if kind != KindObject {
		return kind.String()
	}
	start := d.pos
	c, err := d.objectClass()
	d.pos = start
	if err != nil {
		return kind.String()
	}
	return "an object of " + c.class.name
}

func (d *Decoder) pointer(p unsafe.Pointer, pl *plan) error {
	tag, err := d.head(pl.elem)
	if err != nil {
		return err
	}
	switch {
	case tag == tagNull:
		d.pos++
		*(*unsafe.Pointer)(p) = nil
		return nil
	case tag == tagRef:
		_, err := d.special(p, pl, tag)
		return err
	}
	if err := d.charge(int(pl.elem.size)); err != nil {
		return err
	}
	q := reflect.New(pl.elem.typ).UnsafePointer()
	*(*unsafe.Pointer)(p) = q
	if pl.elem.op == opStruct && kindOf[tag] == KindObject {
		return d.object(q, pl.elem)
	}
	if pl.elem.op != opPointer {
		return d.value(q, pl.elem)
	}
	if err := d.enter(); err != nil { // type P *P
		return err
	}
	err = d.value(q, pl.elem)
	d.depth--
	return err
}

func (d *Decoder) structure(p unsafe.Pointer, pl *plan) error {
	tag, err := d.head(pl)
	if err != nil {
		return err
	}
	switch kindOf[tag] {
	case KindObject:
		return d.object(p, pl)
	case KindMap:
		return d.mapAsObject(p, pl)
	}
	if done, err := d.special(p, pl, tag); done {
		return err
	}
	return d.mismatch(pl, "")
}

// object reads an object, whose tag is at pos, into the struct at p: by the
// names of the fields, whatever its class.
func (d *Decoder) object(p unsafe.Pointer, pl *plan) error {
	if pl.object.opaque {
		return d.mismatch(pl, opaqueReason)
	}
	c, err := d.objectClass()
	if err != nil {
		return err
	}
	b := c.bound
	if b == nil || b.plan != pl {
		if b, err = d.bind(c, pl); err != nil {
			return err
		}
	}
	if err := d.enter(); err != nil {
		return err
	}
	if err := d.refs.add(d, pl.pointerTo(p)); err != nil {
		return err
	}
	if pl.object.dynamic > 0 {
		(*Throwable)(unsafe.Add(p, pl.object.dynamic-1)).Class = b.class.name
	}
	for i, f := range b.fields {
		if f == nil {
			err = d.skip()
		} else {
			err = d.field(p, f)
		}
		if err != nil {
			return within(d.located(err), step{name: b.class.fields[i]})
		}
	}
	d.depth--
	return nil
}

func (d *Decoder) bind(c *defined, pl *plan) (*binding, error) {
	if err := d.charge(64 + 8*len(c.class.fields)); err != nil {
		return nil, err
	}
	c.bound = c.class.bind(pl)
	return c.bound, nil
}

// field reads a field of the struct at p. What is most common is done here.
func (d *Decoder) field(p unsafe.Pointer, f *field) error {
	q := unsafe.Add(p, f.offset)
	if f.via != nil {
		var err error
		if q, err = d.reach(p, f); q == nil || err != nil {
			return err
		}
	}
	if d.pos >= len(d.data) {
		return errTruncated
	}
	tag := d.data[d.pos]
	switch f.op {
	case opInt32:
		if tag >= tagInt1 && tag < tagInt2 {
			d.pos++
			*(*int32)(q) = int32(tag) - 0x90
			return nil
		}
	case opString:
		if s, ok := d.shortText(tag); ok {
			*(*string)(q) = s
			return nil
		}
	case opCause:
		return d.cause(p, q, f.plan)
	case opNullString:
		return d.scalar(q, f.plan)
	}
	return d.value(q, f.plan)
}

// roomBytes is how much memory short strings share. One of them keeps it all
// alive, which is why it is not more.
const roomBytes = 512

// shortText reads a string, whose tag is at pos, if it is short and ASCII, as
// most are.
func (d *Decoder) shortText(tag byte) (string, bool) {
	if tag > maxStringShort || int(tag) >= d.left() {
		return "", false
	}
	p := d.data[d.pos+1 : d.pos+1+int(tag)]
	if !isShortASCII(bytesString(p)) {
		return "", false
	}
	d.pos += 1 + len(p)
	return d.short(p), true
}

// short makes a string of a few bytes, which are followed by what is left. In
// a message with many of them it is not worth an allocation of its own.
func (d *Decoder) short(p []byte) string {
	if n := len(d.room); len(p) <= cap(d.room)-n {
		d.room = append(d.room, p...)
		return bytesString(d.room[n:])
	}
	if d.left() < 2*len(p)+64 {
		return string(p)
	}
	d.room = append(make([]byte, 0, min(roomBytes, d.left())), p...)
	return bytesString(d.room)
}

// reach returns the address of a field behind embedded pointers, which it
// sets where they are nil. It returns nil where the value is null, and leaves
// them.
func (d *Decoder) reach(p unsafe.Pointer, f *field) (unsafe.Pointer, error) {
	for _, h := range f.via {
		at := (*unsafe.Pointer)(unsafe.Add(p, h.offset))
		if *at == nil {
			if d.pos < len(d.data) && d.data[d.pos] == tagNull {
				d.pos++
				return nil, nil
			}
			if err := d.charge(int(h.plan.size)); err != nil {
				return nil, err
			}
			*at = reflect.New(h.plan.typ).UnsafePointer()
		}
		p = *at
	}
	return unsafe.Add(p, f.offset), nil
}

// cause reads an interface in the object at p, where a reference to the
// object itself means that there is nothing.
func (d *Decoder) cause(p, q unsafe.Pointer, pl *plan) error {
	if err := d.iface(q, pl); err != nil {
		return err
	}
	v := reflect.NewAt(pl.typ, q).Elem()
	// A longer way back is cut as well: errors.Is would follow it for ever.
	cause, _ := reflect.TypeAssert[error](v)
	for range d.limits.Depth {
		if cause == nil {
			return nil
		}
		if e := reflect.ValueOf(cause); e.Kind() == reflect.Pointer && e.UnsafePointer() == p {
			break
		}
		cause = errors.Unwrap(cause)
	}
	v.SetZero()
	return nil
}

// iface reads a value into an interface with methods.
func (d *Decoder) iface(p unsafe.Pointer, pl *plan) error {
	if _, err := d.head(nil); err != nil {
		return err
	}
	start := d.pos
	v, err := d.any()
	if err != nil {
		return err
	}
	if d.assign(p, pl, v) != nil {
		return d.mismatchAt(start, pl, "")
	}
	return nil
}

func (d *Decoder) customized(p unsafe.Pointer, pl *plan) error {
	tag, err := d.head(nil)
	if err != nil {
		return err
	}
	if done, err := d.special(p, pl, tag); done {
		return err
	}
	if pl.custom.decode != nil {
		return pl.custom.decode(d, p)
	}
	start := d.pos
	v, err := d.any()
	if err != nil {
		return err
	}
	if !pl.custom.from(p, v) {
		return d.mismatchAt(start, pl, "")
	}
	return nil
}

// wrapped reads an object that stands for one value, such as an enum or an
// AtomicLong, into the value at p.
func (d *Decoder) wrapped(p unsafe.Pointer, pl *plan) error {
	start := d.pos
	c, err := d.objectClass()
	if err != nil {
		return err
	}
	if c.class.single < 0 {
		return d.mismatchAt(start, pl, "")
	}
	if err := d.enter(); err != nil {
		return err
	}
	if err := d.refs.add(d, pl.pointerTo(p)); err != nil {
		return err
	}
	class := c.class
	for i := range class.fields {
		switch {
		case i != class.single:
			err = d.skip()
		case pl.op == opText:
			err = d.content(p, pl)
		default:
			err = d.value(p, pl)
		}
		if err != nil {
			return within(d.located(err), step{name: class.fields[i]})
		}
	}
	d.depth--
	return nil
}

// scalar reads a number, boolean, string, binary, date or text.
func (d *Decoder) scalar(p unsafe.Pointer, pl *plan) error {
	tag, err := d.head(nil)
	if err != nil {
		return err
	}
	if done, err := d.special(p, pl, tag); done {
		return err
	}
	kind := kindOf[tag]
	if kind == KindObject {
		return d.wrapperOf(p, pl)
	}
	switch pl.op {
	case opString:
		return d.stringInto(p, pl, kind)
	case opBytes, opByteArray:
		return d.binaryInto(p, pl, kind)
	case opText:
		if kind == KindString && textFields[pl.object.class] != "" {
			return d.content(p, pl)
		}
	case opTime:
		if kind == KindDate {
			ms, err := d.date()
			*(*time.Time)(p) = time.UnixMilli(ms).UTC()
			return err
		}
	case opFloat32, opFloat64:
		return d.floatInto(p, pl, kind)
	default:
		return d.intInto(p, pl, kind)
	}
	return d.mismatch(pl, "")
}

// wrapperOf reads an object where a scalar is wanted.
func (d *Decoder) wrapperOf(p unsafe.Pointer, pl *plan) error {
	if pl.op != opTime {
		return d.wrapped(p, pl)
	}
	start := d.pos
	v, err := d.any()
	if err != nil {
		return err
	}
	if !timeFrom(p, v) {
		return d.mismatchAt(start, pl, "")
	}
	return nil
}

// content reads the text of a value of text.
func (d *Decoder) content(p unsafe.Pointer, pl *plan) error {
	tag, err := d.head(nil)
	if err != nil {
		return err
	}
	if tag == tagNull {
		d.pos++
		reflect.NewAt(pl.typ, p).Elem().SetZero()
		return nil
	}
	if kindOf[tag] != KindString {
		return d.mismatch(pl, "")
	}
	at := d.pos
	s, err := d.text()
	if err != nil {
		return err
	}
	if pl.typ.Kind() == reflect.String {
		if pl.op == opText {
			err = checkText(pl.object.class, s)
		}
		*(*string)(p) = s
		return err
	}
	u, ok := reflect.TypeAssert[encoding.TextUnmarshaler](reflect.NewAt(pl.typ, p))
	if !ok {
		return d.mismatch(pl, "")
	}
	if err := u.UnmarshalText([]byte(s)); err != nil {
		return d.fail(at, err)
	}
	return nil
}

// text reads a string, whose tag is at pos.
func (d *Decoder) text() (string, error) {
	start := d.pos
	if s, ok := d.shortText(d.data[start]); ok {
		return s, nil
	}
	size, plain, err := d.skipString()
	if err != nil {
		return "", err
	}
	return d.stringAt(start, size, plain), nil
}

func (d *Decoder) stringInto(p unsafe.Pointer, pl *plan, kind Kind) (err error) {
	s := (*string)(p)
	switch kind {
	case KindString:
		*s, err = d.text()
	case KindInt, KindLong:
		var n int64
		n, err = d.integer()
		*s = strconv.FormatInt(n, 10)
	case KindDouble:
		var f float64
		f, err = d.double()
		*s = formatDouble(f)
	case KindBool:
		*s = "false"
		if d.data[d.pos] == tagTrue {
			*s = "true"
		}
		d.pos++
	default:
		return d.mismatch(pl, "")
	}
	return err
}

func (d *Decoder) binaryInto(p unsafe.Pointer, pl *plan, kind Kind) error {
	switch {
	case kind == KindString && pl.text:
		return d.content(p, pl)
	case kind != KindBinary:
		return d.mismatch(pl, "")
	}
	start := d.pos
	size, err := d.skipBinary()
	switch {
	case err != nil:
		return err
	case pl.op == opBytes:
		*(*[]byte)(p) = d.appendBinaryAt(make([]byte, 0, size), start)
		return nil
	case size != int(pl.size):
		return d.mismatchAt(start, pl, "it has "+strconv.Itoa(size)+" bytes")
	}
	d.appendBinaryAt(unsafe.Slice((*byte)(p), size)[:0], start)
	return nil
}

func (d *Decoder) floatInto(p unsafe.Pointer, pl *plan, kind Kind) (err error) {
	start := d.pos
	var f float64
	switch kind {
	case KindDouble:
		f, err = d.double()
	case KindInt, KindLong, KindBool:
		var n int64
		n, err = d.whole(kind)
		f = float64(n)
	default:
		return d.mismatch(pl, "")
	}
	switch {
	case err != nil:
		return err
	case pl.op == opFloat64:
		*(*float64)(p) = f
	case math.IsInf(float64(float32(f)), 0) && !math.IsInf(f, 0):
		return d.mismatchAt(start, pl, formatDouble(f)+" is out of range")
	default:
		*(*float32)(p) = float32(f)
	}
	return nil
}

// whole reads an int, long or boolean as a number.
func (d *Decoder) whole(kind Kind) (int64, error) {
	if kind != KindBool {
		return d.integer()
	}
	d.pos++
	if d.data[d.pos-1] == tagTrue {
		return 1, nil
	}
	return 0, nil
}

// intInto reads a number into an integer or boolean.
func (d *Decoder) intInto(p unsafe.Pointer, pl *plan, kind Kind) (err error) {
	start := d.pos
	var n int64
	switch kind {
	case KindInt, KindLong, KindBool:
		n, err = d.whole(kind)
	case KindDouble:
		var f float64
		if f, err = d.double(); err == nil && pl.op != opBool {
			if n = int64(f); f < -1<<63 || f >= 1<<63 || float64(n) != f {
				return d.mismatchAt(start, pl, formatDouble(f)+" would be changed")
			}
		} else if f != 0 {
			n = 1
		}
	default:
		return d.mismatch(pl, "")
	}
	if err != nil {
		return err
	}
	if !setInt(p, pl.op, n) {
		return d.mismatchAt(start, pl, strconv.FormatInt(n, 10)+" is out of range")
	}
	return nil
}

// setInt stores n if it is in range. A byte, which Java has with a sign and
// Go mostly without, may be given either way.
func setInt(p unsafe.Pointer, o op, n int64) bool {
	switch o {
	case opBool:
		*(*bool)(p) = n != 0
	case opInt8, opUint8:
		*(*uint8)(p) = uint8(n)
		return n >= math.MinInt8 && n <= math.MaxUint8
	case opInt16:
		*(*int16)(p) = int16(n)
		return int64(int16(n)) == n
	case opInt32:
		*(*int32)(p) = int32(n)
		return int64(int32(n)) == n
	case opInt64:
		*(*int64)(p) = n
	case opInt:
		*(*int)(p) = int(n)
		return int64(int(n)) == n
	case opUint16:
		*(*uint16)(p) = uint16(n)
		return int64(uint16(n)) == n
	case opUint32:
		*(*uint32)(p) = uint32(n)
		return int64(uint32(n)) == n
	case opUint64:
		*(*uint64)(p) = uint64(n)
		return n >= 0
	case opUint:
		*(*uint)(p) = uint(n)
		return n >= 0 && int64(uint(n)) == n
	}
	return true
}
