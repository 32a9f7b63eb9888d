package hessian

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/big"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// Color is an enum, as a user writes it.
type fuzzColor string

func (fuzzColor) JavaClassName() string { return "vec.Color" }

type fuzzBase struct {
	Index int32
	Any   any
}

type fuzzExtra struct{ E1, E2 string }

// A fuzzTarget has fields of every kind, under the names of the vectors.
type fuzzTarget struct {
	fuzzBase
	*fuzzExtra
	ID     int32 `hessian:"i"`
	Name   string
	Age    int8
	L      int64
	D      float64
	F      float32
	Z      bool
	U      uint64
	B      []byte
	Arr    [4]int16
	Date   time.Time
	Dur    time.Duration
	Big    *big.Int
	Dec    Decimal
	UUID   UUID
	Color  fuzzColor
	Colors []fuzzColor
	M      map[string]string
	MI     map[int32]*fuzzTarget
	MA     map[any]any
	Set    map[string]struct{}
	LS     []string
	LL     [][]int32
	Next   *fuzzTarget
	Ps     []*fuzzTarget
	Vs     []fuzzBase
	PI     *int32
	PPI    **int32
	Err    error
	Obj    *Object
	Lst    *List
	Mp     *Map
	Thr    *Throwable
	When   *LocalDateTime
	C      Char
}

func (fuzzTarget) JavaClassName() string { return "P" }

// A fuzzTree has few fields, so that a mutation often means something.
type fuzzTree struct {
	ID   int32
	Name string
	M    map[string]string
	L    []string
	Ps   []*fuzzTree
}

func fuzzRegistry(t testing.TB) *Registry {
	var r Registry
	for class, v := range map[string]any{"vec.Person": fuzzTree{}, "vec.Node": fuzzTarget{}, "vec.Color": fuzzColor(""), "E": fuzzBase{}} {
		if err := r.Register(class, v); err != nil {
			t.Fatal(err)
		}
	}
	return &r
}

func addSeeds(f *testing.F) {
	for _, file := range []string{"vectors.json", "malformed.json"} {
		for _, v := range readVectors(f, file) {
			if b := v.bytes(f); len(b) < 4096 {
				f.Add(b)
			}
		}
	}
}

// allocated runs f and checks what it allocates for n bytes of input.
func allocated(t *testing.T, n int, what string, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	if a := after.TotalAlloc - before.TotalAlloc; a > uint64(64<<10+64*n) {
		t.Errorf("%s: allocated %d bytes for %d", what, a, n)
	}
}

// FuzzUntyped checks what must hold of any bytes that are read for an
// interface.
func FuzzUntyped(f *testing.F) {
	addSeeds(f)
	r := fuzzRegistry(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		d := NewDecoder(r, data)
		var v any
		var err error
		allocated(t, len(data), "decode", func() { err = d.Decode(&v) })
		checkSkip(t, r, data, d.Offset(), err)
		checkTokens(t, r, data, d.Offset(), err)
		if err != nil {
			return
		}
		checkTyped(t, r, data, v, d.Offset())
		checkStable(t, r, v)
	})
}

// checkSkip checks that Skip ends where Decode ends, and fails only where it
// fails.
func checkSkip(t *testing.T, r *Registry, data []byte, end int, decodeErr error) {
	s := NewDecoder(r, data)
	var err error
	allocated(t, len(data), "skip", func() { err = s.Skip() })
	if decodeErr == nil && (err != nil || s.Offset() != end) {
		t.Errorf("decode ends at %d, skip at %d: %v", end, s.Offset(), err)
	}
}

func checkTokens(t *testing.T, r *Registry, data []byte, end int, decodeErr error) {
	s := NewDecoder(r, data)
	depth := 0
	for {
		tok, err := s.Token()
		if err != nil {
			if decodeErr == nil {
				t.Errorf("decode ends well at %d, tokens at %d: %v", end, s.Offset(), err)
			}
			return
		}
		_, _, _ = tok.Text(), tok.UTF16(), tok.Binary()
		switch tok.Kind {
		case KindList, KindMap, KindObject:
			depth++
		case KindEnd:
			depth--
		}
		if depth == 0 {
			break
		}
	}
	if decodeErr == nil && s.Offset() != end {
		t.Errorf("decode ends at %d, tokens at %d", end, s.Offset())
	}
}

