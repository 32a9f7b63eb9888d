package hessian

import (
	"encoding/binary"
	"math"
	"strings"
)

// The wire format. Every value begins with one byte, its tag; many tags carry
// a small value, or the first bits of one, themselves.
//
//	00-1f  string of 0 to 31 units          5b  double 0
//	20-2f  binary of 0 to 15 bytes          5c  double 1
//	30-33  string of up to 1023, +1 byte    5d  double from int8
//	34-37  binary of up to 1023, +1 byte    5e  double from int16
//	38-3f  long of 19 bits, +2 bytes        5f  double in thousandths, int32
//	41     binary chunk, more follow (A)    60-6f  object of definition 0 to 15
//	42     binary, last chunk (B)           70-77  list of 0 to 7, typed
//	43     class definition (C)             78-7f  list of 0 to 7, untyped
//	44     double, 8 bytes (D)              80-bf  int -16 to 47
//	46     false (F)                        c0-cf  int of 12 bits, +1 byte
//	48     map, untyped (H)                 d0-d7  int of 19 bits, +2 bytes
//	49     int, 4 bytes (I)                 d8-ef  long -8 to 15
//	4a     date, ms, 8 bytes                f0-ff  long of 12 bits, +1 byte
//	4b     date, minutes, 4 bytes
//	4c     long, 8 bytes (L)
//	4d     map, typed (M)
//	4e     null (N)
//	4f     object of any definition (O)
//	51     reference (Q)
//	52     string chunk, more follow (R)
//	53     string, last chunk (S)
//	54     true (T)
//	55     list, typed, until Z             58  list, untyped, length as an int
//	56     list, typed, length as an int    59  long from int32
//	57     list, untyped, until Z           5a  end of a map or list (Z)
//
// 40, 45, 47 and 50 are reserved. Multi-byte numbers are big-endian. The length of a string counts
// UTF-16 code units, and a character beyond the basic plane travels as two
// surrogates of three bytes each.
const (
	tagStringShort   = 0x00 // to 0x1f
	tagBinaryShort   = 0x20 // to 0x2f
	tagStringMid     = 0x30 // to 0x33
	tagBinaryMid     = 0x34 // to 0x37
	tagLong3         = 0x38 // to 0x3f
	tagBinaryChunk   = 0x41
	tagBinary        = 0x42
	tagClass         = 0x43
	tagDouble        = 0x44
	tagFalse         = 0x46
	tagMap           = 0x48
	tagInt           = 0x49
	tagDate          = 0x4a
	tagDateMinutes   = 0x4b
	tagLong          = 0x4c
	tagMapTyped      = 0x4d
	tagNull          = 0x4e
	tagObject        = 0x4f
	tagRef           = 0x51
	tagStringChunk   = 0x52
	tagString        = 0x53
	tagTrue          = 0x54
	tagListTypedVar  = 0x55
	tagListTyped     = 0x56
	tagListVar       = 0x57
	tagList          = 0x58
	tagLong4         = 0x59
	tagEnd           = 0x5a
	tagDoubleZero    = 0x5b
	tagDoubleOne     = 0x5c
	tagDouble1       = 0x5d
	tagDouble2       = 0x5e
	tagDoubleMills   = 0x5f
	tagObjectShort   = 0x60 // to 0x6f
	tagListTypedFew  = 0x70 // to 0x77
	tagListFew       = 0x78 // to 0x7f
	tagInt1          = 0x80 // to 0xbf, zero at 0x90
	tagInt2          = 0xc0 // to 0xcf, zero at 0xc8
	tagInt3          = 0xd0 // to 0xd7, zero at 0xd4
	tagLong1         = 0xd8 // to 0xef, zero at 0xe0
	tagLong2         = 0xf0 // to 0xff, zero at 0xf8
	maxStringShort   = 0x1f
	maxBinaryShort   = 0x0f
	maxMid           = 0x3ff
	maxChunk         = 0x8000 // units or bytes of a chunk, as Java writes strings
	maxFew           = 7
	maxObjectShort   = 0x0f
	millisPerMinute  = 60_000
	thousandthFactor = 0.001 // Java multiplies; dividing by 1000 differs in the last bit
)

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, tagTrue)
	}
	return append(b, tagFalse)
}

