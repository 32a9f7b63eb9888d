package hessian_test

import (
	"fmt"
	"reflect"
	"time"

	"github.com/hark-rpc/hark/hessian"
)

func objectCases() []testCase {
	page := &Page[*Person]{Total: 2, Items: []*Person{{"Ann", 1}, {"Bob", 2}}}
	page.First = page.Items[0]
	wide := new(Wide)
	for i := range 40 {
		if f := reflect.ValueOf(wide).Elem().Field(i); i%2 == 0 {
			f.SetInt(int64(i * 1000))
		} else {
			f.SetString(fmt.Sprintf("s%d", i))
		}
	}
	mae := &Manager{Employee: Employee{Person: Person{Name: "Mae"}, Company: "hark"}, Staff: []*Employee{employee("Ann", "hark", 5), employee("Bob", "field", 6)}}
	outer := &Outer{Part: &OuterPart{Number: 5}}
	outer.Part.Outer = outer
	return append(append(fieldCases(), anyCases()...),
		one("object/record", &Point{1, 2, "a"}).
			but("lite32", alone, "cannot be assigned", "3.2 knows no records").
			but("lite32", written, "cannot be assigned", "the same").
			but("lite32", returned, "cannot be assigned", "the same").
			but("lite32", returnedUnknown, "cannot be assigned", "the same"),
		one("object/outer", outer),
		one("object/peerHasMoreFields", &FewerPerson{"Ann"}).as(&Person{"Ann", 30}).
			but("", written, ".age", "Go has no such field"),
		one("object/peerHasFewerFields", &MorePerson{"Ann", 0, "extra"}).as(&Person{"Ann", 0}).
			but("", typed, "Extra", "Java has no such field"),
		one("object/person", &Person{"Ann", 30}),
		one("object/personInObject", &Person{"Ann", 30}),
		one("object/personOfNulls", &NullPerson{}).as(&Person{}).
			but("", returned, "want null, got java.lang.String", "a Go string cannot be null: the registered type has lost it"),
		one("object/nothing", &Nothing{}),
		one("object/order", anOrder()),
		one("object/orders", []*Order{anOrder(), anOrder()}).as([]any{anOrder(), anOrder()}),
		one("object/page", page),
		one("object/wide", wide),
		one("object/inner", &Inner{Part: &InnerPart{Number: 5}}),
		one("object/camelCase", &CamelCase{ID: 1, UserName: "ann", URL: "u", SnakeCase: "s", Größe: "g", IsOpen: true}),
		one("object/employee", employee("Ann", "hark", 5)),
		one("object/manager", mae),
		one("object/embeddedPointer", &PointerEmployee{Person: &Person{"Ann", 20}, Company: "hark", Salary: 5}).as(employee("Ann", "hark", 5)),
		one("object/employeeAsPerson", employee("Ann", "hark", 5)),
		// Java writes both fields called name, the superclass's first; the last one counts.
		one("object/shadow", &Shadow{Name: "lower"}),
	)
}

func anOrder() *Order {
	return &Order{
		ID:       1001,
		Customer: &Person{"Ann", 30},
		Items:    []*Item{{"apple", 3, "0.50"}, {"pear", 1, "1.25"}},
		Notes:    map[string]string{"gift": "yes"},
		Total:    "2.75",
		Created:  millis(1234567890000),
		Color:    "GREEN",
	}
}

func employee(name, company string, salary int64) *Employee {
	return &Employee{Person: Person{name, 20}, Company: company, Salary: salary}
}

