// Package directives has directives that say nothing.
//
//hark:java com.example.Package
package directives

import "context"

//go:generate go tool harkgen -java com.example.IDemoService DemoService

// DemoService is what a consumer sees.
//
//hark:java com.example.OtherService
type DemoService interface {
	//hark:nmae find
	Misspelt(ctx context.Context) error

	//hark:
	Nothing(ctx context.Context) error

	// hark:name find
	Spaced(ctx context.Context) error

	//hark:name find
	//hark:name get
	Twice(ctx context.Context) error

	//hark:name find it
	NoName(ctx context.Context) error

	//hark:name
	Nameless(ctx context.Context) error

	//hark:java com.example.Method
	Misplaced(ctx context.Context) error

	//hark:oneway please
	OneWay(ctx context.Context) error

	//hark:params int
	Fewer(ctx context.Context, a, b int32) error

	//hark:params int, int
	More(ctx context.Context) error

	//hark:params
	None(ctx context.Context) error

	//hark:params String, Strnig, java.util.Map.Entry, java.util.List<java.lang.String, int[, void
	Types(ctx context.Context, a, b, c, d string) error

	//hark:params java.util.Map<java.lang.String,int>>, int<java.lang.String>, long [], ,com..example.X, Person,
	MoreTypes(ctx context.Context, a, b, c, d, e, f string) error
}

// Alias is a type's other name.
//
//hark:java com.example.Alias
type Alias = Person

// Number is no enum.
//
//hark:java com.example.Number
type Number int

// Hash is no text.
//
//hark:java com.example.Hash
type Hash [4]byte

// List is no class.
//
//hark:java com.example.List
type List []string

// Person has the method already.
//
//hark:java com.example.Person
type Person struct{}

// JavaClassName names the Java class.
func (Person) JavaClassName() string { return "com.example.Person" }

// Field has a field in the method's place.
//
//hark:java com.example.Field
type Field struct{ JavaClassName string }

//hark:java com.example.1Digit
type Digit struct{}

//hark:name find
var variable int

//hark:oneway
func function() {
	//hark:java com.example.Local
	type local struct{}
}
