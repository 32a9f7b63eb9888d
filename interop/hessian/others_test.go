package hessian_test

import (
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/hark-rpc/hark/hessian"
)

// TestHessianJS exchanges the cases that JavaScript can tell apart with
// hessian.js.
func TestHessianJS(t *testing.T) {
	need(t, "node", "npm")
	recipe{
		dir:     "node",
		sources: []string{"package.json", "package-lock.json"},
		stamp:   filepath.Join("node", "node_modules", "stamp"),
		steps:   [][]string{{"npm", "ci", "--no-audit", "--no-fund"}},
	}.make(t)
	testOther(t, "hessian.js", startPeer(t, "node", filepath.Join("node", "peer.js")), hessianJSKnown())
}

// TestDubboSSLPython exchanges the cases that its codec has types for with
// dubbo-ssl-python.
func TestDubboSSLPython(t *testing.T) {
	need(t, "python3")
	bin := filepath.Join("cache", "python", "bin")
	if runtime.GOOS == "windows" {
		bin = filepath.Join("cache", "python", "Scripts")
	}
	python := filepath.Join(bin, "python")
	recipe{
		sources: []string{filepath.Join("python", "requirements.txt")},
		stamp:   filepath.Join("cache", "python", "stamp"),
		steps: [][]string{
			{"python3", "-m", "venv", "--clear", filepath.Join("cache", "python")},
			{python, "-m", "pip", "-q", "--disable-pip-version-check", "install", "--no-deps", "-r", filepath.Join("python", "requirements.txt")},
		},
	}.make(t)
	testOther(t, "dubbo-ssl-python", startPeer(t, python, filepath.Join("python", "peer.py")), pythonKnown())
}

// testOther takes those cases through their steps that the peer has, with what
// is known of this peer instead of Java's.
func testOther(t *testing.T, codec string, p *peer, knowns map[string][]known) {
	cases := allCases()
	names, r := p.names(t), newRegistry(t)
	has := map[string]bool{}
	for _, name := range names {
		has[name] = true
		c, ok := cases[name]
		if !ok {
			t.Errorf("%s is a case of the peer's alone", name)
			continue
		}
		c.known = knowns[name]
		t.Run(name, func(t *testing.T) { c.runOther(t, codec, p, r) })
	}
	for name := range knowns {
		if !has[name] {
			t.Errorf("something is known of %s, which is no case", name)
		}
	}
}

// runOther is run without the steps that depend on Java's types.
func (c testCase) runOther(t *testing.T, codec string, p *peer, r *hessian.Registry) {
	c.check(t, codec, alone, p.ask(t, "self", c.name))
	if answer := p.ask(t, "write", c.name); strings.HasPrefix(answer, "error:") {
		c.check(t, codec, typed, answer)
	} else {
		message := p.write(t, c.name)
		c.check(t, codec, typed, decode(r, message, c.targets(), c.values))
		c.check(t, codec, skipped, skip(message, len(c.values)))
		c.check(t, codec, returned, sendBack(t, p, r, c.name, message, len(c.values)))
		if t.Failed() {
			t.Logf("the peer's bytes: %.2000x", message)
		}
	}
	c.check(t, codec, written, send(t, p, r, c.name, c.values))
}

// wrong returns the same known outcome for several steps.
func wrong(text, why string, steps ...step) []known {
	var all []known
	for _, s := range steps {
		all = append(all, known{step: s, text: text, why: why})
	}
	return all
}

func hessianJSKnown() map[string][]known {
	const (
		noSign  = "it writes -0 as the short form of zero, as Java does"
		untyped = "it writes the numbers of an array by their look, and takes one without a fraction for a long, however large"
	)
	return map[string][]known{
		"double/minusZero": wrong("0", noSign, alone, typed, returned),
		"array/double":     wrong("9", untyped, alone, typed, returned),
	}
}

func pythonKnown() map[string][]known {
	const (
		noSign   = "it writes -0.0 as the short form of zero, as Java does"
		noFinite = "it makes an int of every float before it looks at the size"
		signed   = "it reads the length as signed, and takes no chunk but the last for one"
		oneUnit  = "it counts code points, keeps 16 bits of each, and reads surrogates as characters"
		noArray  = "it writes an empty list as null, for want of a type"
		noList   = "it writes lists of scalars and objects only"
		noBytes  = "it has no bytes"
		noMap    = "it reads maps but writes none"
		noDate   = "it reads dates as text, of the local time but always marked +0800, and writes none"
		noRef    = "it reads references but writes copies"
	)
	outcomes := map[string][]known{
		"double/minusZero":  wrong("0", noSign, alone, typed, returned),
		"string/ascii32768": wrong("differs", signed, alone, returned, written),
		"string/ascii32769": wrong("differs", signed, alone, returned, written),
		"string/ascii65536": append(wrong("differs", signed, alone, skipped, returned, written), wrong("more bytes", signed, typed)...),
		"string/han40000":   wrong("differs", signed, alone, returned, written),
		"string/emoji":      wrong("differs", oneUnit, alone, typed, returned, written),
		"array/intEmpty":    wrong("differs", noArray, alone, typed, returned),
		"list/nested":       wrong("Unknown list type", noList, alone, typed),
		"binary/15":         append(wrong("Unknown args type", noBytes, alone, typed), wrong("KeyError", noBytes, written)...),
		"date/1":            append(wrong("string does not fit time.Time", noDate, typed), wrong("+0800", noDate, written)...),
		"ref/inList":        wrong("not the same object", noRef, typed),
		"ref/sharedObject":  wrong("not the same object", noRef, typed),
	}
	for _, name := range []string{"max", "infinity", "minusInfinity", "nan"} {
		outcomes["double/"+name] = wrong("cannot convert float", noFinite, alone, typed)
	}
	for _, name := range []string{"strings", "nullValue", "integerKeys", "nested", "LinkedHashMap"} {
		outcomes["map/"+name] = wrong("Unknown args type", noMap, alone, typed)
	}
	return outcomes
}
