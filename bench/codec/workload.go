package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A workload is one value that every codec encodes and decodes.
type workload struct {
	name  string
	value any // a pointer to one of the types of a codec's switch: see codec.load
}

// workloads returns the values in the order of the table.
func workloads() []workload {
	people := people(1000)
	mixed := mixed(50)
	return []workload{
		{"Person", &Person{ID: 4711, Name: "Ada Lovelace", Age: 36}},
		{"Order", order()},
		{"People1000", &people},
		{"Map50", &mixed},
		{"ASCII1KiB", text(ascii, 1<<10)},
		{"ASCII64KiB", text(ascii, 64<<10)},
		{"Chinese1KiB", text(chinese, 1<<10)},
		{"Chinese64KiB", text(chinese, 64<<10)},
	}
}

func people(n int) []*Person {
	list := make([]*Person, n)
	for i := range list {
		list[i] = &Person{ID: int32(i), Name: fmt.Sprintf("Person %d", i), Age: int32(18 + i%60)}
	}
	return list
}

func order() *Order {
	o := &Order{
		ID:         903_817_264,
		Number:     "2026-07-000417",
		CustomerID: 88_213,
		Customer:   "Grace Hopper",
		Email:      "grace.hopper@example.org",
		Phone:      "+1 555 0100 417",
		Street:     "1 Compiler Square",
		City:       "Arlington",
		Postcode:   "22201",
		Country:    "US",
		Currency:   "USD",
		Total:      1834.65,
		Tax:        292.93,
		Discount:   12.5,
		Status:     3,
		Paid:       true,
		Created:    1_783_331_112_345,
		Note:       "Leave the parcel with the neighbour, please.",
	}
	for i := range 10 {
		o.Items = append(o.Items, &Item{
			SKU:        fmt.Sprintf("SKU-%05d", 1000+37*i),
			Name:       fmt.Sprintf("Part number %d of the set", i),
			Quantity:   int32(1 + i%4),
			Price:      19.99 + 10*float64(i),
			Discounted: i%3 == 0,
		})
	}
	return o
}

// mixed returns a map of n values of the kinds that every codec knows. All
// numbers are exact as a double, because JSON and protobuf's Struct hold no
// others.
func mixed(n int) map[string]any {
	m := make(map[string]any, n)
	for i := range n {
		key := fmt.Sprintf("attribute-%02d", i)
		switch i % 8 {
		case 0:
			m[key] = int32(i * 100)
		case 1:
			m[key] = int64(i) << 33
		case 2:
			m[key] = 0.1 + float64(i)
		case 3:
			m[key] = i%16 == 3
		case 4:
			m[key] = []any{int32(i), "element", true}
		case 5:
			m[key] = nil
		default:
			m[key] = fmt.Sprintf("the value of attribute %d", i)
		}
	}
	return m
}

const (
	ascii = "It is a truth universally acknowledged, that a single man in possession " +
		"of a good fortune, must be in want of a wife. However little known the feelings " +
		"or views of such a man may be on his first entering a neighbourhood... "
	chinese = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳" +
		"云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜海咸河淡鳞潜羽翔"
)

// text repeats passage to the last whole rune within size bytes of UTF-8.
func text(passage string, size int) *string {
	s := strings.Repeat(passage, size/len(passage)+1)
	for !utf8.RuneStart(s[size]) {
		size--
	}
	s = s[:size]
	return &s
}
