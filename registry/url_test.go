package registry_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/registry"
)

func TestParseURL(t *testing.T) {
	tests := []struct {
		text string
		want registry.URL
	}{
		{"dubbo://10.0.0.1:20880/shop.Orders?version=1.0.0&group=cn", registry.URL{Protocol: "dubbo", Host: "10.0.0.1", Port: 20880,
			Path: "shop.Orders", Params: map[string]string{"version": "1.0.0", "group": "cn"}}},
		{"zookeeper://u:p@a:2181/root?x=1", registry.URL{Protocol: "zookeeper", Username: "u", Password: "p", Host: "a", Port: 2181,
			Path: "root", Params: map[string]string{"x": "1"}}},
		{"consumer://10.0.0.1/shop.Orders", registry.URL{Protocol: "consumer", Host: "10.0.0.1", Path: "shop.Orders"}},
		{"dubbo://[::1]:20880/a", registry.URL{Protocol: "dubbo", Host: "::1", Port: 20880, Path: "a"}},
		{"dubbo://[::1]/a", registry.URL{Protocol: "dubbo", Host: "::1", Path: "a"}},
		{"override://0.0.0.0/shop.Orders?category=configurators&dynamic=false&timeout=5", registry.URL{Protocol: "override", Host: "0.0.0.0",
			Path: "shop.Orders", Params: map[string]string{"category": "configurators", "dynamic": "false", "timeout": "5"}}},
		{"empty://10.0.0.1/shop.Orders?category=routers", registry.URL{Protocol: "empty", Host: "10.0.0.1", Path: "shop.Orders",
			Params: map[string]string{"category": "routers"}}},
	}
	for _, test := range tests {
		got, err := registry.ParseURL(test.text)
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("ParseURL(%q) = %+v, %v; want %+v", test.text, got, err, test.want)
		}
		again, err := registry.ParseURL(got.String())
		if err != nil || !reflect.DeepEqual(again, test.want) {
			t.Errorf("%q is read as %+v, %v; want %+v", got, again, err, test.want)
		}
		decoded, err := registry.DecodeURL(got.Encode())
		if err != nil || !reflect.DeepEqual(decoded, test.want) {
			t.Errorf("%q is decoded as %+v, %v; want %+v", got.Encode(), decoded, err, test.want)
		}
	}
}

func TestParseURLOdd(t *testing.T) {
	u, err := registry.ParseURL("dubbo://a:1/b?flag&k=a=b&=c&&rule=host%20%3D+x")
	want := map[string]string{"flag": "flag", "k": "a=b", "rule": "host%20%3D+x"}
	if err != nil || !maps.Equal(u.Params, want) {
		t.Errorf("got %v, %v; want %v", u.Params, err, want)
	}
	for text, why := range map[string]string{
		"": "no protocol", "a:1/b": "no protocol", "://a": "no protocol", "dubbo://a:b/c": `"b" is no port`,
		"dubbo://a:70000": `"70000" is no port`,
	} {
		if _, err := registry.ParseURL(text); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("ParseURL(%q): %v; want %s", text, err, why)
		}
	}
	if _, err := registry.DecodeURL("dubbo%3A%2F%2Fa%3"); err == nil {
		t.Error("DecodeURL of a broken escape: no error")
	}
}

// Java looks for the escapes of the separators with capital letters.
func TestEncodeURL(t *testing.T) {
	u := registry.URL{Protocol: "dubbo", Host: "10.0.0.1", Port: 20880, Path: "a.B", Params: map[string]string{"note": "a b", "x": "1"}}
	if got, want := u.Encode(), "dubbo%3A%2F%2F10.0.0.1%3A20880%2Fa.B%3Fnote%3Da+b%26x%3D1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCategories(t *testing.T) {
	for wanted, want := range map[string][]string{
		"":                                {"providers"},
		"providers,configurators,routers": {"configurators", "routers", "providers"},
		"*":                               {"configurators", "routers", "providers", "consumers"},
		"*,-consumers":                    {"configurators", "routers", "providers"},
		"-consumers":                      {"configurators", "routers", "providers"},
		"providers,mine":                  {"providers", "mine"},
	} {
		u := registry.URL{Params: map[string]string{"category": wanted}}
		if got := u.Categories(); !slices.Equal(got, want) {
			t.Errorf("category %q: %q, want %q", wanted, got, want)
		}
	}
}

