package main

import (
	"os"
	"strings"
	"testing"
)

func TestPageIsFresh(t *testing.T) {
	var want strings.Builder
	Write(&want)
	got, err := os.ReadFile("../../docs/xml.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want.String() {
		t.Error("docs/xml.md is not what the table says; run: go generate ./config")
	}
}
