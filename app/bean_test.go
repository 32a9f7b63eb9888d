package app_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/hark-rpc/hark/app"
	"github.com/hark-rpc/hark/config"
)

// Settings has a property of every kind.
type Settings struct {
	Name     string
	Limit    int8
	Size     uint16
	Ratio    float32
	On       bool
	Wait     time.Duration
	Addr     netip.Addr
	Pointer  *int
	Names    []string
	Ports    []int
	Any      any
	Notify   *Notify
	Value    Notify
	Other    fmt.Stringer
	Service  DemoService
	Waits    []time.Duration
	Nothing  *Notify
	Beans    []*Notify
	MaxAge   int
	Maxage   int
	hidden   string // no file can set it
	prefix   string
	restarts int
}

// SetPrefix is a property that is no field.
func (s *Settings) SetPrefix(p string) error {
	if p == "" {
		return errors.New("empty")
	}
	s.prefix = "<" + p + ">"
	return nil
}

// SetRestarts is no property: it has two parameters.
func (s *Settings) SetRestarts(int, int) { s.restarts++ }

const settingsFile = `<bean id="n" class="com.alibaba.dubbo.callback.implicit.NofifyImpl"/>
<dubbo:reference id="demo" interface="` + demoServiceName + `" url="a:1"/>
`

func settings(w app.Wiring, bean string) app.Wiring {
	w = wiring(w)
	w.Classes["Settings"] = app.New[Settings]
	return files(w, map[string]string{"a.xml": settingsFile + bean})
}

func TestProperties(t *testing.T) {
	w := settings(app.Wiring{Options: config.Options{Properties: map[string]string{"n": "7"}}}, `<bean id="s" class="Settings" xmlns:x="" p:on="yes">
  <property name="name" value=" a "/><property name="LIMIT" value="${n}"/><property name="size" value="65535"/>
  <property name="ratio" value="1.5"/><property name="wait" value="1500"/><property name="addr" value="10.0.0.1"/>
  <property name="pointer" value="3"/><property name="names" value="a, b"/><property name="ports"><list><value>1</value><value> 2 </value></list></property>
  <property name="any" value="x"/><property name="notify" ref="n"/><property name="service"><ref bean="demo"/></property>
  <property name="waits" value="1s,2"/><property name="nothing"><null/></property><property name="beans"><set><ref bean="n"/><null/></set></property>
  <property name="prefix" value="p"/><property name="MaxAge" value="9"/>
</bean>`)
	w.Options.ReadFile = without(w.Options.ReadFile, ` xmlns:x=""`)
	a := load(t, w, "a.xml")
	s := get[*Settings](t, a, "s")
	got := fmt.Sprint(s.Name, s.Limit, s.Size, s.Ratio, s.On, s.Wait, s.Addr, *s.Pointer, s.Names, s.Ports, s.Any, s.Waits, s.prefix, s.MaxAge, s.Maxage)
	if want := " a 7 65535 1.5 true 1.5s 10.0.0.1 3 [a b] [1 2]x[1s 2ms]<p>9 0"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if n := get[*Notify](t, a, "n"); s.Notify != n || s.Beans[0] != n || s.Beans[1] != nil || s.Nothing != nil {
		t.Error("not the bean that was meant")
	}
	if s.Service != get[DemoService](t, a, "demo") {
		t.Error("not the reference that was meant")
	}
}

// without is for texts that a test changes.
func without(read func(string) ([]byte, error), text string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		data, err := read(name)
		return []byte(strings.ReplaceAll(string(data), text, "")), err
	}
}

func TestMistakesOfBeans(t *testing.T) {
	property := func(p string) string { return `<bean id="s" class="Settings"><property ` + p + `/></bean>` }
	for _, c := range []struct{ bean, want string }{
		{property(`name="naem" value="a"`), `a.xml:3:41: bean "s" (*app_test.Settings) has no property "naem"; want an exported field or a method Set…; nearest: "Name"`},
		{property(`name="hidden" value="a"`), `a.xml:3:41: bean "s" (*app_test.Settings) has no property "hidden"`},
		{property(`name="restarts" value="1"`), `a.xml:3:41: bean "s" (*app_test.Settings) has no property "restarts"`},
		{property(`name="maxAge" value="1"`), `a.xml:3:41: property "maxAge" of bean "s" may be MaxAge or Maxage of *app_test.Settings; want one of these`},
		{property(`name="limit" value="300"`), `a.xml:3:54: value "300"; want a whole number that fits int8`},
		{property(`name="size" value="-1"`), `a.xml:3:53: value "-1"; want a whole number that fits uint16`},
		{property(`name="ratio" value="x"`), `a.xml:3:54: value "x"; want a number that fits float32`},
		{property(`name="on" value="maybe"`), `a.xml:3:51: value "maybe"; want true or false`},
		{property(`name="wait" value="soon"`), `a.xml:3:53: value "soon"; want a number of milliseconds, or a duration such as 1.5s`},
		{property(`name="addr" value="x"`), `a.xml:3:53: value "x"; want a netip.Addr (`},
		{property(`name="ports" value="1,x"`), `a.xml:3:54: value "1,x"; want a whole number that fits int`},
		{property(`name="notify" value="n"`), `a.xml:3:55: value "n"; want a ref to a bean: the property is app_test.Notify`},
		{property(`name="service" value="n"`), `a.xml:3:56: value "n"; want a ref to a bean: the property is app_test.DemoService`},
		{property(`name="limit" ref="n"`), `a.xml:3:54: bean "n" is *app_test.Notify; want int8`},
		{property(`name="prefix" value=""`), `a.xml:3:55: property "prefix" fails: empty`},
		{`<bean id="s" class="Settings"><property name="name"><list/></property></bean>`, `a.xml:3:53: a list; want string`},
		{`<bean id="s" class="Settings"><property name="other" ref="s"/></bean>`, `a.xml:3:1: bean "s" needs itself; want beans in an order in which they can be made`},
		{`<bean id="s" class="Settings"><constructor-arg value="1"/></bean>`, `a.xml:3:1: bean with 1 constructor-arg elements; want 0, for func() *app_test.Settings`},
	} {
		got := mistakes(t, settings(app.Wiring{}, c.bean), "a.xml")
		if !strings.HasPrefix(got[0].Error(), c.want) || len(got) != 1 {
			t.Errorf("got  %v\nwant %s", got, c.want)
		}
	}
}

