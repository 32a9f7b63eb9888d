package config_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/hark-rpc/hark/config"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares text with a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is otherwise; if that is right: go test ./config -update\n%s", name, got)
	}
}

// TestMistakesFile reads a file that is full of mistakes; what a person is told
// is a golden file.
func TestMistakesFile(t *testing.T) {
	_, err := config.Load(config.Options{}, "testdata/mistakes.xml")
	if err == nil {
		t.Fatal("no mistakes")
	}
	golden(t, "testdata/mistakes.txt", err.Error()+"\n")
}

// TestProject reads a file as projects have them: Spring's beans, other
// namespaces, comments, CDATA, a DOCTYPE.
func TestProject(t *testing.T) {
	c, err := config.Load(config.Options{}, "testdata/project.xml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, s := range c.Skipped {
		fmt.Fprintln(&b, "skipped", s)
	}
	for _, bean := range c.Beans {
		fmt.Fprintf(&b, "bean %s %s referred=%v\n", bean.ID.V, bean.Class.V, bean.Referred)
		if bean.Referred {
			for _, p := range bean.Properties {
				fmt.Fprintf(&b, "  %v %s=%q ref=%s list=%v\n", p.Pos, p.Name, p.Text, p.Ref.V, len(p.List))
			}
		}
	}
	r, p, s, f := c.Registries[0], c.Protocols[0], c.Services[0], c.References[0]
	fmt.Fprintf(&b, "application %s %v\n", c.Application.Name.V, c.Application.ParameterMap())
	fmt.Fprintf(&b, "registry %s %v check=%v\n", r.ID.V, r.Addresses, r.Check.V)
	fmt.Fprintf(&b, "protocol %s %d %v\n", p.Name.V, p.Port.V, p.ParameterMap())
	fmt.Fprintf(&b, "service %s %s timeout=%v retries=%v method %s timeout=%v %v\n", s.Interface.V, s.Ref.V, s.Timeout.V, s.Retries.V,
		s.Methods[0].Name.V, s.Methods[0].Timeout.V, s.Methods[0].ParameterMap())
	fmt.Fprintf(&b, "reference %s %s timeout=%v check=%v\n", f.ID.V, f.Interface.V, f.Timeout.V, f.Check.V)
	m := f.Methods[0]
	fmt.Fprintf(&b, "  %v %s async=%v %v %v %v, at %v\n", m.Pos, m.Name.V, m.Async.V, m.OnInvoke.V, m.OnReturn.V, m.OnThrow.V, m.OnThrow.Pos)
	for _, o := range c.Others {
		fmt.Fprintf(&b, "%s %v\n", o.Tag, o.Pos)
	}
	golden(t, "testdata/project.txt", b.String())
}

// FuzzRead looks for texts that make the reader panic, lose its place, or take
// long.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"testdata/project.xml", "testdata/mistakes.xml", "../app/testdata/provider.xml", "../app/testdata/consumer.xml"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	for _, s := range []string{
		"", "<", "<a", "<a b='", "<a b=c", "</a>", "<a/>x", "\ufeff<a/>", "\xff\xfe<\x00a\x00/\x00>\x00", "<?xml version='1.1'?>", "<?xml encoding='GBK'?>",
		"<dubbo:method name='x'/>", "<alias name='a' alias='a'/>", "<import resource='a.xml'/>", "<dubbo:registry address='${a:${b:c}}'/>",
		"<dubbo:service interface='a' class='b'><property name='c'><list><value>1</value></list></property></dubbo:service>", "<a:b:c/>", "<:a/>", "<a :b=''/>",
		"<dubbo:registry address='a://b,c;d|e?backup=f&amp;g=%zz'/>", "<beans xmlns:a=''/>", "<a xmlns='' xmlns=''/>", "<bean name=',' class=''/>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o := config.Options{Properties: map[string]string{"a": "${b}", "b": "${a}"}, ReadFile: func(string) ([]byte, error) { return nil, os.ErrNotExist }}
		start := time.Now()
		c, err := config.Read(o, "a.xml", []byte(text))
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%v for %d bytes", took, len(text))
		}
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		in := func(p config.Position) {
			// A column counts characters of which each has at least a byte.
			if p.File != "a.xml" || p.Line < 1 || p.Line > lines || p.Column < 1 || p.Column > len(text)+1 {
				t.Errorf("position %v in a text of %d lines and %d bytes", p, lines, len(text))
			}
		}
		var m config.Mistakes
		if errors.As(err, &m) {
			for i, mistake := range m {
				in(mistake.Pos)
				if i > 0 && mistake.Pos.Before(m[i-1].Pos) {
					t.Errorf("%v stands after %v", mistake, m[i-1])
				}
			}
		} else if err != nil {
			t.Errorf("%T: %v", err, err)
		}
		for _, b := range c.Beans {
			in(b.Pos)
		}
		for _, r := range c.References {
			in(r.Pos)
			in(r.ID.Pos)
			for _, a := range r.Attributes {
				in(a.Pos)
			}
		}
	})
}

