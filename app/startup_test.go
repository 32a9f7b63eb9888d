package app_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/app"
)

// TestMistakesOfMethods are the mistakes of a reference's methods, each named
// after its rule in Dubbo.
func TestMistakesOfMethods(t *testing.T) {
	const demo = demoServiceName
	for _, c := range []struct{ rule, reference, method, want string }{
		{
			"A-42, a bean's id may hold dots", "", `<dubbo:method name="get" onreturn="dotted.sx.result"/>`,
			`a.xml:5:26: handler of an unknown bean "dotted.sx"; want the id of a bean; nearest: "dotted.s"`,
		},
		{
			"A-43 G-22, no such method", "", `<dubbo:method name="get" onreturn="s.reslut"/>`,
			`a.xml:5:26: onreturn="s.reslut": bean "s" (*app_test.Shapes) has no method reslut; want one of `,
		},
		{
			"A-43 G-22, several", "", `<dubbo:method name="get" onreturn="t.onreturn"/>`,
			`a.xml:5:26: onreturn="t.onreturn": bean "t" (*app_test.Twice) has several methods onreturn; want OnReturn or Onreturn`,
		},
		{
			"A-44 G-23, no such method of the service", "", `<dubbo:method name="gte" async="true"/>`,
			`a.xml:5:15: interface "` + demo + `" has no method "gte"; want one of find, forget, get, list, ping; nearest: "get"`,
		},
		{
			"A-47 G-21, no such bean", "", `<dubbo:method name="get" oninvoke="x.args"/>`,
			`a.xml:5:26: handler of an unknown bean "x"; want the id of a bean`,
		},
		{
			"A-48 G-24, no dot", "", `<dubbo:method name="get" onthrow="err"/>`,
			`a.xml:5:26: onthrow="err" of <dubbo:method>; want bean.method, several separated by commas`,
		},
		{
			"A-49, no name", "", `<dubbo:method onthrow="s.err"/>`,
			`a.xml:5:1: <dubbo:method> without "name"; want that attribute`,
		},
		{
			"A-50 G-25, onreturn", "", `<dubbo:method name="get" return="false" onreturn="s.result"/>`,
			`a.xml:5:41: a handler beside return="false" of method "get"; want one of them left out: a call that wants no reply never tells how it ended`,
		},
		{
			"A-50 G-25, onthrow", "", `<dubbo:method name="get" onthrow="s.err" return="false"/>`,
			`a.xml:5:26: a handler beside return="false" of method "get"; want one of them left out: a call that wants no reply never tells how it ended`,
		},
		{
			"A-52 G-27, on a reference", `onreturn="s.result"`, ``,
			`a.xml:4:89: unknown attribute "onreturn" of <dubbo:reference>; want it on a <dubbo:method> of a <dubbo:reference>`,
		},
		{
			"A-54, another feature", `onconnect="get"`, ``,
			`a.xml:4:89: onconnect="get" of <dubbo:reference> is refused; want it left out: no events of connections; not to be confused with oninvoke, onreturn and onthrow`,
		},
		{
			"A-55, two elements that say the same", "", `<dubbo:method name="get" async="true"/>` + "\n" + `<dubbo:method name="get" async="false" onthrow="s.err"/>`,
			`a.xml:6:26: a second async for method "get"; its first element is at a.xml:5:1; want one`,
		},
		{
			"A-55, one way in one and told in the other", "", `<dubbo:method name="get" return="false"/>` + "\n" + `<dubbo:method name="get" onthrow="s.err"/>`,
			`a.xml:6:26: a handler beside return="false" of method "get"; want one of them left out: a call that wants no reply never tells how it ended`,
		},
		{
			"E23, oninvoke", "", `<dubbo:method name="get" oninvoke="t.wrong"/>`,
			`a.xml:5:26: oninvoke="t.wrong" of method "get": have func(string); ` +
				`want func(context.Context, int32) or func(context.Context, []any), each without the context or with a result of type error as well`,
		},
		{
			"E23, onreturn", "", `<dubbo:method name="get" onreturn="t.wrong"/>`,
			`a.xml:5:26: onreturn="t.wrong" of method "get": have func(string); ` +
				`want func(context.Context, *app_test.Person, int32), func(context.Context, *app_test.Person) or func(context.Context, *app_test.Person, []any), ` +
				`each without the context or with a result of type error as well`,
		},
		{
			"E23, onthrow", "", `<dubbo:method name="find" onthrow="t.wrong"/>`,
			`a.xml:5:27: onthrow="t.wrong" of method "find": have func(string); ` +
				`want func(context.Context, error, string, int32), func(context.Context, error) or func(context.Context, error, []any), ` +
				`each without the context or with a result of type error as well`,
		},
		{
			"E23, a method without arguments", "", `<dubbo:method name="ping" oninvoke="t.wrong"/>`,
			`a.xml:5:27: oninvoke="t.wrong" of method "ping": have func(string); want func(context.Context), each without the context or with a result of type error as well`,
		},
		{
			"E23, variadic", "", `<dubbo:method name="get" oninvoke="t.many"/>`,
			`a.xml:5:26: oninvoke="t.many" of method "get": have func(...interface {}); want func(context.Context, int32) or`,
		},
		{
			"E23, two results", "", `<dubbo:method name="get" onreturn="t.two"/>`,
			`a.xml:5:26: onreturn="t.two" of method "get": have func(*app_test.Person) (int, error); want `,
		},
		{
			"E27, * must fit all", "", `<dubbo:method name="*" oninvoke="s.args"/>`,
			`a.xml:5:24: oninvoke="s.args" of method "find": have func(int32); want `,
		},
		{
			"policy, unknown cluster", "", `<dubbo:method name="get" cluster="failovr"/>`,
			`a.xml:5:26: unknown attribute "cluster" of <dubbo:method>`,
		},
		{
			"policy, unknown cluster of a reference", `cluster="failovr"`, ``,
			`a.xml:4:89: unknown cluster "failovr"; want failfast, failover or a name in Wiring.Clusters; nearest: "failover"`,
		},
		{
			"policy, unknown balancer", "", `<dubbo:method name="get" loadbalance="ramdom"/>`,
			`a.xml:5:26: unknown loadbalance "ramdom"; want random or a name in Wiring.Balancers; nearest: "random"`,
		},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := mistakes(t, inProcess(app.Wiring{}, c.reference, c.method), "a.xml")
			if !strings.HasPrefix(got[0].Error(), c.want) {
				t.Errorf("got  %v\nwant %s", got, c.want)
			}
		})
	}
}

