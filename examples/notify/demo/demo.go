// Package demo is what providers and consumers of the demo service share.
package demo

import "context"

//go:generate go run ../../../cmd/harkgen -java com.alibaba.dubbo.callback.implicit.IDemoService DemoService

// DemoService looks people up.
type DemoService interface {
	// Get returns the person of that id.
	Get(ctx context.Context, id int32) (*Person, error)
}

// Person is somebody.
//
//hark:java com.alibaba.dubbo.callback.implicit.Person
type Person struct {
	ID   int32
	Name string
	Age  int32
}
