package hessian_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hark-rpc/hark/hessian"
)

func arrayCases() []testCase {
	ann, bob := &Person{"Ann", 1}, &Person{"Bob", 2}
	cases := []testCase{
		one("array/boolean", []bool{true, false}),
		one("array/short", []int16{1, -1, -32768, 32767}),
		one("array/int", []int32{1, -1, -1 << 31, 1<<31 - 1}),
		one("array/long", []int64{1, -1, -1 << 63, 1<<63 - 1}),
		one("array/float", []float32{0, 1.5, 1.1, -3.25}),
		one("array/double", []float64{0, 0.1, 3.141592653589793, -1e300}),
		one("array/string", []string{"a", "", "中"}),
		one("array/stringNull", []*string{ptr("a"), nil}).as(&hessian.List{Type: "[string", Items: []any{"a", nil}}),
		one("array/intEmpty", []int32{}),
		one("array/stringEmpty", []string{}),
		one("array/intInObject", []int32{1, 2, 3}),
		one("array/longInObject", []int64{1, 2, 3}),
		one("array/stringInObject", []string{"a", "b"}),
		one("array/doubleInObject", []float64{1.5}),
		one("array/booleanInObject", []bool{true}),
		one("array/shortInObject", []int16{1}),
		one("array/floatInObject", []float32{1.5}),

		one("array/Integer", []*int32{ptr(int32(1)), nil, ptr(int32(3))}).as(typedList("[java.lang.Integer", int32(1), nil, int32(3))),
		one("array/Long", []*int64{ptr(int64(1)), nil}).as(typedList("[java.lang.Long", int64(1), nil)),
		one("array/Boolean", []*bool{ptr(true), nil}).as(typedList("[java.lang.Boolean", true, nil)),
		one("array/Date", []time.Time{millis(0), {}, millis(1)}),
		one("array/Object", []any{int32(1), int64(2), "a", nil, 1.5, true, millis(0), ann}).
			as(typedList("[object", int32(1), int64(2), "a", nil, 1.5, true, millis(0), ann)),
		one("array/Person", []*Person{ann, nil, bob}).as(typedList("[shop.Person", ann, nil, bob)),
		one("array/PersonInObject", []*Person{ann}).as(typedList("[shop.Person", ann)),
		one("array/int2d", [][]int32{{1}, {2, 3}, {}, nil}).as(typedList("[[int", []int32{1}, []int32{2, 3}, []int32{}, nil)),
		one("array/string2d", [][]string{{"a"}, {}, {"b", "c"}}).as(typedList("[[string", []string{"a"}, []string{}, []string{"b", "c"})),
		one("array/Person2d", [][]*Person{{ann}, {}}).as(typedList("[[shop.Person", typedList("[shop.Person", ann), typedList("[shop.Person"))),
		one("array/int3d", [][][]int32{{{1, 2}, {3}}, {}}).
			as(typedList("[[[int", typedList("[[int", []int32{1, 2}, []int32{3}), typedList("[[int"))),
		one("array/bytes2d", [][]byte{{1, 2}, {}, nil}).as(typedList("[[byte", []byte{1, 2}, []byte{}, nil)),
	}
	for _, n := range []int{7, 8, 1000} {
		ints := make([]int32, n)
		for i := range ints {
			ints[i] = int32(i)
		}
		cases = append(cases, one(fmt.Sprintf("array/int%d", n), ints))
	}
	return cases
}

