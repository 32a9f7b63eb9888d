package dubbo_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/dubbo"
)

func TestCalls(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		ctx := t.Context()
		for range 3 { // as the first, and as one of which much is remembered
			if p, err := w.shop.Get.Call(ctx, 2); err != nil || p == nil || *p != (person{"charles`son", 2}) {
				t.Errorf("get: %v, %v", p, err)
			}
			if p, err := w.shop.Get.Call(ctx, -1); err != nil || p != nil {
				t.Errorf("get, null: %v, %v", p, err)
			}
			if _, err := w.shop.Ping.Call(ctx, struct{}{}); err != nil {
				t.Errorf("ping: %v", err)
			}
			found, err := w.shop.Find.Call(ctx, findArgs{"ann", ptr(int32(7)), []string{"x", "y"}})
			if err != nil || len(found) != 3 || *found[0] != (person{"ann", 7}) || found[2].Name != "y" {
				t.Errorf("find: %v, %v", found, err)
			}
			if found, err := w.shop.Find.Call(ctx, findArgs{}); err != nil || found != nil {
				t.Errorf("find, null: %v, %v", found, err)
			}
		}
		if n := w.network.Connections(addr); n != 1 {
			t.Errorf("there are %d connections, want 1", n)
		}
	})
}

func TestReplyAttachmentsAndPhases(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		var info hark.Info
		ctx := hark.Capture(hark.Attach(t.Context(), "trace", "42"), &info)
		for range 2 {
			if _, err := w.shop.Get.Call(ctx, 2); err != nil {
				t.Fatal(err)
			}
			if info.Reply["served"] != "yes" || info.Reply["dubbo"] != "2.0.2" {
				t.Errorf("attachments of the reply: %v", info.Reply)
			}
			if len(info.Attempts) != 1 || info.Attempts[0].Addr != addr {
				t.Errorf("attempts: %v", info.Attempts)
			}
		}
	})
}

func TestExceptions(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		for how, class := range map[string]string{"any": hark.RuntimeException, "panic": hark.RuntimeException,
			"stock": "shop.StockException", "exception": "shop.Odd"} {
			_, err := w.shop.Fail.Call(t.Context(), how)
			var e *hark.Exception
			if !errors.As(err, &e) || e.Class != class {
				t.Errorf("%s: %v", how, err)
				continue
			}
			switch how {
			case "stock":
				if e.Message != "sold out" || e.Fields["left"] != int32(3) {
					t.Errorf("%s: %+v", how, e)
				}
			case "exception":
				if e.Cause == nil || e.Cause.Class != "shop.Inner" || e.Cause.Message != "why" || e.Cause.Cause != nil ||
					e.Fields["n"] != int32(7) || len(e.Stack) != 1 || e.Stack[0].String() != "a.B.c(B.java:12)" {
					t.Errorf("%s: %+v", how, e)
				}
			case "panic":
				if !strings.Contains(e.Message, "panic: the shop is on fire") {
					t.Errorf("%s: %+v", how, e)
				}
			}
		}
	})
}

func TestDeadline(t *testing.T) {
	inBubble(t, dubbo.Protocol{}, func(t *testing.T, w *world) {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := w.shop.Nap.Call(ctx, 1500)
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, hark.ErrTimeout) {
			t.Errorf("got %v", err)
		}
		if d := time.Since(start); d != 300*time.Millisecond {
			t.Errorf("it took %v", d)
		}
		synctest.Wait() // the service has the same deadline
		w.keeper.mu.Lock()
		defer w.keeper.mu.Unlock()
		if w.keeper.napping != 0 {
			t.Error("the service still runs")
		}
	})
}
