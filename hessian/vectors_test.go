package hessian

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// A vector is an entry of vectors.json or malformed.json; see the README
// beside them.
type vector struct {
	Name       string
	Group      string
	Hex        string
	HexParts   [][2]any `json:"hex_parts"`
	Expect     json.RawMessage
	JavaWrites bool `json:"java_writes"`
	Target     string
}

func readVectors(t testing.TB, file string) []vector {
	t.Helper()
	b, err := os.ReadFile("testdata/vectors/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var v []vector
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// bytes is the message.
func (v vector) bytes(t testing.TB) []byte {
	t.Helper()
	parts := v.HexParts
	if parts == nil {
		parts = [][2]any{{v.Hex, 1.0}}
	}
	return expandHex(t, parts)
}

func expandHex(t testing.TB, parts [][2]any) []byte {
	t.Helper()
	var out []byte
	for _, p := range parts {
		b, err := hex.DecodeString(p[0].(string))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, bytes.Repeat(b, int(p[1].(float64)))...)
	}
	return out
}

// node is a value in the notation of the vectors.
type node struct {
	T       string
	V       any
	Bits    string
	MS      string
	Parts   [][2]any
	UTF16   string
	U16P    [][2]any `json:"utf16_parts"`
	Hex     *string
	HexP    [][2]any `json:"hex_parts"`
	Type    *string
	Items   []node
	Entries [][2]node
	Class   string
	Fields  []json.RawMessage
	N       int
}

// expected writes a node the way actual writes tokens, so that the two can be
// compared as text.
func (n node) write(t testing.TB, b *strings.Builder) {
	typ := "-"
	if n.Type != nil {
		typ = strconv.Quote(*n.Type)
	}
	switch n.T {
	case "null":
		b.WriteString("null ")
	case "bool", "int", "long":
		fmt.Fprintf(b, "%s %v ", n.T, n.V)
	case "double":
		fmt.Fprintf(b, "double %s ", n.Bits)
	case "date":
		fmt.Fprintf(b, "date %s ", n.MS)
	case "string":
		fmt.Fprintf(b, "string %x ", n.units(t))
	case "binary":
		p := n.HexP
		if n.Hex != nil {
			p = [][2]any{{*n.Hex, 1.0}}
		}
		fmt.Fprintf(b, "binary %x ", expandHex(t, p))
	case "ref":
		fmt.Fprintf(b, "ref %d ", n.N)
	case "list":
		fmt.Fprintf(b, "list %s ", typ)
		for _, i := range n.Items {
			i.write(t, b)
		}
		b.WriteString("end ")
	case "map":
		fmt.Fprintf(b, "map %s ", typ)
		for _, e := range n.Entries {
			e[0].write(t, b)
			e[1].write(t, b)
		}
		b.WriteString("end ")
	case "object":
		fmt.Fprintf(b, "object %q ", n.Class)
		var names []string
		var values strings.Builder
		for _, f := range n.Fields {
			var pair [2]json.RawMessage
			var name string
			var value node
			mustJSON(t, f, &pair)
			mustJSON(t, pair[0], &name)
			mustJSON(t, pair[1], &value)
			names = append(names, name)
			value.write(t, &values)
		}
		fmt.Fprintf(b, "%q %send ", names, values.String())
	default:
		t.Fatalf("unknown t %q", n.T)
	}
}

func mustJSON(t testing.TB, b []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatal(err)
	}
}