func listCases() []testCase {
	ann, bob := &Person{"Ann", 1}, &Person{"Bob", 2}
	ab := []any{"a", "b"}
	cases := []testCase{
		one("list/empty", []any{}),
		one("list/strings", []string{"a", "b"}).as(ab),
		one("list/nullString", []*string{ptr("a"), nil, ptr("c")}).as([]any{"a", nil, "c"}),
		one("list/integers", []*int32{ptr(int32(1)), ptr(int32(-1)), ptr(int32(1000000)), nil}).as([]any{int32(1), int32(-1), int32(1000000), nil}),
		one("list/longs", []*int64{ptr(int64(1)), nil, ptr(int64(1<<63 - 1))}).as([]any{int64(1), nil, int64(1<<63 - 1)}),
		one("list/mixed", []any{int32(1), int64(2), 1.5, "a", true, nil, []byte{1}, millis(0)}),
		one("list/persons", []*Person{ann, bob}).as([]any{ann, bob}),
		one("list/nested", []any{[]any{int32(1)}, []any{[]any{int32(2)}}, []any{}}),
		one("list/maps", []map[string]int32{{"a": 1}, {"b": 2}}).as([]any{map[string]any{"a": int32(1)}, map[string]any{"b": int32(2)}}),
		one("list/ofLists", [][]string{{"a"}, {"b"}, {"c"}, {"d"}}).as([]any{[]any{"a"}, []any{"b"}, []any{"c"}, []any{"d"}}),
		one("list/ArrayListInObject", ab),

		one("list/LinkedList", []string{"a", "b"}).as(ab),
		one("list/Vector", []string{"a", "b"}).as(ab),
		one("list/CopyOnWrite", []string{"a", "b"}).as(ab),
		one("list/asList", []string{"a", "b"}).as(ab),
		one("list/subList", []string{"b", "c"}).as([]any{"b", "c"}),
		one("list/emptyList", []string{}).as([]any{}),
		one("list/singletonList", []string{"a"}).as([]any{"a"}),
		one("list/unmodifiableList", []string{"a", "b"}).as(ab),
		one("list/synchronizedList", []string{"a", "b"}).as(ab),
		one("list/values", []int32{1, 2}).as([]any{int32(1), int32(2)}).
			but("lite32", untyped, "got *hessian.List", "3.2 names the private class of the view, java.util.LinkedHashMap$LinkedValues"),
		one("list/ArrayDeque", []string{"a", "b"}).as(typedList("java.util.ArrayDeque", "a", "b")),
		one("list/Stack", []string{"a"}).as([]any{"a"}),
		one("list/iterator", []any{"a", "b"}).
			but("", alone, "expected list", "Java cannot read its own lists of variable length").
			but("", written, "differs", "it is a list").
			but("", returned, "differs", "it is a list").
			but("", returnedUnknown, "differs", "it is a list"),
		collSer(one("list/List.of0", []string{}).as([]any{})),
		collSer(one("list/List.of2", []string{"a", "b"}).as(ab)),
		collSer(one("list/List.of3", []string{"a", "b", "c"}).as([]any{"a", "b", "c"})),
		collSer(one("list/Stream.toList", []string{"a", "b"}).as(ab)),
	}
	for _, n := range []int{7, 8, 300} {
		items := slices.Repeat([]any{"x"}, n)
		cases = append(cases, one(fmt.Sprintf("list/of%d", n), strings.Split(strings.Repeat("x", n), "")).as(items))
	}
	return cases
}

// collSer notes what 3.2 makes of the collections that List.of and its
// relatives return: an object of a class private to the JDK, without the
// elements.
func collSer(c testCase) testCase {
	const why = "3.2 writes an object of java.util.CollSer, which has lost the elements"
	return c.but("lite32", alone, ":", why).
		but("lite32", typed, ":", why).
		but("lite32", untyped, "got *hessian.Object", why).
		but("lite32", returned, ":", why).
		but("lite32", returnedUnknown, ":", why)
}

func setCases() []testCase {
	ann := &Person{"Ann", 1}
	return []testCase{
		one("set/empty", map[string]struct{}{}).as(typedList("java.util.HashSet")),
		one("set/HashSet", set("a", "b")).as(typedList("java.util.HashSet", "a", "b")),
		one("set/LinkedHashSet", []string{"b", "a"}).as(typedList("java.util.LinkedHashSet", "b", "a")),
		one("set/TreeSet", []string{"a", "b"}).as(typedList("java.util.TreeSet", "a", "b")),
		one("set/integers", set(int32(1), int32(2))).as(typedList("java.util.HashSet", int32(1), int32(2))),
		one("set/persons", []*Person{ann}).as(typedList("java.util.HashSet", ann)),
		one("set/enums", set(Color("RED"))).as(typedList("java.util.HashSet", Color("RED"))),
		one("set/EnumSet", enumSet("RED", "BLUE")),
		one("set/EnumSetInObject", enumSet("GREEN")),
		one("set/HashSetInObject", typedList("java.util.HashSet", "a", "b")),
		collSer(one("set/Set.of", set("a")).as(typedList("java.util.HashSet", "a"))),
		one("set/keySet", set("a")).as(typedList("java.util.HashMap$KeySet", "a")).
			but("lite40", untyped, "got []interface", "4.0 writes the view as a plain list"),
		one("set/unmodifiableSet", set("a")).as(typedList("java.util.Collections$UnmodifiableSet", "a")),
	}
}

// enumSet returns the object that stands for an EnumSet: Java has no other way
// to tell the set's class where it is empty.
func enumSet(colors ...Color) *hessian.Object {
	objects := &hessian.List{Type: "[object"}
	for _, c := range colors {
		objects.Items = append(objects.Items, c)
	}
	return object("com.alibaba.com.caucho.hessian.io.EnumSetHandler", "objects", objects, "type", hessian.Class("shop.Color"))
}

