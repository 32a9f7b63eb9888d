package harktest_test

import (
	"context"
	"fmt"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/harktest"
)

// greeter offers a service without a network.
func greeter() *hark.Server {
	server := new(hark.Server)
	err := server.Export(hark.Service{Interface: "com.example.Greeter", Methods: []hark.Handler{
		hark.Handle("greet", func(_ context.Context, name string) (string, error) { return "hello " + name, nil }),
	}}, "", "")
	if err != nil {
		fmt.Println(err)
	}
	return server
}

// A Recorder shows what the handlers of a method are told.
func ExampleRecorder() {
	var rec harktest.Recorder
	greet := hark.Method[string, string]{Name: "greet", Async: true}
	harktest.Record(&rec, &greet)
	stub := hark.Stub{Interface: "com.example.Greeter", Methods: []hark.AnyMethod{&greet}}
	if err := hark.Bind(stub, greeter(), "", ""); err != nil {
		fmt.Println(err)
	}

	ctx := context.Background()
	fmt.Println(greet.Call(ctx, "world"))
	events, err := rec.WaitFor(ctx, harktest.Ended(1))
	for _, e := range events {
		fmt.Println(e)
	}
	fmt.Println(err)
	// Output:
	//  <nil>
	// OnInvoke(world)
	// OnReturn(hello world, world)
	// <nil>
}
