package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// What Java calls things, as text.

// isJavaIdentifier reports whether s can be the name of a method.
func isJavaIdentifier(s string) bool {
	for i, r := range s {
		if r != '_' && r != '$' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != ""
}

// isJavaName reports whether s can be the full name of a class.
func isJavaName(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if !isJavaIdentifier(part) {
			return false
		}
	}
	return true
}

// javaMethodName is the usual Java name of a Go method: its words with the
// first letter in lower case and initialisms as words, as package hessian has
// it of fields, so that GetByID is getById and URLs is urls.
func javaMethodName(name string) string {
	in := []rune(name)
	out := make([]rune, len(in))
	for i, r := range in {
		out[i] = r
		if i == 0 || unicode.IsUpper(in[i-1]) && !beginsWord(in, i) {
			out[i] = unicode.ToLower(r)
		}
	}
	return string(out)
}

// beginsWord reports whether in[i], behind a capital, is the first letter of a
// word: what follows is in lower case, and not the s of a plural.
func beginsWord(in []rune, i int) bool {
	if i+1 >= len(in) || !unicode.IsLower(in[i+1]) {
		return false
	}
	plural := in[i+1] == 's' && (i+2 == len(in) || unicode.IsUpper(in[i+2]))
	return !plural
}

// A javaType is a type of a list of Java types, and where in it.
type javaType struct {
	text   string
	offset int
}

// splitJavaTypes splits a list at the commas that are not between angle
// brackets.
func splitJavaTypes(list string) (types []javaType) {
	depth, start := 0, 0
	add := func(end int) {
		text := list[start:end]
		trimmed := strings.TrimLeft(text, " \t")
		types = append(types, javaType{strings.TrimSpace(text), start + len(text) - len(trimmed)})
		start = end + 1
	}
	for i := range len(list) {
		switch list[i] {
		case '<':
			depth++
		case '>':
			depth--
		case ',':
			if depth <= 0 {
				add(i)
				depth = 0
			}
		}
	}
	add(len(list))
	return types
}

// primitiveDescriptor returns the descriptor of a primitive type, or "".
func primitiveDescriptor(name string) string {
	switch name {
	case "boolean":
		return "Z"
	case "byte":
		return "B"
	case "char":
		return "C"
	case "double":
		return "D"
	case "float":
		return "F"
	case "int":
		return "I"
	case "long":
		return "J"
	case "short":
		return "S"
	}
	return ""
}

// parseJavaType returns the descriptor of a type as Java source spells it, but
// with full names and with a $ before a nested class. What stands between
// angle brackets is dropped, as Java does.
func parseJavaType(text string) (string, error) {
	name := strings.TrimSpace(text)
	dimensions := ""
	for {
		rest, array := strings.CutSuffix(name, "[]")
		if !array {
			rest, array = strings.CutSuffix(name, "...")
		}
		if !array {
			break
		}
		name, dimensions = strings.TrimSpace(rest), dimensions+"["
	}
	name, arguments, generic := strings.Cut(name, "<")
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return "", fmt.Errorf("a Java type is missing")
	case generic && !balanced("<"+arguments):
		return "", fmt.Errorf("%s: the angle brackets do not match", text)
	case primitiveDescriptor(name) != "" && generic:
		return "", fmt.Errorf("%s has no type arguments", name)
	case primitiveDescriptor(name) != "":
		return dimensions + primitiveDescriptor(name), nil
	case !isJavaName(name):
		return "", fmt.Errorf("%q is no Java type", text)
	case !strings.Contains(name, "."):
		return "", fmt.Errorf("%s: a class is named with its package%s", name, nearestClass(name))
	}
	if nested := asNested(name); nested != name {
		return "", fmt.Errorf("%s: a nested class is named with a $; did you mean %s?", name, nested)
	}
	return dimensions + classDescriptor(name), nil
}

// classDescriptor is the descriptor of a class.
func classDescriptor(class string) string { return "L" + strings.ReplaceAll(class, ".", "/") + ";" }

// balanced reports whether s is one pair of angle brackets with pairs in it.
func balanced(s string) bool {
	depth := 0
	for i, r := range s {
		switch r {
		case '<':
			depth++
		case '>':
			depth--
		}
		if depth < 0 || depth == 0 && i < len(s)-1 {
			return false
		}
	}
	return depth == 0
}

// asNested writes the dot between two capitalized names as a $, for the former
// is a class then.
func asNested(name string) string {
	parts := strings.Split(name, ".")
	var b strings.Builder
	for i, part := range parts {
		if i > 0 {
			if startsUpper(part) && startsUpper(parts[i-1]) {
				b.WriteByte('$')
			} else {
				b.WriteByte('.')
			}
		}
		b.WriteString(part)
	}
	return b.String()
}

func startsUpper(s string) bool { return s != "" && unicode.IsUpper([]rune(s)[0]) }

// nearestClass suggests the type that a name without a package may mean.
func nearestClass(name string) string {
	full := map[string]string{}
	for _, t := range []string{
		"boolean", "byte", "char", "double", "float", "int", "long", "short",
		"java.lang.Boolean", "java.lang.Byte", "java.lang.Character", "java.lang.Class", "java.lang.Double",
		"java.lang.Float", "java.lang.Integer", "java.lang.Long", "java.lang.Number", "java.lang.Object",
		"java.lang.Short", "java.lang.String", "java.lang.Throwable", "java.math.BigDecimal", "java.math.BigInteger",
		"java.time.Duration", "java.time.Instant", "java.time.LocalDate", "java.time.LocalDateTime", "java.time.LocalTime",
		"java.util.Collection", "java.util.Date", "java.util.List", "java.util.Map", "java.util.Set", "java.util.UUID",
	} {
		full[t[strings.LastIndexByte(t, '.')+1:]] = t
	}
	if t := full[name]; t != "" {
		return didYouMean(t)
	}
	return didYouMean(full[nearest(name, slices.Sorted(maps.Keys(full)))])
}
