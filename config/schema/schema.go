// Package schema is the table of Dubbo's XML elements and attributes: what
// each is called, what it holds, which lines of Dubbo know it, and what hark
// does with it. Package config reads files by it, and docs/xml.md is written
// from it.
package schema

import "slices"

// A Status is what hark does with an attribute or element.
type Status uint8

// What is done with an attribute or element.
const (
	// Honoured: it does here what it does in Dubbo.
	Honoured Status = iota
	// NoEffect: it may be written, and changes nothing; Note says why.
	NoEffect
	// Refused: it is a mistake to write it, unless with the value that is the
	// default anyway; Note says why.
	Refused
)

// String returns the status as the documentation has it.
func (s Status) String() string {
	switch s {
	case Honoured:
		return "honoured"
	case NoEffect:
		return "no effect"
	case Refused:
		return "refused"
	}
	return "unknown"
}

// A Type is what the text of an attribute must be.
type Type uint8

// The types of attributes.
const (
	Text     Type = iota // any text
	Bool                 // true or false; also on, off, yes, no, 1, 0, as Spring has it
	Int                  // a decimal number that fits Java's int
	Millis               // a number of milliseconds that is not negative
	Name                 // a word
	Names                // words separated by commas
	ID                   // the name of a bean
	IDs                  // names of beans separated by commas
	Class                // the full name of a Java class or interface
	Method               // a Java method's name, or * for all others
	Handlers             // bean.method, several separated by commas
	Address              // a registry's address
)

// String returns the type as the documentation has it.
func (t Type) String() string {
	names := [...]string{"text", "bool", "int", "ms", "name", "names", "id", "ids", "class", "method", "bean.method", "address"}
	if int(t) < len(names) {
		return names[t]
	}
	return "unknown"
}

// An Attribute is one that an element may have.
type Attribute struct {
	Name string
	Type Type
	// Required says that the element must have it.
	Required bool
	// Default is the effective default, if there is one.
	Default string
	// Versions are the lines of Dubbo that know the attribute; empty: all from 2.6 to 3.3.
	Versions string
	// Values are the only ones there are; nil if there is no such list.
	Values []string
	Status Status
	// Note says what the attribute does or why it does nothing.
	Note string
}

// An Element is one of Dubbo's XML elements.
type Element struct {
	Name string
	// Parents are the elements that it may stand in; "" is the file itself,
	// or Spring's beans.
	Parents []string
	// Versions are the lines of Dubbo that know the element; empty: all from 2.6 to 3.3.
	Versions   string
	Status     Status
	Note       string
	Attributes []Attribute
	// Foreign says that attributes of other namespaces become parameters.
	Foreign bool
	// Beans says that Spring's property elements may stand in it.
	Beans bool
}

// Attribute returns the attribute of that name, or nil.
func (e *Element) Attribute(name string) *Attribute {
	for i := range e.Attributes {
		if e.Attributes[i].Name == name {
			return &e.Attributes[i]
		}
	}
	return nil
}

// AttributeNames returns the names of all attributes.
func (e *Element) AttributeNames() []string {
	names := make([]string, len(e.Attributes))
	for i, a := range e.Attributes {
		names[i] = a.Name
	}
	return names
}

// In reports whether the element may stand in the named one; see Parents.
func (e *Element) In(parent string) bool { return slices.Contains(e.Parents, parent) }

// Elements returns the whole table, in the order in which it is documented.
// The caller may change what it gets.
func Elements() []Element {
	return slices.Concat(
		[]Element{application(), module(), registry(), protocol(), provider(), consumer(), service(), reference(), method(), argument(), parameter()},
		centers(), observability(), others(),
	)
}

// What follows makes rows of the table.

func does(name string, t Type, def, note string) Attribute {
	return Attribute{Name: name, Type: t, Default: def, Note: note, Status: Honoured}
}

func idle(name string, t Type, def, note string) Attribute {
	return Attribute{Name: name, Type: t, Default: def, Note: note, Status: NoEffect}
}

func refused(name string, t Type, def, note string) Attribute {
	return Attribute{Name: name, Type: t, Default: def, Note: note, Status: Refused}
}

// required returns a as one that must be there.
func (a Attribute) required() Attribute {
	a.Required = true
	return a
}

// in returns a as one that only some lines of Dubbo know.
func (a Attribute) in(versions string) Attribute {
	a.Versions = versions
	return a
}

// of returns a as one of those values.
func (a Attribute) of(values ...string) Attribute {
	a.Values = values
	return a
}

// idles are attributes without effect that have one type and one reason.
func idles(t Type, versions, note string, names ...string) []Attribute {
	list := make([]Attribute, len(names))
	for i, name := range names {
		list[i] = idle(name, t, "", note).in(versions)
	}
	return list
}

// Lines of Dubbo.
const (
	since27 = "2.7–3.3" // absent from the schema of 2.6
	since3  = "3.x"     // absent from that of 2.7 too
	until27 = "2.6–2.7"
	only27  = "2.7"
)

// Reasons that many rows share.
const (
	goroutines  = "a call has its goroutine; there are no thread pools to size"
	descriptive = "describes the application to people; nothing here reads it"
	oneNetwork  = "there is one network implementation, Go's own"
	notBuilt    = "not built yet"
	inGo        = "an interceptor does that: Wiring.Interceptors"
	jvm         = "is about a Java VM"
	noTelnet    = "there are no telnet commands on the port"
	fileCache   = "the last list of providers is kept in memory, not in a file"
)
