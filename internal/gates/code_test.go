package gates

import (
	"go/ast"
	"strings"
	"testing"
)

const maxFunction = 60 // lines between the braces

// TestFunctionsFitAScreen excepts functions whose first line ends in //nolint:funlen // and a reason.
func TestFunctionsFitAScreen(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.test() {
			continue // a table is as long as its cases
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil || f.excepted(fn, "//nolint:funlen //") {
				continue
			}
			first, last := f.fset.Position(fn.Body.Lbrace).Line, f.fset.Position(fn.Body.Rbrace).Line
			if n := last - first - 1; n > maxFunction {
				t.Errorf("%s:%d: %s has %d lines, more than %d", f.path, first, fn.Name.Name, n, maxFunction)
			}
		}
	}
}

func TestLibraryHasNoInit(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && f.library() && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s:%d: func init: nothing starts, and nothing is registered, by being imported", f.path, f.line(fn))
			}
		}
	}
}

func TestLibraryDoesNotPanic(t *testing.T) {
	for _, f := range goFiles(t) {
		if !f.library() {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" {
					t.Errorf("%s:%d: panic: a library returns errors", f.path, f.line(call))
				}
			}
			return true
		})
	}
}

// TestNoSleep excepts lines marked // synctest: in a bubble a sleep takes no time.
func TestNoSleep(t *testing.T) {
	for _, f := range goFiles(t) {
		if !f.test() {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Sleep" {
				return true
			}
			line := f.line(sel)
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == "time" && !strings.Contains(f.lines[line-1], "// synctest") {
				t.Errorf("%s:%d: time.Sleep: wait for what the test waits for, or do it in a synctest bubble and mark the line", f.path, line)
			}
			return true
		})
	}
}
