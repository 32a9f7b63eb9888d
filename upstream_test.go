package hark_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/harktest"
)

// TestUpstream has a counterpart for each of Dubbo's own tests of event
// notification, by its name there. Several check what a case of TestG checks.
func TestUpstream(t *testing.T) {
	for name, c := range map[string]gcase{
		"CallbackTest.TestCallback_Open":                          {why: "this is TestCallback"},
		"CallbackTest.TestCallback_Close":                         {test: g4},
		"CallbackTest.Test_Async_Call":                            {test: g3},
		"ImplicitCallBackTest.test_CloseCallback":                 {test: g4},
		"ImplicitCallBackTest.test_Sync_Onreturn":                 {test: g2},
		"ImplicitCallBackTest.test_Ex_OnReturn":                   {test: g9},
		"ImplicitCallBackTest.test_Ex_OnInvoke":                   {test: g10},
		"ImplicitCallBackTest.test_Ex_Onthrow":                    {test: g11},
		"ImplicitCallBackTest.test_Sync_NoFuture":                 {why: "a synchronous call has no Future here, only its result"},
		"ImplicitCallBackTest.test_Async_Future":                  {test: asyncFuture},
		"ImplicitCallBackTest.test_Async_Future_Multi":            {test: g3},
		"ImplicitCallBackTest.test_Async_Future_Ex":               {test: asyncFutureException},
		"ImplicitCallBackTest.test_Normal_Ex":                     {test: normalException},
		"FutureFilterTest.testSyncCallback":                       {test: g4},
		"FutureFilterTest.testSyncCallbackHasException":           {test: normalException},
		"MethodConfigCallbackTest":                                {test: g35},
		"DubboNamespaceHandlerTest.testNotificationWithWrongBean": {why: inXML},
		"ConfigTest.testInitReference":                            {why: inXML},
		"MethodConfigTest":                                        {why: inXML},
		"MethodBuilderTest":                                       {why: inXML},
		"ReferenceConfigTest.testMethodConfigs":                   {why: inXML},
		"ReflectUtilsTest":                                        {why: "handlers are functions here; by name they are found in package app"},
		"NotifyIT.testDemoService":                                {test: notifyDemoService},
		"NotifyIT.testOnReturn":                                   {test: notifyOnReturn},
		"NotifyIT.testOnThrow":                                    {test: notifyOnThrow},
		"NotifyIT of 2.6, whose onthrow does not fit":             {test: notifyMisfit},
	} {
		t.Run(name, c.run)
	}
}

func asyncFuture(f *fixture) {
	f.start(true, false)
	if p, err := f.get.Go(f.Context(), 2).Get(f.Context()); err != nil || p.ID != 2 {
		f.Errorf("got %v, %v", p, err)
	}
}

func asyncFutureException(f *fixture) {
	f.start(true, false)
	if p, err := f.get.Go(f.Context(), -1).Get(f.Context()); p != nil || err == nil || err.Error() != thrown {
		f.Errorf("got %v, %v", p, err)
	}
}

func normalException(f *fixture) {
	f.start(false, false)
	f.returns(-1, "nobody "+thrown)
}

// hello is the service of the samples: it greets, but not the large.
func hello(f *fixture) (*hark.Method[int32, string], *harktest.Recorder) {
	sayHello := &hark.Method[int32, string]{Name: "sayHello"}
	rec := new(harktest.Recorder)
	harktest.Record(rec, sayHello)
	var server hark.Server
	if err := server.Export(hark.Service{Interface: "org.apache.dubbo.samples.notify.api.DemoService", Methods: []hark.Handler{
		hark.Handle("sayHello", func(_ context.Context, id int32) (string, error) {
			if id > 10 {
				return "", errors.New("exception from sayHello: too large id")
			}
			return "demo" + string('0'+id), nil
		}),
	}}, "", ""); err != nil {
		f.Fatal(err)
	}
	stub := hark.Stub{Interface: "org.apache.dubbo.samples.notify.api.DemoService", Methods: []hark.AnyMethod{sayHello}}
	if err := hark.Bind(stub, &server, "", ""); err != nil {
		f.Fatal(err)
	}
	return sayHello, rec
}

func notifyDemoService(f *fixture) {
	sayHello, _ := hello(f)
	if s, err := sayHello.Call(f.Context(), 1); s != "demo1" || err != nil {
		f.Errorf("got %q, %v", s, err)
	}
}

func notifyOnReturn(f *fixture) {
	sayHello, rec := hello(f)
	_, _ = sayHello.Call(f.Context(), 2)
	if got := texts(rec.Events()); !slices.Contains(got, "OnReturn(demo2, 2)") {
		f.Errorf("told %q", got)
	}
}

func notifyOnThrow(f *fixture) {
	sayHello, rec := hello(f)
	_, err := sayHello.Call(f.Context(), 11)
	events := rec.Events()
	told := new(hark.Exception)
	if err == nil || !errors.As(events[len(events)-1].Err, &told) ||
		told.Class != hark.RuntimeException || told.Message != "exception from sayHello: too large id" {
		f.Errorf("got %v, told %q", err, texts(events))
	}
}

func notifyMisfit(f *fixture) {
	var sayHello hark.Method[int32, string]
	err := sayHello.AddHandler(hark.OnThrow, func(error, string, int32) {})
	if err == nil || !strings.Contains(err.Error(), "have func(error, string, int32), want func(context.Context, error, int32)") {
		f.Errorf("got %v", err)
	}
}
