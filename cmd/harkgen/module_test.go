package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// newModule makes a module of a user's that requires this one. Its files are
// given by name and content in turn.
func newModule(t *testing.T, files ...string) (dir string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	files = append(files, "go.mod", `module example.com/user

go 1.25

tool github.com/hark-rpc/hark/cmd/harkgen

require github.com/hark-rpc/hark v0.0.0

replace github.com/hark-rpc/hark => `+root+"\n")
	for i := 0; i < len(files); i += 2 {
		path := filepath.Join(dir, filepath.FromSlash(files[i]))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// goIn runs the go command in a module of its own.
func goIn(t *testing.T, dir string, args ...string) (out string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	text, err := cmd.CombinedOutput()
	return string(text), err
}

// directives makes directives of the lines that stand for them: the go command
// would take them for this package's.
func directives(source string) string {
	return strings.ReplaceAll(source, "//GENERATE ", "//go:generate ")
}

const userAPI = `package api

import (
	"context"

	"example.com/user/model"
)

//GENERATE go tool harkgen -java com.example.IDemoService DemoService
//GENERATE go tool harkgen -java com.example.IOtherService OtherService

// DemoService looks people up.
type DemoService interface {
	Get(ctx context.Context, id int32) (*model.Person, error)
	Put(ctx context.Context, people ...*model.Person) error
}

// OtherService does something else.
type OtherService interface {
	Do(ctx context.Context, what Task, how Task) error
}

// Task is something to do.
//
//hark:java com.example.Task
type Task struct{ Name string }

// NewDemo needs the generated file, which is not there yet.
func NewDemo() DemoService { return new(DemoServiceClient) }

var _ hasClass = Task{}

type hasClass interface{ JavaClassName() string }
`

const userModel = `package model

//GENERATE go tool harkgen

// Person is somebody.
//
//hark:java com.example.Person
type Person struct {
	Name string
	Kind Gender
}

// Gender is an enum.
//
//hark:java com.example.Gender
type Gender string
`

const userMain = `package main

import (
	"context"
	"fmt"

	"github.com/hark-rpc/hark"

	"example.com/user/api"
	"example.com/user/model"
)

type demo struct{}

func (demo) Get(_ context.Context, id int32) (*model.Person, error) { return &model.Person{Name: fmt.Sprint(id)}, nil }

func (demo) Put(_ context.Context, people ...*model.Person) error { fmt.Println(len(people), "put"); return nil }

func main() {
	var server hark.Server
	fmt.Println(server.Export(api.DemoServiceProvider(demo{}), "cn", "1.0.0"))
	var svc api.DemoServiceClient
	fmt.Println(hark.Bind(&svc, &server, "cn", "1.0.0"))
	fmt.Println(svc.Put(context.Background(), make([]*model.Person, 3)...))
	person, err := svc.Get(context.Background(), 2)
	fmt.Println(person.Name, err, model.Gender("").JavaClassName())
}
`

// TestModule does what a user does: go generate where nothing has been
// generated yet, vet, and run.
func TestModule(t *testing.T) {
	dir := newModule(t, "api/api.go", directives(userAPI), "model/model.go", directives(userModel), "main.go", userMain)
	if out, err := goIn(t, dir, "generate", "./..."); err != nil || out != "" {
		t.Fatalf("go generate: %v\n%s", err, out)
	}
	files := []string{"api/demoservice_hark.go", "api/otherservice_hark.go", "model/types_hark.go"}
	before := make([]os.FileInfo, len(files))
	for i, name := range files {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		before[i] = info
	}
	if out, err := goIn(t, dir, "vet", "./..."); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
	out, err := goIn(t, dir, "run", ".")
	if want := "<nil>\n<nil>\n3 put\n<nil>\n2 <nil> com.example.Gender\n"; err != nil || out != want {
		t.Errorf("go run: %v, got\n%s\nwant\n%s", err, out, want)
	}
	if out, err := goIn(t, dir, "generate", "./..."); err != nil {
		t.Fatalf("go generate: %v\n%s", err, out)
	}
	for i, name := range files {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.ModTime() != before[i].ModTime() {
			t.Errorf("%s was written again, %v", name, err)
		}
	}
}

// TestModuleMistakes checks what is told of sources that are no Go.
func TestModuleMistakes(t *testing.T) {
	const api = "package api\n\nimport \"context\"\n\n// S is a service.\ntype S interface {\n\tGet(context.Context) error\n}\n"
	for _, c := range []struct {
		name  string
		files []string
		want  string
	}{
		{
			"syntax", []string{"api.go", api + "func {\n", "more.go", "package api\n\nvar = 3\n"},
			"api.go:9:6: expected 'IDENT', found '{'\nmore.go:3:5: expected 'IDENT', found '='",
		},
		{
			"syntax of an import", []string{
				"api.go", "package api\n\nimport (\n\t\"context\"\n\n\t\"example.com/user/b\"\n)\n\ntype S interface{ Get(context.Context, b.T, b.U) error }\n",
				"b/b.go", "package b\n\ntype T int32\n\nfunc {\n",
			},
			"api.go:9:47: undefined: b.U",
		},
		{"no files", []string{"api_test.go", api}, "harkgen: there are no Go files here but tests and generated ones, which harkgen does not read"},
		{"no package", []string{"b/b.go", "package b\n"}, "harkgen: there are no Go files here but tests and generated ones, which harkgen does not read"},
		{"other errors", []string{"api.go", api + "\nvar x undefined\n\nfunc F() { return 3 }\n"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("GOWORK", "off")
			var stderr strings.Builder
			run(t.Context(), newModule(t, c.files...), []string{"-java", "x.S", "S"}, &stderr)
			if got := strings.TrimSpace(stderr.String()); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestOutsideModule checks that go list's own words come through.
func TestOutsideModule(t *testing.T) {
	t.Setenv("GOWORK", "off")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "api.go"), []byte("package api\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	if code := run(t.Context(), dir, []string{"-java", "x.S", "S"}, &stderr); code != exitFailed || !strings.Contains(stderr.String(), "go.mod") {
		t.Errorf("exit code %d, %s", code, &stderr)
	}
}
