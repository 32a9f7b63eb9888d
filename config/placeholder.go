package config

import (
	"maps"
	"slices"
	"strings"
)

// settings are the properties and the environment.
type settings struct {
	properties, environment, defaults map[string]string
	names                             []string // of the properties, for messages
	dubbo                             bool     // there is one whose name begins with dubbo.
}

func newSettings(o *Options) *settings {
	s := &settings{properties: o.Properties, defaults: o.Defaults, environment: make(map[string]string, len(o.Environment)),
		names: slices.Sorted(maps.Keys(o.Properties))}
	for _, entry := range o.Environment {
		name, value, _ := strings.Cut(entry, "=")
		s.environment[name] = value
		s.dubbo = s.dubbo || strings.HasPrefix(name, "DUBBO_")
	}
	isDubbo := func(name string) bool { return strings.HasPrefix(name, "dubbo.") }
	for _, m := range []map[string]string{s.properties, s.defaults} {
		s.dubbo = s.dubbo || slices.ContainsFunc(slices.Collect(maps.Keys(m)), isDubbo)
	}
	return s
}

// variable is the environment's name of a property.
func variable(name string) string {
	return strings.NewReplacer(".", "_", "-", "_").Replace(strings.ToUpper(name))
}

// above returns what comes before the file: a property or the environment. An
// empty value is none.
func (s *settings) above(name string) string {
	if v := s.properties[name]; v != "" {
		return v
	}
	return s.environment[variable(name)]
}

// lookup finds what a placeholder names.
func (s *settings) lookup(name string) (string, bool) {
	if v, ok := s.properties[name]; ok {
		return v, true
	}
	for _, n := range []string{name, variable(name)} {
		if v, ok := s.environment[n]; ok {
			return v, true
		}
	}
	v, ok := s.defaults[name]
	return v, ok
}

// Bounds on what placeholders may become, since a value may name others.
const (
	maxNesting  = 16
	maxExpanded = 1 << 16
)

// An expander replaces the placeholders of one text.
type expander struct {
	*settings

	left    int // bytes that may still be written
	mistake *Mistake
}

// expand replaces ${name} and ${name:default} in text.
func (s *settings) expand(text string) (string, *Mistake) {
	if !strings.Contains(text, "${") {
		return text, nil
	}
	e := expander{settings: s, left: maxExpanded + len(text)}
	return e.expand(text, 0), e.mistake
}

func (e *expander) expand(text string, depth int) string {
	if depth >= maxNesting {
		e.fail("placeholders nested too deep", "fewer; does a property name itself?", "")
		return ""
	}
	var b strings.Builder
	for e.mistake == nil {
		before, rest, found := strings.Cut(text, "${")
		if e.left -= len(before); e.left < 0 {
			e.fail("placeholders that become too long", "less", "")
			return ""
		}
		b.WriteString(before)
		if !found {
			break
		}
		end := closing(rest)
		if end < 0 {
			e.fail(quote("${"+rest)+" has no end", "a closing }", "")
			break
		}
		b.WriteString(e.replace(rest[:end], depth))
		text = rest[end+1:]
	}
	return b.String()
}

// replace returns what the placeholder of that inside stands for.
func (e *expander) replace(inside string, depth int) string {
	e.left-- // so that the empty ones end too
	name, otherwise, hasDefault := strings.Cut(inside, ":")
	if depth < maxNesting && strings.Contains(name, "${") { // the name itself is made of placeholders
		return e.replace(e.expand(inside, depth+1), depth+1)
	}
	name = strings.TrimSpace(name)
	if v, ok := e.lookup(name); ok {
		return e.expand(v, depth+1)
	}
	if !hasDefault {
		e.fail("there is no property "+quote(name), "one of that name, the environment variable "+variable(name)+", or ${"+name+":default}", nearest(name, e.names))
	}
	return e.expand(otherwise, depth+1)
}

func (e *expander) fail(have, want, near string) {
	if e.mistake == nil {
		e.mistake = &Mistake{Have: have, Want: want, Near: near}
	}
}

// closing returns where the placeholder ends whose inside s begins with, or -1.
func closing(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch {
		case strings.HasPrefix(s[i:], "${"):
			depth++
			i++
		case s[i] == '}' && depth == 0:
			return i
		case s[i] == '}':
			depth--
		}
	}
	return -1
}
