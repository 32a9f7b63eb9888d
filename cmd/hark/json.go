package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/hark-rpc/hark/hessian"
)

// A jsonPrinter prints a message as a line of JSON.
// It reads the message twice, first for the error and then for the values, since a few bytes may stand for very long
// values (objects of a class repeat its names) and no line is ever held in memory.
type jsonPrinter struct {
	w   *bufio.Writer
	buf []byte // of one token
}

func (p *jsonPrinter) print(m message) (bool, error) {
	f := examine(m)
	p.buf = p.buf[:0]
	if f.err != nil {
		p.buf = append(p.buf, `{"error":`...)
		p.buf = appendJSONString(p.buf, f.err.Error())
		p.buf = append(p.buf, `,"offset":`...)
		p.buf = strconv.AppendInt(p.buf, int64(f.offset), 10)
		p.buf = append(p.buf, `,"decoded":`...)
	}
	if err := p.values(m.data, f.values); err != nil {
		return false, err
	}
	if f.err != nil {
		p.buf = append(p.buf, '}')
	}
	p.buf = append(p.buf, '\n')
	_, err := p.w.Write(p.buf)
	return f.err == nil, err
}

// values prints the array of the first n values of a message.
func (p *jsonPrinter) values(data []byte, n int) error {
	p.buf = append(p.buf, '[')
	for r := newReader(data); n > 0; {
		t, at, err := r.next()
		if err != nil {
			return fmt.Errorf("the second reading of a message failed where the first did not: %w", err)
		}
		p.buf = appendJSON(p.buf, t, at)
		if r.depth() == 0 {
			n--
		}
		if _, err := p.w.Write(p.buf); err != nil {
			return err
		}
		p.buf = p.buf[:0]
	}
	p.buf = append(p.buf, ']')
	return nil
}

// appendJSON appends what a token adds to the line: the beginning of a value, all of it, or its end.
func appendJSON(dst []byte, t hessian.Token, at place) []byte {
	if t.Kind == hessian.KindEnd {
		return appendPairEnd(append(dst, "]}"...), at)
	}
	if at.index > 0 {
		dst = append(dst, ',')
	}
	switch {
	case at.key():
		dst = append(dst, '[')
	case at.in == hessian.KindObject:
		dst = append(appendJSONString(append(dst, '['), at.field()), ',')
	}
	if container(t.Kind) {
		return appendJSONHead(dst, t)
	}
	return appendPairEnd(appendJSONScalar(dst, t), at)
}

// appendPairEnd closes the pair that a map's value, or an object's field, is the second of.
func appendPairEnd(dst []byte, at place) []byte {
	if at.in == hessian.KindObject || at.in == hessian.KindMap && !at.key() {
		return append(dst, ']')
	}
	return dst
}

func appendJSONHead(dst []byte, t hessian.Token) []byte {
	switch t.Kind {
	case hessian.KindObject:
		dst = appendJSONString(append(dst, `{"t":"object","class":`...), t.Type)
		return append(dst, `,"fields":[`...)
	case hessian.KindMap:
		dst = appendJSONType(append(dst, `{"t":"map","type":`...), t)
		return append(dst, `,"entries":[`...)
	default:
		dst = appendJSONType(append(dst, `{"t":"list","type":`...), t)
		return append(dst, `,"items":[`...)
	}
}

func appendJSONType(dst []byte, t hessian.Token) []byte {
	if !t.Typed {
		return append(dst, "null"...)
	}
	return appendJSONString(dst, t.Type)
}

func appendJSONScalar(dst []byte, t hessian.Token) []byte {
	switch t.Kind {
	case hessian.KindNull:
		return append(dst, `{"t":"null"}`...)
	case hessian.KindBool:
		return fmt.Appendf(dst, `{"t":"bool","v":%t}`, t.Bool())
	case hessian.KindInt:
		return fmt.Appendf(dst, `{"t":"int","v":%d}`, t.Int())
	case hessian.KindLong:
		return fmt.Appendf(dst, `{"t":"long","v":"%d"}`, t.Int())
	case hessian.KindDate:
		return fmt.Appendf(dst, `{"t":"date","ms":"%d"}`, t.Int())
	case hessian.KindDouble:
		f := t.Float()
		return fmt.Appendf(dst, `{"t":"double","v":"%s","bits":"%016x"}`, formatDouble(f), math.Float64bits(f))
	case hessian.KindRef:
		return fmt.Appendf(dst, `{"t":"ref","n":%d}`, t.N)
	case hessian.KindBinary:
		dst = hex.AppendEncode(append(dst, `{"t":"binary","hex":"`...), t.Binary())
		return append(dst, `"}`...)
	case hessian.KindString:
		return appendJSONText(dst, t)
	default:
		return fmt.Appendf(dst, `{"t":"unknown kind %d"}`, t.Kind)
	}
}

func appendJSONText(dst []byte, t hessian.Token) []byte {
	text := t.Text()
	units := loneSurrogates(t, text)
	if units == nil {
		dst = appendJSONString(append(dst, `{"t":"string","v":`...), text)
		return append(dst, '}')
	}
	dst = append(dst, `{"t":"string","utf16":"`...)
	for _, u := range units {
		dst = fmt.Appendf(dst, "%04x", u)
	}
	return append(dst, `"}`...)
}

func appendJSONString(dst []byte, s string) []byte {
	b := bytes.NewBuffer(dst)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false) // < in a class name is to be read, not to be safe in a web page
	_ = e.Encode(s)        //nolint:errchkjson // neither a string nor a Buffer fails
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// formatDouble writes f as most languages do: the shortest digits that give it back, and never without a point.
func formatDouble(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	case f != 0 && (math.Abs(f) < 1e-4 || math.Abs(f) >= 1e16):
		return strconv.FormatFloat(f, 'e', -1, 64)
	case f == math.Trunc(f):
		return strconv.FormatFloat(f, 'f', 1, 64)
	default:
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
}