// TestMatch has rule D18 case by case; the consumer's and the provider's URL
// differ in their parameters only.
func TestMatch(t *testing.T) {
	tests := []struct {
		consumer, provider string
		want               bool
	}{
		{"interface=a.B", "interface=a.B", true},
		{"interface=a.B", "interface=a.C", false},
		{"interface=*", "interface=a.C", true},
		{"interface=a.B", "interface=*", true},
		{"interface=a.B&version=1.0.0", "interface=a.B", false},
		{"interface=a.B", "interface=a.B&version=1.0.0", false},
		{"interface=a.B&version=0.0.0", "interface=a.B", true},
		{"interface=a.B&version=*", "interface=a.B&version=1.0.0", true},
		{"interface=a.B&version=*", "interface=a.B", true},
		{"interface=a.B&group=cn", "interface=a.B&group=cn", true},
		{"interface=a.B&group=cn", "interface=a.B", false},
		{"interface=a.B&group=*", "interface=a.B", true},
		{"interface=a.B&group=cn, us", "interface=a.B&group=us", true},
		{"interface=a.B&group=cn,us", "interface=a.B&group=u", false},
		{"interface=a.B&group=cn,us", "interface=a.B", false},
		{"interface=a.B", "interface=a.B&category=routers", false},
		{"interface=a.B&category=routers", "interface=a.B&category=routers", true},
		{"interface=a.B&category=routers", "interface=a.B", false},
		{"interface=a.B&category=providers,routers", "interface=a.B&category=routers", true},
		{"interface=a.B&category=*", "interface=a.B&category=mine", true},
		{"interface=a.B&category=*,-mine", "interface=a.B&category=mine", false},
		{"interface=a.B", "interface=a.B&enabled=false", false},
		{"interface=a.B&enabled=*", "interface=a.B&enabled=false", true},
		{"interface=a.B&classifier=x", "interface=a.B&classifier=x", true},
		{"interface=a.B&classifier=x", "interface=a.B&classifier=y", false},
		{"interface=a.B&classifier=x", "interface=a.B", false},
		{"interface=a.B&classifier=*", "interface=a.B&classifier=y", true},
		{"interface=a.B", "interface=a.B&classifier=y", true},
	}
	for _, test := range tests {
		consumer, err := registry.ParseURL("consumer://10.0.0.1/?" + test.consumer)
		if err != nil {
			t.Fatal(err)
		}
		provider, err := registry.ParseURL("dubbo://10.0.0.2:20880/?" + test.provider)
		if err != nil {
			t.Fatal(err)
		}
		if got := registry.Match(consumer, provider); got != test.want {
			t.Errorf("a consumer of %s matches %s: %v", test.consumer, test.provider, got)
		}
	}
}

func TestProviderURL(t *testing.T) {
	e := hark.Endpoint{
		Service: hark.ServiceID{Interface: "shop.Orders", Group: "cn", Version: "1.0.0"}, Addr: "10.0.0.1:20880",
		Weight: -1, Started: time.UnixMilli(1700000000123), Warmup: time.Minute,
		Policy:  hark.Policy{Timeout: 1500 * time.Microsecond, Retries: -1},
		Methods: map[string]hark.Policy{"find": {Timeout: 2 * time.Second, Retries: 3}},
		Params:  map[string]string{"methods": "find,place", "application": "shop", "dynamic": "false"},
	}
	u, err := registry.ProviderURL(e)
	want := "dubbo://10.0.0.1:20880/shop.Orders?application=shop&dubbo=2.0.2&dynamic=false&find.retries=3&find.timeout=2000&" +
		"generic=false&group=cn&interface=shop.Orders&methods=find,place&retries=0&side=provider&timeout=1&timestamp=1700000000123&" +
		"version=1.0.0&warmup=60000&weight=0"
	if err != nil || u.String() != want {
		t.Fatalf("got %v, %v\nwant %s", u, err, want)
	}
	back, err := u.Endpoint()
	if err != nil {
		t.Fatal(err)
	}
	again, err := registry.ProviderURL(back)
	if err != nil || again.String() != want {
		t.Errorf("after a way there and back: %v, %v\nwant %s", again, err, want)
	}
	for _, addr := range []string{"", "10.0.0.1", ":20880", "a:b", "a:0", "a:65536"} {
		if u, err := registry.ProviderURL(hark.Endpoint{Addr: addr}); err == nil {
			t.Errorf("address %q: %v", addr, u)
		}
	}
}

