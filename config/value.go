package config

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hark-rpc/hark/config/schema"
)

// A Value is what an attribute says. Its zero value is that of an attribute
// that is not there.
type Value[T any] struct {
	V T
	// Set says that the attribute is there, in the file or as a property.
	Set bool
	// Pos is where the attribute is or, if only a property says it, its element.
	Pos Position
}

// Or returns v or, if it is not set, outer.
func (v Value[T]) Or(outer Value[T]) Value[T] {
	if v.Set {
		return v
	}
	return outer
}

// Get returns what v says or, if it is not set, what is true otherwise.
func (v Value[T]) Get(otherwise T) T {
	if v.Set {
		return v.V
	}
	return otherwise
}

// value reads the attribute of that name. That its text can be read has been
// checked; if it cannot, the value is zero, for its mistake is reported already.
func value[T any](n *node, name string, parse func(string) (T, bool)) Value[T] {
	a := n.attr(name)
	if a == nil {
		return Value[T]{}
	}
	v, ok := parse(strings.TrimSpace(a.value))
	if !ok {
		return Value[T]{}
	}
	return Value[T]{V: v, Set: true, Pos: a.pos}
}

func (n *node) word(name string) Value[string] {
	return value(n, name, func(s string) (string, bool) { return s, s != "" })
}

func (n *node) bool(name string) Value[bool] { return value(n, name, parseBool) }

func (n *node) int(name string) Value[int] { return value(n, name, parseInt) }

func (n *node) millis(name string) Value[time.Duration] {
	return value(n, name, func(s string) (time.Duration, bool) {
		ms, ok := parseInt(s)
		return time.Duration(ms) * time.Millisecond, ok && ms >= 0
	})
}

func (n *node) words(name string) Value[[]string] {
	return value(n, name, func(s string) ([]string, bool) {
		list := splitWords(s)
		return list, len(list) > 0
	})
}

// parseBool reads what Spring does as a boolean.
func parseBool(s string) (value, ok bool) {
	switch strings.ToLower(s) {
	case "true", "on", "yes", "1":
		return true, true
	case "false", "off", "no", "0":
		return false, true
	}
	return false, false
}

// parseInt reads one of Java's ints.
func parseInt(s string) (int, bool) {
	n, err := strconv.ParseInt(s, 10, 32)
	return int(n), err == nil
}

func splitWords(s string) []string {
	var words []string
	for w := range strings.SplitSeq(s, ",") {
		if w = strings.TrimSpace(w); w != "" {
			words = append(words, w)
		}
	}
	return words
}

// want says what text of the type is like, or "" if s is such a text.
func want(t schema.Type, s string) string {
	switch t {
	case schema.Bool:
		if _, ok := parseBool(s); !ok {
			return "true or false"
		}
	case schema.Int:
		if _, ok := parseInt(s); !ok {
			return "a whole number"
		}
	case schema.Millis:
		if n, ok := parseInt(s); !ok || n < 0 {
			return "a number of milliseconds, such as 3000"
		}
	case schema.ID, schema.Class, schema.Name:
		if strings.ContainsAny(s, blank+",") {
			return "one name"
		}
	case schema.Method:
		if s != "*" && !isJavaName(s) {
			return "a method's name of letters and digits, or *"
		}
	case schema.Text, schema.Names, schema.IDs, schema.Handlers, schema.Address:
		// Each has a reader of its own.
	}
	return ""
}

// isJavaName reports whether s is what Java calls an identifier.
func isJavaName(s string) bool {
	for i, r := range s {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_' || r == '$' || r > 0x7f
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

// sameValue reports whether two texts of an attribute's type mean the same.
func sameValue(t schema.Type, a, b string) bool {
	if t == schema.Bool || slices.Contains([]string{"true", "false"}, b) {
		x, ok := parseBool(a)
		y, also := parseBool(b)
		return ok && also && x == y
	}
	return a == b
}