func appendInt(b []byte, v int32) []byte {
	switch {
	case -16 <= v && v <= 47:
		return append(b, byte(v+0x90))
	case -2048 <= v && v <= 2047:
		return append(b, byte(v>>8+0xc8), byte(v))
	case -262144 <= v && v <= 262143:
		return append(b, byte(v>>16+0xd4), byte(v>>8), byte(v))
	}
	return append(b, tagInt, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
}

func appendLong(b []byte, v int64) []byte {
	switch {
	case -8 <= v && v <= 15:
		return append(b, byte(v+0xe0))
	case -2048 <= v && v <= 2047:
		return append(b, byte(v>>8+0xf8), byte(v))
	case -262144 <= v && v <= 262143:
		return append(b, byte(v>>16+0x3c), byte(v>>8), byte(v))
	case math.MinInt32 <= v && v <= math.MaxInt32:
		return append(b, tagLong4, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
	}
	return binary.BigEndian.AppendUint64(append(b, tagLong), uint64(v))
}

// appendDouble takes the shortest form that gives the same bits back. Java
// drops the sign of a negative zero here; the eight bytes keep it, and Java
// reads them.
func appendDouble(b []byte, v float64) []byte {
	bits := math.Float64bits(v)
	switch {
	case bits == 0:
		return append(b, tagDoubleZero)
	case v == 1:
		return append(b, tagDoubleOne)
	case v >= -32768 && v <= 32767 && float64(int16(v)) == v && v != 0:
		n := int16(v)
		if n >= -128 && n <= 127 {
			return append(b, tagDouble1, byte(n))
		}
		return append(b, tagDouble2, byte(n>>8), byte(n))
	}
	if m := v * 1000; m >= math.MinInt32 && m <= math.MaxInt32 && v != 0 {
		if n := int32(m); thousandthFactor*float64(n) == v {
			return binary.BigEndian.AppendUint32(append(b, tagDoubleMills), uint32(n))
		}
	}
	return binary.BigEndian.AppendUint64(append(b, tagDouble), bits)
}

// appendDate writes milliseconds since 1970 UTC.
func appendDate(b []byte, ms int64) []byte {
	if m := ms / millisPerMinute; m*millisPerMinute == ms && m >= math.MinInt32 && m <= math.MaxInt32 {
		return binary.BigEndian.AppendUint32(append(b, tagDateMinutes), uint32(m))
	}
	return binary.BigEndian.AppendUint64(append(b, tagDate), uint64(ms))
}

func appendBinary(b, p []byte) []byte {
	for len(p) > maxChunk {
		b = append(b, tagBinaryChunk, maxChunk>>8, maxChunk&0xff)
		b = append(b, p[:maxChunk]...)
		p = p[maxChunk:]
	}
	switch n := len(p); {
	case n <= maxBinaryShort:
		b = append(b, byte(tagBinaryShort+n))
	case n <= maxMid:
		b = append(b, byte(tagBinaryMid+n>>8), byte(n))
	default:
		b = append(b, tagBinary, byte(n>>8), byte(n))
	}
	return append(b, p...)
}

// appendStringHead begins the last, or only, chunk of a string of n units.
func appendStringHead(b []byte, n int) []byte {
	switch {
	case n <= maxStringShort:
		return append(b, byte(n))
	case n <= maxMid:
		return append(b, byte(tagStringMid+n>>8), byte(n))
	}
	return append(b, tagString, byte(n>>8), byte(n))
}

// appendString writes s, which must be valid UTF-8; it returns false and b
// unchanged where it is not.
func appendString(b []byte, s string) ([]byte, bool) {
	if len(s) <= maxStringShort && isShortASCII(s) {
		return append(append(b, byte(len(s))), s...), true
	}
	p := stringBytes(s)
	units, plain, ok := countUnits(p)
	if !ok {
		return b, false
	}
	for units > maxChunk {
		n, u := chunkEnd(p, units == len(p))
		b = append(b, tagStringChunk, byte(u>>8), byte(u))
		b = appendText(b, p[:n], plain)
		p, units = p[n:], units-u
	}
	return appendText(appendStringHead(b, units), p, plain), true
}

func appendListHead(b []byte, n int) []byte {
	if n <= maxFew {
		return append(b, byte(tagListFew+n))
	}
	return appendInt(append(b, tagList), int32(n))
}

func appendObjectHead(b []byte, class int) []byte {
	if class <= maxObjectShort {
		return append(b, byte(tagObjectShort+class))
	}
	return appendInt(append(b, tagObject), int32(class))
}

func appendRef(b []byte, n int) []byte {
	return appendInt(append(b, tagRef), int32(n))
}

// A scanner reads the tokens of a message. It never reads past the end, and
// advances only over what it has read.
type scanner struct {
	data []byte
	pos  int
}

// A span is a piece of a message.
type span struct{ start, end int }

func (s *scanner) left() int { return len(s.data) - s.pos }

// take returns the next n bytes.
func (s *scanner) take(n int) ([]byte, error) {
	if n > s.left() {
		return nil, errTruncated
	}
	p := s.data[s.pos : s.pos+n]
	s.pos += n
	return p, nil
}

// int reads a number that the format itself writes as an int: a length, a
// definition's index, a reference.
func (s *scanner) int() (int32, error) {
	if s.pos >= len(s.data) {
		return 0, errTruncated
	}
	tag := s.data[s.pos]
	if tag >= tagInt1 && tag < tagInt2 {
		s.pos++
		return int32(tag) - 0x90, nil
	}
	if kindOf[tag] != KindInt {
		return 0, errNotInt
	}
	v, err := s.integer()
	return int32(v), err
}

// integer reads an int or a long, whose tag is at pos.
func (s *scanner) integer() (int64, error) {
	p := s.data[s.pos:]
	tag := p[0]
	n := numberSize[tag]
	if len(p) < int(n) {
		return 0, errTruncated
	}
	s.pos += int(n)
	switch {
	case n == 1 && tag < tagLong1:
		return int64(tag) - 0x90, nil
	case n == 1:
		return int64(tag) - 0xe0, nil
	case n == 2 && tag < tagLong2:
		return (int64(tag)-0xc8)<<8 | int64(p[1]), nil
	case n == 2:
		return (int64(tag)-0xf8)<<8 | int64(p[1]), nil
	case n == 3 && tag >= tagInt3:
		return (int64(tag)-0xd4)<<16 | int64(p[1])<<8 | int64(p[2]), nil
	case n == 3:
		return (int64(tag)-0x3c)<<16 | int64(p[1])<<8 | int64(p[2]), nil
	case n == 5:
		return int64(int32(binary.BigEndian.Uint32(p[1:]))), nil
	}
	return int64(binary.BigEndian.Uint64(p[1:])), nil
}

// double reads a double, whose tag is at pos.
func (s *scanner) double() (float64, error) {
	p := s.data[s.pos:]
	n := numberSize[p[0]]
	if len(p) < int(n) {
		return 0, errTruncated
	}
	s.pos += int(n)
	switch p[0] {
	case tagDoubleZero:
		return 0, nil
	case tagDoubleOne:
		return 1, nil
	case tagDouble1:
		return float64(int8(p[1])), nil
	case tagDouble2:
		return float64(int16(binary.BigEndian.Uint16(p[1:]))), nil
	case tagDoubleMills:
		return thousandthFactor * float64(int32(binary.BigEndian.Uint32(p[1:]))), nil
	}
	return math.Float64frombits(binary.BigEndian.Uint64(p[1:])), nil
}

// date reads a date, whose tag is at pos, as milliseconds since 1970 UTC.
func (s *scanner) date() (int64, error) {
	p := s.data[s.pos:]
	n := numberSize[p[0]]
	if len(p) < int(n) {
		return 0, errTruncated
	}
	s.pos += int(n)
	if p[0] == tagDateMinutes {
		return int64(int32(binary.BigEndian.Uint32(p[1:]))) * millisPerMinute, nil
	}
	return int64(binary.BigEndian.Uint64(p[1:])), nil
}

// chunkHead reads the head of a chunk of a string or binary, whose tag is at
// pos and known to be one: its length and whether it is the last.
func (s *scanner) chunkHead() (n int, last bool, err error) {
	p := s.data[s.pos:]
	tag := p[0]
	switch {
	case tag < tagBinaryShort:
		s.pos++
		return int(tag), true, nil
	case tag < tagStringMid:
		s.pos++
		return int(tag - tagBinaryShort), true, nil
	case tag < tagLong3:
		if len(p) < 2 {
			return 0, false, errTruncated
		}
		s.pos += 2
		return int(tag&3)<<8 | int(p[1]), true, nil
	}
	if len(p) < 3 {
		return 0, false, errTruncated
	}
	s.pos += 3
	return int(p[1])<<8 | int(p[2]), tag == tagString || tag == tagBinary, nil
}

// skipBinary passes over a binary, whose tag is at pos, and returns its size.
func (s *scanner) skipBinary() (size int, err error) {
	for {
		if s.pos >= len(s.data) {
			return 0, errTruncated
		}
		if kindOf[s.data[s.pos]] != KindBinary {
			return 0, errChunk
		}
		n, last, err := s.chunkHead()
		if err != nil {
			return 0, err
		}
		if n > s.left() {
			return 0, errTruncated
		}
		s.pos += n
		size += n
		if last {
			return size, nil
		}
	}
}

// appendBinaryAt appends the content of the binary that begins at pos and
// that skipBinary has passed over.
func (s *scanner) appendBinaryAt(b []byte, pos int) []byte {
	at := scanner{s.data, pos}
	for {
		n, last, err := at.chunkHead()
		if err != nil {
			return b
		}
		b = append(b, at.data[at.pos:at.pos+n]...)
		at.pos += n
		if last {
			return b
		}
	}
}

// skipString passes over a string, whose tag is at pos. It returns the size
// of its content as UTF-8 and whether the content is UTF-8 as it stands.
func (s *scanner) skipString() (size int, plain bool, err error) {
	plain = true
	for {
		if s.pos >= len(s.data) {
			return 0, false, errTruncated
		}
		if kindOf[s.data[s.pos]] != KindString {
			return 0, false, errChunk
		}
		n, last, err := s.chunkHead()
		if err != nil {
			return 0, false, err
		}
		if n > s.left() {
			return 0, false, errTruncated
		}
		bytes, ok, err := textSpan(s.data[s.pos:], n)
		if err != nil {
			s.pos += bytes
			return 0, false, err
		}
		s.pos += bytes
		size += bytes
		plain = plain && ok
		if last {
			return size, plain, nil
		}
	}
}

// stringAt returns the string that begins at pos and that skipString has
// passed over with the given results.
func (s *scanner) stringAt(pos, size int, plain bool) string {
	at := scanner{s.data, pos}
	n, last, err := at.chunkHead()
	if err != nil {
		return ""
	}
	if plain && last {
		return string(at.data[at.pos : at.pos+size])
	}
	var b strings.Builder // which does not clear what will be overwritten
	b.Grow(size)
	var high uint16 // of a pair that is cut in two by the end of a chunk
	for {
		bytes, _, err := textSpan(at.data[at.pos:], n)
		if err != nil {
			return ""
		}
		chunk := at.data[at.pos : at.pos+bytes]
		if at.pos += bytes; plain {
			b.Write(chunk)
		} else {
			high = writeWideText(&b, chunk, high)
		}
		if last {
			break
		}
		if n, last, err = at.chunkHead(); err != nil {
			return ""
		}
	}
	if high != 0 {
		b.WriteString(replacement)
	}
	return b.String()
}

// kindOf tells what a value is from its tag. Tags that begin no value, such
// as the end of a map and the prefix of a class definition, have kind 0.
var kindOf = makeKinds()

// numberSize is the size in bytes, with the tag, of the numbers and dates.
var numberSize = makeNumberSizes()

func makeKinds() (k [256]Kind) {
	set := func(from, to int, kind Kind) {
		for t := from; t <= to; t++ {
			k[t] = kind
		}
	}
	set(tagStringShort, 0x1f, KindString)
	set(tagBinaryShort, 0x2f, KindBinary)
	set(tagStringMid, 0x33, KindString)
	set(tagBinaryMid, 0x37, KindBinary)
	set(tagLong3, 0x3f, KindLong)
	set(tagBinaryChunk, tagBinary, KindBinary)
	set(tagDouble, tagDouble, KindDouble)
	set(tagFalse, tagFalse, KindBool)
	set(tagMap, tagMap, KindMap)
	set(tagInt, tagInt, KindInt)
	set(tagDate, tagDateMinutes, KindDate)
	set(tagLong, tagLong, KindLong)
	set(tagMapTyped, tagMapTyped, KindMap)
	set(tagNull, tagNull, KindNull)
	set(tagObject, tagObject, KindObject)
	set(tagRef, tagRef, KindRef)
	set(tagStringChunk, tagString, KindString)
	set(tagTrue, tagTrue, KindBool)
	set(tagListTypedVar, tagList, KindList)
	set(tagLong4, tagLong4, KindLong)
	set(tagDoubleZero, tagDoubleMills, KindDouble)
	set(tagObjectShort, 0x6f, KindObject)
	set(tagListTypedFew, 0x7f, KindList)
	set(tagInt1, 0xd7, KindInt)
	set(tagLong1, 0xff, KindLong)
	return k
}

func makeNumberSizes() (n [256]uint8) {
	for t := range n {
		switch {
		case t == tagDoubleZero || t == tagDoubleOne || t >= tagInt1 && t < tagInt2 || t >= tagLong1 && t < tagLong2:
			n[t] = 1
		case t == tagDouble1 || t >= tagInt2 && t < tagInt3 || t >= tagLong2:
			n[t] = 2
		case t == tagDouble2 || t >= tagLong3 && t < 0x40 || t >= tagInt3 && t < tagLong1:
			n[t] = 3
		case t == tagInt || t == tagLong4 || t == tagDoubleMills || t == tagDateMinutes:
			n[t] = 5
		case t == tagLong || t == tagDouble || t == tagDate:
			n[t] = 9
		}
	}
	return n
}
