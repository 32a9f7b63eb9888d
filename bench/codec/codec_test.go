package main

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestRoundTrip(t *testing.T) {
	rows, err := codecs()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range rows {
		for _, w := range workloads() {
			t.Run(c.name()+"/"+w.name, func(t *testing.T) {
				r, err := c.load(w.value)
				if err != nil {
					t.Fatal(err)
				}
				// Twice, because buffers and tables are reused.
				for range 2 {
					if _, err := r.check(w.value); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	}
}

func TestCheckFindsWrongResult(t *testing.T) {
	r := run{
		encode: func([]byte) ([]byte, error) { return nil, nil },
		decode: func([]byte) (any, error) { return &Person{ID: 1}, nil },
	}
	if _, err := r.check(&Person{ID: 2}); err == nil {
		t.Error("check of a wrong result: no error")
	}
}

func TestCheckFindsResultThatSharesTheInput(t *testing.T) {
	r := run{
		encode: func([]byte) ([]byte, error) { return []byte{1, 2, 3}, nil },
		decode: func(data []byte) (any, error) { return data, nil },
	}
	if _, err := r.check([]byte{1, 2, 3}); err == nil {
		t.Error("check of a result that is the input: no error")
	}
}

func TestCheckFindsResultThatIsUsedAgain(t *testing.T) {
	var target Person
	r := run{
		encode: func([]byte) ([]byte, error) { return nil, nil },
		decode: func([]byte) (any, error) {
			target.Age++
			return &target, nil
		},
	}
	if _, err := r.check(&Person{Age: 1}); err == nil {
		t.Error("check of a result that the next decode changes: no error")
	}
}

func TestWidenKeepsOthersAndConvertsNumbers(t *testing.T) {
	in := &map[string]any{"a": int32(1), "b": []any{int64(2), "s", nil}, "c": map[string]any{"d": true}}
	want := &map[string]any{"a": 1.0, "b": []any{2.0, "s", nil}, "c": map[string]any{"d": true}}
	if got := widen(in); !reflect.DeepEqual(got, want) {
		t.Errorf("widen = %v, want %v", got, want)
	}
}

func TestTextIsWholeRunesOfTheSize(t *testing.T) {
	for _, passage := range []string{ascii, chinese} {
		for _, size := range []int{1 << 10, 64 << 10} {
			s := *text(passage, size)
			if !utf8.ValidString(s) || len(s) > size || len(s) <= size-utf8.UTFMax {
				t.Errorf("text of %d: %d bytes, valid %v", size, len(s), utf8.ValidString(s))
			}
		}
	}
}

func TestWorkloadShapes(t *testing.T) {
	if n := reflect.TypeFor[Order]().NumField(); n != 20 {
		t.Errorf("Order has %d fields, want 20", n)
	}
	if n := reflect.TypeFor[Item]().NumField(); n != 5 {
		t.Errorf("Item has %d fields, want 5", n)
	}
	if n := len(order().Items); n != 10 {
		t.Errorf("order has %d items, want 10", n)
	}
	if n := len(mixed(50)); n != 50 {
		t.Errorf("map has %d entries, want 50", n)
	}
}

func TestTargetsNameWorkloads(t *testing.T) {
	for _, target := range targets() {
		known := slices.ContainsFunc(workloads(), func(w workload) bool { return w.name == target.workload })
		if !known || target.op != encode && target.op != decode {
			t.Errorf("target for unknown cell %s %s", target.op, target.workload)
		}
	}
}

func TestMissed(t *testing.T) {
	targets := []target{{"Person", encode, 1.0, 0}, {"Order", encode, 0.6, 0}, {"Person", decode, 0, 3}}
	results := []result{
		{Codec: "hark", Workload: "Person", Op: encode, RatioMin: 1.25},
		{Codec: "hark", Workload: "Order", Op: encode, RatioMin: 0.5, Allocs: 2},
		{Codec: "hark", Workload: "Person", Op: decode, RatioMin: 9, Allocs: 3.001},
		{Codec: "other", Workload: "Person", Op: encode, RatioMin: 9, Allocs: 9},
	}
	want := []string{
		"encode Person: 1.25 times protobuf's CPU, want at most 1.00",
		"encode Order: 2.00 allocations, want at most 0",
	}
	if got := missed("hark", results, targets); !slices.Equal(got, want) {
		t.Errorf("missed = %q, want %q", got, want)
	}
}

func TestSummaryIsMinimumAndMedian(t *testing.T) {
	c := cell{rounds: []sample{{30, 64, 2}, {10, 48, 1}, {20, 64, 2}}}
	got := c.summary()
	if got.Min != 10 || got.Median != 20 || got.Allocs != 1 || got.Bytes != 48 {
		t.Errorf("summary = %+v", got)
	}
}

func TestTable(t *testing.T) {
	results := []result{
		{Workload: "Person", Codec: "one", Op: encode, Size: 17, Min: 50, Median: 60, RatioMin: 1, RatioMedian: 1},
		{Workload: "Person", Codec: "one", Op: decode, Size: 17, Min: 200, Median: 240, Bytes: 80, Allocs: 3},
		{Workload: "Person", Codec: "two", Op: encode, Size: 42, Min: 75, Median: 80, Allocs: 1.5, RatioMin: 1.5, RatioMedian: 1.333},
	}
	want := `
Person                           | encode                                              | decode                                             
                            size |   min ns   median        B  allocs   ratio   median |   min ns   median        B  allocs   ratio   median
one                           17 |       50       60        0       0    1.00   (1.00) |      200      240       80       3       -      (-)
two                           42 |       75       80        0    1.50    1.50   (1.33) | -

`
	var got bytes.Buffer
	if err := writeTable(&got, results); err != nil {
		t.Fatal(err)
	}
	if "\n"+got.String() != want {
		t.Errorf("table:\n%s\nwant:%s", got.String(), want)
	}
}

func TestCommandJSON(t *testing.T) {
	var stdout bytes.Buffer
	args := []string{"-json", "-only", "^Person$", "-rounds", "2", "-round", "1ms"}
	if err := command(args, &stdout, io.Discard); err != nil {
		t.Fatal(err)
	}
	var results []result
	if err := json.Unmarshal(stdout.Bytes(), &results); err != nil {
		t.Fatal(err)
	}
	if len(results) != 12 {
		t.Errorf("%d results, want encode and decode of 6 codecs", len(results))
	}
	for _, r := range results {
		if r.Workload != "Person" || r.Size == 0 || r.Min <= 0 || r.Median < r.Min || r.RatioMin <= 0 {
			t.Errorf("result %+v", r)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, args := range [][]string{{"-rounds", "0"}, {"-round", "0s"}, {"-only", "("}, {"more"}, {"-unknown"}} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("parse(%q): no error", args)
		}
	}
}

func TestParseDefaults(t *testing.T) {
	o, err := parse(nil, io.Discard)
	if err != nil || o.rounds < 12 || o.round != 20*time.Millisecond || !o.only.MatchString("Person") {
		t.Errorf("parse() = %+v, %v", o, err)
	}
}

func TestVerdict(t *testing.T) {
	var out strings.Builder
	if err := verdict(nil, &out); err != nil || out.Len() > 0 {
		t.Errorf("verdict of nothing: %v, %q", err, &out)
	}
	if err := verdict([]string{"encode Person: slow"}, &out); err == nil || out.String() != "missed: encode Person: slow\n" {
		t.Errorf("verdict: %v, %q", err, &out)
	}
}
