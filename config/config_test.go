package config_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/hark-rpc/hark/config"
	"github.com/hark-rpc/hark/config/schema"
)

// read reads text as the file a.xml.
func read(t *testing.T, o config.Options, text string) (*config.Config, string) {
	t.Helper()
	c, err := config.Read(o, "a.xml", []byte(text))
	if c == nil {
		t.Fatal("no Config")
	}
	if err == nil {
		return c, ""
	}
	return c, err.Error()
}

// good reads a text without mistakes.
func good(t *testing.T, o config.Options, text string) *config.Config {
	t.Helper()
	c, errs := read(t, o, text)
	if errs != "" {
		t.Fatal(errs)
	}
	return c
}

// TestPositions finds one mistake in each text, at the place where the text
// has a ‹ before it.
func TestPositions(t *testing.T) {
	const ns = `xmlns="http://www.springframework.org/schema/beans" xmlns:dubbo="http://dubbo.apache.org/schema/dubbo"`
	for _, c := range []struct{ name, text, want string }{
		{"first line", `<dubbo:registry ‹adrres="a"/>`, `unknown attribute "adrres"`},
		{"tabs", "\t\t<dubbo:protocol\t‹prot=\"1\"/>", `unknown attribute "prot"`},
		{"lines", "<dubbo:protocol\n   name=\"dubbo\"\n   ‹prot=\"1\"/>", `unknown attribute "prot"`},
		{"lines that end in CRLF", "<dubbo:protocol\r\n   name=\"dubbo\"\r\n   ‹prot=\"1\"\r\n/>", `unknown attribute "prot"`},
		{"lines that end in CR", "<dubbo:protocol\r   name=\"dubbo\"\r   ‹prot=\"1\"/>", `unknown attribute "prot"`},
		{"after characters of several bytes", "<!-- 服务提供者 😀 --><dubbo:protocol id=\"协议\" ‹prot=\"1\"/>", `unknown attribute "prot"`},
		{"entities", `<dubbo:protocol host="&lt;&#x41;&amp;&gt;" ‹prot="1"/>`, `unknown attribute "prot"`},
		{"a tag's end in a value", `<dubbo:protocol host="a>b/>" ‹prot="1"/>`, `unknown attribute "prot"`},
		{"quotes in a value", `<dubbo:protocol host='a" x="' ‹prot='1'/>`, `unknown attribute "prot"`},
		{"a value of several lines", "<dubbo:protocol host=\"a\n  b\n\" ‹prot=\"1\"/>", `unknown attribute "prot"`},
		{"blanks around =", "<dubbo:protocol host = \"a\" ‹prot\n=\n\"1\"/>", `unknown attribute "prot"`},
		{"the same name as a value", `<dubbo:protocol host="prot" ‹prot="1"/>`, `unknown attribute "prot"`},
		{"comments, CDATA, processing instructions", "<!-- <dubbo:x y='z'/> -->\n<?a b?>\n<bean class='c'><x><![CDATA[<dubbo:service>]]></x></bean>\n<dubbo:protocol ‹prot=\"1\"/>", `unknown attribute "prot"`},
		{"DOCTYPE", "<!DOCTYPE beans PUBLIC \"-//SPRING//DTD BEAN 2.0//EN\" \"http://x/spring-beans-2.0.dtd\" [ <!ENTITY a \"b\"> ]>\n<beans>\n<dubbo:protocol ‹prot=\"1\"/></beans>", `unknown attribute "prot"`},
		{"a byte order mark", "\ufeff<dubbo:protocol ‹prot=\"1\"/>", `unknown attribute "prot"`},
		{"an element", "<beans " + ns + ">\n  ‹<dubbo:referenze/>\n</beans>", `unknown element <dubbo:referenze>; want one of Dubbo's elements; nearest: "reference"`},
		{"an element in another", "<dubbo:reference interface=\"a\">\n  ‹<dubbo:methd name=\"x\"/></dubbo:reference>", `unknown element <dubbo:methd>; want one of Dubbo's elements; nearest: "method"`},
		{"an element elsewhere", `‹<dubbo:method name="x"/>`, `<dubbo:method> outside any element that may have it; want it inside <dubbo:service>, <dubbo:reference>`},
		{"a Spring element", `‹<baen class="x"/>`, `unknown element <baen>; want an element of Spring's beans or of Dubbo; nearest: "bean"`},
		{"an attribute that is missing", "  ‹<dubbo:application/>", `<dubbo:application> without "name"; want that attribute`},
		{"an attribute twice", `<dubbo:protocol name="a" ‹name="b"/>`, `attribute "name" of <dubbo:protocol> is there twice`},
		{"text", "<dubbo:protocol name='a'>\n\n   ‹oops</dubbo:protocol>", `text "oops"; want elements only`},
		{"text at the top", "‹oops <dubbo:protocol name='a'/>", `text "oops"; want elements only`},
		{"bool", `<dubbo:registry address="a" ‹check="flase"/>`, `check="flase" of <dubbo:registry>; want true or false`},
		{"int", `<dubbo:protocol ‹port="2088o"/>`, `port="2088o" of <dubbo:protocol>; want a whole number`},
		{"int that is too big", `<dubbo:protocol ‹payload="2147483648"/>`, `payload="2147483648" of <dubbo:protocol>; want a whole number`},
		{"port", `<dubbo:protocol ‹port="70000"/>`, `port="70000"; want a port, or -1 for the first free one`},
		{"milliseconds", `<dubbo:consumer ‹timeout="3s"/>`, `timeout="3s" of <dubbo:consumer>; want a number of milliseconds, such as 3000`},
		{"milliseconds below zero", `<dubbo:consumer ‹timeout="-1"/>`, `timeout="-1" of <dubbo:consumer>; want a number of milliseconds, such as 3000`},
		{"one of some", `<dubbo:consumer ‹scope="locale"/>`, `scope="locale" of <dubbo:consumer>; want local, remote, none; nearest: "local"`},
		{"refused", `<dubbo:consumer ‹generic="true"/>`, `generic="true" of <dubbo:consumer> is refused; want it left out: not built yet`},
		{"refused element", `‹<dubbo:annotation package="x"/>`, `<dubbo:annotation> is refused; want it left out: Go has no annotations to scan. Write the services and references out.`},
		{"method name", `<dubbo:reference interface="a"><dubbo:method ‹name="get it"/></dubbo:reference>`, `name="get it" of <dubbo:method>; want a method's name of letters and digits, or *`},
		{"duplicate id", "<bean id=\"a\" class=\"c\"/>\n<dubbo:registry address=\"a\" ‹id=\"a\"/>", `duplicate id "a", which is taken at a.xml:1:7; want an id of its own`},
		{"an alias that is taken", "<bean id=\"a\" class=\"c\"/>\n<alias name=\"a\" ‹alias=\"a\"/>", `duplicate id "a"`},
		{"address", `<dubbo:registry ‹address="zookeeper://a:b"/>`, `registry address "zookeeper://a:b" ("a:b" is no host:port); want scheme://host:port, such as zookeeper://10.20.153.10:2181, or N/A for none`},
		{"no namespace", "<beans xmlns=\"http://www.springframework.org/schema/beans\">\n ‹<dubbo:protocol name=\"a\"/></beans>", `prefix "dubbo" of <dubbo:protocol> is not declared; want xmlns:dubbo="http://dubbo.apache.org/schema/dubbo" on the root element`},
		{"a prefix that is misspelt", "<beans " + ns + ">\n ‹<dubo:protocol name=\"a\"/></beans>", `prefix "dubo" of <dubo:protocol> is not declared; want xmlns:dubo="…" on the root element; nearest: "dubbo"`},
		{"a prefix of an attribute", "<beans " + ns + ">\n <dubbo:protocol name=\"a\" ‹x:y=\"1\"/></beans>", `prefix "x" of x:y is not declared`},
		{"a namespace that is misspelt", `<beans xmlns="http://www.springframework.org/schema/beans" ‹xmlns:dubbo="http://dubbo.apache.org/schema/dubo"/>`, `xmlns:dubbo is "http://dubbo.apache.org/schema/dubo"; want "http://dubbo.apache.org/schema/dubbo" or "http://code.alibabatech.com/schema/dubbo"`},
		{"Spring's namespace misspelt", `<beans ‹xmlns="http://www.springframework.org/schema/bean"/>`, `xmlns is "http://www.springframework.org/schema/bean", which nobody reads; nearest: "http://www.springframework.org/schema/beans"`},
		{"a namespace twice", `<beans xmlns:a="b" ‹xmlns:a="c"/>`, `attribute "xmlns:a" of <beans> is there twice; want it once`},
		{"an attribute of another namespace", "<beans " + ns + " xmlns:x=\"urn:x\">\n <dubbo:application name=\"a\" ‹x:y=\"1\"/></beans>", `attribute "x:y" of another namespace on <dubbo:application>; want <dubbo:parameter key="y" value="…"/> inside it`},
		{"no end", "<beans " + ns + ">\n ‹<dubbo:provider>", `<dubbo:provider> is not closed; want </dubbo:provider>`},
		{"another end", "<beans " + ns + ">\n <dubbo:provider>\n ‹</beans>", `</beans> where <dubbo:provider> is open; want </dubbo:provider>`},
		{"an end of nothing", "<bean class='a'/>\n‹</bean>", `</bean> closes nothing`},
		{"no XML", "<beans>\n <dubbo:protocol name=a‹/></beans>", `no XML: unquoted or missing attribute value in element`},
		{"an entity that is unknown", "<beans>\n<bean class=\"&nbsp;‹\"/></beans>", `no XML: invalid character entity &nbsp;`},
		{"a profile", `<beans ‹profile="dev"/>`, `beans of profile "dev"; want a file of its own for each profile, of which the program loads one`},
		{"placeholder", `<dubbo:registry ‹address="${registry}"/>`, `there is no property "registry"; want one of that name, the environment variable REGISTRY, or ${registry:default}`},
		{"placeholder without end", `<dubbo:registry ‹address="${registry"/>`, `"${registry" has no end; want a closing }`},
		{"a second application", "<dubbo:application name='a'/>\n‹<dubbo:application name='b'/>", `a second <dubbo:application>; the first is at a.xml:1:1; want one`},
		{"a second default", "<dubbo:consumer/>\n‹<dubbo:consumer/>", `a second element of defaults; the first is at a.xml:1:1; want default="false" on one of them, or what it is for inside it`},
		{"class beside ref", `<bean id="b" class="B"/><dubbo:service interface="a" ref="b" ‹class="C"/>`, `class beside ref; want one of them`},
		{"neither class nor ref", `‹<dubbo:service interface="a"/>`, `<dubbo:service> without "ref"; want the id of the bean that implements it, or its class`},
		{"a bean that is unknown", `<dubbo:service interface="a" ‹ref="b"/>`, `ref of an unknown bean "b"; want the id of a bean`},
		{"what is no bean", `<dubbo:registry id="b" address="a"/><dubbo:service interface="a" ‹ref="b"/>`, `ref of an unknown bean "b"; want the id of a bean, which that is not`},
		{"several groups", `<dubbo:reference interface="a" url="b" ‹group="cn,us"/>`, `"cn,us" is refused; want one group and one version: calls to several are not built yet`},
		{"import", `<import ‹resource="b.xml"/>`, `open b.xml: no such file; want a file that can be read`},
		{"import of many", `<import ‹resource="classpath*:*.xml"/>`, `import of "classpath*:*.xml"; want the path of one file, relative to this one`},
		{"import of itself", `<import ‹resource="a.xml"/>`, `an import that comes back to a.xml by way of a.xml, a.xml; want an end`},
		{"import of nothing", `‹<import resorce="a.xml"/>`, `<import> without "resource"; want that attribute; nearest: "resorce"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := config.Options{ReadFile: func(name string) ([]byte, error) { return nil, fmt.Errorf("open %s: no such file", name) }}
			_, got := read(t, o, strings.Replace(c.text, "‹", "", 1))
			line, column := place(c.text)
			if want := fmt.Sprintf("a.xml:%d:%d: %s", line, column, c.want); !strings.HasPrefix(got, want) {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if strings.Contains(got, "\n") {
				t.Errorf("more than one mistake:\n%s", got)
			}
		})
	}
}

// place is where the mark is, counted in another way than the reader does.
func place(text string) (line, column int) {
	before, _, _ := strings.Cut(strings.TrimPrefix(text, "\ufeff"), "‹")
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(before, "\r\n", "\n"), "\r", "\n"), "\n")
	return len(lines), len([]rune(lines[len(lines)-1])) + 1
}

// TestBeans are mistakes of beans: they count if something of Dubbo needs the
// bean, and only then.
func TestBeans(t *testing.T) {
	for _, c := range []struct{ bean, want string }{
		{`<bean id="b" class="B" ‹scope="prototype"/>`, `scope="prototype" of a bean that is needed; want singleton`}, // D-6
		{`<bean id="b" class="B" ‹scop="x"/>`, `unknown attribute "scop" of <bean>; want one of Spring's; nearest: "scope"`},
		{`<bean id="b" class="B" ‹init-method="start"/>`, `init-method="start" of a bean that is needed; want it left out: the class's function in Wiring.Classes does that`},
		{`‹<bean id="b"/>`, `<bean> without "class"; want a class`},
		{`<bean id="b" class="B">‹<property name="x"/></bean>`, `<property> with 0 values; want one: a value or a ref`},
		{`<bean id="b" class="B">‹<property name="x" value="1" ref="b"/></bean>`, `<property> with 2 values; want one: a value or a ref`},
		{`<bean id="b" class="B">‹<property value="1"/></bean>`, `<property> without a name; want name="…"`},
		{`<bean id="b" class="B"><property name="x" ‹vlaue="1" value="2"/></bean>`, `unknown attribute "vlaue" of <property>; want name and one of value and ref; nearest: "value"`},
		{`<bean id="b" class="B"><property name="x" ‹ref="c"/></bean>`, `ref of an unknown bean "c"; want the id of a bean`},
		{`<bean id="b" class="B"><property name="x" ‹value="${x}"/></bean>`, `there is no property "x"`},
		{`<bean id="b" class="B"><property name="x">‹<map/></property></bean>`, `<map> as a value; want value, ref, null, list, set or array; a bean that has an id`},
		{`<bean id="b" class="B">‹<propety name="x"/></bean>`, `<propety> in a bean that is needed; want property or constructor-arg; nearest: "property"`},
		{`<bean id="b" class="B"><constructor-arg ‹index="one" value="1"/></bean>`, `index="one"; want a number from 0`},
		{`<bean id="b" class="B"><constructor-arg ‹name="x" value="1"/></bean>`, `a constructor's argument by name; want its index, or none: parameters of Go functions have no names`},
		{`<bean id="b" class="B" ‹c:x="1"/>`, `attribute "c:x" of a bean that is needed; want a property or constructor-arg element`},
	} {
		text := c.bean + "\n" + `<dubbo:service interface="a" ref="b"/>`
		_, got := read(t, config.Options{}, strings.Replace(text, "‹", "", 1))
		line, column := place(text)
		if want := fmt.Sprintf("a.xml:%d:%d: %s", line, column, c.want); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got  %s\nwant %s", c.bean, got, want)
		}
		alone, _, _ := strings.Cut(strings.Replace(text, "‹", "", 1), "\n")
		if _, got := read(t, config.Options{}, alone); got != "" {
			t.Errorf("%s alone: %s", c.bean, got)
		}
	}
}

