package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/app"
	"github.com/hark-rpc/hark/config"
	"github.com/hark-rpc/hark/dubbo"
)

// A namedService says its name.
type namedService struct {
	NormalDemoService

	Name string
}

func (s *namedService) Get(_ context.Context, id int32) (*Person, error) {
	return &Person{ID: id, Name: s.Name}, nil
}

// TestDubbo2 runs the seed's files over dubbo2 on a network in memory.
func TestDubbo2(t *testing.T) {
	var e estate
	w := e.wiring(app.Wiring{})
	w.Protocols = app.Protocols{"dubbo": app.Dubbo(dubbo.Protocol{Dialer: e.Dial})}
	serve(t, load(t, w, "testdata/provider.xml"))
	e.wait(t, 1)
	a := load(t, w, "testdata/consumer.xml", "testdata/estate.xml")
	if p, err := get[DemoService](t, a, "demoService").Get(t.Context(), 2); p != nil || err != nil {
		t.Errorf("got %v, %v at once", p, err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	notify := get[*Notify](t, a, "demoCallback")
	if got, _ := notify.Ret.Load(int32(2)); got == nil || got.(*Person).Name != "charles`son" {
		t.Errorf("told %v", got)
	}
}

// JavaClassName is Person's name in Java.
func (Person) JavaClassName() string { return "com.alibaba.dubbo.callback.implicit.Person" }

// TestServers offers services by several protocols and registries.
func TestServers(t *testing.T) {
	var e estate
	var hz, bj board
	w := e.wiring(app.Wiring{})
	w.Registries = app.Registries{
		"hz": app.UseRegistry(&hz),
		"bj": func(_ context.Context, r *config.Registry, a config.Address) (hark.Registry, error) {
			if a.Host != "10.0.0.2" || r.Group.V != "g" {
				return nil, fmt.Errorf("open %v of group %s", a, r.Group.V)
			}
			return &bj, nil
		},
	}
	w.Protocols["other"] = w.Protocols["dubbo"]
	w.Classes["Named"] = app.New[namedService]
	w = files(w, map[string]string{"a.xml": `<dubbo:application name="shop"/>
<dubbo:registry id="hz" address="hz://10.0.0.1"/><dubbo:registry id="bj" address="bj://10.0.0.2" group="g"/>
<dubbo:registry id="off" address="N/A"/><dubbo:registry id="mute" address="hz://10.0.0.3" register="false"/>
<dubbo:protocol name="dubbo" port="1" host="a.example.com"/><dubbo:protocol id="o" name="other" port="2"/>
<bean id="b" class="Named"/>
<dubbo:service interface="` + demoServiceName + `" ref="b" group="all"/>
<dubbo:service interface="` + demoServiceName + `" ref="b" group="hz" registry="hz" protocol="o"/>
<dubbo:service interface="` + demoServiceName + `" ref="b" group="quiet" register="false"/>
<dubbo:service interface="` + demoServiceName + `" ref="b" group="not" export="false"/>
<dubbo:service interface="` + demoServiceName + `" ref="b" group="na" registry="N/A"/>
<dubbo:service interface="` + demoServiceName + `" ref="b" group="inside" scope="local"/>`})
	serve(t, load(t, w, "a.xml"))
	list := func(b *board, n int) string {
		var s []string
		for _, e := range b.wait(t, n) {
			s = append(s, e.Service.Group+"@"+e.Addr)
		}
		slices.Sort(s)
		return strings.Join(s, " ")
	}
	if got, want := list(&hz, 3), "all@a.example.com:1 all@provider:2 hz@provider:2"; got != want {
		t.Errorf("hz knows %s, want %s", got, want)
	}
	if got, want := list(&bj, 2), "all@a.example.com:1 all@provider:2"; got != want {
		t.Errorf("bj knows %s, want %s", got, want)
	}
}

// TestSeveralRegistries finds the providers that any of several registries knows.
func TestSeveralRegistries(t *testing.T) {
	var e estate
	var hz, bj board
	provider := func(name, port string, b *board) {
		w := e.wiring(app.Wiring{Classes: app.Classes{"Named": app.New[namedService]}})
		w.Registries = app.Registries{"r": app.UseRegistry(b)}
		serve(t, load(t, files(w, map[string]string{"p.xml": `<dubbo:registry address="r://x"/><dubbo:protocol name="dubbo" port="` + port + `"/>
<dubbo:service interface="` + demoServiceName + `" class="Named"><property name="name" value="` + name + `"/></dubbo:service>`}), "p.xml"))
		b.wait(t, 1)
	}
	provider("in hz", "1", &hz)
	provider("in bj", "2", &bj)
	w := e.wiring(app.Wiring{})
	w.Registries = app.Registries{"hz": app.UseRegistry(&hz), "bj": app.UseRegistry(&bj)}
	a := load(t, files(w, map[string]string{"c.xml": `<dubbo:registry address="hz://x;bj://y"/><dubbo:reference id="demo" interface="` + demoServiceName + `"/>`}), "c.xml")
	seen := make(map[string]bool)
	for range 200 {
		p, err := get2[DemoService](t, a).Get(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		seen[p.Name] = true
	}
	if !seen["in hz"] || !seen["in bj"] {
		t.Errorf("called %v", seen)
	}
}

// TestRegistryThatIsAway fails to load, or does not if it need not be there.
func TestRegistryThatIsAway(t *testing.T) {
	var e estate
	w := e.wiring(app.Wiring{})
	away := errors.New("connection refused")
	w.Registries = app.Registries{"r": func(context.Context, *config.Registry, config.Address) (hark.Registry, error) { return nil, away }}
	const reference = `<dubbo:reference id="demo" interface="` + demoServiceName + `" check="false"/>`
	w = files(w, map[string]string{
		"a.xml": reference + `<dubbo:registry address="r://x"/>`,
		"b.xml": reference + `<dubbo:registry address="r://x" check="false"/>`,
	})
	_, err := app.Load(t.Context(), "a.xml", w)
	if !errors.Is(err, away) || !strings.HasPrefix(err.Error(), "app: a.xml:1:") || !strings.Contains(err.Error(), ": registry r://x:9090: connection refused") {
		t.Errorf("got %v", err)
	}
	_, err = app.Load(t.Context(), "b.xml", w)
	if err == nil || !strings.Contains(err.Error(), "nobody says where its providers are") {
		t.Errorf("got %v", err)
	}
}

// closer is a registry that can be closed.
type closer struct {
	board

	closed atomic.Int32
}

func (c *closer) Close() error {
	c.closed.Add(1)
	return nil
}

// TestClose closes what Load has opened, once, and leaves the rest.
func TestClose(t *testing.T) {
	var e estate
	var ours, theirs closer
	w := e.wiring(app.Wiring{})
	w.Registries = app.Registries{
		"ours":   func(context.Context, *config.Registry, config.Address) (hark.Registry, error) { return &ours, nil },
		"theirs": app.UseRegistry(&theirs),
	}
	a := load(t, files(w, map[string]string{"a.xml": `<dubbo:registry address="ours://x|theirs://x"/>
<dubbo:reference id="demo" interface="` + demoServiceName + `" check="false"/>`}), "a.xml")
	for range 2 {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
	if ours.closed.Load() != 1 || theirs.closed.Load() != 0 {
		t.Errorf("closed ours %d times and theirs %d times", ours.closed.Load(), theirs.closed.Load())
	}
	if _, err := get2[DemoService](t, a).Get(t.Context(), 1); !errors.Is(err, hark.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

// TestPorts takes the first port that is free, or says that none is.
func TestPorts(t *testing.T) {
	var e estate
	text := func(port string) app.Wiring {
		w := e.wiring(app.Wiring{})
		return files(w, map[string]string{"a.xml": `<dubbo:registry address="x"/><dubbo:protocol name="dubbo" port="` + port + `"/>
<bean id="b" class="com.alibaba.dubbo.callback.implicit.NormalDemoService"/><dubbo:service interface="` + demoServiceName + `" ref="b"/>`})
	}
	for range 3 {
		serve(t, load(t, text("-1"), "a.xml"))
	}
	var got []string
	for _, e := range e.wait(t, 3) {
		got = append(got, e.Addr)
	}
	if s := strings.Join(got, " "); s != "provider:20880 provider:20881 provider:20882" {
		t.Errorf("listens at %s", s)
	}
	err := load(t, text("20881"), "a.xml").Serve(t.Context())
	if !errors.Is(err, syscall.EADDRINUSE) || !strings.HasPrefix(err.Error(), "app: protocol dubbo: ") {
		t.Errorf("got %v", err)
	}
}

// TestServeNothing waits for the end of its context.
func TestServeNothing(t *testing.T) {
	a := load(t, settings(app.Wiring{}, ""), "a.xml")
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := a.Serve(ctx); err != nil || ctx.Err() == nil {
		t.Errorf("got %v", err)
	}
}

// TestProtocolSettings hands the protocol's constructor what its element says.
func TestProtocolSettings(t *testing.T) {
	p, err := app.Dubbo(dubbo.Protocol{Grace: time.Second, Payload: 1})(&config.Protocol{
		Payload: config.Value[int]{V: 5, Set: true}, Heartbeat: config.Value[time.Duration]{Set: true}, Accepts: config.Value[int]{V: 9, Set: true},
	})
	got, _ := p.(dubbo.Protocol)
	if err != nil || got.Payload != 5 || got.Heartbeat >= 0 || got.Connections != 9 || got.Grace != time.Second {
		t.Errorf("got %+v, %v", p, err)
	}
	w := wiring(app.Wiring{Protocols: app.Protocols{"dubbo": func(*config.Protocol) (hark.Protocol, error) { return nil, errors.New("no") }}})
	_, err = app.Load(t.Context(), "a.xml", files(w, map[string]string{"a.xml": settingsFile}))
	if err == nil || err.Error() != "app: a.xml:2:1: protocol dubbo: no" {
		t.Errorf("got %v", err)
	}
}