// What Java providers register has more than an Endpoint has fields for.
func TestEndpointOfJava(t *testing.T) {
	u, err := registry.ParseURL("dubbo://10.0.0.1:20880/path?interface=shop.Orders&methods=find,place&default.timeout=3000&default.retries=0&" +
		"find.timeout=50&heartbeat.timeout=9000&stray.timeout=7&weight=many&warmup=-1&timestamp=0&version=0.0.0&anyhost=true")
	if err != nil {
		t.Fatal(err)
	}
	got, err := u.Endpoint()
	want := hark.Endpoint{
		Service: hark.ServiceID{Interface: "shop.Orders"}, Protocol: "dubbo", Addr: "10.0.0.1:20880",
		Policy:  hark.Policy{Timeout: 3 * time.Second, Retries: -1},
		Methods: map[string]hark.Policy{"find": {Timeout: 50 * time.Millisecond}},
		Params: map[string]string{"methods": "find,place", "heartbeat.timeout": "9000", "stray.timeout": "7", "weight": "many",
			"warmup": "-1", "anyhost": "true"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
}

func TestEndpoints(t *testing.T) {
	var urls []registry.URL
	for _, text := range []string{
		"dubbo://10.0.0.1:20880/a.B", "dubbo://10.0.0.2:20880/a.B?disabled=true", "dubbo://10.0.0.3:20880/a.B?enabled=false",
		"empty://10.0.0.9/a.B?category=providers", "override://0.0.0.0/a.B?category=configurators", "route://0.0.0.0/a.B?category=routers",
		"consumer://10.0.0.4/a.B?category=consumers", "dubbo://10.0.0.5/a.B", "dubbo://10.0.0.6:20880", "tri://10.0.0.7:50051/a.B",
	} {
		u, err := registry.ParseURL(text)
		if err != nil {
			t.Fatal(err)
		}
		urls = append(urls, u)
	}
	list, err := registry.Endpoints(urls)
	if len(list) != 2 || list[0].Addr != "10.0.0.1:20880" || list[1].Protocol != "tri" {
		t.Errorf("got %v", list)
	}
	if err == nil || !strings.Contains(err.Error(), "10.0.0.5") || !strings.Contains(err.Error(), "10.0.0.6") {
		t.Errorf("the error is %v; want it to name what could not be understood", err)
	}
}

func TestEmpty(t *testing.T) {
	consumer := registry.ConsumerURL(hark.ServiceID{Interface: "a.B", Group: "cn", Version: "1"}, "10.0.0.1", map[string]string{"application": "shop"})
	want := "empty://10.0.0.1/a.B?application=shop&category=routers&check=false&dubbo=2.0.2&group=cn&interface=a.B&side=consumer&version=1"
	if got := registry.Empty(consumer, registry.Routers).String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func FuzzParseURL(f *testing.F) {
	f.Add("dubbo://u:p@10.0.0.1:20880/shop.Orders?version=1.0.0&group=cn&x")
	f.Add("empty://[::1]/a?category=routers")
	f.Fuzz(func(t *testing.T, text string) {
		u, err := registry.ParseURL(text)
		if err != nil {
			return
		}
		again, err := registry.ParseURL(u.String())
		if err == nil && !reflect.DeepEqual(again.Params, u.Params) && !strings.ContainsAny(text, "&?=/@: ") {
			t.Errorf("%q is read as %+v and then as %+v", text, u, again)
		}
		_, _ = u.Endpoint()
	})
}
