package hessian

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

type vecColor string

func (vecColor) JavaClassName() string { return "vec.Color" }

type vecPerson struct {
	ID   int32
	Name string
	Age  int32
}

func (vecPerson) JavaClassName() string { return "vec.Person" }

type vecContainers struct {
	People    []*vecPerson
	PersonArr []*vecPerson
	Any       any
	Strings   []string
	StrArr    []string
	Set       map[string]struct{}
	IntArr    []int32
	Counts    map[string]int32
	Linked    map[string]any
	Tree      map[string]any
}

type vecScalars struct {
	I     int32
	Ii    *int32
	L     int64
	Ll    *int64
	D     float64
	F     float32
	B     int8
	S     int16
	Z     bool
	C     Char
	Cc    *Char
	Str   string
	Bytes []byte
	Date  time.Time
	Color vecColor
	Ff    *float32
}

// javaResult says what a field holds in the words of the vectors.
func javaResult(v any) string {
	switch v := v.(type) {
	case int8, int16, int32:
		return fmt.Sprintf("int %d", v)
	case int64:
		return fmt.Sprintf("long %d", v)
	case float64, float32:
		return fmt.Sprintf("double %s", formatDouble(reflect.ValueOf(v).Float()))
	case bool:
		return fmt.Sprint(v)
	case Char:
		if v == 0 {
			return `string "\u0000"`
		}
		return fmt.Sprintf("string %q", string(rune(v)))
	case vecColor:
		return "vec.Color " + string(v)
	case string:
		return fmt.Sprintf("string %q", v)
	case []byte:
		if v == nil {
			return "null"
		}
		return fmt.Sprintf("binary %x", v)
	case time.Time:
		return fmt.Sprintf("date %d ms", v.UnixMilli())
	}
	switch rv := reflect.ValueOf(v); rv.Kind() {
	case reflect.Pointer:
		if rv.IsNil() {
			return "null"
		}
		if _, ok := v.(*List); ok {
			return "(list)"
		}
		return javaResult(rv.Elem().Interface())
	case reflect.Slice:
		return "(list)"
	case reflect.Map:
		if rv.Type().Elem() == emptyStructType {
			return "(list)"
		}
		return "(map)"
	}
	return fmt.Sprintf("%T", v)
}

// TestJavaFieldConversions checks that a field gets what Java's reader would
// make of it.
func TestJavaFieldConversions(t *testing.T) {
	b, err := os.ReadFile("testdata/vectors/java-field-conversions.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		FieldType string `json:"java_field_type"`
		Wire      string `json:"wire_value"`
		Hex       string
		Result    string `json:"java_result"`
	}
	mustJSON(t, b, &cases)
	for _, c := range cases {
		t.Run(c.FieldType+" from "+c.Wire, func(t *testing.T) {
			data, err := hex.DecodeString(c.Hex)
			if err != nil {
				t.Fatal(err)
			}
			var r Registry
			if err := r.Register("vec.Person", vecPerson{}); err != nil {
				t.Fatal(err)
			}
			var target any = new(vecScalars)
			if strings.Contains(string(data), "Containers") {
				target = new(vecContainers)
			}
			var o Object
			if err := r.Decode(data, &o); err != nil || len(o.Fields) != 1 {
				t.Fatalf("%v, %v", o, err)
			}
			err = r.Decode(data, target)
			if c.Wire == "variable 57Z" { // Java cannot read what the format allows
				c.Result = "(list)"
			}
			if c.Result == "error" {
				var te *TypeError
				if !errors.As(err, &te) {
					t.Errorf("got %+v, %v; want an error about types", target, err)
				}
				return
			}
			pl, perr := r.planFor(reflect.TypeOf(target).Elem())
			if perr != nil {
				t.Fatal(perr)
			}
			f := reflect.ValueOf(target).Elem().FieldByName(pl.object.field(o.Fields[0].Name).goName)
			if got := javaResult(f.Interface()); err != nil || !strings.HasSuffix(c.Result, got) {
				t.Errorf("got %s, %v; want %s", got, err, c.Result)
			}
		})
	}
	if len(cases) < 70 {
		t.Errorf("only %d cases", len(cases))
	}
}

