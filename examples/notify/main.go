// Notify shows the four combinations of async and handlers, and what a handler
// is told of a call that fails. Provider and consumer are in one process; over
// a network only the way in which they are connected differs.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/examples/notify/demo"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// run makes the calls, one combination after the other.
func run(ctx context.Context, out io.Writer) error {
	var server hark.Server
	if err := server.Export(demo.DemoServiceProvider(NormalDemoService{}), "cn", "1.0.0"); err != nil {
		return err
	}
	for _, c := range []struct {
		title           string
		async, handlers bool
		id              int32
	}{
		{"async, handlers", true, true, 2},
		{"sync, handlers", false, true, 2},
		{"async, no handlers", true, false, 2},
		{"sync, no handlers", false, false, 2},
		{"async, handlers, an exception", true, true, 0},
		{"sync, handlers, an exception", false, true, 0},
	} {
		fmt.Fprintf(out, "%s\n", c.title)
		if err := call(ctx, out, &server, c.async, c.handlers, c.id); err != nil {
			return err
		}
	}
	return nil
}

// call makes one call by a client of its own.
func call(ctx context.Context, out io.Writer, server *hark.Server, async, handlers bool, id int32) error {
	notify := Notify{out: out, start: time.Now()}
	var svc demo.DemoServiceClient
	svc.Method.Get.Async = async
	if handlers {
		svc.Method.Get.OnInvoke = notify.OnInvoke
		svc.Method.Get.OnReturn = notify.OnReturn
		svc.Method.Get.OnThrow = notify.OnThrow
	}
	var client hark.Client
	if err := client.Bind(&svc, server, hark.Reference{Group: "cn", Version: "1.0.0"}); err != nil {
		return err
	}
	person, err := svc.Get(ctx, id)
	notify.tellf("Get returns %v, %v", person, err)
	return client.Close() // waits until the handlers have been told
}

// NormalDemoService is a demo.DemoService that takes its time.
type NormalDemoService struct{}

// Get implements demo.DemoService.
func (NormalDemoService) Get(ctx context.Context, id int32) (*demo.Person, error) {
	select {
	case <-time.After(20 * time.Millisecond):
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if id <= 0 {
		return nil, fmt.Errorf("nobody has the number %d", id)
	}
	return &demo.Person{ID: id, Name: "charles`son", Age: 4}, nil
}
