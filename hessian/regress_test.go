package hessian

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// roundTrip writes v and reads it into a new value of its type.
func roundTrip[T any](t *testing.T, r *Registry, v T) T {
	t.Helper()
	data, err := r.Append(nil, v)
	if err != nil {
		t.Fatalf("encode %#v: %v", v, err)
	}
	var got T
	if err := r.Decode(data, &got); err != nil {
		t.Fatalf("decode %x into %T: %v", data, v, err)
	}
	return got
}

func decodeHex[T any](t *testing.T, r *Registry, text string) (v T, err error) {
	t.Helper()
	data, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return v, r.Decode(data, &v)
}

type (
	regColor  string
	regStatus int64
	regFlag   bool
	regLevel  int
)

func (regColor) JavaClassName() string { return "x.Color" }
func (regLevel) JavaClassName() string { return "x.Level" }
func (l regLevel) MarshalText() ([]byte, error) {
	return []byte([]string{"LOW", "HIGH"}[l]), nil
}
func (l *regLevel) UnmarshalText(b []byte) error {
	for i, s := range []string{"LOW", "HIGH"} {
		if s == string(b) {
			*l = regLevel(i)
			return nil
		}
	}
	return errors.New("no such level: " + string(b))
}

type regBase struct{ ID int32 }

type regNode struct {
	regBase
	*regExtra
	E      []int32
	P1, P2 *regNode
	Status regStatus
	Flag   regFlag
	Color  regColor
	Level  regLevel
	Levels []regLevel
	Maps   []map[string]string
	Blobs  [][]byte
	Arr    [3]int32
	Mark   [16]byte
	Items  []regBase
	Item   *regBase
	U      uint64
	Set    map[regColor]struct{}
	Dec    Decimal
	Big    *big.Int
	UUID   UUID
	Locale Locale
	Class  Class
	When   time.Time `hessian:"when,class=java.time.LocalDateTime"`
	Stamp  time.Time `hessian:"stamp,class=java.sql.Timestamp"`
	Zoned  time.Time `hessian:"zoned,class=java.time.ZonedDateTime"`
	For    time.Duration
	Ptr    **int32
	Any    any
	Linked []string          `hessian:",class=java.util.LinkedList"`
	Tree   map[string]string `hessian:",class=java.util.TreeMap"`
	Price  *big.Int          `hessian:"-"`
}

type regExtra struct{ Note string }

func (regNode) JavaClassName() string { return "x.Node" }
func (regBase) JavaClassName() string { return "x.Base" }

// TestEveryField writes and reads a struct that has a field of every kind.
func TestEveryField(t *testing.T) {
	var r Registry
	n := int32(5)
	pn := &n
	if err := r.Register("x.Node", regNode{}); err != nil {
		t.Fatal(err)
	}
	v := &regNode{
		regBase: regBase{7}, regExtra: &regExtra{"note"}, E: []int32{}, Status: 9, Flag: true, Color: "RED",
		Level: 1, Levels: []regLevel{0, 1}, Maps: []map[string]string{{"a": "b"}, nil}, Blobs: [][]byte{{1}, nil, {}},
		Arr: [3]int32{1, 2, 3}, Mark: [16]byte{15: 1}, Items: []regBase{{1}, {2}}, Item: &regBase{3}, U: math.MaxInt64,
		Set: map[regColor]struct{}{"RED": {}, "BLUE": {}}, Dec: "1.50", Big: new(big.Int).Lsh(big.NewInt(-3), 100),
		UUID: UUID{1, 2, 3}, Locale: "zh_CN", Class: "[I",
		When:  time.Date(2026, 11, 25, 10, 0, 0, 5, time.Local),
		Stamp: time.UnixMilli(1700000000123).UTC(),
		Zoned: time.Date(2026, 11, 25, 10, 0, 0, 5, time.FixedZone("+08:00", 8*3600)),
		For:   -time.Millisecond, Ptr: &pn, Any: []int64{1}, Linked: []string{"x"}, Tree: map[string]string{"k": "v"},
	}
	v.P1, v.P2 = v, &regNode{regBase: regBase{8}}
	got := roundTrip(t, &r, v)
	if got.P1 != got {
		t.Error("the reference to itself is lost")
	}
	if !same(got, v) {
		t.Errorf("got  %+v\nwant %+v", got, v)
	}
	if got.P2.regExtra != nil {
		t.Error("an embedded pointer to nothing became something")
	}
	if name, off := got.Zoned.Zone(); name != "+08:00" || off != 8*3600 {
		t.Errorf("zone %s %d", name, off)
	}
	var x any
	data, err := r.Append(nil, v)
	if err == nil {
		err = r.Decode(data, &x)
	}
	if err != nil || !same(x, v) {
		t.Errorf("for an interface: %+v, %v", x, err)
	}
}