// TestMistakesOfFiles are the mistakes of everything else.
func TestMistakesOfFiles(t *testing.T) {
	const demo = demoServiceName
	reference := func(attributes string) string {
		return `<dubbo:reference id="demo" interface="` + demo + `" ` + attributes + `/>`
	}
	for _, c := range []struct{ rule, file, want string }{
		{
			"A-52 G-27, on a consumer", `<dubbo:consumer onthrow="s.err"/>`,
			`a.xml:1:17: unknown attribute "onthrow" of <dubbo:consumer>; want it on a <dubbo:method> of a <dubbo:reference>`,
		},
		{
			"A-53, on a service",
			`<bean id="i" class="com.alibaba.dubbo.callback.implicit.NormalDemoService"/>
<dubbo:service interface="` + demo + `" ref="i" scope="local"><dubbo:method name="get" onthrow="i.get"/></dubbo:service>`,
			`a.xml:2:124: an event's handler on the method of a service; want it on the method of a reference: the consumer is told of its calls`,
		},
		{
			"D-32, nobody says where", reference(""),
			`a.xml:1:1: reference "demo": nobody says where the providers of ` + demo + ` are; want a <dubbo:registry address="…"/> to ask one, or url="host:port" on the reference to name them`,
		},
		{
			"G-47, N/A is no registry", `<dubbo:registry address="N/A"/>` + reference(""),
			`a.xml:1:32: reference "demo": nobody says where the providers of `,
		},
		{
			"D-31, subscribe=false", `<dubbo:registry address="10.0.0.1" subscribe="false"/>` + reference(""),
			`a.xml:1:55: reference "demo": nobody says where the providers of `,
		},
		{
			"G-50 D-1, unknown attribute", reference(`timeuot="3000" url="a:1"`),
			`a.xml:1:89: unknown attribute "timeuot" of <dubbo:reference>; want one of its attributes, which docs/xml.md lists; nearest: "timeout"`,
		},
		{
			"unknown interface", `<dubbo:reference interface="com.example.Demo" url="a:1"/>`,
			`a.xml:1:18: unknown interface "com.example.Demo"; want one of Wiring.Interfaces`,
		},
		{
			"unknown class", `<bean id="i" class="com.alibaba.dubbo.callback.implicit.NormalDemoServise"/><dubbo:service interface="` + demo + `" ref="i" scope="local"/>`,
			`a.xml:1:14: unknown class "com.alibaba.dubbo.callback.implicit.NormalDemoServise"; want one of Wiring.Classes; nearest: "com.alibaba.dubbo.callback.implicit.NormalDemoService"`,
		},
		{
			"not an implementation", `<bean id="i" class="com.alibaba.dubbo.callback.implicit.NofifyImpl"/><dubbo:service interface="` + demo + `" ref="i" scope="local"/>`,
			`a.xml:1:146: bean "i" cannot be offered as ` + demo + `: *app_test.Notify is no DemoService; want a bean that implements it`,
		},
		{
			"D-30, unknown kind of registry", `<dubbo:registry address="zookeper://10.0.0.1:2181"/>`,
			`a.xml:1:17: no registry of protocol "zookeper", which is the scheme of address "zookeper://10.0.0.1:2181"; want an address whose scheme is one of dubbo`,
		},
		{
			"unknown registry", `<dubbo:registry id="hz" address="10.0.0.1"/>` + reference(`registry="hz,bj"`),
			`a.xml:1:133: unknown registry "bj"; want the id of a <dubbo:registry>`,
		},
		{
			"unknown protocol of a reference", reference(`url="a:1" protocol="tri"`),
			`a.xml:1:99: reference "demo": unknown protocol "tri"; want one of Wiring.Protocols, or dubbo`,
		},
		{
			"unknown protocol of a url", reference(`url="tri://a:1"`),
			`a.xml:1:89: reference "demo": unknown protocol "tri"; want one of Wiring.Protocols, or dubbo`,
		},
		{
			"unknown protocol of a service",
			`<bean id="i" class="com.alibaba.dubbo.callback.implicit.NormalDemoService"/><dubbo:protocol name="duboo"/><dubbo:service interface="` + demo + `" ref="i"/>`,
			`a.xml:1:93: service ` + demo + `: unknown protocol "duboo"; want one of Wiring.Protocols, or dubbo; nearest: "dubbo"`,
		},
		{
			"scope=local of what is elsewhere", reference(`scope="local"`),
			`a.xml:1:89: scope="local" of reference "demo"; want a <dubbo:service> of ` + demo + ` in this program`,
		},
		{
			"a service twice",
			`<bean id="i" class="com.alibaba.dubbo.callback.implicit.NormalDemoService"/>
<dubbo:service interface="` + demo + `" ref="i"/>
<dubbo:service interface="` + demo + `" ref="i" version="0.0.0"/>`,
			`a.xml:3:1: a second service ` + demo + `; the first is at a.xml:2:1; want another group or version`,
		},
		{
			"an unknown method of a service",
			`<bean id="i" class="com.alibaba.dubbo.callback.implicit.NormalDemoService"/>
<dubbo:service interface="` + demo + `" ref="i"><dubbo:method name="got"/></dubbo:service>`,
			`a.xml:2:99: interface "` + demo + `" has no method "got"; want one of find, forget, get, list, ping; nearest: "get"`,
		},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var e estate
			got := mistakes(t, files(e.wiring(app.Wiring{}), map[string]string{"a.xml": c.file}), "a.xml")
			if !strings.HasPrefix(got[0].Error(), c.want) {
				t.Errorf("got  %v\nwant %s", got, c.want)
			}
		})
	}
}

