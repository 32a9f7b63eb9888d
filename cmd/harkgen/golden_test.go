package main

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated files in testdata anew")

// goldenPackages are the packages in testdata whose files are generated.
var goldenPackages = []string{"shop", "names", "types", "embed"}

var generateLine = regexp.MustCompile(`(?m)^//go:generate go tool harkgen(.*)$`)

// TestGolden writes the files that the packages in testdata ask for.
func TestGolden(t *testing.T) {
	for _, name := range goldenPackages {
		dir := filepath.Join("testdata", name)
		text, err := os.ReadFile(filepath.Join(dir, name+".go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range generateLine.FindAllSubmatch(text, -1) {
			args := strings.Fields(string(line[1]))
			t.Run(name+" "+strings.Join(args, " "), func(t *testing.T) { golden(t, dir, args) })
		}
	}
}

func golden(t *testing.T, dir string, args []string) {
	r, err := parseArgs(dir, args, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := r.write(t.Context()); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := r.generate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(dir, r.output))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s has changed; if that was meant: go test ./cmd/harkgen -update\n%s", r.output, got)
	}
}

// TestGoldenCompiles vets what the golden files declare, which is what their
// users' tools will do.
func TestGoldenCompiles(t *testing.T) {
	args := []string{"vet"}
	for _, name := range goldenPackages {
		args = append(args, "./testdata/"+name)
	}
	if out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput(); err != nil {
		t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}
