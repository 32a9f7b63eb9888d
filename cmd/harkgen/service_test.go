package main

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/cmd/harkgen/testdata/shop"
	"github.com/hark-rpc/hark/hessian"
)

// orders is an OrderService that tells what it was asked.
type orders struct {
	shop.OrderService // for what is not asked here
	asked             []any
	lines             chan string
}

func (o *orders) told(args ...any) { o.asked = args }

func (o *orders) Get(_ context.Context, id int64) (*shop.Order, error) {
	if id == 0 {
		return nil, &shop.OutOfStock{Throwable: hessian.Throwable{Message: "none left"}, Left: 1}
	}
	return &shop.Order{ID: id}, nil
}

func (o *orders) Find(_ context.Context, customer string, since time.Time, limit *int32) ([]*shop.Order, error) {
	o.told(customer, since, limit)
	return []*shop.Order{{ID: 1}}, nil
}

func (o *orders) FindIn(_ context.Context, customer string, states map[shop.State]struct{}) ([]*shop.Order, error) {
	o.told(customer, states)
	return []*shop.Order{{ID: 2}}, nil
}

func (o *orders) All(context.Context) ([]*shop.Order, error) {
	o.told()
	return []*shop.Order{{ID: 3}}, nil
}

func (o *orders) Cancel(_ context.Context, id int64) error {
	o.told(id)
	return nil
}

func (o *orders) Ping(context.Context) error {
	o.told()
	return errors.New("not now")
}

func (o *orders) Sum(_ context.Context, unit string, numbers ...int64) (sum int64, err error) {
	o.told(unit, numbers)
	for _, n := range numbers {
		sum += n
	}
	return sum, nil
}

func (o *orders) Max(_ context.Context, numbers ...shop.Amount) (shop.Amount, error) {
	o.told(numbers)
	return numbers[0], nil
}

func (o *orders) Log(_ context.Context, line string) error {
	o.lines <- line
	return nil
}

// newOrders returns a generated client that is bound to a generated provider.
func newOrders(t *testing.T) (*shop.OrderServiceClient, *orders) {
	t.Helper()
	impl := new(orders)
	service, err := shop.OrderServiceInterface().Provide(impl)
	if err != nil {
		t.Fatal(err)
	}
	var server hark.Server
	if err := server.Export(service, "", ""); err != nil {
		t.Fatal(err)
	}
	client, ok := shop.OrderServiceInterface().NewStub().(*shop.OrderServiceClient)
	if !ok {
		t.Fatal("NewStub returns another type")
	}
	if err := hark.Bind(client, &server, "", ""); err != nil {
		t.Fatal(err)
	}
	return client, impl
}

// TestCalls calls a generated client and looks at what comes to a generated
// provider.
func TestCalls(t *testing.T) {
	var svc shop.OrderService
	client, impl := newOrders(t)
	svc = client
	limit, since := int32(5), time.UnixMilli(7)
	states := map[shop.State]struct{}{shop.Paid: {}}
	type got struct {
		result any
		err    error
	}
	result := func(result any, err error) got { return got{result, err} }
	for _, c := range []struct {
		name string
		call func(ctx context.Context) got
		want any
		args []any
	}{
		{"one parameter", func(ctx context.Context) got { return result(svc.Get(ctx, 4)) }, &shop.Order{ID: 4}, nil},
		{"several", func(ctx context.Context) got { return result(svc.Find(ctx, "kim", since, &limit)) }, []*shop.Order{{ID: 1}}, []any{"kim", since, &limit}},
		{"an overload", func(ctx context.Context) got { return result(svc.FindIn(ctx, "kim", states)) }, []*shop.Order{{ID: 2}}, []any{"kim", states}},
		{"an overload without parameters", func(ctx context.Context) got { return result(svc.All(ctx)) }, []*shop.Order{{ID: 3}}, nil},
		{"void", func(ctx context.Context) got { return got{nil, svc.Cancel(ctx, 9)} }, nil, []any{int64(9)}},
		{"varargs", func(ctx context.Context) got { return result(svc.Max(ctx, 3, 4)) }, int64(3), []any{[]int64{3, 4}}},
		{"varargs behind another", func(ctx context.Context) got { return result(svc.Sum(ctx, "kg", 3, 4)) }, int64(7), []any{"kg", []int64{3, 4}}},
	} {
		impl.asked = nil
		got := c.call(t.Context())
		if got.err != nil || !reflect.DeepEqual(got.result, c.want) {
			t.Errorf("%s: got %v, %v; want %v", c.name, got.result, got.err, c.want)
		}
		if !reflect.DeepEqual(impl.asked, c.args) {
			t.Errorf("%s: the provider was asked %v; want %v", c.name, impl.asked, c.args)
		}
	}
}

