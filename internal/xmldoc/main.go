// Xmldoc writes docs/xml.md, the reference page of Dubbo's XML elements and
// attributes, from the table of package schema.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/hark-rpc/hark/config/schema"
)

func main() {
	out := flag.String("o", "xml.md", "file to write")
	flag.Parse()
	var page strings.Builder
	Write(&page)
	if err := os.WriteFile(*out, []byte(page.String()), 0o644); err != nil { //nolint:gosec // documentation is for everybody
		fmt.Fprintln(os.Stderr, "xmldoc:", err)
		os.Exit(1)
	}
}

const head = `# The XML files

<!-- Written by go generate ./config from package config/schema. Change that. -->

What ` + "`provider.xml` and `consumer.xml`" + ` may say, and what becomes of it here. Every element and attribute of Dubbo's schema is one of these:

* **honoured**: it does what it does in Dubbo;
* **no effect**: it may be written and changes nothing, for the reason given;
* **refused**: to write it is a mistake, unless with the value that is the default anyway, for the reason given.

What is in none of the tables is a mistake, reported with its position and the nearest name. *Versions* are the lines of Dubbo whose schema has the
attribute, where not all from 2.6 to 3.3 do. Attributes in **bold** must be there.

A text may hold ` + "`${name}` and `${name:default}`" + `. The value is that of the property given to the program, of the environment variable of that
name or, for ` + "`dubbo.a.b`, of `DUBBO_A_B`" + `. Properties and variables also replace attributes, as in Dubbo: ` + "`dubbo.registry.address`" + ` that of
the registry, ` + "`dubbo.registries.<id>.address`" + ` that of one of several, ` + "`dubbo.reference.<interface>.timeout`" + ` that of a reference and
` + "`dubbo.reference.<interface>.<method>.timeout`" + ` that of a method. For one setting the order is: the reference's method, the service's method, the
reference, its consumer element, the service, its provider element. What a service says of calls (timeout, retries, actives, loadbalance, cluster, async) is
told to consumers; those in Java take it all, those of hark timeout and retries.

The words between ` + "`<`" + ` and the first blank may have any prefix that is declared for Dubbo's namespace, ` + "`http://dubbo.apache.org/schema/dubbo`" + ` or the older
` + "`http://code.alibabatech.com/schema/dubbo`" + `. A file that declares no namespace at all may use ` + "`dubbo:`" + ` for Dubbo and no prefix for Spring's beans, and needs no
root element. Elements of other namespaces, and beans that nothing of Dubbo refers to, are somebody else's: they are listed in the log and left alone.
`

// Write writes the page.
func Write(w io.Writer) {
	fmt.Fprint(w, head)
	for _, e := range schema.Elements() {
		element(w, &e)
	}
}

func element(w io.Writer, e *schema.Element) {
	fmt.Fprintf(w, "\n## %s\n\n%s\n\nStands %s.", e.Name, e.Note, place(e))
	if e.Versions != "" {
		fmt.Fprintf(w, " In Dubbo %s.", e.Versions)
	}
	if e.Foreign {
		fmt.Fprint(w, " An attribute of another namespace is a parameter.")
	}
	if e.Beans {
		fmt.Fprint(w, " With `class`, Spring's `property` elements may stand in it.")
	}
	fmt.Fprint(w, "\n\n| attribute | type | default | versions | here | |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, a := range e.Attributes {
		name := "`" + a.Name + "`"
		if a.Required {
			name = "**" + name + "**"
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s |\n", name, a.Type, code(a.Default), a.Versions, a.Status, note(&a))
	}
}

func place(e *schema.Element) string {
	var in []string
	for _, p := range e.Parents {
		if p == "" {
			in = append(in, "by itself")
		} else {
			in = append(in, "in `"+p+"`")
		}
	}
	return strings.Join(in, ", ")
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

// note is an attribute's, with the values that it may have.
func note(a *schema.Attribute) string {
	text := a.Note
	var values []string
	for _, v := range a.Values {
		if v != "" {
			values = append(values, code(v))
		}
	}
	if len(values) > 0 && !strings.Contains(text, a.Values[len(a.Values)-1]) {
		text = strings.TrimPrefix(text+"; one of "+strings.Join(values, ", "), "; ")
	}
	return strings.ReplaceAll(text, "|", "&#124;")
}
