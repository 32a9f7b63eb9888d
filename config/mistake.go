package config

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A Position is where something stands in a file.
type Position struct {
	File string
	// Line and Column begin at 1. Columns count characters, of which a tab is
	// one, whatever their size in bytes.
	Line, Column int
}

// String returns file:line:column, or less if less is known.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	s := strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
	if p.File == "" {
		return s
	}
	return p.File + ":" + s
}

// Before reports whether p stands before q in one file.
func (p Position) Before(q Position) bool {
	return p.Line < q.Line || p.Line == q.Line && p.Column < q.Column
}

// A Mistake is something in a file that cannot be what was meant.
type Mistake struct {
	Pos  Position
	Have string // what is there
	Want string // what is wanted in its place; may be empty
	Near string // the nearest name that there is; may be empty
}

// Error returns position, what is there, what is wanted and the nearest name.
func (m *Mistake) Error() string {
	s := m.Have
	if pos := m.Pos.String(); pos != "" {
		s = pos + ": " + s
	}
	if m.Want != "" {
		s += "; want " + m.Want
	}
	if m.Near != "" {
		s += "; nearest: " + m.Near
	}
	return s
}

// Mistakes are all that were found, file by file in the order of the text.
type Mistakes []*Mistake

// Error returns one line for each.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, mistake := range m {
		lines[i] = mistake.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find each [*Mistake].
func (m Mistakes) Unwrap() []error {
	errs := make([]error, len(m))
	for i, mistake := range m {
		errs[i] = mistake
	}
	return errs
}

// Sort puts the mistakes in the order of the files, and in each in the order
// of the text, and drops those that are there twice.
func (m Mistakes) Sort(files []string) Mistakes {
	order := make(map[string]int, len(files))
	for i, name := range files {
		order[name] = i
	}
	slices.SortStableFunc(m, func(a, b *Mistake) int {
		return cmp.Or(
			cmp.Compare(order[a.Pos.File], order[b.Pos.File]),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
		)
	})
	return slices.CompactFunc(m, func(a, b *Mistake) bool { return *a == *b })
}

// quote returns text in quotes, shortened if it is long.
func quote(text string) string {
	const most = 60
	if r := []rune(text[:min(len(text), 4*most)]); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return strconv.Quote(text)
}

// Nearest returns the name that was probably meant, or "" if none is like it.
func Nearest(name string, names []string) string {
	const longest = 64 // a longer one is no slip of the pen
	if len(name) > longest {
		return ""
	}
	best, least := "", max(2, len(name)/3)+1
	for _, n := range names {
		if n == name || len(n) > longest {
			continue
		}
		d := distance(strings.ToLower(name), strings.ToLower(n))
		if d < least && d < len(n) {
			best, least = n, d
		}
	}
	return best
}

// distance is how many letters must be added, dropped, changed or swapped with
// their neighbour to make b of a.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			change := last[j]
			if x[i] != y[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

// nearest returns the nearest name in quotes, or "".
func nearest(name string, names []string) string {
	if n := Nearest(name, names); n != "" {
		return strconv.Quote(n)
	}
	return ""
}

// nearest does so for as many mistakes as one reads; a file may hold more.
func (r *reader) nearest(name string, names []string) string {
	const most = 100_000
	if r.compared += len(names); r.compared > most {
		return ""
	}
	return nearest(name, names)
}
