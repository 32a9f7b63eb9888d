package hessian_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/hark-rpc/hark/hessian"
)

// TestLite32 exchanges all cases with com.alibaba:hessian-lite 3.2, the codec of
// Dubbo 2.6 to 3.2.
func TestLite32(t *testing.T) { testJava(t, "lite32") }

// TestLite40 exchanges all cases with org.apache.dubbo:hessian-lite 4.0, the
// codec of Dubbo 3.3.
func TestLite40(t *testing.T) { testJava(t, "lite40") }

// javaPeer builds and starts the Java peer for a codec.
func javaPeer(t *testing.T, codec string) *peer {
	t.Helper()
	need(t, "java", "mvn")
	target := filepath.Join("java", "target", codec)
	recipe{
		dir:     "java",
		sources: []string{"pom.xml", "src"},
		stamp:   filepath.Join(target, "stamp"),
		steps:   [][]string{{"mvn", "-q", "-B", "-P", codec, "clean", "compile", "dependency:build-classpath"}},
	}.make(t)
	jars, err := os.ReadFile(filepath.Join(target, "classpath"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(target, "classes") + string(filepath.ListSeparator) + strings.TrimSpace(string(jars))
	return startPeer(t, "java", "@java/opens", "-cp", path, "peer.Peer")
}

func testJava(t *testing.T, codec string) {
	p := javaPeer(t, codec)
	cases := allCases()
	for _, name := range p.names(t) {
		if _, ok := cases[name]; !ok {
			t.Errorf("%s is a case of Java's alone", name)
		}
	}
	javas := map[string]bool{}
	for _, name := range p.names(t) {
		javas[name] = true
	}
	for name := range cases {
		if !javas[name] {
			t.Errorf("%s is a case of Go's alone", name)
		}
	}
	// One registry for all cases, as in a program: what it remembers of one must
	// not show in another.
	r := newRegistry(t)
	for _, name := range p.names(t) {
		if c, ok := cases[name]; ok {
			t.Run(name, func(t *testing.T) { c.run(t, codec, p, r) })
		}
	}
	t.Run("unboxed", func(t *testing.T) { testUnboxed(t, p, r) })
}

// testUnboxed writes the request of a call with the methods that need no
// interface.
func testUnboxed(t *testing.T, p *peer, r *hessian.Registry) {
	e := hessian.NewEncoder(r, nil)
	var errs []error
	for _, s := range []string{"2.0.2", "shop.Orders", "1.0.0", "place", "Lshop/Order;I"} {
		errs = append(errs, e.String(s))
	}
	errs = append(errs, e.Encode(anOrder()))
	e.Int(3)
	errs = append(errs, e.BeginMap(""))
	for _, s := range []string{"path", "shop.Orders", "interface", "shop.Orders", "timeout", "3000"} {
		errs = append(errs, e.String(s))
	}
	e.EndMap()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if answer := p.ask(t, "read", "stream/request", hex.EncodeToString(e.Bytes())); answer != "ok" {
		t.Errorf("request: %s", answer)
	}
	e.Reset(nil)
	e.Int(1)
	if err := e.String("a"); err != nil {
		t.Fatal(err)
	}
	e.Long(2)
	e.Double(1.5)
	e.Bool(true)
	e.Null()
	if answer := p.ask(t, "read", "stream/scalars", hex.EncodeToString(e.Bytes())); answer != "ok" {
		t.Errorf("scalars: %s", answer)
	}
}

// run takes a case through all steps, each of which must come out as it should.
func (c testCase) run(t *testing.T, codec string, p *peer, r *hessian.Registry) {
	c.check(t, codec, alone, p.ask(t, "self", c.name))
	message := p.write(t, c.name)
	c.check(t, codec, typed, decode(r, message, c.targets(), c.values))
	c.check(t, codec, untyped, decode(r, message, make([]any, len(c.values)), c.anys))
	c.check(t, codec, skipped, skip(message, len(c.values)))
	c.check(t, codec, written, send(t, p, r, c.name, c.values))
	c.check(t, codec, returned, sendBack(t, p, r, c.name, message, len(c.values)))
	c.check(t, codec, returnedUnknown, sendBack(t, p, new(hessian.Registry), c.name, message, len(c.values)))
	if t.Failed() {
		t.Logf("Java's bytes: %.2000x", message)
	}
}

// targets returns a nil value of the type of each of the case's values.
func (c testCase) targets() []any {
	targets := make([]any, len(c.values))
	for i, v := range c.values {
		if v != nil {
			targets[i] = reflect.Zero(reflect.TypeOf(v)).Interface()
		}
	}
	return targets
}

// decode decodes a message into variables of the targets' types, any where
// one is nil, and compares.
func decode(r *hessian.Registry, message []byte, targets, wants []any) string {
	d, compare := hessian.NewDecoder(r, message), newDiffer()
	for i := range targets {
		typ := reflect.TypeFor[any]()
		if targets[i] != nil {
			typ = reflect.TypeOf(targets[i])
		}
		target := reflect.New(typ)
		decode := d.Decode
		if len(targets) == 1 {
			decode = func(v any) error { return r.Decode(message, v) }
		}
		if err := decode(target.Interface()); err != nil {
			return "error: " + err.Error()
		}
		if s := compare.diff("value", wants[i], target.Elem().Interface()); s != "" {
			return "differs: " + s
		}
	}
	if len(targets) > 1 && d.Offset() != len(message) {
		return "differs: bytes are left over"
	}
	return "ok"
}

// skip skips all values of a message, and reads all its tokens.
func skip(message []byte, n int) string {
	d := hessian.NewDecoder(new(hessian.Registry), message)
	for range n {
		if err := d.Skip(); err != nil {
			return "error: " + err.Error()
		}
	}
	if d.Offset() != len(message) {
		return "differs: bytes are left over"
	}
	d.Reset(message)
	for depth, values := 0, 0; ; {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && depth == 0 && values == n && d.Offset() == len(message):
			return "ok"
		case err != nil:
			return fmt.Sprintf("error: token after %d values: %v", values, err)
		}
		switch token.Kind {
		case hessian.KindList, hessian.KindMap, hessian.KindObject:
			depth++
			continue
		case hessian.KindEnd:
			depth--
		}
		if depth == 0 {
			values++
		}
	}
}

// send encodes values and lets the peer read and compare.
func send(t *testing.T, p *peer, r *hessian.Registry, name string, values []any) string {
	e := hessian.NewEncoder(r, nil)
	for _, v := range values {
		if err := e.Encode(v); err != nil {
			return "error: " + err.Error()
		}
	}
	if len(values) == 1 {
		one, err := r.Append([]byte("x"), values[0])
		if err != nil || len(one) != len(e.Bytes())+1 {
			return fmt.Sprintf("differs: Append makes %d bytes of it, %v", len(one)-1, err)
		}
	}
	answer := p.ask(t, "read", name, hex.EncodeToString(e.Bytes()))
	if answer != "ok" {
		t.Logf("Go's bytes: %.2000x", e.Bytes())
	}
	return answer
}

// sendBack decodes a message of n values into interfaces, encodes what came,
// and lets the peer read and compare.
func sendBack(t *testing.T, p *peer, r *hessian.Registry, name string, message []byte, n int) string {
	d := hessian.NewDecoder(r, message)
	values := make([]any, n)
	for i := range values {
		if err := d.Decode(&values[i]); err != nil {
			return "error: " + err.Error()
		}
	}
	return send(t, p, r, name, values)
}
