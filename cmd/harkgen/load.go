package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
)

// A program is the package that a file is generated for, and what it imports,
// from source. Compiled packages would be quicker to read, but have no
// directives, and there are none where a package that is imported waits for a
// generated file itself.
type program struct {
	mistakes *mistakes
	fset     *token.FileSet
	listed   map[string]*listed // by import path
	sources  map[string]*source // that were needed so far; nil while one is loaded
	own      *source
}

// listed is what go list says of a package.
type listed struct {
	Dir, ImportPath, Name             string
	GoFiles, CgoFiles, InvalidGoFiles []string
	ImportMap                         map[string]string
	Standard, DepOnly                 bool
	Error                             *struct{ Err string }
}

// A source is a package with its syntax.
type source struct {
	*listed
	files      []*ast.File
	types      *types.Package
	errors     []types.Error               // of types; those in function bodies are not looked for
	directives map[token.Pos][]directive   // by the position of the name of the type or method
	above      map[token.Pos]string        // what directives stand above, by their own positions
	methods    map[token.Pos]*ast.Field    // of interfaces, likewise
	specs      map[token.Pos]*ast.TypeSpec // of the package's types, likewise
}

// load reads the package in dir without the file output, which is to be
// written anew. What is wrong with its syntax is in the program's mistakes.
func load(ctx context.Context, dir, output string) (*program, error) {
	p := &program{fset: token.NewFileSet(), listed: map[string]*listed{}, sources: map[string]*source{}}
	own, err := p.list(ctx, dir)
	if err != nil {
		return nil, err
	}
	p.mistakes = &mistakes{fset: p.fset, dir: own.Dir}
	own.GoFiles = without(append(own.GoFiles, own.InvalidGoFiles...), output)
	own.CgoFiles = without(own.CgoFiles, output)
	if len(own.GoFiles)+len(own.CgoFiles) == 0 {
		return nil, errors.New("there are no Go files here but tests and generated ones, which harkgen does not read")
	}
	p.own, err = p.source(own)
	var syntax scanner.ErrorList
	if errors.As(err, &syntax) {
		for _, e := range syntax {
			p.mistakes.atf(e.Pos, "%s", e.Msg)
		}
		return p, nil
	}
	return p, err
}

// list asks go list for the package in dir and all that it imports.
func (p *program) list(ctx context.Context, dir string) (own *listed, err error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-e", "-deps",
		"-json=Dir,ImportPath,Name,GoFiles,CgoFiles,InvalidGoFiles,ImportMap,Standard,DepOnly,Error", ".")
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, &stderr)
	}
	for d := json.NewDecoder(&stdout); ; {
		l := new(listed)
		switch err := d.Decode(l); { //nolint:musttag // the fields' names are go list's
		case err == nil:
		case errors.Is(err, io.EOF) && own != nil:
			return own, nil
		default:
			return nil, fmt.Errorf("go list: %w\n%s", err, &stderr)
		}
		p.listed[l.ImportPath] = l
		if !l.DepOnly {
			own = l
		}
		if !l.DepOnly && l.Dir == "" && l.Error != nil {
			return nil, fmt.Errorf("go list: %s", l.Error.Err)
		}
	}
}

func without(names []string, name string) []string {
	var rest []string
	for _, n := range names {
		if n != name {
			rest = append(rest, n)
		}
	}
	return rest
}

// source parses and checks a package. The error is one of syntax; what is
// wrong with types is in the source, for it may not matter.
func (p *program) source(l *listed) (*source, error) {
	s := &source{listed: l}
	mode := parser.SkipObjectResolution
	if !l.Standard {
		mode |= parser.ParseComments
	}
	var syntax scanner.ErrorList
	for _, name := range append(l.GoFiles, l.CgoFiles...) {
		file, err := parser.ParseFile(p.fset, filepath.Join(l.Dir, name), nil, mode)
		var list scanner.ErrorList
		switch {
		case errors.As(err, &list):
			syntax = append(syntax, list...)
		case err != nil:
			return nil, err
		}
		if file != nil {
			s.files = append(s.files, file)
		}
	}
	s.index()
	p.sources[l.ImportPath] = s
	config := types.Config{
		Importer:         &importer{p, l},
		IgnoreFuncBodies: true,
		FakeImportC:      true,
		Error: func(err error) {
			var e types.Error
			if errors.As(err, &e) && !e.Soft {
				s.errors = append(s.errors, e)
			}
		},
	}
	s.types, _ = config.Check(l.ImportPath, p.fset, s.files, nil) // the errors have been kept
	if len(syntax) > 0 {
		return s, syntax
	}
	return s, nil
}

// index finds the declarations that directives can stand above.
func (s *source) index() {
	s.methods, s.specs = map[token.Pos]*ast.Field{}, map[token.Pos]*ast.TypeSpec{}
	for _, file := range s.files {
		for _, d := range file.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.TYPE {
				continue
			}
			for _, spec := range decl.Specs {
				t, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				if t.Doc == nil && !decl.Lparen.IsValid() {
					t.Doc = decl.Doc
				}
				s.specs[t.Name.Pos()] = t
				if i, ok := t.Type.(*ast.InterfaceType); ok {
					for _, f := range i.Methods.List {
						if len(f.Names) == 1 {
							s.methods[f.Names[0].Pos()] = f
						}
					}
				}
			}
		}
	}
	s.readDirectives()
}

// An importer finds what one package imports.
type importer struct {
	program *program
	of      *listed
}

// Import implements [types.Importer].
func (i *importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if mapped := i.of.ImportMap[path]; mapped != "" {
		path = mapped
	}
	if s, ok := i.program.sources[path]; ok {
		if s == nil || s.types == nil {
			return nil, errors.New("it imports itself")
		}
		return s.types, nil
	}
	l := i.program.listed[path]
	switch {
	case l == nil:
		return nil, errors.New("go list does not know it")
	case l.Error != nil && len(l.GoFiles)+len(l.CgoFiles) == 0:
		return nil, errors.New(strings.TrimSpace(l.Error.Err))
	}
	s, err := i.program.source(l)
	if s == nil {
		return nil, err
	}
	return s.types, nil // as far as it goes
}

// sourceOf returns the package that declares obj, or nil.
func (p *program) sourceOf(obj types.Object) *source {
	if obj.Pkg() == nil {
		return nil
	}
	return p.sources[obj.Pkg().Path()]
}
