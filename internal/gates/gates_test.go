// Package gates holds the rules that the whole house keeps, as tests. It has no code of its own.
//
// A rule that has an exception says how one is marked; the mark always carries its reason.
package gates

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	root   = "../.." // from here
	module = "github.com/hark-rpc/hark"
)

// A file is a Go file of any module in the tree.
type file struct {
	path  string // from the root, with slashes
	fset  *token.FileSet
	ast   *ast.File
	lines []string
}

func (f *file) test() bool { return strings.HasSuffix(f.path, "_test.go") }

// library reports whether others may import the file's package.
func (f *file) library() bool {
	if f.test() || f.ast.Name.Name == "main" {
		return false
	}
	top, _, _ := strings.Cut(f.path, "/")
	return !slices.Contains([]string{"bench", "examples", "interop"}, top)
}

func (f *file) line(n ast.Node) int { return f.fset.Position(n.Pos()).Line }

// excepted reports whether the line that n begins on has the mark, and a reason after it.
func (f *file) excepted(n ast.Node, mark string) bool {
	_, reason, found := strings.Cut(f.lines[f.line(n)-1], mark)
	return found && strings.TrimSpace(strings.TrimLeft(reason, " /")) != ""
}

// walk calls visit with every file of the house that is not somebody else's, hidden, or a build's.
func walk(t *testing.T, visit func(path string, data []byte)) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() {
			hidden := strings.HasPrefix(base, ".") && name != root && base != ".ci" && base != ".github"
			if hidden || base == "node_modules" || base == "target" {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		visit(filepath.ToSlash(rel), data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// goFiles returns the Go files of all modules, but for generated ones and testdata.
func goFiles(t *testing.T) []*file {
	t.Helper()
	var files []*file
	walk(t, func(path string, data []byte) {
		if !strings.HasSuffix(path, ".go") || strings.Contains(path, "testdata/") {
			return
		}
		f := &file{path: path, fset: token.NewFileSet(), lines: strings.Split(string(data), "\n")}
		parsed, err := parser.ParseFile(f.fset, path, data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			return
		}
		if f.ast = parsed; !ast.IsGenerated(parsed) {
			files = append(files, f)
		}
	})
	if len(files) == 0 {
		t.Fatal("no Go files")
	}
	return files
}

// goCommand runs the go command in the root module, without the workspace, and returns what it prints.
func goCommand(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOWORK=off")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return string(out)
}
