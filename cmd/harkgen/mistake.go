package main

import (
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// mistakes collects what is wrong with the sources, so that it is told
// together.
type mistakes struct {
	fset *token.FileSet
	dir  string // that files are named from
	list []mistake
}

type mistake struct {
	pos  token.Position
	text string
}

// addf adds what is wrong at pos.
func (m *mistakes) addf(pos token.Pos, format string, args ...any) {
	m.atf(m.fset.Position(pos), format, args...)
}

// atf is addf with a position that has been worked out.
func (m *mistakes) atf(pos token.Position, format string, args ...any) {
	text := strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ") // on one line
	m.list = append(m.list, mistake{m.named(pos), text})
}

// named makes the file of a position relative.
func (m *mistakes) named(pos token.Position) token.Position {
	if name, err := filepath.Rel(m.dir, pos.Filename); err == nil {
		pos.Filename = filepath.ToSlash(name)
	}
	pos.Offset = 0
	return pos
}

// place writes a position as compilers do.
func place(pos token.Position) string {
	if !pos.IsValid() {
		return "harkgen"
	}
	return fmt.Sprintf("%s:%d:%d", pos.Filename, pos.Line, pos.Column)
}

// err returns the mistakes as an error of a line each, in the order of their
// positions, or nil if there are none.
func (m *mistakes) err() error {
	if len(m.list) == 0 {
		return nil
	}
	slices.SortStableFunc(m.list, func(a, b mistake) int {
		return cmp.Or(strings.Compare(a.pos.Filename, b.pos.Filename),
			cmp.Compare(a.pos.Line, b.pos.Line), cmp.Compare(a.pos.Column, b.pos.Column))
	})
	var lines []string
	for _, x := range slices.Compact(m.list) {
		lines = append(lines, place(x.pos)+": "+x.text)
	}
	return errors.New(strings.Join(lines, "\n"))
}

// nearest returns the known name that is most like the given one, or "" if
// none is like it.
func nearest(name string, known []string) string {
	best, distance := "", len(name)/2+1
	for _, k := range known {
		if d := editDistance(strings.ToLower(name), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best
}

// didYouMean offers a name at the end of an error, if there is one.
func didYouMean(name string) string {
	if name == "" {
		return ""
	}
	return "; did you mean " + name + "?"
}

// editDistance counts the letters to insert, remove or replace to make b of a.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(row[j+1]+1, row[j]+1, replace)
		}
	}
	return row[len(b)]
}
