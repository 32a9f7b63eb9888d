package gates

import (
	"bytes"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// The project speaks of itself, not of how or where it was made, nor of the place that a package manager happens to ask.
// The words are in rot13, for this file is read too.
var (
	wordsOfTheMaking = regexp.MustCompile(`(?i)` + rot13(`\o(fnaqobk(rq)?|pynhqr|naguebcvp|bcranv|pungtcg|pbcvybg|ynathntr zbqry|yyzf?|nffvfgnag|fhontragf?|pb-nhguberq-ol)\o|`+
		`/(jbex|ebbg|ubzr)/|/gzc/unex|`+
		`\o(cebkl\.tbynat\.bet|ertvfgel\.aczwf|aczzveebe|clcv\.bet|ercb1?\.znira|znira\.nyvlha|pengrf\.vb)`))

	// These mean something in our trade as well: a registry's, a virtual machine's, a browser's, the host of a listener.
	wordsOfTwoMeanings = regexp.MustCompile(`(?i)` + rot13(`\o(ntragf?|frffvbaf?|guvf znpuvar)\o`))
	ourMeaning         = regexp.MustCompile(`(?i)zookeeper|etcd|nacos|registr|expire|tls|java|jvm|listener|address|user.` + rot13(`ntrag`))
)

func TestWords(t *testing.T) {
	walk(t, func(name string, data []byte) {
		if base := path.Base(name); base == "go.sum" || base == "go.work.sum" || !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
			return
		}
		before := ""
		for i, line := range strings.Split(string(data), "\n") {
			word := wordsOfTheMaking.FindString(line)
			if word == "" && !ourMeaning.MatchString(before+line) {
				word = wordsOfTwoMeanings.FindString(line)
			}
			if word != "" {
				t.Errorf("%s:%d: %q says where or how the project is made", name, i+1, word)
			}
			before = line
		}
	})
}

// rot13 turns letters by half the alphabet.
func rot13(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case 'A' <= r && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		}
		return r
	}, s)
}
