package config

import (
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// DefaultRegistryPort is the port of registry addresses that name none.
const DefaultRegistryPort = 9090

// An Address is where a registry is. A registry of several members has one
// address, whose Backup names the others.
type Address struct {
	// Scheme says what kind of registry it is, such as zookeeper; dubbo is
	// the simple registry.
	Scheme             string
	Username, Password string
	Host               string
	Port               int
	// Backup are the other members, each with the port that it names, or else
	// the default one.
	Backup []string
	// Path is what follows the host, without the slash.
	Path string
	// Parameters are those of the query but backup.
	Parameters map[string]string
}

// Members returns all host:port, the first first.
func (a Address) Members() []string {
	return append([]string{net.JoinHostPort(a.Host, strconv.Itoa(a.Port))}, a.Backup...)
}

// String returns the address as a URL, without the password.
func (a Address) String() string {
	s := a.Scheme + "://"
	if a.Username != "" {
		s += a.Username + "@"
	}
	s += net.JoinHostPort(a.Host, strconv.Itoa(a.Port))
	if a.Path != "" {
		s += "/" + a.Path
	}
	var query []string
	if len(a.Backup) > 0 {
		query = append(query, "backup="+strings.Join(a.Backup, ","))
	}
	for _, k := range slices.Sorted(maps.Keys(a.Parameters)) {
		query = append(query, url.QueryEscape(k)+"="+url.QueryEscape(a.Parameters[k]))
	}
	if len(query) > 0 {
		s += "?" + strings.Join(query, "&")
	}
	return s
}

// noAddress is how Dubbo writes that there is none.
const noAddress = "N/A"

// ParseAddresses reads a registry's address attribute: any number of addresses
// separated by semicolons or bars, N/A for none. Scheme and port are those of
// addresses that name none; empty and 0 mean dubbo and [DefaultRegistryPort].
// The error says what is wrong and what is wanted.
func ParseAddresses(text, scheme string, port int) ([]Address, error) {
	if strings.EqualFold(strings.TrimSpace(text), noAddress) {
		return nil, nil
	}
	if scheme == "" {
		scheme = "dubbo"
	}
	if port == 0 {
		port = DefaultRegistryPort
	}
	var list []Address
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '|' }) {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		a, err := parseAddress(part, scheme, port)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	if len(list) == 0 {
		return nil, addressError(text, "")
	}
	return list, nil
}

// addressError says what an address is like.
func addressError(text, why string) error {
	if why != "" {
		why = " (" + why + ")"
	}
	return &Mistake{Have: "registry address " + quote(text) + why, Want: "scheme://host:port, such as zookeeper://10.20.153.10:2181, or N/A for none"}
}

func parseAddress(text, scheme string, port int) (Address, error) {
	a := Address{Scheme: scheme}
	rest := text
	if s, after, found := strings.Cut(text, "://"); found {
		if !isScheme(s) {
			return a, addressError(text, quote(s)+" is no scheme")
		}
		a.Scheme, rest = s, after
	}
	rest, query, _ := strings.Cut(rest, "?")
	authority, path, _ := strings.Cut(rest, "/")
	a.Path = path
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		a.Username, a.Password, _ = strings.Cut(authority[:i], ":")
		authority = authority[i+1:]
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return a, addressError(text, err.Error())
	}
	members := append(splitWords(authority), splitWords(values.Get("backup"))...)
	if len(members) == 0 {
		return a, addressError(text, "no host")
	}
	if a.Host, a.Port, err = hostPort(members[0], port); err != nil {
		return a, addressError(text, err.Error())
	}
	for _, m := range members[1:] {
		host, p, err := hostPort(m, port)
		if err != nil {
			return a, addressError(text, err.Error())
		}
		a.Backup = append(a.Backup, net.JoinHostPort(host, strconv.Itoa(p)))
	}
	values.Del("backup")
	for key, v := range values {
		if a.Parameters == nil {
			a.Parameters = make(map[string]string, len(values))
		}
		a.Parameters[key] = v[0]
	}
	return a, nil
}

func isScheme(s string) bool {
	for i, r := range s {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", r)) {
			return false
		}
	}
	return s != ""
}

// hostPort splits host:port, where the port may be missing.
func hostPort(text string, port int) (string, int, error) {
	host, number, err := net.SplitHostPort(text)
	if err != nil {
		bare := strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")
		if strings.Contains(bare, ":") && net.ParseIP(bare) == nil {
			return "", 0, &Mistake{Have: quote(text) + " is no host:port"}
		}
		return bare, port, nil
	}
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil || n == 0 || host == "" {
		return "", 0, &Mistake{Have: quote(text) + " is no host:port"}
	}
	return host, int(n), nil
}

// UnknownScheme is the mistake of a registry's address whose scheme nothing
// serves. Known are the schemes that there are.
func UnknownScheme(r *Registry, a Address, known []string) *Mistake {
	slices.Sort(known)
	m := &Mistake{
		Pos:  r.Address.Pos,
		Have: "no registry of protocol " + quote(a.Scheme) + ", which is the scheme of address " + quote(r.Address.V),
		Want: "an address whose scheme is one of " + strings.Join(known, ", "),
		Near: nearest(a.Scheme, known),
	}
	// A wiki makes a link of what looks like a name of its own.
	last := a.Path[strings.LastIndexByte(a.Path, '/')+1:]
	if host, _, err := hostPort(last, DefaultRegistryPort); err == nil && (net.ParseIP(host) != nil || strings.Contains(host, ".")) {
		m.Want += "; its last part looks like the address that was meant"
		m.Near = quote(last)
	}
	return m
}
