package config

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A node is an element of a file as it was written.
type node struct {
	prefix, name string // as written
	space        string // the namespace's URI; "" in none
	pos          Position
	attrs        []attr
	children     []*node
	text         []byte   // character data between the children, if not blank
	textPos      Position // of its first character that is no blank
}

// An attr is an attribute of a node.
type attr struct {
	prefix, name string
	space        string
	value        string
	pos          Position
	from         string // the property that it came from, if not from the file
	broken       bool   // a placeholder in it could not be replaced
}

// label is the element as messages call it.
func (n *node) label() string { return "<" + qualified(n.prefix, n.name) + ">" }

func (a *attr) label() string { return qualified(a.prefix, a.name) }

func qualified(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + ":" + name
}

// attr returns the attribute of that name in no namespace, or nil.
func (n *node) attr(name string) *attr {
	for i := range n.attrs {
		if a := &n.attrs[i]; a.name == name && a.space == "" && a.prefix == "" {
			return a
		}
	}
	return nil
}

// broken reports whether the attribute is there and cannot be read, which has
// been reported.
func (n *node) broken(name string) bool {
	a := n.attr(name)
	return a != nil && a.broken
}

// maxDepth bounds how deep elements nest, since they are walked recursively.
const maxDepth = 64

// A scanner makes nodes of a text.
type scanner struct {
	cursor

	decoder *xml.Decoder
	open    []*node // the elements that have not ended, outermost first
	top     *node   // a node of no element that holds the outermost ones
}

// scan returns the elements of the text, as the children of a node of its own.
func scan(file, text string) (*node, *Mistake) {
	s := &scanner{cursor: cursor{file: file, text: text}, top: new(node)}
	s.decoder = xml.NewDecoder(strings.NewReader(text))
	s.decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil } // it is decoded already
	for {
		start := int(s.decoder.InputOffset())
		token, err := s.decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, s.syntax(err)
		}
		if m := s.token(token, start, int(s.decoder.InputOffset())); m != nil {
			return nil, m
		}
	}
	if n := len(s.open); n > 0 {
		last := s.open[n-1]
		return nil, &Mistake{Pos: last.pos, Have: last.label() + " is not closed", Want: "</" + qualified(last.prefix, last.name) + ">"}
	}
	return s.top, nil
}

// syntax returns the decoder's error as a mistake at the place it came to.
func (s *scanner) syntax(err error) *Mistake {
	message := err.Error()
	var e *xml.SyntaxError
	if errors.As(err, &e) {
		message = e.Msg
	}
	return &Mistake{Pos: s.at(int(s.decoder.InputOffset())), Have: "no XML: " + message}
}

// token takes in what stands between two offsets.
func (s *scanner) token(token xml.Token, start, end int) *Mistake {
	parent := s.parent()
	switch t := token.(type) {
	case xml.StartElement:
		if len(s.open) == maxDepth {
			return &Mistake{Pos: s.at(start), Have: "elements nested too deep", Want: fmt.Sprintf("at most %d levels", maxDepth)}
		}
		n := &node{prefix: t.Name.Space, name: t.Name.Local, pos: s.at(start)}
		offsets := attributeOffsets(s.text[start:end])
		for i, a := range t.Attr {
			// There are as many offsets as attributes, for both readings
			// follow the same grammar; a fuzz test looks for where not.
			at := start
			if i < len(offsets) {
				at += offsets[i]
			}
			n.attrs = append(n.attrs, attr{prefix: a.Name.Space, name: a.Name.Local, value: a.Value, pos: s.at(at)})
		}
		parent.children = append(parent.children, n)
		s.open = append(s.open, n)
	case xml.EndElement:
		if len(s.open) == 0 {
			return &Mistake{Pos: s.at(start), Have: "</" + qualified(t.Name.Space, t.Name.Local) + "> closes nothing"}
		}
		if parent.prefix != t.Name.Space || parent.name != t.Name.Local {
			return &Mistake{
				Pos: s.at(start), Have: "</" + qualified(t.Name.Space, t.Name.Local) + "> where " + parent.label() + " is open",
				Want: "</" + qualified(parent.prefix, parent.name) + ">",
			}
		}
		s.open = s.open[:len(s.open)-1]
	case xml.CharData:
		if len(bytes.TrimSpace(t)) > 0 {
			if parent.text == nil {
				blanks := len(s.text[start:end]) - len(strings.TrimLeft(s.text[start:end], blank))
				parent.textPos = s.at(start + blanks)
			}
			parent.text = append(parent.text, t...)
		}
	}
	return nil
}

func (s *scanner) parent() *node {
	if n := len(s.open); n > 0 {
		return s.open[n-1]
	}
	return s.top
}

const blank = " \t\r\n"

// attributeOffsets returns where in a start tag its attributes begin. The tag
// is one that the decoder has accepted.
func attributeOffsets(tag string) []int {
	var offsets []int
	i := skipName(tag, 1)
	for {
		for i < len(tag) && strings.IndexByte(blank+"/", tag[i]) >= 0 {
			i++
		}
		if i >= len(tag) || tag[i] == '>' {
			return offsets
		}
		offsets = append(offsets, i)
		quote := strings.IndexAny(tag[i:], `"'`)
		if quote < 0 {
			return offsets
		}
		i += quote
		end := strings.IndexByte(tag[i+1:], tag[i])
		if end < 0 {
			return offsets
		}
		i += end + 2
	}
}

func skipName(tag string, i int) int {
	for i < len(tag) && strings.IndexByte(blank+"/>", tag[i]) < 0 {
		i++
	}
	return i
}
