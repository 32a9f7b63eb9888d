// Package embed has services that consist of others', of other packages too.
package embed

import (
	"context"

	"github.com/hark-rpc/hark/cmd/harkgen/testdata/shop"
)

//go:generate go tool harkgen -java com.example.Local Local
//go:generate go tool harkgen -java com.example.Audit AuditAlias

// Local embeds one of another package, and that one's directives.
type Local interface {
	shop.OrderService
	shop.Audit
	Base[*Own, int64]
	// Get is there already.
	Get(context.Context, int64) (*shop.Order, error)
	Own(ctx context.Context, p *Own) error
}

// Base is generic in Java too, where T and K are Object when the program runs.
type Base[T, K any] interface {
	// Load loads one.
	//
	//hark:params java.lang.Object
	Load(ctx context.Context, key K) (T, error)
	Count(ctx context.Context) (int64, error)
}

// AuditAlias is another package's.
type AuditAlias = shop.Audit

// Own is a type of this package, which the file written first has the method of.
//
//hark:java com.example.Own
type Own struct{}