func (n node) units(t testing.TB) []uint16 {
	if n.UTF16 != "" || n.U16P != nil {
		p := n.U16P
		if p == nil {
			p = [][2]any{{n.UTF16, 1.0}}
		}
		b := expandHex(t, p)
		u := make([]uint16, len(b)/2)
		for i := range u {
			u[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
		}
		return u
	}
	if n.Parts != nil {
		var s strings.Builder
		for _, p := range n.Parts {
			s.WriteString(strings.Repeat(p[0].(string), int(p[1].(float64))))
		}
		return utf16.Encode([]rune(s.String()))
	}
	s, _ := n.V.(string)
	return utf16.Encode([]rune(s))
}

// tokens writes the tokens of a message.
func tokens(d *Decoder) (string, error) {
	var b strings.Builder
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		typ := "-"
		if t.Typed {
			typ = strconv.Quote(t.Type)
		}
		switch t.Kind {
		case KindNull:
			b.WriteString("null ")
		case KindBool:
			fmt.Fprintf(&b, "bool %v ", t.Bool())
		case KindInt:
			fmt.Fprintf(&b, "int %v ", float64(t.Int()))
		case KindLong:
			fmt.Fprintf(&b, "long %d ", t.Int())
		case KindDouble:
			fmt.Fprintf(&b, "double %016x ", math.Float64bits(t.Float()))
		case KindDate:
			fmt.Fprintf(&b, "date %d ", t.Int())
		case KindString:
			fmt.Fprintf(&b, "string %x ", t.UTF16())
		case KindBinary:
			fmt.Fprintf(&b, "binary %x ", t.Binary())
		case KindRef:
			fmt.Fprintf(&b, "ref %d ", t.N)
		case KindList:
			fmt.Fprintf(&b, "list %s ", typ)
		case KindMap:
			fmt.Fprintf(&b, "map %s ", typ)
		case KindObject:
			fmt.Fprintf(&b, "object %q %q ", t.Type, t.Fields)
		case KindEnd:
			b.WriteString("end ")
		}
	}
}

func TestVectorsToken(t *testing.T) {
	for _, v := range readVectors(t, "vectors.json") {
		t.Run(v.Name, func(t *testing.T) {
			var want strings.Builder
			var nodes []node
			mustJSON(t, v.Expect, &nodes)
			for _, n := range nodes {
				n.write(t, &want)
			}
			var r Registry
			got, err := tokens(NewDecoder(&r, v.bytes(t)))
			if err != nil || got != want.String() {
				t.Errorf("error %v\ngot  %.400s\nwant %.400s", err, got, want.String())
			}
		})
	}
}

// TestVectorsSkip checks that Skip ends where Decode ends.
func TestVectorsSkip(t *testing.T) {
	for _, v := range readVectors(t, "vectors.json") {
		var r Registry
		skip, decode := NewDecoder(&r, v.bytes(t)), NewDecoder(&r, v.bytes(t))
		for {
			var x any
			skipErr, decodeErr := skip.Skip(), decode.Decode(&x)
			if errors.Is(skipErr, io.EOF) && errors.Is(decodeErr, io.EOF) {
				break
			}
			if skipErr != nil || decodeErr != nil || skip.Offset() != decode.Offset() {
				t.Errorf("%s: skip to %d: %v; decode to %d: %v", v.Name, skip.Offset(), skipErr, decode.Offset(), decodeErr)
				break
			}
		}
	}
}

// A rebuilder makes Go values of nodes that lose nothing: *List, *Map and
// *Object wherever Go's own types would forget a name.
type rebuilder struct {
	t    testing.TB
	refs []any
}

func (r *rebuilder) value(n node) any {
	switch n.T {
	case "bool":
		return n.V
	case "int":
		return int32(n.V.(float64))
	case "long":
		i, err := strconv.ParseInt(n.V.(string), 10, 64)
		if err != nil {
			r.t.Fatal(err)
		}
		return i
	case "double":
		bits, err := strconv.ParseUint(n.Bits, 16, 64)
		if err != nil {
			r.t.Fatal(err)
		}
		return math.Float64frombits(bits)
	case "date":
		ms, err := strconv.ParseInt(n.MS, 10, 64)
		if err != nil {
			r.t.Fatal(err)
		}
		return time.UnixMilli(ms)
	case "string":
		return string(utf16.Decode(n.units(r.t)))
	case "binary":
		p := n.HexP
		if n.Hex != nil {
			p = [][2]any{{*n.Hex, 1.0}}
		}
		return append([]byte{}, expandHex(r.t, p)...)
	case "ref":
		return r.refs[n.N]
	case "list", "map", "object":
		return r.container(n)
	}
	return nil
}