func mapCases() []testCase {
	ann := &Person{"Ann", 1}
	thousand, thousandAny := map[string]int32{}, map[string]any{}
	for i := range int32(1000) {
		thousand[fmt.Sprintf("key%d", i)] = i
		thousandAny[fmt.Sprintf("key%d", i)] = i
	}
	return append(otherMapCases(),
		one("map/empty", map[string]any{}),
		one("map/strings", map[string]string{"a": "1", "b": "2"}).as(map[string]any{"a": "1", "b": "2"}),
		one("map/nullValue", map[string]*string{"a": nil, "b": ptr("2")}).as(map[string]any{"a": nil, "b": "2"}),
		one("map/nullKey", map[any]any{nil: "v", "b": "2"}),
		one("map/emptyKey", map[string]string{"": ""}).as(map[string]any{"": ""}),
		one("map/integerKeys", map[int32]string{1: "a", -5: "b"}).as(map[any]any{int32(1): "a", int32(-5): "b"}),
		one("map/longKeys", map[int64]string{1: "a", 1 << 40: "b"}).as(map[any]any{int64(1): "a", int64(1 << 40): "b"}),
		one("map/boolKeys", map[bool]int32{true: 1, false: 0}).as(map[any]any{true: int32(1), false: int32(0)}),
		one("map/doubleKeys", map[float64]int32{1.5: 1}).as(map[any]any{1.5: int32(1)}),
		one("map/mixedKeys", map[any]any{int32(1): "int", "a": "string"}),
		one("map/enumKeys", map[Color]int32{"RED": 1, "BLUE": 2}).as(map[any]any{Color("RED"): int32(1), Color("BLUE"): int32(2)}),
		one("map/personKeys", map[*Person]string{ann: "a"}).as(&hessian.Map{Entries: []hessian.Entry{{Key: ann, Value: "a"}}}),
		one("map/dateKeys", map[time.Time]string{millis(0): "a"}).as(map[any]any{millis(0): "a"}),
		one("map/listKeys", &hessian.Map{Entries: []hessian.Entry{{Key: []any{int32(1)}, Value: "a"}}}),
		one("map/persons", map[string]*Person{"a": ann}).as(map[string]any{"a": ann}),
		one("map/nested", map[string]map[string]map[string]int32{"a": {"b": {"c": 1}}}).
			as(map[string]any{"a": map[string]any{"b": map[string]any{"c": int32(1)}}}),
		one("map/lists", map[string][]int32{"a": {1, 2}, "b": {}}).as(map[string]any{"a": []any{int32(1), int32(2)}, "b": []any{}}),
		one("map/mixedValues", map[string]any{"i": int32(1), "l": int64(2), "d": 1.5, "s": "x", "b": true, "n": nil}),
		one("map/shorts", map[string]int16{"a": 1}).as(map[string]any{"a": int32(1)}),
		one("map/of1000", thousand).as(thousandAny),
	)
}

func otherMapCases() []testCase {
	a1 := map[string]any{"a": int32(1)}
	return []testCase{
		one("map/LinkedHashMap", map[string]int32{"b": 1, "a": 2}).as(map[string]any{"b": int32(1), "a": int32(2)}),
		one("map/LinkedHashMapInObject", map[string]any{"b": int32(1), "a": nil}),
		one("map/TreeMap", map[string]int32{"b": 1, "a": 2}).as(map[string]any{"b": int32(1), "a": int32(2)}),
		one("map/ConcurrentHashMap", map[string]int32{"a": 1}).as(a1),
		one("map/EnumMap", map[Color]int32{"RED": 1}).as(&hessian.Map{Type: "java.util.EnumMap", Entries: []hessian.Entry{{Key: Color("RED"), Value: int32(1)}}}),
		one("map/emptyMap", map[string]any{}),
		one("map/singletonMap", map[string]int32{"a": 1}).as(a1),
		one("map/unmodifiableMap", map[string]int32{"a": 1}).as(a1),
		one("map/Hashtable", map[string]int32{"a": 1}).as(a1),
		one("map/Properties", map[string]string{"a": "1"}).as(map[string]any{"a": "1"}),
		one("map/integersInTreeMap", map[int32]string{2: "b", 1: "a"}).as(map[any]any{int32(2): "b", int32(1): "a"}),
		one("map/entry", object("java.util.AbstractMap$SimpleEntry", "value", int32(1), "key", "a")).
			but("lite32", alone, "could not be instantiated", "3.2 finds no constructor for it").
			but("lite32", written, "could not be instantiated", "the same").
			but("lite32", returned, "could not be instantiated", "the same").
			but("lite32", returnedUnknown, "could not be instantiated", "the same"),
		collSer(one("map/Map.of", map[string]int32{"a": 1}).as(a1)),
	}
}

func millis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func set[K comparable](keys ...K) map[K]struct{} {
	m := map[K]struct{}{}
	for _, k := range keys {
		m[k] = struct{}{}
	}
	return m
}

func typedList(class string, items ...any) *hessian.List {
	return &hessian.List{Type: class, Items: append([]any{}, items...)}
}

// object returns an object of a class, given names and values of its fields.
func object(class string, fields ...any) *hessian.Object {
	o := &hessian.Object{Class: class}
	for i := 0; i < len(fields); i += 2 {
		o.Fields = append(o.Fields, hessian.Field{Name: fields[i].(string), Value: fields[i+1]})
	}
	return o
}
