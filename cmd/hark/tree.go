package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hark-rpc/hark/hessian"
)

// How much of a long value a line shows.
const (
	maxText   = 100 // characters
	maxBinary = 32  // bytes
	maxAround = 8   // bytes on either side of an error
)

// A treePrinter prints a message for people: a line for each value, indented below what holds it.
type treePrinter struct {
	w     *bufio.Writer
	count int
}

func (p *treePrinter) print(m message) (bool, error) {
	if p.count++; p.count > 1 {
		fmt.Fprintln(p.w)
	}
	if m.line > 0 {
		fmt.Fprintf(p.w, "line %d, ", m.line)
	}
	if m.head != "" {
		fmt.Fprintf(p.w, "%s, ", m.head)
	}
	fmt.Fprintf(p.w, "%s\n", plural(len(m.data), "byte"))

	t := tree{
		w:     p.w,
		width: len(strconv.Itoa(len(m.data))),
		r:     newReader(m.data),
	}
	for {
		err := t.step()
		if err == nil {
			// A writer that failed once fails always; asking here ends a tree of which nobody reads the rest.
			if _, err := p.w.Write(nil); err != nil {
				return false, err
			}
			continue
		}
		offset, err := fault(m, t.r.dec, err)
		if err != nil {
			t.line(offset, 0, "error: "+err.Error())
			fmt.Fprintf(p.w, "%*s  %s\n", t.width, "", around(m.data, offset))
		}
		_, werr := p.w.Write(nil)
		return err == nil, werr
	}
}

// A tree is one message on its way to the writer.
type tree struct {
	w     *bufio.Writer
	width int // of the offsets
	r     *reader
	end   int // offset after the last token

	// A key that is not itself a container waits for its value, to share the line with it.
	key       string
	keyOffset int
}

// step prints what the next token adds, and returns the decoder's error if there is none.
func (t *tree) step() error {
	depth := t.r.depth()
	tok, at, err := t.r.next()
	if err != nil {
		t.flushKey(depth)
		return err
	}
	start, end := tok.Offset, tok.End
	gap := start - t.end
	if tok.Kind == hessian.KindEnd {
		t.end = end
		return nil
	}
	if gap > 0 {
		t.flushKey(depth)
		t.line(t.end, depth, fmt.Sprintf("class definition (%s)", plural(gap, "byte")))
	}
	t.end = end

	text := describeToken(tok)
	switch {
	case at.key() && !container(tok.Kind):
		t.key, t.keyOffset = text, start
	case at.key():
		t.line(start, depth, "key: "+text)
	case t.key != "":
		t.line(t.keyOffset, depth, t.key+": "+text)
		t.key = ""
	default:
		t.line(start, depth, label(at)+text)
	}
	return nil
}

// flushKey prints the waiting key on a line of its own, if there is one.
func (t *tree) flushKey(depth int) {
	if t.key != "" {
		t.line(t.keyOffset, depth, "key: "+t.key)
		t.key = ""
	}
}

func (t *tree) line(offset, depth int, text string) {
	fmt.Fprintf(t.w, "%*d  %*s%s\n", t.width, offset, 2*depth, "", text)
}

// label returns what stands before a value to say which of its container's it is.
func label(at place) string {
	switch at.in {
	case hessian.KindList:
		return fmt.Sprintf("[%d]: ", at.index)
	case hessian.KindMap:
		return "value: "
	case hessian.KindObject:
		return plainName(at.field()) + ": "
	default:
		return ""
	}
}

func describeToken(t hessian.Token) string {
	switch t.Kind {
	case hessian.KindNull:
		return "null"
	case hessian.KindBool:
		return strconv.FormatBool(t.Bool())
	case hessian.KindInt:
		return fmt.Sprintf("int %d", t.Int())
	case hessian.KindLong:
		return fmt.Sprintf("long %d", t.Int())
	case hessian.KindDouble:
		return "double " + formatDouble(t.Float())
	case hessian.KindDate:
		return "date " + time.UnixMilli(t.Int()).UTC().Format("2006-01-02T15:04:05.999Z07:00")
	case hessian.KindString:
		return describeText(t)
	case hessian.KindBinary:
		return describeBinary(t.Binary())
	case hessian.KindRef:
		return fmt.Sprintf("ref #%d", t.N)
	case hessian.KindObject:
		return fmt.Sprintf("object %s  #%d", plainName(t.Type), t.N)
	case hessian.KindMap:
		return fmt.Sprintf("map%s  #%d", typeName(t), t.N)
	case hessian.KindList:
		return describeList(t)
	default:
		return fmt.Sprintf("unknown kind %d", t.Kind)
	}
}

func describeList(t hessian.Token) string {
	if t.Len < 0 {
		return fmt.Sprintf("list%s of any length  #%d", typeName(t), t.N)
	}
	return fmt.Sprintf("list%s of %d  #%d", typeName(t), t.Len, t.N)
}

func typeName(t hessian.Token) string {
	if !t.Typed {
		return ""
	}
	return " " + plainName(t.Type)
}

// plainName returns a name as it is, if nothing in it can be mistaken or move the cursor, and quoted otherwise.
func plainName(s string) string {
	odd := func(r rune) bool {
		return !unicode.IsGraphic(r) || unicode.IsSpace(r) || r == '"' || r == utf8.RuneError
	}
	if s == "" || strings.ContainsFunc(s, odd) {
		return strconv.Quote(s)
	}
	return s
}

func describeText(t hessian.Token) string {
	text := t.Text()
	if units := loneSurrogates(t, text); units != nil {
		text = quoteUnits(units[:min(len(units), maxText)])
		return shortened(text, len(units), maxText, "unit")
	}
	n := utf8.RuneCountInString(text)
	if n > maxText {
		text = string([]rune(text[:min(len(text), maxText*utf8.UTFMax)])[:maxText])
	}
	return shortened(strconv.Quote(text), n, maxText, "character")
}

func describeBinary(b []byte) string {
	if len(b) == 0 {
		return "binary, empty"
	}
	return shortened("binary "+hex.EncodeToString(b[:min(len(b), maxBinary)]), len(b), maxBinary, "byte")
}

// shortened adds to the beginning of a value, of which only limit units are shown, how long it is.
func shortened(s string, n, limit int, unit string) string {
	if n <= limit {
		return s
	}
	return fmt.Sprintf("%s… (%s)", s, plural(n, unit))
}

// quoteUnits quotes a string of which some surrogates have no partner: those are shown as \u and their number.
func quoteUnits(units []uint16) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			pair := rune(utf8.RuneError)
			if i+1 < len(units) {
				pair = utf16.DecodeRune(r, rune(units[i+1]))
			}
			if pair == utf8.RuneError {
				fmt.Fprintf(&b, `\u%04x`, r)
				continue
			}
			r = pair
			i++
		}
		quoted := strconv.Quote(string(r))
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	b.WriteByte('"')
	return b.String()
}

// around shows the bytes at an offset, the one there in brackets.
func around(data []byte, offset int) string {
	from, to := max(offset-maxAround, 0), min(offset+maxAround+1, len(data))
	var b strings.Builder
	if from > 0 {
		b.WriteString("… ")
	}
	for i := from; i < to; i++ {
		if i == offset {
			fmt.Fprintf(&b, "[%02x] ", data[i])
		} else {
			fmt.Fprintf(&b, "%02x ", data[i])
		}
	}
	switch {
	case offset >= len(data):
		b.WriteString("[end]")
	case to < len(data):
		b.WriteString("…")
	}
	return strings.TrimSuffix(b.String(), " ")
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.Itoa(n) + " " + unit + "s"
}
