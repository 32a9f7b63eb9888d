// Package config reads what Dubbo's XML files say, such as provider.xml and
// consumer.xml, into plain typed structs, each value with its position.
//
// [Load] reads files and all that they import. It is strict: whatever it does
// not know among Dubbo's elements and attributes is a [Mistake], which says
// where it is, what is there, what is wanted and which name is near. All
// mistakes are reported together. What stands in other namespaces is somebody
// else's: it is listed in [Config.Skipped] and otherwise left alone, and so are
// beans that nothing of Dubbo refers to.
//
// A file may be a fragment: without a root element and without namespace
// declarations, as in Dubbo's documentation. In a fragment the prefix dubbo
// means Dubbo, and no prefix means Spring's beans.
//
// Which elements and attributes there are, and what becomes of each, is the
// table of package [github.com/hark-rpc/hark/config/schema].
package config

//go:generate go run ../internal/xmldoc -o ../docs/xml.md
