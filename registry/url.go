package registry

import (
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A URL is what Dubbo's registries store: a provider, a consumer, or a rule
// about them. In Go programs it exists at a registry's edge only; see
// [ProviderURL] and [URL.Endpoint].
type URL struct {
	// Protocol is what a provider speaks, or what else the URL is: consumer,
	// override, route, empty.
	Protocol           string
	Username, Password string
	Host               string
	Port               int // 0 means none
	// Path is what follows the host, without the slash: the interface, as a
	// rule.
	Path   string
	Params map[string]string
}

// The protocols of URLs that are no providers.
const (
	Consumer = "consumer"
	Override = "override" // sets parameters of providers, as a rule does
	Route    = "route"    // chooses among providers
	Nothing  = "empty"    // says that a category has nothing
)

// The categories of URLs, which are those of what they are about.
const (
	Providers     = "providers"
	Consumers     = "consumers"
	Configurators = "configurators"
	Routers       = "routers"
)

// The keys of parameters that have a meaning here.
const (
	keyInterface  = "interface"
	keyGroup      = "group"
	keyVersion    = "version"
	keyCategory   = "category"
	keyClassifier = "classifier"
	keyEnabled    = "enabled"
	keyDisabled   = "disabled"
	keyDynamic    = "dynamic"
	keyMethods    = "methods"
	keyWeight     = "weight"
	keyTimestamp  = "timestamp"
	keyWarmup     = "warmup"
	keyTimeout    = "timeout"
	keyRetries    = "retries"
	keySide       = "side"
	keyDubbo      = "dubbo"
	keyGeneric    = "generic"
	keyCheck      = "check"
)

// Any stands for all values, in a consumer's URL and in what is watched.
const Any = "*"

// ParseURL reads a URL as Java writes it: nothing in it is escaped, and a
// parameter without = has its name for a value.
func ParseURL(text string) (URL, error) {
	protocol, rest, ok := strings.Cut(strings.TrimSpace(text), "://")
	if !ok || protocol == "" {
		return URL{}, urlError(text, "it has no protocol")
	}
	u := URL{Protocol: protocol}
	rest, query, _ := strings.Cut(rest, "?")
	authority, path, _ := strings.Cut(rest, "/")
	u.Path = path
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		u.Username, u.Password, _ = strings.Cut(authority[:i], ":")
		authority = authority[i+1:]
	}
	u.Host = authority
	if i := strings.LastIndexByte(authority, ':'); i > strings.LastIndexByte(authority, ']') {
		port, err := strconv.ParseUint(authority[i+1:], 10, 16)
		if err != nil {
			return URL{}, urlError(text, strconv.Quote(authority[i+1:])+" is no port")
		}
		u.Host, u.Port = authority[:i], int(port)
	}
	u.Host = strings.TrimSuffix(strings.TrimPrefix(u.Host, "["), "]")
	for part := range strings.SplitSeq(query, "&") {
		key, value, ok := strings.Cut(part, "=")
		if key = strings.TrimSpace(key); key == "" {
			continue
		}
		if !ok {
			value = key
		}
		if u.Params == nil {
			u.Params = make(map[string]string)
		}
		u.Params[key] = value
	}
	return u, nil
}

func urlError(text, why string) error {
	return fmt.Errorf("registry: URL %q: %s; want protocol://host:port/interface?key=value&key=value", text, why)
}

// DecodeURL reads a URL that was encoded as a whole, as it is in the names of
// a registry's nodes.
func DecodeURL(text string) (URL, error) {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return URL{}, urlError(text, err.Error())
	}
	return ParseURL(plain)
}

// Encode returns the URL escaped once and as a whole, with capital letters in
// the escapes. Java looks for them in that form.
func (u URL) Encode() string { return url.QueryEscape(u.String()) }

// String returns the URL as Java writes it, its parameters in the order of
// their keys. Nothing is escaped: who puts an & into a value must escape it
// first, as Java does with the texts of rules.
func (u URL) String() string {
	var b strings.Builder
	b.WriteString(u.Protocol)
	b.WriteString("://")
	if u.Username != "" {
		b.WriteString(u.Username)
		if u.Password != "" {
			b.WriteString(":" + u.Password)
		}
		b.WriteByte('@')
	}
	b.WriteString(u.address())
	if u.Path != "" {
		b.WriteString("/" + u.Path)
	}
	sign := byte('?')
	for _, key := range slices.Sorted(maps.Keys(u.Params)) {
		b.WriteByte(sign)
		b.WriteString(key + "=" + u.Params[key])
		sign = '&'
	}
	return b.String()
}

// address returns host:port, or the host if there is no port.
func (u URL) address() string {
	switch {
	case u.Port != 0:
		return net.JoinHostPort(u.Host, strconv.Itoa(u.Port))
	case strings.Contains(u.Host, ":"):
		return "[" + u.Host + "]"
	}
	return u.Host
}

// Param returns a parameter, or otherwise if there is none.
func (u URL) Param(key, otherwise string) string {
	if v := u.Params[key]; v != "" {
		return v
	}
	return otherwise
}

// With returns the URL with a parameter set. u stays as it is.
func (u URL) With(key, value string) URL {
	params := make(map[string]string, len(u.Params)+1)
	maps.Copy(params, u.Params)
	params[key] = value
	u.Params = params
	return u
}

// Category returns what the URL is about. In the URL by which a consumer
// subscribes it is a list; see [URL.Categories].
func (u URL) Category() string { return u.Param(keyCategory, Providers) }

// Dynamic reports whether what is registered ends with the connection of who
// has registered it.
func (u URL) Dynamic() bool { return u.Param(keyDynamic, "true") != "false" }

// Categories returns the categories that a consumer subscribes to. What is
// subtracted from all of them, as in *,-consumers, is left out.
func (u URL) Categories() []string {
	var list []string
	wanted := u.Category()
	for _, c := range []string{Configurators, Routers, Providers, Consumers} {
		if matchCategory(wanted, c) {
			list = append(list, c)
		}
	}
	for c := range strings.SplitSeq(wanted, ",") {
		if c = strings.TrimSpace(c); c != "" && c != Any && c[0] != '-' && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}