func fieldCases() []testCase {
	return []testCase{
		one("object/scalars", &Scalars{
			Flag: true, Tiny: -5, Small: -500, Medium: -500000, Large: -5000000000, Real: 2.75, Letter: "中", Text: "text",
			Date: millis(1234567890123), Data: []byte{1, 2, 3},
		}),
		one("object/floats", &Floats{Before: 7, Value: 1.1, After: 8}).
			but("lite40", alone, "value 0.value", "4.0 writes eight bytes into a field of four").
			but("lite40", written, "value 0.value", "the same").
			but("lite40", returned, "value 0.value", "the same").
			but("lite40", returnedUnknown, "value 0.value", "the same"),
		one("object/boxes", &Boxes{
			Flag: ptr(true), Tiny: ptr(int8(-5)), Small: ptr(int16(-500)), Medium: ptr(int32(-500000)), Large: ptr(int64(-5000000000)),
			Single: ptr(float32(1.5)), Real: ptr(2.75), Letter: ptr("x"), Text: ptr("text"), Date: ptr(millis(1234567890123)),
		}),
		one("object/boxesOfNulls", &Boxes{}),
		one("object/boxesOfZeros", &Boxes{
			Flag: new(bool), Tiny: new(int8), Small: new(int16), Medium: new(int32), Large: new(int64),
			Single: new(float32), Real: new(float64), Letter: ptr("0"), Text: new(string), Date: ptr(time.UnixMilli(0)),
		}),
		one("object/arrays", &Arrays{
			Flags: []bool{true, false}, Bytes: []byte{1, 2, 255}, Chars: ptr("abc"), Smalls: []int16{1, -1}, Mediums: []int32{1, 100000},
			Larges: []int64{1, 1 << 40}, Singles: []float32{1.5, 1.1}, Reals: []float64{0.1}, Texts: []*string{ptr("a"), nil},
			Boxes: []*int32{ptr(int32(1)), nil}, Persons: []*Person{{"Ann", 1}, nil}, Grid: [][]int32{{1, 2}, {}},
			Objects: []any{int32(1), "a", nil, &Person{"Bob", 2}},
		}),
		one("object/arraysOfNulls", &Arrays{}),
		one("object/lists", &Lists{
			List: []string{"a", "b"}, Array: []string{"c"}, Linked: []string{"d"}, Any: []string{"e"}, Set: set("f"),
			Sorted: []string{"g", "h"}, Ordered: []string{"j", "i"},
		}),
		one("object/listsOfNulls", &Lists{}),
		one("object/maps", &Maps{
			Map: map[string]*string{"a": ptr("1"), "n": nil}, Hash: map[string]int32{"b": 2}, Linked: map[string]int64{"d": 4, "c": 3},
			Sorted: map[string]float64{"e": 5.5}, Concurrent: map[string]string{"f": "6"}, Persons: map[int32]*Person{7: {"Ann", 7}},
			Lists: map[string][]int32{"g": {8, 9}}, Maps: map[string]map[string]bool{"h": {"i": true}},
		}),
		one("object/mapsOfNulls", &Maps{}),
		one("object/shorts", &Shorts{
			List: []int16{1, -2}, Set: set(int8(3)), Map: map[string]int16{"a": 4}, Keys: map[int16]int8{5: 6}, Singles: []float32{1.5},
			Larges: []int64{7},
		}),
	}
}

// anyCases are fields of type Object: the tag of a Go field says what is in them.
func anyCases() []testCase {
	uuid := hessian.UUID{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10}
	ann := &Person{"Ann", 1}
	return []testCase{
		one("any/HashSet", &HashSetAny{set("a")}).as(&Any{typedList("java.util.HashSet", "a")}),
		one("any/TreeSet", &TreeSetAny{[]string{"a", "b"}}).as(&Any{typedList("java.util.TreeSet", "a", "b")}),
		one("any/LinkedList", &LinkedListAny{[]string{"a", "b"}}).as(&Any{[]any{"a", "b"}}),
		one("any/TreeMap", &TreeMapAny{map[string]int32{"a": 1}}).as(&Any{map[string]any{"a": int32(1)}}),
		one("any/LinkedHashMap", &Any{map[string]any{"b": int32(1), "a": int32(2)}}),
		one("any/Integers", &ArrayAny{[]*int32{ptr(int32(1)), nil}}).as(&Any{typedList("[java.lang.Integer", int32(1), nil)}),
		one("any/Persons", &Any{typedList("[shop.Person", ann)}),
		one("any/Colors", &Any{typedList("[shop.Color", Color("RED"), Color("RED"))}),
		one("any/grid", &Any{typedList("[[int", []int32{1}, []int32{})}),
		one("any/Instant", &InstantAny{time.Unix(1, 2)}).as(&Any{&hessian.Instant{Seconds: 1, Nanos: 2}}),
		one("any/Timestamp", &TimestampAny{millis(1)}).as(&Any{&hessian.SQLTimestamp{Value: millis(1)}}),
		one("any/BigDecimal", &BigDecimalAny{"1.50"}).as(&Any{hessian.Decimal("1.50")}),
		one("any/UUID", &UUIDAny{uuid.String()}).as(&Any{uuid}),
		one("any/long", &Any{int64(5)}),
		one("any/null", &Any{}),
	}
}

func ptr[T any](v T) *T { return &v }

func enumCases() []testCase {
	return []testCase{
		one("enum/plain", Color("RED")),
		one("enum/inObject", Color("GREEN")),
		one("enum/marshalledText", Hue(2)).as(Color("BLUE")),
		one("enum/marshalledTexts", []Hue{2, 2, 1}).as([]any{Color("BLUE"), Color("BLUE"), Color("GREEN")}),
		one("enum/body", Shape("SQUARE")),
		one("enum/list", []Color{"RED", "BLUE", "RED"}).as([]any{Color("RED"), Color("BLUE"), Color("RED")}),
		one("enum/listOfBodies", []Shape{"ROUND", "SQUARE", "ROUND"}).as([]any{Shape("ROUND"), Shape("SQUARE"), Shape("ROUND")}),
		one("enum/array", []Color{"RED", "", "RED"}).as(typedList("[shop.Color", Color("RED"), nil, Color("RED"))),
		one("enum/fields", &Enums{
			Color: "RED", Again: "RED", Shape: "SQUARE", Array: []Color{"BLUE", "RED"}, List: []Color{"GREEN", "RED"}, Set: set(Color("BLUE")),
			EnumSet: enumSet("RED", "GREEN"), Map: map[Color]string{"RED": "stop"},
		}),
		one("enum/fieldsOfNulls", &Enums{}),
	}
}