// TestSharedReferences are the graphs that are easy to get wrong: every list,
// map and object has a number, empty ones and enums too.
func TestSharedReferences(t *testing.T) {
	var r Registry
	p := &regBase{1}
	s := []int32{1, 2}
	m := map[string]any{"k": int32(1)}
	for _, v := range [][]any{
		{[]any{}, p, p},
		{[]int32{}, p, p},
		{map[string]any{}, p, p},
		{&List{Type: "java.util.HashSet", Items: []any{}}, p, p},
		{regColor("RED"), p, p},
		{Decimal("1"), UUID{1}, Locale("de"), Class("int"), big.NewInt(1), p, p},
		{SQLTime{time.UnixMilli(1)}, &LocalDateTime{}, &Duration{}, p, p},
		{s, s[:1], p, p},
		{m, m, p, p},
		{&Throwable{Class: "x.E"}, p, p},
		{&regBase{1}, regBase{1}, p, p},
		{time.UnixMilli(1), []byte{}, "", p, p},
	} {
		data, err := r.Append(nil, v)
		if err != nil {
			t.Fatal(err)
		}
		var got []any
		if err := r.Decode(data, &got); err != nil {
			t.Fatalf("%x: %v", data, err)
		}
		a, b := got[len(got)-2], got[len(got)-1]
		if o, ok := a.(*Object); !ok || o != b || o.Class != "x.Base" {
			t.Errorf("%x: the last two are %v and %v", data, a, b)
		}
	}
}

// TestLists checks which form a list takes.
func TestLists(t *testing.T) {
	type holder struct {
		Static  []int32
		Dynamic any
	}
	var r Registry
	if err := r.Register("H", holder{}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		v    any
		want string
	}{
		{holder{[]int32{1}, []int32{1}}, "430148920673746174696307" + "64796e616d696360" + "7991" + "71045b696e7491"},
		{[][]string{{"a"}}, "71085b5b737472696e67790161"},
		{[]bool{true}, "71085b626f6f6c65616e54"},
		{[]any{}, "78"},
		{[]holder{}, "70025b48"},
		{[]*holder{nil}, "71025b484e"},
		{[]regColor{"RED"}, "71085b782e436f6c6f724307782e436f6c6f7291046e616d656003524544"},
		{[]*int32{nil}, "71125b6a6176612e6c616e672e496e74656765724e"},
		{[]map[string]any{}, "78"},
		{map[int32]struct{}{1: {}}, "71116a6176612e7574696c2e4861736853657491"},
		{[]any(nil), "4e"},
		{[]uint16{1}, "7991"},
		{make([]int64, 9), "56055b6c6f6e6799" + strings.Repeat("e0", 9)},
	} {
		data, err := r.Append(nil, tt.v)
		if got := hex.EncodeToString(data); err != nil || got != tt.want {
			t.Errorf("%#v: %s, %v; want %s", tt.v, got, err, tt.want)
		}
	}
}