// checkTyped checks that a target of the type that an interface got gets the
// same.
func checkTyped(t *testing.T, r *Registry, data []byte, v any, end int) {
	if v == nil {
		return
	}
	typ := reflect.TypeOf(v)
	p := reflect.New(typ)
	d := NewDecoder(r, data)
	if err := d.Decode(p.Interface()); err != nil {
		// What a Go type cannot hold, it can hold in an interface.
		var te *TypeError
		if !errors.As(err, &te) {
			t.Errorf("as %v: %v", typ, err)
		}
		return
	}
	if d.Offset() != end {
		t.Errorf("as %v it ends at %d, not %d", typ, d.Offset(), end)
	}
	switch v.(type) {
	case *Object, *List, *Map, *Throwable: // inside they may differ by design
	default:
		if !same(p.Elem().Interface(), v) {
			t.Errorf("as %v: %#v\nuntyped: %#v", typ, p.Elem(), v)
		}
	}
}

// checkStable checks that a value that was read is written so that it is read
// as the same again. The first time normalises: an empty text becomes null.
func checkStable(t *testing.T, r *Registry, v any) {
	again := func(v any) (any, bool) {
		b, err := r.Append(nil, v)
		if err != nil {
			var le *LimitError
			if !errors.As(err, &le) { // a slice may be inside itself
				t.Errorf("encode %#v: %v", v, err)
			}
			return nil, false
		}
		var w any
		if err := r.Decode(b, &w); err != nil {
			var le *LimitError
			if !errors.As(err, &le) {
				t.Errorf("decode %x again: %v", b, err)
			}
			return nil, false
		}
		return w, true
	}
	v2, ok := again(v)
	if !ok {
		return
	}
	if v3, ok := again(v2); ok && !same(v2, v3) {
		t.Errorf("not stable:\n%#v\n%#v", v2, v3)
	}
}

// same is reflect.DeepEqual for which a NaN is itself, and which does not
// tell apart the order in which the entries of a map were met.
func same(a, b any) bool {
	return sameValue(reflect.ValueOf(a), reflect.ValueOf(b), map[[2]unsafe.Pointer]bool{})
}

func sameValue(a, b reflect.Value, seen map[[2]unsafe.Pointer]bool) bool {
	if !a.IsValid() || !b.IsValid() {
		return a.IsValid() == b.IsValid()
	}
	if a.Type() != b.Type() {
		return false
	}
	switch a.Kind() {
	case reflect.Float64, reflect.Float32:
		return math.Float64bits(a.Float()) == math.Float64bits(b.Float())
	case reflect.Interface:
		return sameValue(a.Elem(), b.Elem(), seen)
	case reflect.Pointer, reflect.Map, reflect.Slice:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		pair := [2]unsafe.Pointer{a.UnsafePointer(), b.UnsafePointer()}
		if seen[pair] && (a.Kind() != reflect.Slice || a.Len() == b.Len()) {
			return true
		}
		seen[pair] = true
	}
	switch a.Kind() {
	case reflect.Pointer:
		if x, ok := reflect.TypeAssert[*big.Int](a); ok {
			return x.Cmp(b.Interface().(*big.Int)) == 0
		}
		return sameValue(a.Elem(), b.Elem(), seen)
	case reflect.Struct:
		if x, ok := reflect.TypeAssert[time.Time](a); ok {
			return x.Equal(b.Interface().(time.Time))
		}
		for i := range a.NumField() {
			if a.Type().Field(i).IsExported() && !sameValue(a.Field(i), b.Field(i), seen) {
				return false
			}
		}
		return true
	case reflect.Slice, reflect.Array:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !sameValue(a.Index(i), b.Index(i), seen) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.Len() != b.Len() {
			return false
		}
		for it := a.MapRange(); it.Next(); {
			if !sameValue(it.Value(), b.MapIndex(it.Key()), seen) {
				return false
			}
		}
		return true
	}
	return a.Equal(b)
}

