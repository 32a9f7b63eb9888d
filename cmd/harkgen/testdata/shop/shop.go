// Package shop has a method of every kind that people have asked for.
package shop

import (
	"context"
	"math/big"
	"time"

	"github.com/hark-rpc/hark/hessian"
)

//go:generate go tool harkgen -java com.example.shop.IOrderService OrderService

// OrderService keeps orders.
type OrderService interface {
	// Get returns an order.
	//
	// It is nil if there is none:
	//
	//	order, err := svc.Get(ctx, id)
	Get(ctx context.Context, id int64) (*Order, error)

	// Find returns the orders of a customer.
	Find(ctx context.Context, customer string, since time.Time, limit *int32) ([]*Order, error)

	// FindIn is find with the states that orders may be in.
	//
	//hark:name find
	FindIn(ctx context.Context, customer string, states map[State]struct{}) ([]*Order, error)

	// All is find without a condition.
	//
	//hark:name find
	All(ctx context.Context) ([]*Order, error)

	Pages(ctx context.Context, page Page[*Order]) (Page[*Order], error) // Pages turns pages.

	// Cancel is void.
	Cancel(ctx context.Context, id int64) error

	// Ping has nothing to say.
	Ping(ctx context.Context) error

	// Price has boxes and a collection, by their Java names.
	//
	//hark:params java.lang.Integer, java.util.Collection<java.util.Map<java.lang.String,java.lang.Long>>, long[]
	Price(ctx context.Context, quantity int32, extras []map[string]int64, codes []int64) (hessian.Decimal, error)

	// Sum has Java's varargs.
	Sum(ctx context.Context, unit string, numbers ...int64) (int64, error)

	// Max has nothing but varargs.
	Max(ctx context.Context, numbers ...Amount) (Amount, error)

	// Log is not waited for.
	//
	//hark:oneway
	Log(ctx context.Context, line string) error

	Audit
}

// Audit is embedded.
type Audit interface {
	// Kinds has a type of each kind.
	Kinds(
		ctx context.Context,
		b bool, i8 int8, i16 int16, i32 int32, i64 int64, i int, f32 float32, f64 float64, s string,
		bp *bool, i8p *int8, i16p *int16, i32p *int32, i64p *int64, ip *int, f32p *float32, f64p *float64, sp *string,
		c hessian.Char, cp *hessian.Char, bytes []byte, hash [16]byte, words [4]int32, when time.Time, timeout time.Duration,
		dec hessian.Decimal, n *big.Int, day hessian.LocalDate, u hessian.UUID, class hessian.Class, ts hessian.SQLTimestamp,
		any any, failure error, shape Shape, state State, level Level, order Order, orders []Order, m map[string]*Order, object *hessian.Object,
	) error
}

// Amount is a number that has a name.
type Amount = int64

// State is an enum.
//
//hark:java com.example.shop.Order$State
type State string

// The states of orders.
const (
	Open State = "OPEN"
	Paid State = "PAID"
)

// Level is an enum that is a number in Go.
//
//hark:java com.example.shop.Level
type Level int

// MarshalText implements encoding.TextMarshaler.
func (l Level) MarshalText() ([]byte, error) { return []byte{'L', '0' + byte(l)}, nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Level) UnmarshalText(text []byte) error {
	*l = Level(text[1] - '0')
	return nil
}

// Shape is an interface in Java too.
//
//hark:java com.example.shop.Shape
type Shape interface{ Area() float64 }

// Order is an order.
//
//hark:java com.example.shop.Order
type Order struct {
	ID       int64
	Customer string
	State    State
	Lines    []Line
	Sent     time.Time `hessian:",class=java.sql.Timestamp"`
	Notify   chan Line `hessian:"-"`
}

// Line names its class itself.
type Line struct {
	Item     string
	Quantity int32
	Related  *Order
}

const lineClass = "com.example.shop." + "Line"

// JavaClassName names the Java class.
func (*Line) JavaClassName() string { return lineClass }

// Page is a part of a list.
//
//hark:java com.example.shop.Page
type Page[T any] struct {
	Number int32
	Items  []T
}

// OutOfStock is an exception.
//
//hark:java com.example.shop.OutOfStockException
type OutOfStock struct {
	hessian.Throwable
	Left int32
}
