package hessian

import (
	"io"
	"math"
)

// Kind is what a [Token] is.
type Kind uint8

// The kinds of tokens. Those of lists, maps and objects begin one; KindEnd
// ends it.
const (
	KindNull Kind = iota + 1
	KindBool
	KindInt
	KindLong
	KindDouble
	KindDate
	KindString
	KindBinary
	KindList
	KindMap
	KindObject
	KindRef
	KindEnd
)

var kindNames = [...]string{"", "null", "boolean", "int", "long", "double", "date", "string", "binary", "list", "map", "object", "reference", "end"}

// String returns the name of the kind, such as int.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// A Token is a piece of a message: a value that has nothing inside, or the
// beginning or end of one that has. It is valid as long as the message is.
type Token struct {
	Kind Kind
	// Offset is where its first byte is, after any class definitions, and End
	// is where the next token, or a class definition before it, begins.
	Offset, End int
	// Type is the type of a list or map, and the class of an object.
	Type string
	// Typed tells whether a list or map has a type; it may be empty.
	Typed bool
	// Len is how many elements a list has, or -1 where only its end tells,
	// and how many fields an object has.
	Len int
	// Fields are the names of an object's fields, whose values follow. It
	// must not be changed.
	Fields []string
	// N is the number of a list, map or object, counted from 0 in their order
	// in the message, and the number that a reference refers to.
	N int

	bits uint64
	data []byte
	size int // of a string or binary
	utf8 bool
}

// Bool returns the value of a boolean.
func (t Token) Bool() bool { return t.bits != 0 }

// Int returns the value of an int or long, and of a date its milliseconds
// since 1970 UTC.
func (t Token) Int() int64 { return int64(t.bits) }

// Float returns the value of a double.
func (t Token) Float() float64 { return math.Float64frombits(t.bits) }

// Text returns the value of a string. A surrogate without its partner becomes
// U+FFFD.
func (t Token) Text() string {
	if t.Kind != KindString {
		return ""
	}
	s := scanner{data: t.data}
	return s.stringAt(0, t.size, t.utf8)
}

// UTF16 returns the value of a string as it stands in Java, with surrogates
// that have no partner.
func (t Token) UTF16() (units []uint16) {
	if t.Kind != KindString {
		return nil
	}
	s := scanner{data: t.data}
	for {
		n, last, err := s.chunkHead()
		if err != nil {
			return units
		}
		bytes, _, err := textSpan(s.data[s.pos:], n)
		if err != nil {
			return units
		}
		units = appendUTF16(units, s.data[s.pos:s.pos+bytes])
		s.pos += bytes
		if last {
			return units
		}
	}
}

// Binary returns a copy of the value of a binary.
func (t Token) Binary() []byte {
	if t.Kind != KindBinary {
		return nil
	}
	s := scanner{data: t.data}
	return s.appendBinaryAt(make([]byte, 0, t.size), 0)
}

// A container is a list, map or object whose end Token has not told yet.
type container struct {
	left int  // values that follow, or -1 where an end does
	odd  bool // of a map: a value must follow
	kind Kind
}

// begin is called before each value that a user asks for: it counts the value
// in the container that it stands in.
func (d *Decoder) begin() error {
	if len(d.open) == 0 {
		if d.pos == len(d.data) {
			return io.EOF
		}
		return nil
	}
	c := &d.open[len(d.open)-1]
	if c.left == 0 || c.left < 0 && d.pos < len(d.data) && d.data[d.pos] == tagEnd {
		return d.fail(d.pos, syntaxError("the list, map or object ends here"))
	}
	d.count(c)
	return nil
}

func (d *Decoder) count(c *container) {
	if c.left > 0 {
		c.left--
		if c.kind == KindList {
			d.owed--
		}
	}
	if c.kind == KindMap {
		c.odd = !c.odd
	}
}

// Skip passes over the next value, whatever it is. It returns io.EOF where
// the message has ended.
func (d *Decoder) Skip() error {
	if d.err != nil {
		return d.err
	}
	err := d.begin()
	if err == nil {
		err = d.skip()
	}
	return d.keep(err)
}

// Token reads the next token. It returns io.EOF where the message has ended.
// Decode and Skip may be called between tokens: they read the next value,
// inside a list, map or object too.
func (d *Decoder) Token() (Token, error) {
	if d.err != nil {
		return Token{}, d.err
	}
	t, err := d.token()
	if err != nil {
		return Token{}, d.keep(err)
	}
	return t, nil
}

func (d *Decoder) token() (Token, error) {
	if t, ended, err := d.endToken(); ended || err != nil {
		return t, err
	}
	tag, err := d.head(nil)
	if err != nil {
		return Token{}, err
	}
	t := Token{Kind: kindOf[tag], Offset: d.pos}
	switch t.Kind {
	case KindNull:
		d.pos++
	case KindBool:
		d.pos++
		if tag == tagTrue {
			t.bits = 1
		}
	case KindInt, KindLong:
		var n int64
		n, err = d.integer()
		t.bits = uint64(n)
	case KindDouble:
		var f float64
		f, err = d.double()
		t.bits = math.Float64bits(f)
	case KindDate:
		var ms int64
		ms, err = d.date()
		t.bits = uint64(ms)
	case KindString:
		t.size, t.utf8, err = d.skipString()
		t.data = d.data[t.Offset:d.pos]
	case KindBinary:
		t.size, err = d.skipBinary()
		t.data = d.data[t.Offset:d.pos]
	case KindRef:
		t.N, err = d.refNumber()
	case KindList, KindMap, KindObject:
		err = d.openContainer(&t)
	default:
		err = d.badTag()
	}
	t.End = d.pos
	return t, err
}

// endToken tells of an end, if there is one, and else counts the value that
// comes.
func (d *Decoder) endToken() (t Token, ended bool, err error) {
	if len(d.open) == 0 {
		return t, false, d.begin()
	}
	c := &d.open[len(d.open)-1]
	start := d.pos
	if c.left < 0 {
		if ended, err = d.atEnd(); err != nil {
			return t, false, err
		}
		if ended && c.odd {
			return t, false, d.fail(start, errOddMap)
		}
	}
	if !ended && c.left != 0 {
		d.count(c)
		return t, false, nil
	}
	d.open = d.open[:len(d.open)-1]
	d.depth--
	return Token{Kind: KindEnd, Offset: start, End: d.pos}, true, nil
}

func (d *Decoder) openContainer(t *Token) error {
	if err := d.enter(); err != nil {
		return err
	}
	t.N = d.refs.n
	if err := d.refs.add(d, d.mark()); err != nil {
		return err
	}
	class, t2 := -1, container{kind: t.Kind, left: -1}
	var err error
	switch t.Kind {
	case KindList:
		var h listHead
		if h, err = d.listHead(); err != nil {
			return err
		}
		class, t.Len, t2.left = h.class, h.n, h.n
		d.owed += max(h.n, 0)
	case KindMap:
		if class, err = d.mapHead(); err != nil {
			return err
		}
	default:
		c, err := d.objectClass()
		if err != nil {
			return err
		}
		t.Type, t.Fields, t.Len = c.class.name, c.class.fields, len(c.class.fields)
		t2.left = t.Len
	}
	if class >= 0 {
		t.Typed = true
		t.Type, err = d.typeName(class)
	}
	d.open = append(d.open, t2)
	return err
}
