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
	// Get is there already.
	Get(context.Context, int64) (*shop.Order, error)
	Own(ctx context.Context, p *Own) error
}

// AuditAlias is another package's.
type AuditAlias = shop.Audit

// Own is a type of this package, which the file written first has the method of.
//
//hark:java com.example.Own
type Own struct{}