// TestDesync are messages with what a struct has no place for: the values
// after it must not shift.
func TestDesync(t *testing.T) {
	type P struct {
		Name string
		M    map[string]string
		id   int32 // is no place for the field of this name
	}
	var r Registry
	for name, text := range map[string]string{
		"null in a map": "43015092016d046e616d65604801614e5a0166",
		"null as a key": "43015092016d046e616d6560484e01765a0166",
	} {
		p, err := decodeHex[*P](t, &r, text)
		if err != nil || p.Name != "f" {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	for name, v := range map[string]any{
		"unexported": "id", "list": []any{int32(1), &Object{Class: "B", Fields: []Field{{"x", nil}}}},
		"map": map[string]any{"a": []int32{1}}, "binary": []byte("abc"), "date": time.UnixMilli(5), "double": 0.3,
	} {
		data, err := r.Append(nil, &Object{Class: "P", Fields: []Field{{"id", v}, {"name", "f"}}})
		if err != nil {
			t.Fatal(err)
		}
		var p P
		if err := r.Decode(data, &p); err != nil || p.Name != "f" || p.id != 0 {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

// TestSkippedReference refers to what was passed over as unknown.
func TestSkippedReference(t *testing.T) {
	type inner struct {
		ID   int32
		Self *inner
	}
	type outer struct {
		Known *inner
		Again *inner
		Any   any
	}
	full := &Object{Class: "I", Fields: []Field{{"id", int32(5)}, {"self", nil}}}
	full.Fields[1].Value = full
	v := &Object{Class: "O", Fields: []Field{
		{"gone", []any{&Object{Class: "J", Fields: []Field{{"x", []int32{1}}}}, full}},
		{"known", full}, {"again", full}, {"any", full},
	}}
	var r Registry
	data, err := r.Append(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	var o outer
	if err := r.Decode(data, &o); err != nil {
		t.Fatal(err)
	}
	if o.Known == nil || o.Known.ID != 5 || o.Again == nil || o.Again.ID != 5 {
		t.Errorf("got %+v", o)
	}
	if x, ok := o.Any.(*Object); !ok || x.Fields[0].Value != int32(5) {
		t.Errorf("any %+v", o.Any)
	}
	// Values that Skip passed over can be referred to as well.
	d := NewDecoder(&r, append(append([]byte{}, data...), tagRef, 0x92))
	if err := d.Skip(); err != nil {
		t.Fatal(err)
	}
	var j any
	if err := d.Decode(&j); err != nil {
		t.Fatal(err)
	}
	if x, ok := j.(*Object); !ok || x.Class != "J" {
		t.Errorf("got %#v", j)
	}
}

// TestCycles are values that contain themselves.
func TestCycles(t *testing.T) {
	var r Registry
	l, err := decodeHex[any](t, &r, "795190")
	if s, ok := l.([]any); err != nil || !ok || len(s) != 1 {
		t.Fatalf("%v", err)
	} else if in, ok := s[0].([]any); !ok || &in[0] != &s[0] {
		t.Error("the list is not in itself")
	}
	v, err := decodeHex[any](t, &r, "5751905a")
	if s, ok := v.(*List); err != nil || !ok || s.Items[0] != v {
		t.Errorf("a list of unknown length: %#v, %v", v, err)
	}
	m, err := decodeHex[any](t, &r, "48016151905a")
	if s, ok := m.(*Map); err != nil || !ok || s.Entries[0].Value != m {
		t.Errorf("a map: %#v, %v", m, err)
	}
	if data, err := r.Append(nil, m); err != nil || hex.EncodeToString(data) != "48016151905a" {
		t.Errorf("the map again: %x, %v", data, err)
	}
	tm, err := decodeHex[map[string]any](t, &r, "48016151905a")
	if err != nil || reflect.ValueOf(tm["a"]).UnsafePointer() != reflect.ValueOf(tm).UnsafePointer() {
		t.Errorf("a typed map: %v", err)
	}
	s := []any{nil}
	s[0] = s
	var le *LimitError
	if _, err := r.Append(nil, s); !errors.As(err, &le) {
		t.Errorf("a slice in itself: %v", err)
	}
	type P *P
	var p P
	p = &p
	if _, err := r.Append(nil, p); !errors.As(err, &le) {
		t.Errorf("a pointer to itself: %v", err)
	}
}

func TestThrowable(t *testing.T) {
	var r Registry
	cause := &Throwable{Class: "java.io.IOException", Message: "disk", Fields: []Field{{"code", int32(3)}}}
	v := &Throwable{
		Class: "x.BizException", Message: "biz", Cause: cause,
		StackTrace: []StackTraceElement{{DeclaringClass: "x.Main", MethodName: "main", FileName: "Main.java", LineNumber: 3}},
		Suppressed: []error{&Throwable{Class: "x.Other"}},
		Fields:     []Field{{"name", "mine"}},
	}
	got := roundTrip(t, &r, v)
	if !same(got, v) || !errors.Is(got, got.Cause) || got.Error() != "x.BizException: biz" {
		t.Errorf("got %+v", got)
	}
	type biz struct {
		Throwable
		Name string
		Left int32
	}
	if err := r.Register("x.BizException", biz{}); err != nil {
		t.Fatal(err)
	}
	e := roundTrip[error](t, &r, v)
	var b *biz
	if !errors.As(e, &b) || b.Name != "mine" || b.Class != "x.BizException" || b.Message != "biz" || b.Cause == nil {
		t.Errorf("got %#v", e)
	}
	again := roundTrip(t, &r, &biz{Throwable: Throwable{Message: "m"}, Left: 4})
	if again.Cause != nil || again.Left != 4 || again.Message != "m" {
		t.Errorf("got %+v", again)
	}
}

func TestBuiltinTargets(t *testing.T) {
	var r Registry
	day := time.Date(2026, 11, 25, 8, 30, 15, 123456789, time.UTC)
	for _, tt := range []struct {
		from any
		want time.Time
	}{
		{&Instant{day.Unix(), int32(day.Nanosecond())}, day},
		{&SQLDate{day}, day.Truncate(time.Millisecond)},
		{&Calendar{Date: day, Type: "java.util.GregorianCalendar"}, day.Truncate(time.Millisecond)},
		{&OffsetDateTime{LocalDateTimeOf(day), ZoneOffset{}}, day},
		{&ZonedDateTime{LocalDateTimeOf(day), ZoneOffset{3600}, "Europe/Berlin"}, day.Add(-time.Hour)},
		{&LocalDate{2026, 11, 25}, time.Date(2026, 11, 25, 0, 0, 0, 0, time.Local)},
		{day, day.Truncate(time.Millisecond)},
	} {
		data, err := r.Append(nil, tt.from)
		if err != nil {
			t.Fatal(err)
		}
		var got time.Time
		if err := r.Decode(data, &got); err != nil || !got.Equal(tt.want) {
			t.Errorf("%#v: %v, %v; want %v", tt.from, got, err, tt.want)
		}
		var back any
		if err := r.Decode(data, &back); err != nil || reflect.TypeOf(back) != reflect.TypeOf(tt.from) {
			t.Errorf("%T came back as %T, %v", tt.from, back, err)
		}
	}
	for text, want := range map[string]any{
		"4330266a6176612e7574696c2e636f6e63757272656e742e61746f6d69632e41746f6d69634c6f6e67910576616c756560e5": int64(5),
	} {
		if got, err := decodeHex[int64](t, &r, text); err != nil || got != want {
			t.Errorf("got %v, %v", got, err)
		}
	}
}

func TestRegistryConflicts(t *testing.T) {
	var r Registry
	type A struct{}
	type B struct{}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	bad := func(err error) {
		t.Helper()
		if err == nil {
			t.Error("no error")
		}
	}
	ok(r.Register("a.A", A{}))
	ok(r.Register("a.A", &A{}))
	bad(r.Register("a.A", B{}))
	bad(r.Register("a.B", A{}))
	bad(r.Register("", B{}))
	bad(r.Register("a.C", nil))
	bad(r.Register("a.C", 5))
	bad(r.Register("a.C", []int{}))
	ok(r.Register("a.B", B{}))
	var other Registry
	ok(other.Register("b.B", B{}))
	x, err := r.Append(nil, B{})
	ok(err)
	y, err := other.Append(nil, B{})
	ok(err)
	if !bytes.Contains(x, []byte("a.B")) || !bytes.Contains(y, []byte("b.B")) {
		t.Errorf("%q %q", x, y)
	}
	// What was decoded before a registration does not stick.
	var v any
	ok(other.Decode(x, &v))
	if _, is := v.(*Object); !is {
		t.Errorf("got %T", v)
	}
	ok(other.Register("a.B", A{}))
	ok(other.Decode(x, &v))
	if _, is := v.(*A); !is {
		t.Errorf("got %T", v)
	}
}

func TestEncodeErrors(t *testing.T) {
	type noClass struct{ A int }
	type inner struct {
		regBase
		X int
	}
	for _, tt := range []struct {
		v    any
		want string
	}{
		{make(chan int), "chan int has no form in Hessian"},
		{noClass{}, "hessian.noClass has no form in Hessian: it has no Java class: register it, or give it a method JavaClassName"},
		{inner{}, "that of the embedded hessian.regBase"},
		{struct{ F func() }{}, "struct { F func() }.F at offset 0: func() has no form"},
		{[]any{1, map[string]any{"k": []any{noClass{}}}}, "[]interface {}[1].k[0]"},
		{"a\xff", "invalid UTF-8"},
		{uint64(math.MaxUint64), "over the range of a Java long"},
		{&regNode{Dec: "x"}, `*hessian.regNode.Dec at offset`},
		{struct {
			A int `hessian:"a"`
			B int `hessian:"a"`
		}{}, `the fields A and B are both "a" in Java`},
		{struct {
			A int `hessian:"a,omitempty"`
		}{}, `unknown option "omitempty"`},
		{struct {
			A int `hessian:"a,class=java.util.Date"`
		}{}, "at least not as java.util.Date"},
		{&Throwable{}, "it has no Class"},
		{complex(1, 1), "complex128 has no form"},
	} {
		var r Registry
		dst := []byte{1, 2, 3}
		got, err := r.Append(dst, tt.v)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !bytes.Equal(got, dst) {
			t.Errorf("%T: %v; want %q", tt.v, err, tt.want)
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	type Item struct{ Price float64 }
	type Order struct {
		Items []*Item
		Note  string
	}
	var r Registry
	v := &Object{Class: "O", Fields: []Field{{"items", []any{
		&Object{Class: "I", Fields: []Field{{"price", 1.5}}},
		&Object{Class: "I", Fields: []Field{{"price", "x"}}},
	}}}}
	data, err := r.Append(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	var o Order
	err = r.Decode(data, &o)
	var e *Error
	if !errors.As(err, &e) || e.Path() != "hessian.Order.items[1].price" || data[e.Offset] != 1 {
		t.Errorf("%v", err)
	}
	if want := "string does not fit float64"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v; want %s", err, want)
	}
	for i := range data {
		if err := r.Decode(data[:i], new(any)); !errors.Is(err, io.ErrUnexpectedEOF) && !(i == 0 && errors.Is(err, io.EOF)) && !errors.Is(err, ErrSyntax) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
	if err := r.Decode([]byte{tagNull, tagNull}, new(any)); !errors.Is(err, ErrSyntax) {
		t.Errorf("more bytes: %v", err)
	}
	for _, target := range []any{nil, 5, Order{}, (*Order)(nil), (*any)(nil)} {
		if err := r.Decode(data, target); err == nil {
			t.Errorf("target %T was taken", target)
		}
	}
}

func TestLimits(t *testing.T) {
	deep := strings.Repeat("79", 600) + "4e"
	def := "43014190"
	tests := []struct {
		limits Limits
		hex    string
		ok     bool
	}{
		{Limits{}, deep, false},
		{Limits{Depth: 1000}, deep, true},
		{Limits{Message: 4}, "7d9090909090", false},
		{Limits{Message: 6}, "7d9090909090", true},
		{Limits{Definitions: 2}, strings.Repeat(def, 3) + "4e", false},
		{Limits{Definitions: 3}, strings.Repeat(def, 3) + "4e", true},
		{Limits{Fields: 1}, "430141920161016260" + "9091", false},
		{Limits{Fields: 2}, "430141920161016260" + "9091", true},
		{Limits{References: 2}, "7a7878", false},
		{Limits{References: 3}, "7a7878", true},
	}
	for _, tt := range tests {
		r := Registry{Limits: tt.limits}
		_, err := decodeHex[any](t, &r, tt.hex)
		var le *LimitError
		if (err == nil) != tt.ok || err != nil && !errors.As(err, &le) {
			t.Errorf("%+v: %v", tt.limits, err)
		}
	}
}

func TestStrict(t *testing.T) {
	r := Registry{Strict: true}
	_, err := decodeHex[any](t, &r, "4301419060")
	var te *TypeError
	if !errors.As(err, &te) || !strings.Contains(err.Error(), "object of A") {
		t.Errorf("%v", err)
	}
	if _, err := decodeHex[*struct{}](t, &r, "4301419060"); err != nil {
		t.Errorf("a target of its own: %v", err)
	}
}

func TestJavaNames(t *testing.T) {
	for name, want := range map[string]string{
		"ID": "id", "UserID": "userId", "HTTPServer": "httpServer", "URLPath": "urlPath", "UserIDs": "userIds",
		"X": "x", "XPos": "xPos", "AField": "aField", "Name": "name", "Name2": "name2", "OAuth2Token": "oAuth2Token",
		"Ärger": "ärger", "JSONOfXML": "jsonOfXml", "IDs": "ids", "URLs": "urls",
	} {
		if got := javaName(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestEncoderStream checks that the values of one message share its tables.
func TestEncoderStream(t *testing.T) {
	var r Registry
	e := NewEncoder(&r, []byte("head"))
	p := &regBase{1}
	for _, err := range []error{e.String("2.0.2"), e.Encode(p), e.Encode([]any{p, &regBase{2}}), e.BeginMap("")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	e.EndMap()
	e.Null()
	e.Bool(true)
	e.Int(1)
	e.Long(1)
	e.Double(1)
	e.Binary(nil)
	e.Date(time.UnixMilli(0))
	want := "head" + "\x05" + "2.0.2" + "C\x06x.Base\x91\x02id\x60\x91" + "\x7a\x51\x90\x60\x92" + "HZ" + "NT\x91\xe1\x5c\x20\x4b\x00\x00\x00\x00"
	if got := string(e.Bytes()); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if err := e.Encode(make(chan int)); err == nil || e.Encode(1) == nil || e.String("x") == nil {
		t.Error("it goes on after an error")
	}
	e.Reset(nil)
	if err := e.Encode(p); err != nil || string(e.Bytes()) != "C\x06x.Base\x91\x02id\x60\x91" {
		t.Errorf("after Reset: %q, %v", e.Bytes(), err)
	}
}

// TestAllocs keeps what docs/performance.md says.
func TestAllocs(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	limits := map[string][2]float64{"Person": {0, 2}, "Order": {0, 6}, "Persons": {0, 100}, "Map": {0, 180}, "ASCII64K": {0, 2}, "Chinese64K": {0, 2}}
	for _, c := range benchCases() {
		limit, ok := limits[c.name]
		if !ok {
			continue
		}
		var r Registry
		data, err := r.Append(nil, c.value)
		if err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 0, 2*len(data))
		if n := testing.AllocsPerRun(100, func() { buf, _ = r.Append(buf[:0], c.value) }); n > limit[0] {
			t.Errorf("%s: encoding allocates %v times", c.name, n)
		}
		if n := testing.AllocsPerRun(100, func() { _ = r.Decode(data, c.target()) }); n > limit[1] {
			t.Errorf("%s: decoding allocates %v times", c.name, n)
		}
	}
}

// TestConcurrent uses one registry from several goroutines, while classes are
// being registered; it is for the race detector.
func TestConcurrent(t *testing.T) {
	var r Registry
	order := newBenchOrder()
	data, err := r.Append(nil, order)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 200 {
				if b, err := r.Append(nil, order); err != nil || !bytes.Equal(b, data) {
					t.Errorf("encode: %x, %v", b, err)
				}
				var o *benchOrder
				if err := r.Decode(data, &o); err != nil || !same(o, order) {
					t.Errorf("decode: %+v, %v", o, err)
				}
				var v any
				if err := r.Decode(data, &v); err != nil {
					t.Error(err)
				}
				if g == 0 && i == 100 {
					if err := r.Register("com.example.Order", benchOrder{}); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	var v any
	if err := r.Decode(data, &v); err != nil || !same(v, order) {
		t.Errorf("for an interface: %T, %v", v, err)
	}
}

// TestHostileTypes are types and messages that once panicked, recursed or hung.
func TestHostileTypes(t *testing.T) {
	var r Registry
	for _, text := range []string{"795190", "7107" + hex.EncodeToString([]byte("[object")) + "5190", "7b51905190"[:8]} {
		// What Go cannot hold is an error or not there; it must not panic.
		_, _ = decodeHex[[]*[]int32](t, &r, text)
		_, _ = decodeHex[[]**[]int32](t, &r, text)
		_, _ = decodeHex[[]*[1]int](t, &r, text)
	}
	type R []R
	if got := roundTrip(t, &r, R{R{}, nil, R{R{}}}); !same(got, R{R{}, nil, R{R{}}}) {
		t.Errorf("got %#v", got)
	}
	if _, err := r.Append(nil, []any{R{}}); err != nil {
		t.Error(err)
	}
	ring := "43014592" + "0d" + hex.EncodeToString([]byte("detailMessage")) + "05" + hex.EncodeToString([]byte("cause")) + "6001616001625190"
	thrown, err := decodeHex[error](t, &r, ring)
	if err != nil || errors.Is(thrown, io.EOF) {
		t.Errorf("got %v, %v", thrown, err)
	}
	type K struct{ A any }
	if err := r.Register("K", K{}); err != nil {
		t.Error(err)
	}
	if _, err := decodeHex[map[K]int32](t, &r, "4843014b9101416078905a"); err == nil {
		t.Error("a key that cannot be compared was taken")
	}
	if _, err := decodeHex[map[[1]any]struct{}](t, &r, "797978"); err == nil {
		t.Error("a key that cannot be compared was taken")
	}
	for _, v := range []any{Throwable{}, time.Time{}, Object{}, List{}, Map{}, big.Int{}, time.Duration(0)} {
		if err := r.Register("x.Own", v); err == nil {
			t.Errorf("%T was registered", v)
		}
	}
	type plainInt int
	if err := r.Register("x.Level", plainInt(0)); err == nil {
		t.Error("an int without text was registered as an enum")
	}
	if _, err := r.Append(nil, time.Unix(1<<60, 0)); err == nil {
		t.Error("a time out of range was written")
	}
}

// A hidden is a struct of another package whose value is its text.
type hidden struct{ text string }

func (h hidden) MarshalText() ([]byte, error)  { return []byte(h.text), nil }
func (h *hidden) UnmarshalText(b []byte) error { h.text = string(b); return nil }

// TestOpaqueStructs checks that nothing is lost in a struct that hides its
// fields.
func TestOpaqueStructs(t *testing.T) {
	var r Registry
	data, err := r.Append(nil, []Decimal{"1.50", "2"})
	if err != nil {
		t.Fatal(err)
	}
	var got []hidden
	var te *TypeError
	if err := r.Decode(data, &got); !errors.As(err, &te) {
		t.Errorf("got %v, %v", got, err)
	}
	if err := r.Register("java.math.BigDecimal", hidden{}); err != nil {
		t.Fatal(err)
	}
	if err := r.Decode(data, &got); err != nil || len(got) != 2 || got[0].text != "1.50" {
		t.Errorf("got %v, %v", got, err)
	}
	if again := roundTrip(t, &r, got); !slices.Equal(again, got) {
		t.Errorf("got %v", again)
	}
}

// TestEnumKeyReference refers to an enum that was the key of a map.
func TestEnumKeyReference(t *testing.T) {
	var r Registry
	type holder struct {
		M map[string]any
		C regColor
		A any
	}
	got, err := decodeHex[holder](t, &r, "43015493016d016301616048"+"4307782e436f6c6f7291046e616d65"+"6103524544"+"915a51925192")
	if err != nil || got.C != "RED" || got.A != "RED" || got.M["RED"] != int32(1) {
		t.Errorf("got %#v, %v", got, err)
	}
}
