package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMistakes checks that all mistakes of a package are told together, each
// with its position. want.txt beside the package has them.
func TestMistakes(t *testing.T) {
	for _, name := range []string{"signatures", "types", "directives", "names"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join("testdata", "bad", name)
			source, err := os.ReadFile(filepath.Join(dir, name+".go"))
			if err != nil {
				t.Fatal(err)
			}
			line := generateLine.FindSubmatch(source)
			var stderr strings.Builder
			if code := run(t.Context(), dir, strings.Fields(string(line[1])), &stderr); code != exitFailed {
				t.Errorf("exit code %d", code)
			}
			wantPath := filepath.Join(dir, "want.txt")
			if *update {
				if err := os.WriteFile(wantPath, []byte(stderr.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(wantPath)
			if err != nil {
				t.Fatal(err)
			}
			if stderr.String() != string(want) {
				t.Errorf("got\n%s\nwant\n%s", &stderr, want)
			}
			if files, _ := filepath.Glob(filepath.Join(dir, "*_hark.go")); len(files) > 0 {
				t.Errorf("%s was written nevertheless", files)
			}
		})
	}
}

// TestNoService checks what the command line can name wrongly.
func TestNoService(t *testing.T) {
	dir := filepath.Join("testdata", "bad", "service")
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"-java x.Y Servcie", exitFailed, "service.go:3:1: there is no interface Servcie in the package; did you mean Service?\n"},
		{"-java x.Y Quite", exitFailed, "service.go:3:1: there is no interface Quite in the package\n"},
		{"-java x.Y Struct", exitFailed, "service.go:10:6: Struct is no interface\n"},
		{"-java x.Y Function", exitFailed, "service.go:13:6: Function is no interface\n"},
		{"-java x.Y Generic", exitFailed, "service.go:16:6: Generic has type parameters, which Java's services have not: write one for the types in question\n"},
		{"-java x.Y Constraint", exitFailed, "service.go:21:6: Constraint is a constraint: a service has methods only\n"},
		{"-java x.Y Empty", exitFailed, "service.go:24:6: Empty has no methods\n"},
		{"-java x.Y Lost", exitFailed, "service.go:29:2: undefined: Missing\n"},
		{"-java x.Y Literal", exitFailed, "service.go:34:13: Get is not declared in an interface type of a package\n"},
		{"Service", exitFailed, "service.go:3:1: what is Service in Java? Say -java com.example.IService\n"},
		{"-java x..Y Service", exitFailed, "service.go:3:1: -java x..Y: no name of a Java interface, such as com.example.IService\n"},
		{"", exitFailed, "service.go:3:1: nothing to write: name a Go interface, or put //hark:java above a type\n"},
		{"-java x.Y -o service.go Service", exitFailed, "service.go:3:1: service.go is there and harkgen did not write it; remove it, or choose another name by -o\n"},
		{"-java x.Y", exitUsage, "service.go:3:1: -java x.Y names which Go interface? Put its name behind the flags\n"},
		{"Service -java x.Y", exitUsage, "service.go:3:1: one interface a file: have Service -java x.Y; flags stand before it\n"},
		{"-jvaa x.Y Service", exitUsage, "service.go:3:1: flag provided but not defined: -jvaa\n"},
		{"-java x.Y -o ../x.go Service", exitUsage, "service.go:3:1: -o ../x.go: want the name of a Go file of this package, such as demo_hark.go\n"},
		{"-java x.Y -o x_test.go Service", exitUsage, "service.go:3:1: -o x_test.go: want the name of a Go file of this package, such as demo_hark.go\n"},
		{"-help", exitOK, "usage: harkgen [-java name] [-o file] [interface]\n  -java name\n    \tthe full name of the Java interface\n  -o file\n    \tthe file to write (default <interface>_hark.go)\n"},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Setenv("GOFILE", "service.go")
			t.Setenv("GOLINE", "3")
			var stderr strings.Builder
			code := run(t.Context(), dir, strings.Fields(c.args), &stderr)
			if code != c.code || stderr.String() != c.want {
				t.Errorf("exit code %d, want %d\n got %q\nwant %q", code, c.code, &stderr, c.want)
			}
		})
	}
}
