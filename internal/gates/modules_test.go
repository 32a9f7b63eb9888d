package gates

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// hasRootPackage reports whether the root of the house is a package yet.
func hasRootPackage(t *testing.T) bool {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(names, func(name string) bool { return !strings.HasSuffix(name, "_test.go") })
}

func TestRootModuleRequiresNothing(t *testing.T) {
	if got := strings.Fields(goCommand(t, "list", "-m", "all")); !slices.Equal(got, []string{module}) {
		t.Errorf("the root module requires %q; what needs a library is a module of its own", got)
	}
}

const notStandard = "{{if not .Standard}}{{.ImportPath}}{{end}}"

func TestRootModuleImportsOnlyTheStandardLibrary(t *testing.T) {
	for p := range strings.FieldsSeq(goCommand(t, "list", "-deps", "-f", notStandard, "./...")) {
		if p != module && !strings.HasPrefix(p, module+"/") {
			t.Errorf("a package of the root module imports %s", p)
		}
	}
	if !hasRootPackage(t) {
		return
	}
	if got := strings.Fields(goCommand(t, "list", "-deps", "-f", notStandard, ".")); !slices.Equal(got, []string{module}) {
		t.Errorf("the root package imports packages of ours: %q; it is what they rest on", got)
	}
}

func TestHessianStandsAlone(t *testing.T) {
	for p := range strings.FieldsSeq(goCommand(t, "list", "-deps", "-f", notStandard, "./hessian/...")) {
		if !strings.HasPrefix(p, module+"/hessian") {
			t.Errorf("the codec imports %s; it knows nothing of RPC", p)
		}
	}
}

// TestModules checks that every module asks for the same Go and builds without the workspace.
func TestModules(t *testing.T) {
	walk(t, func(name string, data []byte) {
		if path.Base(name) != "go.mod" && name != "go.work" || strings.Contains(name, "testdata/") {
			return
		}
		lines := strings.Split(string(data), "\n")
		if !slices.Contains(lines, "go 1.25") {
			t.Errorf("%s does not say go 1.25", name)
		}
		if name == "go.mod" || name == "go.work" {
			return
		}
		if text := string(data); !strings.Contains(text, "replace "+module+" => ..") && strings.Contains(text, module+" v") {
			t.Errorf("%s requires the root module without a replace: it does not build with GOWORK=off", name)
		}
	})
}
