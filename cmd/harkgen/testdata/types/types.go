// Package types has no service, and a type in every form that has a class.
package types

//go:generate go tool harkgen

// Plain is a struct.
//
//hark:java com.example.Plain
type Plain struct{ Embedded }

type (
	// Pair is generic.
	//
	//hark:java com.example.Pair
	Pair[K comparable, V any] struct {
		Key   K
		Value V
	}

	//hark:java com.example.Outer$Nested
	nested struct{ Again *nested }
)

// Embedded has another class than what it is embedded in.
//
//hark:java com.example.Embedded
type Embedded struct{ Value int32 }

// Colour is an enum.
//
//hark:java com.example.Colour
type Colour string

// Shape has a class, but no method that says so.
//
//hark:java com.example.Shape
type Shape interface{ Area() float64 }

// Done has been done by hand, and needs no directive.
type Done struct{}

// JavaClassName names the Java class.
func (*Done) JavaClassName() string { return "com.example.Done" }

var _ = nested{}
