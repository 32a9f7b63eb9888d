package dubbo_test

import (
	"context"
	"fmt"
	"net"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/dubbo"
)

// greeter is a service of the Java interface demo.Greeter:
//
//	String greet(String name);
var greeter = hark.Service{Interface: "demo.Greeter", Methods: []hark.Handler{
	hark.Handle("greet", func(_ context.Context, name string) (string, error) {
		if name == "" {
			return "", fmt.Errorf("nobody to greet")
		}
		return "hello, " + name, nil
	}),
}}

// A provider and a consumer, here in one program. Either of them may be Java.
func Example() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	server := hark.Server{Protocol: dubbo.Protocol{}}
	if err := server.Export(greeter, "", "1.0.0"); err != nil {
		fmt.Println(err)
		return
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") // a provider on its own: server.ListenAndServe(ctx, ":20880")
	if err != nil {
		fmt.Println(err)
		return
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, l) }() // ends with stop

	client := hark.Client{Protocol: dubbo.Protocol{}}
	var greet hark.Method[string, string]
	greet.Name = "greet"
	stub := hark.Stub{Interface: "demo.Greeter", Methods: []hark.AnyMethod{&greet}}
	if err := client.Refer(ctx, stub, hark.Reference{URL: l.Addr().String(), Version: "1.0.0"}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(greet.Call(ctx, "gopher"))
	_, err = greet.Call(ctx, "")
	fmt.Println(err)

	fmt.Println(client.Close())
	stop() // ends calls in flight first
	fmt.Println(<-served)
	// Output:
	// hello, gopher <nil>
	// java.lang.RuntimeException: nobody to greet
	// <nil>
	// <nil>
}

// The descriptor names the Java types where they do not follow from the Go
// ones: Long where a value is not null, an array where others are lists.
func Example_descriptor() {
	var sum hark.Method[[]int64, int64]
	sum.Name, sum.Descriptor = "sum", "[J"

	fmt.Println(sum.Signature().Descriptor)
	// Output: [J
}
