// Package names has names that are taken.
package names

import (
	"context"
	"time"
)

//go:generate go tool harkgen -java com.example.IDemoService DemoService

// DemoService is what a consumer sees.
type DemoService interface {
	Get(ctx context.Context, id int64, name string) error
	GET(ctx context.Context, id int, name string) error
	//hark:name get
	Find(ctx context.Context, when time.Time) error
	//hark:name get
	//hark:params java.util.Date
	Search(ctx context.Context, when time.Time) error
}

// DemoServiceClient is in the way.
type DemoServiceClient struct{}

// DemoServiceGetArgs is too.
type DemoServiceGetArgs struct{}

func DemoServiceInterface() {}

func hark(fmt string) {}

var fmt int
