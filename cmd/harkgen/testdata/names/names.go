// Package names has names that are in the way of those that are generated.
package names

import (
	cont "context"
	"time"

	"github.com/hark-rpc/hark/cmd/harkgen/testdata/names/a/model"
	other "github.com/hark-rpc/hark/cmd/harkgen/testdata/names/b/model"
)

//go:generate go tool harkgen -o service.gen.go service

// service has the name that the provider's function has for a variable.
//
//hark:java com.example.Service
type service interface {
	Ctx(context cont.Context, ctx string, c, err int32) error
	Err(c cont.Context, err error) error
	Unnamed(cont.Context, string, int32) (impl, error)
	Blank(_ cont.Context, _ string, _ bool) ([]impl, error)
	OneBlank(_ cont.Context, _ string) (string, error)
	Time(ctx cont.Context, time, time2 time.Time) (time.Time, error)
	Models(ctx cont.Context, a model.User, b other.User) (map[string]other.User, error)
	Alias(ctx cont.Context, users model.Users) error
	Fields(ctx cont.Context, id, ID, Id, appendArgs, url, _x int32) error
	Keywords(ctx cont.Context, type_, range_ string, nil, append bool) error
	Locals(ctx cont.Context, a, arg, dst, m, ok, service, string string, any []any) error
	URLs(ctx cont.Context, userID int64, more ...string) (interface{ Name() string }, error)
	//hark:name harkStub
	GetHTTPStatusByID(ctx cont.Context, hark, fmt int64) (int32, error)
}

// impl has the name that the provider's function has for its parameter.
type impl = model.User

var _ = other.User{}