// FuzzTyped checks what must hold of any bytes that are read into structs.
func FuzzTyped(f *testing.F) {
	addSeeds(f)
	r := fuzzRegistry(f)
	var tree *fuzzTree
	var target *fuzzTarget
	_ = r.Decode([]byte{tagNull}, &tree)
	_ = r.Decode([]byte{tagNull}, &target)
	f.Fuzz(func(t *testing.T, data []byte) {
		typed(t, r, data, &tree)
		typed(t, r, data, &target)
		typed(t, r, data, new([]fuzzTree))
		typed(t, r, data, new([]*fuzzTarget))
		typed(t, r, data, new(map[string]*fuzzTree))
	})
}

func typed[T any](t *testing.T, r *Registry, data []byte, p *T) {
	*p = *new(T)
	d := NewDecoder(r, data)
	var err error
	allocated(t, len(data), reflect.TypeFor[T]().String(), func() { err = d.Decode(p) })
	if err != nil {
		return
	}
	s := NewDecoder(r, data)
	if err := s.Skip(); err != nil || s.Offset() != d.Offset() {
		t.Errorf("decode ends at %d, skip at %d: %v", d.Offset(), s.Offset(), err)
	}
	var again [2]T
	from := *p
	for i := range again {
		b, err := r.Append(nil, from)
		if err != nil {
			return // a value in an interface may have no class, a cycle no end
		}
		if err := r.Decode(b, &again[i]); err != nil {
			var te *TypeError
			var le *LimitError
			if !errors.As(err, &te) && !errors.As(err, &le) {
				t.Errorf("decode %x again: %v", b, err)
			}
			return
		}
		from = again[i]
	}
	if !same(again[0], again[1]) {
		t.Errorf("not stable:\n%#v\n%#v", again[0], again[1])
	}
}

// FuzzString compares strings with what unicode/utf16 makes of them.
func FuzzString(f *testing.F) {
	for _, s := range []string{"", "a", "é", "你好", "😀", "a\x00b", "\xff", strings.Repeat("x", 32767) + "😀y", strings.Repeat("世", 40000)} {
		f.Add(s, uint16(len(s)))
	}
	var r Registry
	f.Fuzz(func(t *testing.T, s string, pad uint16) {
		s = strings.Repeat("x", int(pad)) + s
		b, err := r.Append(nil, s)
		if !utf8.ValidString(s) {
			if err == nil {
				t.Errorf("%q was encoded", s)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		tok, err := NewDecoder(&r, b).Token()
		if err != nil || tok.Text() != s || !reflect.DeepEqual(tok.UTF16(), append([]uint16(nil), utf16.Encode([]rune(s))...)) {
			t.Errorf("%.40q became %.40q: %v", s, tok.Text(), err)
		}
		units := 0
		for at := (scanner{data: b}); ; {
			n, last, err := at.chunkHead()
			if err != nil {
				t.Fatal(err)
			}
			size, _, err := textSpan(at.data[at.pos:], n)
			if err != nil || n > maxChunk {
				t.Fatalf("a chunk of %d: %v", n, err)
			}
			at.pos += size
			if units += n; last {
				break
			}
		}
		if want := len(utf16.Encode([]rune(s))); units != want {
			t.Errorf("%d units, want %d", units, want)
		}
	})
}

// FuzzStream reads several values by every method in turn, which share the
// tables of one message.
func FuzzStream(f *testing.F) {
	addSeeds(f)
	f.Add(bytes.Repeat([]byte{tagNull}, 8))
	r := fuzzRegistry(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		allocated(t, len(data), "stream", func() {
			d := NewDecoder(r, data)
			for i := 0; ; i++ {
				var err error
				switch (i + len(data)) % 4 {
				case 0:
					err = d.Skip()
				case 1:
					var v any
					err = d.Decode(&v)
				case 2:
					var v *fuzzTree
					err = d.Decode(&v)
				default:
					_, err = d.Token()
				}
				if err == nil {
					continue
				}
				if again := d.Skip(); again == nil {
					t.Errorf("after %v it goes on", err)
				}
				if !errors.Is(err, io.EOF) {
					var e *Error
					if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(data) || err.Error() == "" {
						t.Errorf("error %T: %v", err, err)
					}
				}
				return
			}
		})
	})
}
