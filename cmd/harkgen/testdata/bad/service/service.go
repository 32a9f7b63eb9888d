// Package service has what is no service.
package service

import "context"

// Service is one.
type Service interface{ Get(context.Context) error }

// Struct is none.
type Struct struct{}

// Function is none.
func Function() {}

// Generic is an interface for many types.
type Generic[T any] interface {
	Get(context.Context, T) error
}

// Constraint is an interface for type parameters.
type Constraint interface{ ~int | ~string }

// Empty has no methods.
type Empty interface{}

// Lost embeds what is not there.
type Lost interface {
	Service
	Missing
}

// Literal embeds an interface that has no name.
type Literal interface {
	interface{ Get(context.Context) error }
}
