package main

import (
	"errors"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hark-rpc/hark/hessian"
)

// A place says where a value stands: in what, and how many values stand there before it.
type place struct {
	in     hessian.Kind // KindList, KindMap or KindObject; 0 for a value of the message itself
	index  int          // in a map both keys and values count
	fields []string     // of an object, their names
}

// key reports whether the value is a map's key.
func (p place) key() bool { return p.in == hessian.KindMap && p.index%2 == 0 }

// field returns the name of the field that the value belongs to.
func (p place) field() string {
	if p.index < len(p.fields) {
		return p.fields[p.index]
	}
	return ""
}

// A reader reads the tokens of a message and knows where each stands.
// It keeps one place for each container that is open, and recurses into none, so the codec's limit on depth is the only one.
type reader struct {
	dec  *hessian.Decoder
	open []place // the place of the next value, in the message itself, in its container, in that one's container…
}

func newReader(data []byte) *reader {
	return &reader{
		dec:  hessian.NewDecoder(new(hessian.Registry), data),
		open: []place{{}},
	}
}

// next returns the next token and its place. The place of a KindEnd is that of the container it ends.
// Where the message ends, the error is io.EOF.
func (r *reader) next() (hessian.Token, place, error) {
	t, err := r.dec.Token()
	if err != nil {
		return t, place{}, err
	}
	if t.Kind == hessian.KindEnd {
		r.open = r.open[:len(r.open)-1]
		at := r.open[len(r.open)-1]
		at.index-- // it was counted when it began
		return t, at, nil
	}
	at := r.open[len(r.open)-1]
	r.open[len(r.open)-1].index++
	if container(t.Kind) {
		r.open = append(r.open, place{in: t.Kind, fields: t.Fields})
	}
	return t, at, nil
}

// depth returns how many containers are open.
func (r *reader) depth() int { return len(r.open) - 1 }

// container reports whether a token of kind k holds the values that follow it.
func container(k hessian.Kind) bool {
	return k == hessian.KindList || k == hessian.KindMap || k == hessian.KindObject
}

// A finding says how far a message can be read.
type finding struct {
	values int   // how many are complete
	offset int   // where the reading ended
	err    error // why it ended there; nil at the message's end
}

// examine reads a message to its end or to its error.
func examine(m message) finding {
	var f finding
	r := newReader(m.data)
	for {
		_, _, err := r.next()
		if err != nil {
			f.offset, f.err = fault(m, r.dec, err)
			return f
		}
		if r.depth() == 0 {
			f.values++
		}
	}
}

// fault returns what is wrong with a message, and where, when the decoder answered err; nothing is if that is io.EOF.
// A line that is not all hex is to blame itself, not for what its beginning lacks.
func fault(m message, dec *hessian.Decoder, err error) (int, error) {
	var de *hessian.Error
	switch {
	case m.err != nil:
		return len(m.data), m.err
	case errors.As(err, &de):
		return de.Offset, err
	case errors.Is(err, io.EOF):
		return dec.Offset(), nil
	default:
		return dec.Offset(), err
	}
}

// loneSurrogates returns the UTF-16 units of a string if some of them are surrogates without a partner, and nil otherwise.
func loneSurrogates(t hessian.Token, text string) []uint16 {
	if !strings.ContainsRune(text, utf8.RuneError) {
		return nil
	}
	units := t.UTF16()
	for i := 0; i < len(units); i++ {
		if !utf16.IsSurrogate(rune(units[i])) {
			continue
		}
		if i+1 == len(units) || utf16.DecodeRune(rune(units[i]), rune(units[i+1])) == utf8.RuneError {
			return units
		}
		i++
	}
	return nil
}