// TestAllTogether checks that mistakes of the file's words and of what they
// mean in Go come together, in the order of the files.
func TestAllTogether(t *testing.T) {
	w := inProcess(app.Wiring{}, `timeout="soon"`, `<dubbo:method name="got"/>
<dubbo:method name="get" onreturn="s.reslut" onthrow="x.y" asinc="true"/>
<dubbo:method name="find" onthrow="t.wrong"/>`)
	var got []string
	for _, m := range mistakes(t, w, "a.xml") {
		got = append(got, m.Pos.String())
	}
	want := "a.xml:4:89 a.xml:5:15 a.xml:6:26 a.xml:6:46 a.xml:6:60 a.xml:7:27"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

// TestOneMistakeIsOne checks that what follows from a mistake is not reported.
func TestOneMistakeIsOne(t *testing.T) {
	const reference = `<dubbo:reference id="demo" interface="` + demoServiceName + `" `
	for _, text := range []string{
		reference + `url="${nowhere}"/>`,
		reference + `/><dubbo:registry address="a:b"/>`,
		reference + `/><dubbo:registry adrres="a:1"/>`,
		reference + `/><dubbo:registry address="${nowhere}"/>`,
		reference + `/><dubbo:registry address="http://a"/>`,
		`<bean id="b" class="Shapes"><property name="x" value="1"/></bean>` + reference + `url="a:1"><dubbo:method name="get" onthrow="b.err" onreturn="b.result"/></dubbo:reference>`,
	} {
		var e estate
		w := e.wiring(app.Wiring{Classes: app.Classes{"Shapes": app.New[Shapes]}})
		if got := mistakes(t, files(w, map[string]string{"a.xml": text}), "a.xml"); len(got) != 1 {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// TestG45 reads an address without scheme: the simple registry at its port.
func TestG45(t *testing.T) {
	var e estate
	w := files(e.wiring(app.Wiring{}), map[string]string{"a.xml": `<dubbo:registry address="10.20.153.186"/>`})
	load(t, w, "a.xml") // that it is opened only where needed is not of interest here
}

// TestG47 calls a provider directly, with a registry that is none.
func TestG47(t *testing.T) {
	var e estate
	serve(t, load(t, e.wiring(app.Wiring{}), "testdata/provider.xml"))
	e.wait(t, 1)
	w := files(e.wiring(app.Wiring{}), map[string]string{"a.xml": `<dubbo:registry address="N/A"/>
<dubbo:reference id="demo" interface="` + demoServiceName + `" version="1.0.0" group="cn" url=":20880"/>
<dubbo:reference id="too" interface="` + demoServiceName + `" version="1.0.0" group="cn" url="dubbo://provider:20880"/>`})
	_, err := app.Load(t.Context(), "a.xml", w)
	if err == nil || !strings.Contains(err.Error(), "app: a.xml:2:1: hark: refer cn/"+demoServiceName+":1.0.0: URL \":20880\"") {
		t.Errorf("got %v", err)
	}
}

// TestG49 refers a service of another version: the provider is not found (D-42, D-33).
func TestG49(t *testing.T) {
	var e estate
	serve(t, load(t, e.wiring(app.Wiring{}), "testdata/provider.xml"))
	e.wait(t, 1)
	const reference = `<dubbo:registry address="10.20.153.186"/>
<dubbo:reference id="demo" interface="` + demoServiceName + `" group="cn" `
	w := files(e.wiring(app.Wiring{}), map[string]string{"a.xml": reference + `/>`, "b.xml": reference + `check="false"/>`})
	_, err := app.Load(t.Context(), "a.xml", w)
	if !errors.Is(err, hark.ErrNoProvider) || !strings.HasPrefix(err.Error(), "app: a.xml:2:1: ") {
		t.Errorf("got %v", err)
	}
	a := load(t, w, "b.xml")
	if _, err := get2[DemoService](t, a).Get(t.Context(), 1); !errors.Is(err, hark.ErrNoProvider) {
		t.Errorf("got %v", err)
	}
}

// TestG48 lets the provider's method come before the consumer's reference (D-18).
func TestG48(t *testing.T) {
	var e estate
	w := e.wiring(app.Wiring{})
	w.Classes["Slow"] = app.New[slowService]
	w = files(w, map[string]string{
		"provider.xml": `<dubbo:registry address="10.20.153.186"/><bean id="slow" class="Slow"/>
<dubbo:provider timeout="4000" retries="1" loadbalance="leastactive"/>
<dubbo:service interface="` + demoServiceName + `" ref="slow" weight="7" warmup="5000" x:zone="hz" xmlns:x="urn:x">
  <dubbo:method name="get" timeout="20" retries="0" actives="3" async="true"><dubbo:parameter key="k" value="v"/></dubbo:method>
</dubbo:service>`,
	})
	w.Options.ReadFile = fragmentsWithDubbo(w.Options.ReadFile)
	serve(t, load(t, w, "provider.xml"))
	got := e.wait(t, 1)[0]
	if got.Weight != 7 || got.Params["zone"] != "hz" || got.Params["get.k"] != "v" || got.Params["loadbalance"] != "leastactive" ||
		got.Params["get.actives"] != "3" || got.Params["get.async"] != "true" || got.Policy.Retries != 1 || got.Methods["get"].Retries != -1 {
		t.Errorf("registered %+v", got)
	}
	e.endpoints[got.Service.String()+" "+got.Addr] = got
	consumer := files(e.wiring(app.Wiring{}), map[string]string{"c.xml": `<dubbo:registry address="10.20.153.186"/>
<dubbo:reference id="demo" interface="` + demoServiceName + `" timeout="60000"/>`})
	_, err := get2[DemoService](t, load(t, consumer, "c.xml")).Get(t.Context(), 1)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// fragmentsWithDubbo declares the prefix that a file which declares others
// must declare as well.
func fragmentsWithDubbo(read func(string) ([]byte, error)) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		data, err := read(name)
		return []byte(`<beans xmlns="http://www.springframework.org/schema/beans" xmlns:dubbo="http://code.alibabatech.com/schema/dubbo">` + string(data) + `</beans>`), err
	}
}

// A slowService answers when its caller has lost patience.
type slowService struct{ NormalDemoService }

func (slowService) Get(ctx context.Context, _ int32) (*Person, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}
