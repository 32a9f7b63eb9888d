package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The vectors are the codec's; their README says what they mean.
const vectorDir = "../../hessian/testdata/vectors"

type vector struct {
	Name     string
	Hex      string
	HexParts []part `json:"hex_parts"`
	Expect   json.RawMessage
}

func readVectors(tb testing.TB, name string) []vector {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(vectorDir, name))
	if err != nil {
		tb.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(data, &vectors); err != nil {
		tb.Fatal(err)
	}
	return vectors
}

func (v vector) hex() string {
	var b strings.Builder
	b.WriteString(v.Hex)
	for _, p := range v.HexParts {
		b.WriteString(strings.Repeat(p.text, p.times))
	}
	return b.String()
}

// A part is a text that is repeated.
type part struct {
	text  string
	times int
}

// UnmarshalJSON implements json.Unmarshaler: [text, times].
func (p *part) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&p.text, &p.times})
}

// parse returns JSON text as maps, slices, strings and numbers.
func parse(tb testing.TB, text string) any {
	tb.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		tb.Fatalf("%v in %.1000s", err, text)
	}
	return v
}

// expand replaces the repeated parts in an expectation by what they stand for.
func expand(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = expand(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = expand(v[k])
		}
		for short, long := range map[string]string{"parts": "v", "hex_parts": "hex", "utf16_parts": "utf16"} {
			if parts, ok := v[short].([]any); ok {
				delete(v, short)
				v[long] = join(parts)
			}
		}
	}
	return v
}

func join(parts []any) string {
	var b strings.Builder
	for _, p := range parts {
		pair := p.([]any)
		times, _ := pair[1].(json.Number).Int64()
		b.WriteString(strings.Repeat(pair[0].(string), int(times)))
	}
	return b.String()
}