func TestCharsets(t *testing.T) {
	const text = `<dubbo:application name="ä"/>`
	utf16of := func(order binary.AppendByteOrder, s string) string {
		b := order.AppendUint16(nil, 0xfeff)
		for _, u := range utf16.Encode([]rune(s)) {
			b = order.AppendUint16(b, u)
		}
		return string(b)
	}
	for name, file := range map[string]string{
		"UTF-8":      `<?xml version="1.0" encoding="UTF-8"?>` + text,
		"none":       text,
		"mark":       "\ufeff" + text,
		"ISO-8859-1": strings.Replace(`<?xml version="1.0" encoding='ISO-8859-1' ?>`+text, "ä", "\xe4", 1),
		"UTF-16LE":   utf16of(binary.LittleEndian, `<?xml version="1.0" encoding="UTF-16"?>`+text),
		"UTF-16BE":   utf16of(binary.BigEndian, text),
	} {
		if c := good(t, config.Options{}, file); c.Application.Name.V != "ä" {
			t.Errorf("%s: read %q", name, c.Application.Name.V)
		}
	}
	for file, want := range map[string]string{
		`<?xml version="1.0" encoding="GBK"?>` + text: `a.xml:1:31: the file is in GBK; want UTF-8, US-ASCII, ISO-8859-1 or UTF-16; convert it`,
		"<bean/>\n<bean class=\"\xb7\xfe\"/>":         `a.xml:2:14: bytes that are not UTF-8; want the file in UTF-8, or its charset named in its first line; if it is in GBK, convert it`,
		"\xff\xfe<":                                   `a.xml:1:1: UTF-16 with half a character at its end; want a whole file`,
	} {
		if _, got := read(t, config.Options{}, file); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestNamespaces reads one element under all the names that it has.
func TestNamespaces(t *testing.T) {
	for _, text := range []string{
		`<dubbo:protocol name="x"/>`,
		`<beans><dubbo:protocol name="x"/></beans>`,
		`<beans xmlns:dubbo="http://dubbo.apache.org/schema/dubbo"><dubbo:protocol name="x"/></beans>`,
		`<beans xmlns="http://www.springframework.org/schema/beans" xmlns:d="http://code.alibabatech.com/schema/dubbo"><d:protocol name="x"/></beans>`,
		`<b:beans xmlns:b="http://www.springframework.org/schema/beans" xmlns="http://dubbo.apache.org/schema/dubbo"><protocol name="x"/></b:beans>`,
		`<beans xmlns="http://www.springframework.org/schema/beans"><protocol xmlns="http://dubbo.apache.org/schema/dubbo" name="x"/></beans>`,
	} {
		if c := good(t, config.Options{}, text); len(c.Protocols) != 1 || c.Protocols[0].Name.V != "x" {
			t.Errorf("%s: read %v", text, c.Protocols)
		}
	}
}

func TestPlaceholders(t *testing.T) {
	o := config.Options{
		Properties:  map[string]string{"host": "a", "addr": "${host}:${port:9090}", "loop": "${loop}", "name": "host", "empty": ""},
		Environment: []string{"DUBBO_REGISTRY_ID=r1", "HOME=/x"},
		Defaults:    map[string]string{"low": "l", "host": "never"},
	}
	for text, want := range map[string]string{
		"${host}":                "a",
		"x${ host }y${host}z":    "xayaz",
		"${addr}":                "a:9090",
		"${none:b}":              "b",
		"${none:}":               "",
		"${none:${host}:1}":      "a:1",
		"${${name}}":             "a",
		"${none:http://x:1/y}":   "http://x:1/y",
		"${empty:no}":            "",
		"${dubbo.registry.id}":   "r1",
		"${HOME}":                "/x",
		"${low}":                 "l",
		"$host {host} $ {host}":  "$host {host} $ {host}",
		"#{systemProperties[x]}": "#{systemProperties[x]}",
	} {
		c := good(t, o, `<dubbo:application name="x"><dubbo:parameter key="k" value="`+text+`"/></dubbo:application>`)
		if got := c.Application.Parameters[0].Value; got != want {
			t.Errorf("%s became %q, want %q", text, got, want)
		}
	}
	if _, got := read(t, o, `<dubbo:application name="${loop}"/>`); !strings.HasPrefix(got, "a.xml:1:20: placeholders nested too deep; want fewer; does a property name itself?") {
		t.Error(got)
	}
	if _, got := read(t, o, `<dubbo:application name="${hots}"/>`); !strings.HasSuffix(got, `nearest: "host"`) {
		t.Error(got)
	}
}

// TestPropertiesOverride sets attributes from outside (D-16, D-17, D-19, D-20, D-23).
func TestPropertiesOverride(t *testing.T) {
	const text = `<dubbo:registry address="10.0.0.1"/>
<dubbo:protocol name="dubbo" port="1"/><dubbo:protocol id="second" name="dubbo" port="2"/>
<dubbo:reference id="r" interface="a.B" retries="2" url="x:1"><dubbo:method name="get" timeout="1"/></dubbo:reference>`
	o := config.Options{
		Properties: map[string]string{
			"dubbo.protocols.second.port":   "22",
			"dubbo.protocol.port":           "11", // not for the second: the first prefix that has any is the only one
			"dubbo.reference.a.B.retries":   "5",
			"dubbo.reference.a.B.check":     "", // an empty value overrides nothing
			"dubbo.reference.a.B.get.async": "true",
		},
		Environment: []string{"DUBBO_REGISTRY_ADDRESS=zookeeper://b:2181", "DUBBO_PROTOCOL_PORT=12"},
		Defaults:    map[string]string{"dubbo.reference.a.B.retries": "9", "dubbo.reference.a.B.timeout": "700", "dubbo.reference.a.B.get.timeout": "9"},
	}
	c := good(t, o, text)
	got := fmt.Sprint(c.Registries[0].Addresses, c.Protocols[0].Port.V, c.Protocols[1].Port.V, c.References[0].Retries.V,
		c.References[0].Timeout.V, c.References[0].Methods[0].Async.V, c.References[0].Methods[0].Timeout.V)
	if want := "[zookeeper://b:2181] 11 22 5 700ms true 1ms"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	o.Properties = map[string]string{"dubbo.protocol.port": "x", "dubbo.reference.a.B.get.onthrow": "b.c"}
	_, errs := read(t, o, text+"<bean id='b' class='B'/>")
	want := `a.xml:2:30: port="x" of <dubbo:protocol>, from property "dubbo.protocol.port"; want a whole number
a.xml:2:81: port="x" of <dubbo:protocol>, from property "dubbo.protocol.port"; want a whole number
a.xml:3:63: onthrow="b.c" of <dubbo:method>, from property "dubbo.reference.a.B.get.onthrow"; want handlers in the file: no property names them`
	if errs != want {
		t.Errorf("got  %s\nwant %s", errs, want)
	}
}

// TestInheritance gives services and references what their provider and
// consumer elements say (D-7, D-15).
func TestInheritance(t *testing.T) {
	c := good(t, config.Options{}, `<bean id="b" class="B"/>
<dubbo:provider timeout="2000" group="g"><dubbo:service interface="a" ref="b"/><dubbo:service interface="b" ref="b" timeout="5" group="h"/></dubbo:provider>
<dubbo:provider timeout="1000"><dubbo:parameter key="k" value="1"/></dubbo:provider>
<dubbo:service interface="c" ref="b"><dubbo:parameter key="l" value="2"/></dubbo:service>
<dubbo:consumer check="false" timeout="300" default="true"><dubbo:reference interface="a"/></dubbo:consumer>
<dubbo:consumer async="true"><dubbo:reference interface="b" timeout="1"/></dubbo:consumer>
<dubbo:reference interface="c" check="true" injvm="false"/>`)
	var got []string
	for _, s := range c.Services {
		got = append(got, fmt.Sprint(s.Interface.V, s.Timeout.V, s.Group.V, s.ParameterMap()))
	}
	for _, r := range c.References {
		got = append(got, fmt.Sprintf("%s%v check=%v async=%v%s", r.Interface.V, r.Timeout.V, r.Check.Get(true), r.Async.V, r.Scope.V))
	}
	want := []string{
		"a2sgmap[]", "b5mshmap[]", "c1smap[k:1 l:2]",
		"a300ms check=false async=false", "b1ms check=true async=true", "c300ms check=true async=falseremote",
	}
	if s := strings.Join(got, "\n"); s != strings.Join(want, "\n") {
		t.Errorf("got\n%s", s)
	}
	if at := c.Services[0].Timeout.Pos.String(); at != "a.xml:2:17" {
		t.Errorf("the timeout is from %s", at)
	}
}

// TestIDs makes up ids as Dubbo does (D-8) and follows aliases.
func TestIDs(t *testing.T) {
	c := good(t, config.Options{}, `<dubbo:protocol/><dubbo:protocol name="rest"/><dubbo:protocol/>
<dubbo:reference interface="a.B"/><dubbo:reference interface="a.B"/>
<dubbo:registry address="a"/><dubbo:registry address="b"/><dubbo:registry id="registry" address="c"/>
<bean id="x" name="y,z" class="X"/><bean name="w" class="X"/><alias name="y" alias="v"/>
<dubbo:service interface="a" ref="v"/>`)
	var ids []string
	for _, p := range c.Protocols {
		ids = append(ids, p.ID.V)
	}
	for _, r := range c.References {
		ids = append(ids, r.ID.V)
	}
	for _, r := range c.Registries {
		ids = append(ids, r.ID.V)
	}
	if got, want := strings.Join(ids, " "), "dubbo rest dubbo2 a.B a.B2 registry2 registry3 registry"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if b := c.Bean("v"); b == nil || b.ID.V != "x" || !b.Referred || c.Bean("w") == nil || c.Bean("u") != nil {
		t.Errorf("bean v is %+v", b)
	}
}

// TestImport merges files; paths are relative to the file that names them (D-11).
func TestImport(t *testing.T) {
	files := map[string]string{
		"conf/a.xml":        `<import resource="sub/b.xml"/><import resource="classpath:${c}.xml"/><dubbo:service interface="a" ref="b"/>`,
		"conf/sub/b.xml":    `<bean id="b" class="B"/><import resource="../c.xml"/>`,
		"conf/c.xml":        `<dubbo:application name="c"/>`,
		"conf/mistaken.xml": `<import resource="a.xml"/><dubbo:application name="d" x="y"/>`,
	}
	o := config.Options{
		Properties: map[string]string{"c": "c"},
		ReadFile:   func(name string) ([]byte, error) { return []byte(files[name]), nil },
	}
	c, err := config.Load(o, "conf/a.xml")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(c.Files, " "); got != "conf/a.xml conf/sub/b.xml conf/c.xml" || c.Application.Name.V != "c" {
		t.Errorf("read %s", got)
	}
	_, err = config.Load(o, "conf/mistaken.xml")
	want := `conf/mistaken.xml:1:27: a second <dubbo:application>; the first is at conf/c.xml:1:1; want one
conf/mistaken.xml:1:55: unknown attribute "x" of <dubbo:application>; want one of its attributes, which docs/xml.md lists`
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"10.20.153.186":                           "[dubbo://10.20.153.186:9090]", // G-45
		"10.20.153.186:9091":                      "[dubbo://10.20.153.186:9091]",
		"zookeeper://a:2181?backup=b:2181,c":      "[zookeeper://a:2181?backup=b:2181,c:9090]",
		"a:2181,b:2181":                           "[dubbo://a:2181?backup=b:2181]",
		"zookeeper://a:2181,b:2181":               "[zookeeper://a:2181?backup=b:2181]",
		"zookeeper://a:2181|zookeeper://b:2181":   "[zookeeper://a:2181 zookeeper://b:2181]",
		"zookeeper://a:2181 ; nacos://b:8848;":    "[zookeeper://a:2181 nacos://b:8848]",
		"zookeeper://u:p@a:2181/root?x=1":         "[zookeeper://u@a:2181/root?x=1]",
		"http://10.20.160.198/wiki/10.20.153.186": "[http://10.20.160.198:9090/wiki/10.20.153.186]",
		"[::1]:2181":                              "[dubbo://[::1]:2181]",
		"::1":                                     "[dubbo://[::1]:9090]",
		"n/a":                                     "[]",
	} {
		got, err := config.ParseAddresses(text, "", 0)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%s: got %v, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", ";", "a:b", "a:0", "a:70000", "://a", "1x://a", "zookeeper://", "zookeeper://?backup=", "a:1?%zz", ":1", "a,b:x"} {
		if got, err := config.ParseAddresses(text, "", 0); err == nil {
			t.Errorf("%q: got %v, want an error", text, got)
		}
	}
	a, err := config.ParseAddresses("a", "nacos", 8848)
	if err != nil || a[0].String() != "nacos://a:8848" || strings.Join(a[0].Members(), " ") != "a:8848" {
		t.Errorf("got %v, %v", a, err)
	}
}

func TestValues(t *testing.T) {
	c := good(t, config.Options{}, `<dubbo:registry id="a" address="zookeeper://x:1" username="u" password="p" check=" no " timeout=" 5 "/>
<dubbo:reference interface="i" url="h:1" retries="0" registry="a , N/A2:x"><dubbo:method name="m" retry="false" oninvoke="b.c.d , e.f"/></dubbo:reference>
<bean id="b.c" class="B"/><bean id="e" class="B"/><dubbo:registry id="N/A2:x" address="N/A"/>`)
	r, f := c.Registries[0], c.References[0]
	m := f.Methods[0]
	if r.Check.Get(true) || r.Timeout.V != 5*time.Millisecond || r.Addresses[0].Username != "u" || r.Addresses[0].Password != "p" {
		t.Errorf("registry %+v", r)
	}
	if !f.Retries.Set || f.Retries.V != 0 || len(f.Registries.V) != 2 || !m.Retries.Set || m.Retries.V != 0 {
		t.Errorf("reference %+v", f)
	}
	if got := fmt.Sprint(m.OnInvoke.V); got != "[b.c.d e.f]" {
		t.Errorf("handlers %s", got)
	}
}

// TestHonoured checks that what the table calls honoured is read.
func TestHonoured(t *testing.T) {
	var source strings.Builder
	for _, name := range []string{"elements.go", "load.go", "bean.go"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(data)
	}
	for _, e := range schema.Elements() {
		for _, a := range e.Attributes {
			read := strings.Contains(source.String(), `("`+a.Name+`")`) || strings.Contains(source.String(), `(n, "`+a.Name+`")`)
			if a.Status == schema.Honoured && !read {
				t.Errorf("%s of %s is honoured and never read", a.Name, e.Name)
			}
		}
	}
}
