package hark_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/hark-rpc/hark"
)

// Notify remembers what became of each request. Its zero value is ready.
type Notify struct {
	Ret    sync.Map // of id to *Person
	Errors sync.Map // of id to error
}

// OnReturn is told the person that id asked for.
func (n *Notify) OnReturn(_ context.Context, msg *Person, id int32) {
	fmt.Println("onreturn:", msg)
	n.Ret.Store(id, msg)
}

// OnThrow is told why there is none.
func (n *Notify) OnThrow(_ context.Context, err error, id int32) {
	n.Errors.Store(id, err)
}

// TestCallback is the test of Dubbo's page on event notification, (6).
func TestCallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var server hark.Server
		if err := server.Export(DemoServiceProvider(NormalDemoService{}), "cn", "1.0.0"); err != nil {
			t.Fatal(err)
		}

		var notify Notify
		var svc DemoServiceClient
		svc.Method.Get.Async = true
		svc.Method.Get.OnReturn = notify.OnReturn
		svc.Method.Get.OnThrow = notify.OnThrow
		if err := hark.Bind(&svc, &server, "cn", "1.0.0"); err != nil {
			t.Fatal(err)
		}

		const requestID = 2
		if person, err := svc.Get(t.Context(), requestID); person != nil || err != nil {
			t.Fatalf("got %v, %v at once; want nothing", person, err)
		}
		synctest.Wait()
		if got, _ := notify.Ret.Load(int32(requestID)); got == nil || got.(*Person).ID != requestID {
			t.Errorf("told %v", got)
		}
		notify.Errors.Range(func(id, err any) bool {
			t.Errorf("told of an error of %v: %v", id, err)
			return true
		})
	})
}
