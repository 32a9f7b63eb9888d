package gates

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden file of the root package's API anew")

const (
	maxShortDoc = 80
	goldenAPI   = "testdata/hark.txt"
)

// TestAPI keeps the root package small and its API a decision: what go doc says of it is a golden file.
func TestAPI(t *testing.T) {
	if !hasRootPackage(t) {
		t.Skip("the root package does not exist yet")
	}
	if n := strings.Count(goCommand(t, "doc", "-short", "."), "\n"); n > maxShortDoc {
		t.Errorf("go doc -short . has %d lines, more than %d", n, maxShortDoc)
	}

	got := goCommand(t, "doc", "-all", ".")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(goldenAPI, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenAPI)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the root package's API has changed; if that was decided: go test ./internal/gates -run TestAPI -update\n%s", diff(string(want), got))
	}
}

// diff lists the lines that only one of two texts has.
func diff(before, after string) string {
	return linesOf("-", before, after) + linesOf("+", after, before)
}

// linesOf returns the lines of text that other has not, each behind a sign.
func linesOf(sign, text, other string) string {
	var b strings.Builder
	has := strings.Split(other, "\n")
	for line := range strings.SplitSeq(text, "\n") {
		if !slices.Contains(has, line) {
			b.WriteString(sign + line + "\n")
		}
	}
	return b.String()
}
