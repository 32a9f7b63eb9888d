// Package gates holds the rules that the whole house keeps, as tests. It has no code of its own.
//
// A rule that has an exception says how one is marked; the mark always carries its reason.
package gates

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
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

// library reports whether others may import the file's package: not tests, what only tests import, nor programs.
func (f *file) library() bool {
	dirs := strings.Split(path.Dir(f.path), "/")
	switch {
	case f.test(), f.ast.Name.Name == "main":
		return false
	case dirs[0] == "internal":
		return !strings.HasSuffix(dirs[len(dirs)-1], "test")
	default:
		return !slices.Contains([]string{"bench", "examples", "interop"}, dirs[0])
	}
}

func (f *file) line(n ast.Node) int { return f.fset.Position(n.Pos()).Line }

// excepted reports whether the line that n begins on has the mark, and a reason after it.
func (f *file) excepted(n ast.Node, mark string) bool {
	_, reason, found := strings.Cut(f.lines[f.line(n)-1], mark)
	return found && strings.TrimSpace(strings.TrimLeft(reason, " /")) != ""
}

// walk calls visit with every file of the house: those that git keeps, or would keep.
func walk(t *testing.T, visit func(name string, data []byte)) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("not a work tree of git: %v", err)
	}
	names := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		data, err := os.ReadFile(filepath.Join(root, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted, and not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		visit(name, data)
	}
}

// goFiles returns the Go files of all modules, but for generated ones and testdata.
func goFiles(t *testing.T) []*file {
	t.Helper()
	var files []*file
	walk(t, func(name string, data []byte) {
		if !strings.HasSuffix(name, ".go") || strings.Contains(name, "testdata/") {
			return
		}
		f := &file{path: name, fset: token.NewFileSet(), lines: strings.Split(string(data), "\n")}
		parsed, err := parser.ParseFile(f.fset, name, data, parser.ParseComments|parser.SkipObjectResolution)
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
