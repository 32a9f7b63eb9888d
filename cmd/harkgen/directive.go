package main

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// A directive is a comment that begins with //hark:.
type directive struct {
	name string
	arg  string
	pos  token.Pos // of the comment
	at   token.Pos // of arg
}

// The directives.
const (
	directiveJava   = "java"
	directiveName   = "name"
	directiveParams = "params"
	directiveOneway = "oneway"
)

const directivePrefix = "//hark:"

// What a directive can stand above.
const (
	aboveType   = "type of the package"
	aboveMethod = "method of an interface"
)

// readDirectives notes the directives that stand above types and methods.
func (s *source) readDirectives() {
	s.directives, s.above = map[token.Pos][]directive{}, map[token.Pos]string{}
	note := func(at token.Pos, doc *ast.CommentGroup, what string) {
		list := directivesIn(doc)
		s.directives[at] = list
		for _, d := range list {
			s.above[d.pos] = what
		}
	}
	for at, spec := range s.specs {
		note(at, spec.Doc, aboveType)
	}
	for at, method := range s.methods {
		note(at, method.Doc, aboveMethod)
	}
}

func directivesIn(doc *ast.CommentGroup) (list []directive) {
	if doc == nil {
		return nil
	}
	for _, c := range doc.List {
		if d, ok := parseDirective(c); ok {
			list = append(list, d)
		}
	}
	return list
}

func parseDirective(c *ast.Comment) (d directive, ok bool) {
	text, ok := strings.CutPrefix(c.Text, directivePrefix)
	if !ok {
		return d, false
	}
	d.pos = c.Pos()
	name, rest, _ := strings.Cut(text, " ")
	d.name, d.arg = name, strings.TrimSpace(rest)
	d.at = c.Pos() + token.Pos(len(c.Text)-len(strings.TrimLeft(rest, " \t")))
	return d, true
}

// directive returns the directive of that name above the declaration at pos.
func (s *source) directive(pos token.Pos, name string) (d directive, ok bool) {
	i := slices.IndexFunc(s.directives[pos], func(d directive) bool { return d.name == name })
	if i < 0 {
		return d, false
	}
	return s.directives[pos][i], true
}

// almost matches a comment that looks like a directive and is none.
var almost = regexp.MustCompile(`^//\s+hark:\s*(java|name|params|oneway)\b`)

// checkDirectives reports the directives of the package that mean nothing
// where they are.
func (p *program) checkDirectives() {
	for _, file := range p.own.files {
		for _, group := range file.Comments {
			seen := map[string]bool{}
			for _, c := range group.List {
				if d, ok := parseDirective(c); ok {
					p.checkDirective(d, seen[d.name])
					seen[d.name] = true
				} else if almost.MatchString(c.Text) {
					p.mistakes.addf(c.Pos(), "this is a comment only; a directive has no space around hark:")
				}
			}
		}
	}
}

// checkDirective reports what is wrong with a directive of the package.
func (p *program) checkDirective(d directive, repeated bool) {
	wanted := aboveMethod
	switch d.name {
	case directiveJava:
		wanted = aboveType
	case directiveName, directiveParams, directiveOneway:
	default:
		known := []string{directiveJava, directiveName, directiveParams, directiveOneway}
		p.mistakes.addf(d.pos, "there is no directive hark:%s%s", d.name, didYouMean(nearest(d.name, known)))
		return
	}
	switch {
	case p.own.above[d.pos] != wanted:
		p.mistakes.addf(d.pos, "hark:%s does nothing here; it stands in the doc comment of a %s", d.name, wanted)
	case repeated:
		p.mistakes.addf(d.pos, "hark:%s is there twice", d.name)
	case d.name == directiveOneway && d.arg != "":
		p.mistakes.addf(d.at, "hark:oneway stands alone; remove %s", d.arg)
	case d.name == directiveName && !isJavaIdentifier(d.arg):
		p.mistakes.addf(d.at, "%q is no name of a Java method", d.arg)
	case d.name == directiveJava && !isJavaName(d.arg):
		p.mistakes.addf(d.at, "%q is no name of a Java class, such as com.example.Person or com.example.Outer$Inner", d.arg)
	}
}
