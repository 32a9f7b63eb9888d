package hessian

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

type benchPerson struct {
	ID   int32
	Name string
	Age  int32
}

func (benchPerson) JavaClassName() string { return "com.example.Person" }

type benchItem struct {
	SKU      string
	Title    string
	Quantity int32
	Price    float64
	Gift     bool
}

func (benchItem) JavaClassName() string { return "com.example.Item" }

// benchOrder has twenty fields, one of them a list.
type benchOrder struct {
	ID                         int64
	Customer, Email, Phone     string
	Street, City, Zip, Country string
	Created, Shipped           time.Time
	Total, Tax, Discount       float64
	Currency, Status           string
	Weight                     int32
	Express, Paid              bool
	Note                       string
	Items                      []*benchItem
}

func (benchOrder) JavaClassName() string { return "com.example.Order" }

func newBenchOrder() *benchOrder {
	o := &benchOrder{
		ID: 9007199254740993, Customer: "Charles Dickens", Email: "charles@example.com", Phone: "+44 20 7946 0018",
		Street: "48 Doughty Street", City: "London", Zip: "WC1N 2LX", Country: "GB",
		Created: time.UnixMilli(1700000000123).UTC(), Shipped: time.UnixMilli(1700086400000).UTC(),
		Total: 1234.56, Tax: 205.76, Discount: 0.15, Currency: "GBP", Status: "SHIPPED", Weight: 12345,
		Express: true, Paid: true, Note: "leave it with the neighbour",
	}
	for i := range 10 {
		o.Items = append(o.Items, &benchItem{fmt.Sprintf("SKU-%05d", i), fmt.Sprintf("Great Expectations, volume %d", i), int32(i + 1), 9.99 * float64(i+1), i%2 == 0})
	}
	return o
}

func benchMap() map[string]any {
	m := map[string]any{}
	for i := range 50 {
		k := fmt.Sprintf("key-%02d", i)
		switch i % 5 {
		case 0:
			m[k] = int64(i * 1000)
		case 1:
			m[k] = "value " + k
		case 2:
			m[k] = i%2 == 0
		case 3:
			m[k] = float64(i) * 1.1
		case 4:
			m[k] = []any{"a", int32(i)}
		}
	}
	return m
}

func benchPersons() []*benchPerson {
	var p []*benchPerson
	for i := range 1000 {
		p = append(p, &benchPerson{int32(i), fmt.Sprintf("person-%d", i), int32(i % 100)})
	}
	return p
}

func benchCases() []struct {
	name   string
	value  any
	target func() any
} {
	return []struct {
		name   string
		value  any
		target func() any
	}{
		{"Person", &benchPerson{1, "charles`son", 4}, func() any { return new(benchPerson) }},
		{"Order", newBenchOrder(), func() any { return new(benchOrder) }},
		{"Persons", benchPersons(), func() any { return new([]*benchPerson) }},
		{"Map", benchMap(), func() any { return new(map[string]any) }},
		{"ASCII1K", strings.Repeat("hello, hark! 123", 64), func() any { return new(string) }},
		{"ASCII64K", strings.Repeat("hello, hark! 123", 4096), func() any { return new(string) }},
		{"Chinese1K", strings.Repeat("你好世界", 1024/12), func() any { return new(string) }},
		{"Chinese64K", strings.Repeat("你好世界", 65536/12), func() any { return new(string) }},
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, c := range benchCases() {
		b.Run(c.name, func(b *testing.B) {
			var r Registry
			var buf []byte
			var err error
			b.ReportAllocs()
			for b.Loop() {
				if buf, err = r.Append(buf[:0], c.value); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(int64(len(buf)))
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, c := range benchCases() {
		b.Run(c.name, func(b *testing.B) {
			var r Registry
			data, err := r.Append(nil, c.value)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if err := r.Decode(data, c.target()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
