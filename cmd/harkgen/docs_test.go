package main

import (
	"go/types"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestDocumentedTypes checks the table of types in docs/harkgen.md.
func TestDocumentedTypes(t *testing.T) {
	text, err := os.ReadFile("../../docs/harkgen.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| Go | Java |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	prog, err := load(t.Context(), "testdata/shop", "orderservice_hark.go")
	if err != nil {
		t.Fatal(err)
	}
	scope := prog.own.files[0].Package
	rows := regexp.MustCompile("(?m)^\\| `(.*)` \\| `(.*)` \\|$").FindAllStringSubmatch(table, -1)
	if want := strings.Count(table, "\n"); len(rows) != want {
		t.Errorf("the table has %d rows, %d can be read", want, len(rows))
	}
	for _, row := range rows {
		want, err := parseJavaType(row[2])
		if err != nil {
			t.Error(err)
		}
		goType, err := types.Eval(prog.fset, prog.own.types, scope, row[1])
		if err != nil || !goType.IsType() {
			t.Errorf("%s: %v", row[1], err)
			continue
		}
		if got, err := prog.descriptor(goType.Type); got != want || err != nil {
			t.Errorf("%s: got %s, %v; want %s", row[1], got, err, want)
		}
	}
}
