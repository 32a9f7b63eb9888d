package registry

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hark-rpc/hark"
)

// dubboVersion is the version of Dubbo's protocol, not of a release. Java
// consumers take a provider that names none for a very old one.
const dubboVersion = "2.0.2"

// ProviderURL returns what a provider registers. Parameters that the endpoint
// has as fields come from these, the rest from Params; what every provider
// says is added where Params do not say it. The error is that the address is
// no host:port.
func ProviderURL(e hark.Endpoint) (URL, error) {
	host, port, err := splitAddr(e.Addr)
	if err != nil {
		return URL{}, err
	}
	p := map[string]string{
		keyDubbo: dubboVersion, keySide: "provider", keyGeneric: "false", keyDynamic: "true",
	}
	maps.Copy(p, e.Params)
	setService(p, e.Service)
	if e.Weight != 0 {
		p[keyWeight] = strconv.Itoa(max(e.Weight, 0))
	}
	if !e.Started.IsZero() {
		p[keyTimestamp] = strconv.FormatInt(e.Started.UnixMilli(), 10)
	}
	if e.Warmup > 0 {
		p[keyWarmup] = strconv.FormatInt(e.Warmup.Milliseconds(), 10)
	}
	setPolicy(p, "", e.Policy)
	for name, policy := range e.Methods {
		setPolicy(p, name+".", policy)
	}
	u := URL{Protocol: e.Protocol, Host: host, Port: port, Path: e.Service.Interface, Params: p}
	if u.Protocol == "" {
		u.Protocol = "dubbo"
	}
	return u, nil
}

func splitAddr(addr string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(addr)
	if err == nil && host == "" {
		err = errors.New("it has no host")
	}
	if err != nil {
		return "", 0, fmt.Errorf("registry: provider address %q: want host:port: %w", addr, err)
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 {
		return "", 0, fmt.Errorf("registry: provider address %q: %q is no port", addr, text)
	}
	return host, int(n), nil
}

// setService sets the parameters that name the service, and no others.
func setService(p map[string]string, id hark.ServiceID) {
	id = normal(id)
	p[keyInterface] = id.Interface
	for key, value := range map[string]string{keyGroup: id.Group, keyVersion: id.Version} {
		delete(p, key)
		if value != "" {
			p[key] = value
		}
	}
}

// setPolicy sets what a policy says of all methods or, by a prefix, of one.
func setPolicy(p map[string]string, prefix string, policy hark.Policy) {
	if policy.Timeout > 0 {
		p[prefix+keyTimeout] = strconv.FormatInt(max(policy.Timeout.Milliseconds(), 1), 10)
	}
	if policy.Retries != 0 {
		p[prefix+keyRetries] = strconv.Itoa(max(policy.Retries, 0))
	}
}

// ConsumerURL returns the URL by which a consumer subscribes to the providers
// of a service, or registers itself. Host is the consumer's own; params are
// what else it says of itself, and may be nil.
func ConsumerURL(id hark.ServiceID, host string, params map[string]string) URL {
	p := map[string]string{keyDubbo: dubboVersion, keySide: Consumer, keyCategory: Providers, keyCheck: "false"}
	maps.Copy(p, params)
	setService(p, id)
	return URL{Protocol: Consumer, Host: host, Path: id.Interface, Params: p}
}

// Service returns the service that the URL is about. It is named by the
// parameters or, as far as these leave the interface out, the path.
func (u URL) Service() hark.ServiceID {
	return normal(hark.ServiceID{
		Interface: u.Param(keyInterface, u.Path), Group: u.Params[keyGroup], Version: u.Params[keyVersion],
	})
}

// Endpoint returns the provider that the URL is. Parameters that have fields
// of their own in an Endpoint are in these and not in its Params, unless they
// cannot be understood. Suggestions for a method, such as get.timeout, are
// understood for the methods that the URL lists.
func (u URL) Endpoint() (hark.Endpoint, error) {
	id := u.Service()
	switch {
	case u.Host == "" || u.Port == 0:
		return hark.Endpoint{}, fmt.Errorf("registry: provider %v: want host:port", u)
	case id.Interface == "":
		return hark.Endpoint{}, fmt.Errorf("registry: provider %v: it names no interface", u)
	}
	p := maps.Clone(u.Params)
	for _, key := range []string{keyInterface, keyGroup, keyVersion} {
		delete(p, key)
	}
	e := hark.Endpoint{Service: id, Protocol: u.Protocol, Addr: u.address(), Params: p}
	if n, ok := take(p, keyWeight); ok {
		e.Weight = int(n)
		if n == 0 {
			e.Weight = -1
		}
	}
	if ms, ok := take(p, keyTimestamp); ok && ms > 0 {
		e.Started = time.UnixMilli(ms)
	}
	if ms, ok := take(p, keyWarmup); ok {
		e.Warmup = milliseconds(ms)
	}
	e.Policy = takePolicy(p, "")
	for name := range strings.SplitSeq(p[keyMethods], ",") {
		policy := takePolicy(p, strings.TrimSpace(name)+".")
		if policy.Timeout == 0 && policy.Retries == 0 {
			continue
		}
		if e.Methods == nil {
			e.Methods = make(map[string]hark.Policy)
		}
		e.Methods[strings.TrimSpace(name)] = policy
	}
	return e, nil
}

// take takes a number out of the parameters. One that is malformed or negative
// stays there.
func take(p map[string]string, key string) (int64, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(p[key]), 10, 64)
	if err != nil || n < 0 {
		return 0, false
	}
	delete(p, key)
	return n, true
}

// milliseconds returns the time, or the longest there is.
func milliseconds(ms int64) time.Duration {
	const longest = int64(1<<63-1) / int64(time.Millisecond)
	return time.Duration(min(ms, longest)) * time.Millisecond
}

// older is how Java before 2.7 writes the defaults of a provider.
const older = "default."

func takePolicy(p map[string]string, prefix string) (policy hark.Policy) {
	prefixes := []string{prefix}
	if prefix == "" {
		prefixes = append(prefixes, older)
	}
	for _, prefix := range slices.Backward(prefixes) {
		if ms, ok := take(p, prefix+keyTimeout); ok && ms > 0 {
			policy.Timeout = milliseconds(ms)
		}
		if n, ok := take(p, prefix+keyRetries); ok {
			policy.Retries = int(min(n, 1<<15))
			if n == 0 {
				policy.Retries = -1
			}
		}
	}
	return policy
}

// Endpoints returns the providers that are among the URLs of a notification.
// Those that are disabled, and URLs that are no providers, are left out, and so
// is what cannot be understood, of which the error tells: one bad URL must not
// cost a consumer the others.
func Endpoints(urls []URL) ([]hark.Endpoint, error) {
	list := make([]hark.Endpoint, 0, len(urls))
	var errs []error
	for _, u := range urls {
		if !u.provides() {
			continue
		}
		e, err := u.Endpoint()
		if err != nil {
			errs = append(errs, err)
			continue
		}
		list = append(list, e)
	}
	return list, errors.Join(errs...)
}

// provides reports whether the URL is a provider that may be called.
func (u URL) provides() bool {
	switch u.Protocol {
	case Consumer, Override, Route, Nothing:
		return false
	}
	return u.Category() == Providers && u.Params[keyDisabled] != "true" && u.Params[keyEnabled] != "false"
}
