// Package signatures has methods that no service can have.
package signatures

import "context"

//go:generate go tool harkgen -java com.example.IDemoService DemoService

// DemoService is what a consumer sees.
type DemoService interface {
	NoContext(id int32) error
	Nothing()
	LateContext(id int32, ctx context.Context) error
	NoError(ctx context.Context) int32
	NoResult(ctx context.Context)
	ErrorFirst(ctx context.Context) (error, int32)
	Two(ctx context.Context) (name string, age int32, err error)
	Empty(ctx context.Context, _ struct{}) (struct{}, error)
	Together(ctx context.Context, a Args) error
	Method(ctx context.Context) error
	HarkStub(ctx context.Context) error
	unexported(ctx context.Context) error
	//hark:oneway
	Hurry(ctx context.Context) (int32, error)
}

// Args has the methods of a struct of arguments.
type Args struct{}

// AppendArgs implements hark.Arguments.
func (*Args) AppendArgs(dst []any) []any { return dst }

// AppendArgPointers implements hark.Arguments.
func (*Args) AppendArgPointers(dst []any) []any { return dst }
