package schema_test

import (
	"testing"

	"github.com/hark-rpc/hark/config/schema"
)

func TestTable(t *testing.T) {
	elements := make(map[string]bool)
	for _, e := range schema.Elements() {
		if elements[e.Name] {
			t.Errorf("element %s is there twice", e.Name)
		}
		elements[e.Name] = true
	}
	elements[""] = true
	for _, e := range schema.Elements() {
		for _, p := range e.Parents {
			if !elements[p] {
				t.Errorf("%s stands in %s, which does not exist", e.Name, p)
			}
		}
		attributes := make(map[string]bool)
		for _, a := range e.Attributes {
			if attributes[a.Name] {
				t.Errorf("%s: attribute %s is there twice", e.Name, a.Name)
			}
			attributes[a.Name] = true
			if a.Status != schema.Honoured && a.Note == "" && e.Status == schema.Honoured {
				t.Errorf("%s: attribute %s is %v without a reason", e.Name, a.Name, a.Status)
			}
		}
	}
}