// TestOneWay checks that a call of a method with //hark:oneway does not wait
// for the provider, which is told nevertheless.
func TestOneWay(t *testing.T) {
	svc, impl := newOrders(t)
	impl.lines = make(chan string)
	if err := svc.Log(t.Context(), "a line"); err != nil {
		t.Fatal(err)
	}
	if line := <-impl.lines; line != "a line" {
		t.Errorf("the provider was told %q", line)
	}
}

// TestErrors checks what becomes of an error of the provider's, with a class
// and without.
func TestErrors(t *testing.T) {
	svc, _ := newOrders(t)
	_, err := svc.Get(t.Context(), 0)
	var exception *hark.Exception
	if !errors.As(err, &exception) || exception.Class != "com.example.shop.OutOfStockException" {
		t.Errorf("got %v; want the exception with its class", err)
	}
	var left *shop.OutOfStock
	if !errors.As(err, &left) || left.Left != 1 {
		t.Errorf("got %v; want the exception as it was thrown", err)
	}
	if err := svc.Ping(t.Context()); !errors.As(err, &exception) || exception.Message != "not now" {
		t.Errorf("a void method: got %v", err)
	}
}

// TestHandlers checks that handlers get the arguments together.
func TestHandlers(t *testing.T) {
	var client shop.OrderServiceClient
	var told []any
	client.Method.Find.OnReturn = func(_ context.Context, result []*shop.Order, a shop.OrderServiceFindArgs) {
		told = append(told, len(result), a.Customer)
	}
	if err := client.Method.Find.AddHandler(hark.OnReturn, func(_ []*shop.Order, args []any) { told = append(told, len(args)) }); err != nil {
		t.Fatal(err)
	}
	var server hark.Server
	if err := server.Export(shop.OrderServiceProvider(new(orders)), "", ""); err != nil {
		t.Fatal(err)
	}
	if err := hark.Bind(&client, &server, "", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Find(t.Context(), "kim", time.Time{}, nil); err != nil {
		t.Fatal(err)
	}
	if want := []any{1, "kim", 3}; !reflect.DeepEqual(told, want) {
		t.Errorf("the handlers were told %v, want %v", told, want)
	}
}

// TestProvide checks the error for what is no implementation.
func TestProvide(t *testing.T) {
	_, err := shop.OrderServiceInterface().Provide("a text")
	if err == nil || !strings.HasPrefix(err.Error(), "string is no shop.OrderService: it lacks one of Get, Find, ") {
		t.Errorf("got %v", err)
	}
}

// TestClasses checks that the codec writes the types of the golden files as
// what their directives say.
func TestClasses(t *testing.T) {
	for _, c := range []struct {
		value any
		class string
	}{
		{shop.Paid, "com.example.shop.Order$State"},
		{shop.Level(2), "com.example.shop.Level"},
		{&shop.Order{}, "com.example.shop.Order"},
		{shop.Line{}, "com.example.shop.Line"},
		{shop.Page[int32]{}, "com.example.shop.Page"},
		{&shop.OutOfStock{}, "com.example.shop.OutOfStockException"},
	} {
		var types hessian.Registry
		message, err := types.Append(nil, c.value)
		if err != nil {
			t.Errorf("%T: %v", c.value, err)
			continue
		}
		token, err := hessian.NewDecoder(&types, message).Token()
		if err != nil || token.Type != c.class {
			t.Errorf("%T is written as a %s, %v; want %s", c.value, token.Type, err, c.class)
		}
	}
}
