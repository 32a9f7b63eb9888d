package hark_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/hark-rpc/hark"
)

// newDemo returns a consumer of DemoService and the client that its calls
// belong to. The provider is in the same process; over a network there would
// be a Protocol and a Registry in the Client, and Refer in Bind's place.
func newDemo(set func(get *hark.Method[int32, *Person])) (*DemoServiceClient, *hark.Client) {
	var server hark.Server
	if err := server.Export(DemoServiceProvider(NormalDemoService{}), "cn", "1.0.0"); err != nil {
		fmt.Println(err)
	}
	svc := new(DemoServiceClient)
	set(&svc.Method.Get)
	client := new(hark.Client)
	if err := client.Bind(svc, &server, hark.Reference{Group: "cn", Version: "1.0.0"}); err != nil {
		fmt.Println(err)
	}
	return svc, client
}

// Async and a handler: the call returns at once, the handler is told later.
func Example_asyncCallback() {
	svc, client := newDemo(func(get *hark.Method[int32, *Person]) {
		get.Async = true
		get.OnReturn = func(_ context.Context, p *Person, id int32) { fmt.Println("told of", id, "is", p.Name) }
	})
	person, err := svc.Get(context.Background(), 2)
	fmt.Println("returned:", person, err)
	_ = client.Close() // waits until the handler has been told
	// Unordered output:
	// returned: nobody <nil>
	// told of 2 is charles`son
}

// A handler without async: it has been told before the call returns.
func Example_syncCallback() {
	svc, client := newDemo(func(get *hark.Method[int32, *Person]) {
		get.OnReturn = func(_ context.Context, p *Person, id int32) { fmt.Println("told of", id, "is", p.Name) }
	})
	defer client.Close()
	person, err := svc.Get(context.Background(), 2)
	fmt.Println("returned:", person.Name, err)
	// Output:
	// told of 2 is charles`son
	// returned: charles`son <nil>
}

// Async without a handler: nobody is told.
func Example_asyncNoCallback() {
	svc, client := newDemo(func(get *hark.Method[int32, *Person]) { get.Async = true })
	person, err := svc.Get(context.Background(), 2)
	fmt.Println("returned:", person, err)
	_ = client.Close()
	// Output:
	// returned: nobody <nil>
}

// Neither: a plain call.
func Example_syncNoCallback() {
	svc, client := newDemo(func(*hark.Method[int32, *Person]) {})
	defer client.Close()
	person, err := svc.Get(context.Background(), 2)
	fmt.Println("returned:", person.Name, err)
	// Output:
	// returned: charles`son <nil>
}

// All three events of a call that fails. The caller gets the error as well.
func Example_onThrow() {
	svc, client := newDemo(func(get *hark.Method[int32, *Person]) {
		get.OnInvoke = func(_ context.Context, id int32) { fmt.Println("asking for", id) }
		get.OnThrow = func(_ context.Context, err error, id int32) {
			fmt.Println("told that", id, "failed, closed:", errors.Is(err, hark.ErrClosed))
		}
	})
	_ = client.Close()
	_, err := svc.Get(context.Background(), 2)
	fmt.Println("returned:", err)
	// Output:
	// asking for 2
	// told that 2 failed, closed: true
	// returned: hark: cn/com.alibaba.dubbo.callback.implicit.IDemoService:1.0.0 get: client closed: it takes no more calls
}

// A handler that fails changes nothing for the caller.
func ExampleHandlerError() {
	svc, client := newDemo(func(get *hark.Method[int32, *Person]) {
		get.OnReturn = func(context.Context, *Person, int32) { panic("no room") }
		get.OnThrow = func(_ context.Context, err error, _ int32) {
			if failure := new(hark.HandlerError); errors.As(err, &failure) {
				fmt.Println("notice:", failure)
			}
		}
	})
	defer client.Close()
	person, err := svc.Get(context.Background(), 2)
	fmt.Println("returned:", person.Name, err)
	// Output:
	// notice: hark: handler of OnReturn: panic: no room
	// returned: charles`son <nil>
}

// Go gives the caller a Future of one asynchronous call.
func ExampleMethod_Go() {
	svc, client := newDemo(func(*hark.Method[int32, *Person]) {})
	defer client.Close()
	ctx := context.Background()
	two, three := svc.Method.Get.Go(ctx, 2), svc.Method.Get.Go(ctx, 3)
	fmt.Println(two.Get(ctx))
	fmt.Println(three.Get(ctx))
	// Output:
	// p2 <nil>
	// p3 <nil>
}

// A handler learns from its context which call it is told of, and what
// happened to it.
func ExampleInfoFrom() {
	svc, client := newDemo(func(get *hark.Method[int32, *Person]) {
		get.OnReturn = func(ctx context.Context, _ *Person, _ int32) {
			info, _ := hark.InfoFrom(ctx)
			fmt.Println(info.Service, info.Method, "trace", info.Request["trace"])
			for _, attempt := range info.Attempts {
				fmt.Println(attempt.Addr, attempt.Err)
			}
		}
	})
	defer client.Close()
	_, _ = svc.Get(hark.Attach(context.Background(), "trace", "7f"), 2)
	// Output:
	// cn/com.alibaba.dubbo.callback.implicit.IDemoService:1.0.0 get trace 7f
	// in process <nil>
}

// A method can be called without any generated code.
func ExampleMethod_byHand() {
	var server hark.Server
	err := server.Export(hark.Service{Interface: "com.example.Greeter", Methods: []hark.Handler{
		hark.Handle("greet", func(_ context.Context, name string) (string, error) { return "hello " + name, nil }),
	}}, "", "")
	if err != nil {
		fmt.Println(err)
	}
	greet := hark.Method[string, string]{Name: "greet"}
	stub := hark.Stub{Interface: "com.example.Greeter", Methods: []hark.AnyMethod{&greet}}
	if err := hark.Bind(stub, &server, "", ""); err != nil {
		fmt.Println(err)
	}
	fmt.Println(greet.Call(context.Background(), "world"))
	// Output: hello world <nil>
}
