// Package types has types that have no counterpart in Java.
package types

import (
	"context"
	"net/url"
	"unsafe"

	missing "example.com/does/not/exist"
)

//go:generate go tool harkgen -java com.example.IDemoService DemoService

// DemoService is what a consumer sees.
type DemoService interface {
	Channel(ctx context.Context, events chan int) error
	Func(ctx context.Context, done func()) (func(), error)
	Numbers(ctx context.Context, c complex128, p unsafe.Pointer, u uintptr) error
	Unsigned(ctx context.Context, a uint32, b Size, c *uint16, d byte) (uint64, error)
	NoClass(ctx context.Context, p *Person) (people []*Stranger, err error)
	Again(ctx context.Context, people map[string]Stranger) error
	Anonymous(ctx context.Context, p struct{ Name string }) error
	Foreign(ctx context.Context, where url.URL) (*url.URL, error)
	Pointers(ctx context.Context, p **int32) error
	Context(ctx context.Context, other context.Context) error
	Order(ctx context.Context, o *Order) (Page[chan int], error)
	Derived(ctx context.Context, d Derived) error
	Variable(ctx context.Context, v Variable) error
	Undefined(ctx context.Context, p *Persn, ok bool) error
	Missing(ctx context.Context, m missing.Type) error
	Variadic(ctx context.Context, events ...chan int) error
	Deep(ctx context.Context, m map[string][]map[chan int][]string) error
	//hark:params long
	Described(ctx context.Context, u uint32) error
	//hark:params java.lang.Object
	DescribedChannel(ctx context.Context, c chan int) error
}

// Size is a number.
type Size uint

// Person has no class.
type Person struct{ Name string }

// Stranger has none either.
type Stranger struct{ Name string }

// Order has a class, and fields that have not.
//
//hark:java com.example.Order
type Order struct {
	By     *Unknown
	Done   chan struct{}
	Tagged *Unknown `hessian:"tagged,class=com.example.Tagged"`
	Left   *Unknown `hessian:"-"`
	hidden chan struct{}
	Base
	*Order
}

// Base is embedded.
type Base struct{ Hook func() }

// Unknown has no class.
type Unknown struct{}

// Page is generic.
//
//hark:java com.example.Page
type Page[T any] struct{ Items []T }

// Derived has a class that is not its own.
type Derived struct{ Named }

// Named has a class.
type Named struct{}

// JavaClassName names the Java class.
func (Named) JavaClassName() string { return "com.example.Named" }

// Variable has a class that is not known before the program runs.
type Variable struct{}

var name = "com.example.Variable"

// JavaClassName names the Java class.
func (Variable) JavaClassName() string { return name }