func referenceCases() []testCase {
	ring := &Node{Name: "ring"}
	ring.Next = ring
	pair := &Node{Name: "a", Next: &Node{Name: "b"}}
	pair.Next.Next = pair
	chain := &Node{Name: "99"}
	for i := 98; i >= 0; i-- {
		chain = &Node{Name: fmt.Sprint(i), Next: chain}
	}
	root := &Tree{Name: "root"}
	for i := range 3 {
		root.Children = append(root.Children, &Tree{Name: fmt.Sprintf("child%d", i), Parent: root, Children: []*Tree{}})
	}
	ann := &Person{"Ann", 1}
	shared := map[string]string{"a": "b"}
	return append(sharingCases(),
		one("ref/self", ring),
		one("ref/pair", pair),
		one("ref/chain", chain),
		one("ref/tree", root),
		one("ref/sharedObject", &Two{ann, ann}),
		one("ref/equalObjects", &Two{&Person{"Ann", 1}, &Person{"Ann", 1}}),
		one("ref/sharedList", &TwoLists{[]string{"a", "b"}, []string{"a", "b"}}),
		one("ref/sharedMap", &TwoMaps{shared, shared}),
	)
}

func sharingCases() []testCase {
	ann, other := &Person{"Ann", 1}, &Person{"Ann", 1}
	mapInItself := map[string]any{}
	mapInItself["self"] = mapInItself
	untypedMap := &hessian.Map{}
	untypedMap.Entries = []hessian.Entry{{Key: "self", Value: untypedMap}}
	listInItself := make([]any, 1)
	listInItself[0] = listInItself
	inner, m := []any{"a"}, map[string]any{"k": "v"}
	some := &Any{inner}
	const noIdentity = "slices have no identity in Go, so the list has no end"
	return []testCase{
		one("ref/inList", []*Person{ann, ann, other, ann}).as([]any{ann, ann, other, ann}),
		one("ref/inArray", []*Person{ann, ann}).as(typedList("[shop.Person", ann, ann)),
		one("ref/inMap", map[string]*Person{"a": ann, "b": ann}).as(map[string]any{"a": ann, "b": ann}),
		one("ref/mapInItself", mapInItself).as(untypedMap),
		one("ref/listInItself", listInItself).
			but("", written, "depth", noIdentity).
			but("", returned, "depth", noIdentity).
			but("", returnedUnknown, "depth", noIdentity),
		one("ref/afterEmpties", &Empties{
			List: []string{}, Set: set[string](), Map: map[string]string{}, Array: []int32{}, Texts: []string{}, Nothing: &Nothing{}, Left: ann, Right: ann,
		}),
		one("ref/afterEmptiesInList", []any{[]any{}, map[string]any{}, []int32{}, typedList("java.util.HashSet"), &Nothing{}, ann, ann}),
		one("ref/afterNulls", []any{nil, "a", []byte{}, millis(0), int32(1), int64(2), 0.5, ann, ann}),
		one("ref/ofAnyKind", []any{inner, m, some, &Any{m}, &Any{some}}),
	}
}

func streamCases() []testCase {
	ann, two := &Person{"Ann", 1}, &Person{"Ann", 1}
	m := map[string]any{"a": int32(1)}
	pair := &Two{two, two}
	return []testCase{
		many("stream/scalars", int32(1), "a", int64(2), 1.5, true, nil),
		many("stream/classes", &Person{"Ann", 1}, &Person{"Bob", 2}, &Item{"apple", 3, "0.50"}, &Person{"Cid", 3}),
		many("stream/sharedObject", ann, ann, []*Person{ann}).as(ann, ann, []any{ann}),
		many("stream/sharedInside", pair, two, pair),
		many("stream/sharedMap", m, m),
		many("stream/types", []int32{1}, []int32{2}, []int64{3}, []int32{4}, []string{"a"}, []string{"b"}),
		many("stream/enums", Color("RED"), Color("BLUE"), Color("RED"), hessian.Decimal("1")),
		many("stream/emptiesFirst", []any{}, map[string]any{}, ann, ann),
		many("stream/request", "2.0.2", "shop.Orders", "1.0.0", "place", "Lshop/Order;I", anOrder(), int32(3),
			map[string]string{"path": "shop.Orders", "interface": "shop.Orders", "timeout": "3000"}).
			as("2.0.2", "shop.Orders", "1.0.0", "place", "Lshop/Order;I", anOrder(), int32(3),
				map[string]any{"path": "shop.Orders", "interface": "shop.Orders", "timeout": "3000"}),
		many("stream/manyClasses", []any{
			&Any{}, &Arrays{}, &Boxes{}, &Empties{}, &Enums{}, &Inner{}, &Lists{}, &Maps{}, &Nothing{}, &Numbers{}, &Order{},
			&Page[*Person]{}, &Shorts{}, &SqlTimes{}, &Times{}, &Two{}, &TwoLists{}, &TwoMaps{},
		}, ann),
	}
}