// TestLinear reads long files of kinds that invite quadratic work. The bound is
// a hundred times what they take; twice as much text for four times as long
// would be far beyond it.
func TestLinear(t *testing.T) {
	const n = 10_000
	many := func(format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, strings.ReplaceAll(format, "#", "%[1]d"), i)
		}
		return b.String()
	}
	attributes := many(` a#="x"`)
	for name, text := range map[string]string{
		"elements in one line":    many(`<dubbo:protocol prot="#"/>`),
		"attributes":              "<dubbo:protocol" + attributes + "/>",
		"attributes of a bean":    "<bean" + attributes + "/>",
		"namespaces":              "<beans" + many(` xmlns:a#="b"`) + ">" + many(`<a#:b xmlns:c#="d"/><e#:f/>`) + "</beans>",
		"references":              many(`<dubbo:reference interface="i" registry="r#"><dubbo:method name="a" onthrow="b#.c"/></dubbo:reference>`),
		"methods":                 `<dubbo:reference interface="i">` + many(`<dubbo:method name="a" async="true"/>`) + `</dubbo:reference>`,
		"handlers":                `<dubbo:reference interface="i"><dubbo:method name="a" onthrow="` + many("b#.c,") + `d.e"/></dubbo:reference>`,
		"beans":                   many(`<bean id="b#" class="B"><property name="a" ref="b#"/></bean>`) + `<dubbo:service interface="a" ref="b1"/>`,
		"chain of beans":          many(`<bean id="b#" class="B"><property name="a" ref="b0#"/><property name="a" ref="b#"/></bean>`),
		"aliases":                 many(`<alias name="a#" alias="b#"/>`) + many(`<dubbo:service interface="a" ref="b#"/>`),
		"text":                    "<dubbo:protocol name='a'>" + many("a<!-- -->") + "</dubbo:protocol>",
		"placeholders":            `<dubbo:registry address="` + many("${a#:b}") + `"/>`,
		"placeholders that nest":  `<dubbo:registry address="` + strings.Repeat("${", n) + `"/>`,
		"placeholders that end":   `<dubbo:registry address="` + strings.Repeat("${a:", n) + strings.Repeat("}", n) + `"/>`,
		"addresses":               `<dubbo:registry address="` + many("a#;") + `"/>`,
		"a long name":             "<dubbo:" + many("a") + "/>",
		"services by one class":   many(`<dubbo:service interface="a" class="b"/>`),
		"elements that nest deep": strings.Repeat("<beans>", n),
	} {
		start := time.Now()
		_, err := config.Read(config.Options{}, "a.xml", []byte(text))
		took := time.Since(start)
		if err != nil {
			_ = err.Error()
		}
		if took > 5*time.Second {
			t.Errorf("%s: %v for %d bytes", name, took, len(text))
		}
		t.Logf("%s: %v for %d bytes", name, took, len(text))
	}
}

// TestCheck checks files without the program that they are for.
func TestCheck(t *testing.T) {
	got, err := config.Check(config.Options{}, "../app/testdata/consumer.xml", "../app/testdata/estate.xml")
	want := `../app/testdata/consumer.xml:1:26: there is a class com.alibaba.dubbo.callback.implicit.NofifyImpl
../app/testdata/consumer.xml:2:35: there is an interface com.alibaba.dubbo.callback.implicit.IDemoService
../app/testdata/consumer.xml:3:21: com.alibaba.dubbo.callback.implicit.IDemoService has a method get
../app/testdata/consumer.xml:3:45: bean "demoCallback" has a method onreturn that fits
../app/testdata/consumer.xml:3:80: bean "demoCallback" has a method onthrow that fits
`
	if s := lines(got); s != want || err != nil {
		t.Errorf("got %v and\n%s", err, s)
	}
	for _, c := range []struct{ file, want string }{
		{"consumer.xml", `../app/testdata/consumer.xml:2:1: reference "demoService": nobody says where the providers of cn/com.alibaba.dubbo.callback.implicit.IDemoService:1.0.0 are; `},
		{"provider-as-printed.xml", `../app/testdata/provider-as-printed.xml:2:17: no registry of protocol "http", `},
	} {
		if _, err := config.Check(config.Options{}, "../app/testdata/"+c.file); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: got %v", c.file, err)
		}
	}
	if got, err := config.Check(config.Options{}, "../app/testdata/provider.xml"); err != nil || len(got) != 2 {
		t.Errorf("got %v and\n%s", err, lines(got))
	}
}

func lines[T fmt.Stringer](list []T) string {
	var b strings.Builder
	for _, l := range list {
		b.WriteString(l.String() + "\n")
	}
	return b.String()
}
