package dubbo

import (
	"encoding/hex"
	"testing"
)

func TestParseFrame(t *testing.T) {
	for _, tt := range []struct{ hex, says, rest string }{
		{"dabbe2000000000000000007000000014e", "request 7, two-way, event, serialization 2", ""},
		{"dabb2214000000000000000700000001" + "4e" + "dabb", "response to 7, status 20, event, serialization 2", "dabb"},
		{"dabba200ffffffffffffffff000000020152", "request -1, one-way, event, serialization 2", ""},
		{"dabb1746000000000000000100000009ff", "response to 1, status 70, serialization 23", ""},
		{"dabb", "", ""},
		{"dabc2214000000000000000700000000", "", ""},
		{"dabb22140000000000000007ffffffff", "", ""},
	} {
		b, err := hex.DecodeString(tt.hex)
		if err != nil {
			t.Fatal(err)
		}
		f, rest, err := ParseFrame(b)
		if (err != nil) != (tt.says == "") || err == nil && (f.String() != tt.says || hex.EncodeToString(rest) != tt.rest) {
			t.Errorf("%s: %v, rest %x, %v", tt.hex, f, rest, err)
		}
	}
}