func (r *rebuilder) container(n node) any {
	typ := ""
	if n.Type != nil {
		typ = *n.Type
	}
	switch n.T {
	case "list":
		l := &List{Type: typ, Items: []any{}}
		r.refs = append(r.refs, l)
		for _, i := range n.Items {
			l.Items = append(l.Items, r.value(i))
		}
		return l
	case "map":
		m := &Map{Type: typ}
		r.refs = append(r.refs, m)
		for _, e := range n.Entries {
			key := r.value(e[0])
			m.Entries = append(m.Entries, Entry{key, r.value(e[1])})
		}
		return m
	}
	o := &Object{Class: n.Class}
	r.refs = append(r.refs, o)
	for _, f := range n.Fields {
		var pair [2]json.RawMessage
		var name string
		var value node
		mustJSON(r.t, f, &pair)
		mustJSON(r.t, pair[0], &name)
		mustJSON(r.t, pair[1], &value)
		o.Fields = append(o.Fields, Field{name, r.value(value)})
	}
	return o
}

// TestVectorsEncode checks that what Java wrote is written again to the byte.
func TestVectorsEncode(t *testing.T) {
	cannot := map[string]string{
		"string_lone_high":             "a Go string has no lone surrogates",
		"string_lone_low":              "a Go string has no lone surrogates",
		"string_low_high":              "a Go string has no lone surrogates",
		"list_iterator":                "lists of unknown length are read, never written",
		"list_variable_untyped_nested": "lists of unknown length are read, never written",
		"list_variable_empty":          "lists of unknown length are read, never written",
	}
	encoded := 0
	for _, v := range readVectors(t, "vectors.json") {
		raw := v.bytes(t)
		if !v.JavaWrites || v.Group == "binary" && len(raw) > 4096 {
			continue
		}
		t.Run(v.Name, func(t *testing.T) {
			var nodes []node
			mustJSON(t, v.Expect, &nodes)
			var r Registry
			e := NewEncoder(&r, nil)
			b := rebuilder{t: t}
			for _, n := range nodes {
				if err := e.Encode(b.value(n)); err != nil {
					t.Fatal(err)
				}
			}
			if same := bytes.Equal(e.Bytes(), raw); same != (cannot[v.Name] == "") {
				t.Errorf("the same: %v\nwrote %.100x\nwant  %.100x", same, e.Bytes(), raw)
			}
			encoded++
		})
	}
	if encoded < 200 {
		t.Errorf("only %d vectors were encoded", encoded)
	}
}

func TestMalformed(t *testing.T) {
	type P struct {
		ID   int32
		Name string
		M    map[string]string
		L    []string
		Ps   []*P
	}
	for _, v := range readVectors(t, "malformed.json") {
		t.Run(v.Name, func(t *testing.T) {
			raw := v.bytes(t)
			want := strings.Trim(string(v.Expect), `"`)
			var r Registry
			if err := r.Register("P", P{}); err != nil {
				t.Fatal(err)
			}
			decode := func() (any, error) {
				d := NewDecoder(&r, raw)
				if v.Target != "" {
					var p *P
					err := d.Decode(&p)
					return p, err
				}
				var x any
				err := d.Decode(&x)
				return x, err
			}
			decode() // makes the plans
			start := time.Now()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got, err := decode()
			runtime.ReadMemStats(&after)
			if n := after.TotalAlloc - before.TotalAlloc; n > uint64(64<<10+64*len(raw)) {
				t.Errorf("allocated %d bytes for %d", n, len(raw))
			}
			if d := time.Since(start); d > 2*time.Second {
				t.Errorf("took %v", d)
			}
			if want == "error" && err == nil || want == "value" && err != nil {
				t.Errorf("got %.100v, %v; want %s", reflect.ValueOf(got), err, want)
			}
			if p, ok := got.(*P); ok && v.Name == "typed_map_key_null_desync" && p.Name != "f" {
				t.Errorf("name %q", p.Name)
			}
		})
	}
}
