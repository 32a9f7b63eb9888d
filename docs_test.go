package hark_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEventsDocument checks that docs/events.md states every rule and names
// only tests and examples that there are.
func TestEventsDocument(t *testing.T) {
	page, err := os.ReadFile("docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 28; n++ {
		if rule := fmt.Sprintf("\n**E%d.** ", n); strings.Count(string(page), rule) != 1 {
			t.Errorf("rule E%d is stated %d times", n, strings.Count(string(page), rule))
		}
	}
	var tests strings.Builder
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(text)
	}
	for _, name := range regexp.MustCompile(`\b(?:Test|Example|Fuzz)\w+`).FindAllString(string(page), -1) {
		if !strings.Contains(tests.String(), "func "+name) {
			t.Errorf("it names %s, which there is not", name)
		}
	}
	if n := strings.Count(tests.String(), "\nfunc TestE7_"); n == 0 {
		t.Error("no test is named after rule E7")
	}
}