// TestNumberConversions is the rest of the table in the package comment.
func TestNumberConversions(t *testing.T) {
	out := "out of range"
	tests := []struct {
		wire   any
		target any
		want   any // or the reason for an error
	}{
		{int32(255), new(int8), int8(-1)},
		{int32(-1), new(uint8), uint8(255)},
		{int32(256), new(uint8), out},
		{int32(-129), new(int8), out},
		{int32(32768), new(int16), out},
		{int32(-1), new(uint16), out},
		{int64(1) << 31, new(int32), out},
		{int64(-1) << 31, new(int32), int32(math.MinInt32)},
		{int64(1) << 31, new(uint32), uint32(1 << 31)},
		{int64(-1), new(uint64), out},
		{int64(-1), new(uint), out},
		{int64(math.MaxInt32), new(int), math.MaxInt32},
		{2.0, new(int32), int32(2)},
		{2.5, new(int64), "would be changed"},
		{1e300, new(int64), "would be changed"},
		{math.NaN(), new(int64), "would be changed"},
		{math.Inf(1), new(float32), float32(math.Inf(1))},
		{1e300, new(float32), out},
		{int64(1) << 60, new(float64), float64(1 << 60)},
		{true, new(float64), 1.0},
		{0.5, new(bool), true},
		{0.0, new(bool), false},
		{int32(-7), new(string), "-7"},
		{int64(math.MinInt64), new(string), "-9223372036854775808"},
		{1e7, new(string), "1.0E7"},
		{123456.5, new(string), "123456.5"},
		{0.001, new(string), "0.001"},
		{0.0001, new(string), "1.0E-4"},
		{-1.5e-10, new(string), "-1.5E-10"},
		{math.Inf(-1), new(string), "-Infinity"},
		{math.NaN(), new(string), "NaN"},
		{false, new(string), "false"},
		{nil, new(string), ""},
		{nil, new(int32), int32(0)},
		{nil, new(vecPerson), vecPerson{}},
		{nil, new([2]int32), [2]int32{}},
		{"1", new(int64), "string does not fit int64"},
		{time.UnixMilli(1), new(int64), "date does not fit int64"},
		{int64(1), new(time.Duration), "long does not fit time.Duration"},
		{[]byte("a"), new(string), "binary does not fit string"},
		{"a", new([]byte), "string does not fit []uint8"},
		{[]any{}, new(map[string]any), "list does not fit map[string]interface {}"},
		{map[string]any{}, new([]any), "map does not fit []interface {}"},
		{"x", new(vecColor), "string does not fit hessian.vecColor"},
		{[]any{int32(1), int32(2), int32(3)}, new([2]int32), "it is longer"},
		{[]any{int32(1)}, new([2]int32), [2]int32{1, 0}},
		{map[string]any{"id": int32(7), "name": "x", "other": []any{1}}, new(vecPerson), vecPerson{ID: 7, Name: "x"}},
		{&vecPerson{7, "x", 1}, new(map[string]any), map[string]any{"id": int32(7), "name": "x", "age": int32(1)}},
	}
	for _, tt := range tests {
		var r Registry
		data, err := r.Append(nil, tt.wire)
		if err != nil {
			t.Fatal(err)
		}
		err = r.Decode(data, tt.target)
		got := reflect.ValueOf(tt.target).Elem().Interface()
		if reason, ok := tt.want.(string); ok && err != nil {
			if !strings.Contains(err.Error(), reason) {
				t.Errorf("%v into %T: %v; want %q", tt.wire, got, err, reason)
			}
			continue
		}
		if err != nil || !same(got, tt.want) {
			t.Errorf("%v into %T: got %v, %v; want %v", tt.wire, got, got, err, tt.want)
		}
	}
}
