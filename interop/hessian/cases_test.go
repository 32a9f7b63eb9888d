package hessian_test

import (
	"slices"
	"strings"
	"testing"
)

// A testCase is Go's side of a case: what it should come out as in each step.
type testCase struct {
	name   string
	values []any // the message as a user writes it; also, by their types, what it is decoded into
	anys   []any // what Java's message is when decoded into interfaces
	known  []known
}

// A step is one of the things that is done with each case.
type step string

const (
	alone           step = "alone"            // the peer reads what it writes
	typed           step = "typed"            // Go decodes what Java writes into the types of values
	untyped         step = "untyped"          // ... into interfaces
	skipped         step = "skipped"          // ... over it
	written         step = "written"          // Java reads what Go makes of values
	returned        step = "returned"         // Java reads what Go makes of what came into interfaces
	returnedUnknown step = "returned unknown" // ... while no class is registered
)

// A known is an outcome other than "ok" that is as it should be, or at least not
// Go's fault.
type known struct {
	codec string // of this codec; "" for all
	step  step
	text  string // in the outcome
	why   string
}

// one returns a case of one value, which an interface holds as the same.
func one(name string, value any) testCase {
	return many(name, value)
}

// many returns a case of several values in one message.
func many(name string, values ...any) testCase {
	return testCase{name: name, values: values, anys: values}
}

// as sets what an interface holds, if it is something else.
func (c testCase) as(anys ...any) testCase {
	c.anys = anys
	return c
}

// but adds a known outcome.
func (c testCase) but(codec string, step step, text, why string) testCase {
	c.known = append(slices.Clip(c.known), known{codec, step, text, why})
	return c
}

// check compares the outcome of a step with what it should be.
func (c testCase) check(t *testing.T, codec string, step step, outcome string) {
	t.Helper()
	for _, k := range c.known {
		if k.step != step || k.codec != "" && k.codec != codec {
			continue
		}
		if outcome == "ok" || !strings.Contains(outcome, k.text) {
			t.Errorf("%s: %s; want %q, since %s", step, outcome, k.text, k.why)
		}
		return
	}
	if outcome != "ok" {
		t.Errorf("%s: %s", step, outcome)
	}
}

// allCases returns all cases by name.
func allCases() map[string]testCase {
	cases := map[string]testCase{}
	for _, group := range [][]testCase{
		scalarCases(), stringCases(), arrayCases(), listCases(), setCases(), mapCases(), objectCases(), enumCases(),
		referenceCases(), numberCases(), timeCases(), variousCases(), exceptionCases(), streamCases(),
	} {
		for _, c := range group {
			cases[c.name] = c
		}
	}
	return cases
}