// Pair is made by a function.
type Pair struct {
	name string
	n    *Notify
	Then string
}

func newPair(name string, n *Notify) (*Pair, error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	return &Pair{name: name, n: n}, nil
}

func TestConstructors(t *testing.T) {
	w := wiring(app.Wiring{Classes: app.Classes{
		"Pair": app.Constructor(newPair), "Nil": app.Constructor(func() *Pair { return nil }), "No": app.Constructor(3), "Nothing": app.Constructor(nil),
		"Interface": app.Constructor(func() fmt.Stringer { return &Person{ID: 3} }),
	}})
	a := load(t, files(w, map[string]string{"a.xml": settingsFile + `<bean id="p" class="Pair"><constructor-arg value="x"/><constructor-arg ref="n"/></bean>
<bean id="q" class="Pair"><constructor-arg index="1" ref="n"/><constructor-arg index="0" type="java.lang.String" value="y"/><property name="then" value="z"/></bean>
<bean id="i" class="Interface"/><alias name="q" alias="r"/>`}), "a.xml")
	p, q := get[*Pair](t, a, "p"), get[*Pair](t, a, "r")
	if p.name != "x" || q.name != "y" || p.n == nil || p.n != q.n || q.Then != "z" || get[fmt.Stringer](t, a, "i").String() != "p3" {
		t.Errorf("made %+v, %+v", p, q)
	}
	for bean, want := range map[string]string{
		`<bean class="Pair"><constructor-arg value=""/><constructor-arg ref="n"/></bean>`:                    `a.xml:3:7: class "Pair" fails: no name`,
		`<bean class="Pair"><constructor-arg value="x"/></bean>`:                                             `a.xml:3:1: bean with 1 constructor-arg elements; want 2, for func(string, *app_test.Notify) (*app_test.Pair, error)`,
		`<bean class="Pair"><constructor-arg index="1" ref="n"/><constructor-arg index="1" ref="n"/></bean>`: `a.xml:3:83: constructor-arg 1; want each of 0 to 1 once`,
		`<bean class="Pair"><constructor-arg value="x"/><constructor-arg value="n"/></bean>`:                 `a.xml:3:65: value "n"; want a ref to a bean: the property is app_test.Notify`,
		`<bean class="Nil"/>`:     `a.xml:3:7: class "Nil" makes nil; want a bean`,
		`<bean class="No"/>`:      `a.xml:3:7: class "No" is made by int; want a function that returns the bean, or the bean and an error`,
		`<bean class="Nothing"/>`: `a.xml:3:7: class "Nothing" is made by nil; want a function that returns the bean, or the bean and an error`,
	} {
		got := mistakes(t, files(w, map[string]string{"a.xml": settingsFile + bean}), "a.xml")
		if got.Error() != want {
			t.Errorf("got  %v\nwant %s", got, want)
		}
	}
}

func TestGet(t *testing.T) {
	a := load(t, settings(app.Wiring{}, ""), "a.xml")
	for _, c := range []struct {
		err  error
		want string
	}{
		{second(app.Get[*Notify](a, "m")), `app: there is no bean "m"`},
		{second(app.Get[*Notify](a, "dmeo")), `app: there is no bean "dmeo"; nearest: "demo"`},
		{second(app.Get[DemoService](a, "n")), `app: bean "n" is *app_test.Notify, which is no app_test.DemoService`},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("got %v, want %s", c.err, c.want)
		}
	}
	if get[*DemoServiceClient](t, a, "demo").Method.Get.Name != "get" {
		t.Error("no client")
	}
}

func second[T any](_ T, err error) error { return err }

// TestServiceClass makes the bean of a service that names a class (D-5).
func TestServiceClass(t *testing.T) {
	w := wiring(app.Wiring{Classes: app.Classes{"Named": app.New[namedService]}})
	a := load(t, files(w, map[string]string{"a.xml": `<dubbo:service interface="` + demoServiceName + `" class="Named" scope="local">
  <property name="name" value="${who:welcome:}"/>
</dubbo:service><dubbo:reference id="demo" interface="` + demoServiceName + `"/>`}), "a.xml")
	if p, err := get2[DemoService](t, a).Get(t.Context(), 1); err != nil || p.Name != "welcome:" {
		t.Errorf("got %+v, %v", p, err)
	}
}

var _ = Settings{}.hidden // which nothing else names
