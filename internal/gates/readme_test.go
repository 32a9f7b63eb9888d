package gates

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadme checks that the README shows the example and the output that are in the tree.
func TestReadme(t *testing.T) {
	readme := read(t, "README.md")
	for _, name := range []string{"examples/codec/main.go", "cmd/hark/testdata/tree/response.txt"} {
		if !strings.Contains(readme, "\n"+strings.TrimSpace(read(t, name))+"\n```\n") {
			t.Errorf("the README does not show %s as it is", name)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
