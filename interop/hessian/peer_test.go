package hessian_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A peer is a process that answers each line with a line; see the Java class
// peer.Peer for what can be asked.
type peer struct {
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *bytes.Buffer
}

// startPeer starts a peer that ends with the test.
func startPeer(t *testing.T, name string, args ...string) *peer {
	t.Helper()
	p := &peer{stderr: new(bytes.Buffer)}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stderr = p.stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.in, p.out = in, bufio.NewReaderSize(out, 1<<20)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait() // it was stopped with the test's context: its status says nothing
	})
	return p
}

// ask sends a request and returns the answer.
func (p *peer) ask(t *testing.T, request ...string) string {
	t.Helper()
	line := strings.Join(request, " ")
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		t.Fatalf("%.80s: %v\n%s", line, err, p.stderr)
	}
	answer, err := p.out.ReadString('\n')
	if err != nil {
		t.Fatalf("%.80s: no answer: %v\n%s", line, err, p.stderr)
	}
	return strings.TrimSuffix(answer, "\n")
}

// names asks for the names of the peer's cases.
func (p *peer) names(t *testing.T) []string {
	t.Helper()
	return strings.Fields(p.ask(t, "list"))
}

// write asks for the message of a case.
func (p *peer) write(t *testing.T, name string) []byte {
	t.Helper()
	answer := p.ask(t, "write", name)
	message, err := hex.DecodeString(answer)
	if err != nil {
		t.Fatalf("write %s: %s", name, answer)
	}
	return message
}

// need skips the test, or fails it where peers are required, unless all
// programs are found.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			missing(t, fmt.Sprintf("this test needs %s, which is not in the PATH", program))
		}
	}
}

// missing skips the test, or fails it if HARK_REQUIRE_PEERS is 1.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("HARK_REQUIRE_PEERS") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// A recipe makes something that a test needs, from files that may change.
type recipe struct {
	dir     string   // where it is made
	sources []string // files and folders that it is made of
	stamp   string   // a file that it leaves behind, saying of what it was made
	steps   [][]string
}

// make follows the recipe unless it was followed before for the same sources.
// Packages that cannot be fetched count as missing.
func (r recipe) make(t *testing.T) {
	t.Helper()
	sum := r.sum(t)
	if old, err := os.ReadFile(r.stamp); err == nil && string(old) == sum {
		return
	}
	for _, step := range r.steps {
		cmd := exec.CommandContext(t.Context(), step[0], step[1:]...)
		cmd.Dir = r.dir
		out, err := cmd.CombinedOutput()
		if err == nil {
			continue
		}
		for _, sign := range []string{"Could not transfer", "Could not resolve", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "NewConnectionError"} {
			if bytes.Contains(out, []byte(sign)) {
				missing(t, fmt.Sprintf("%s could not fetch what it needs: %.300s", strings.Join(step, " "), out))
			}
		}
		t.Fatalf("%s: %v\n%s", strings.Join(step, " "), err, out)
	}
	if err := os.WriteFile(r.stamp, []byte(sum), 0o666); err != nil {
		t.Fatal(err)
	}
}

func (r recipe) sum(t *testing.T) string {
	t.Helper()
	h := sha256.New()
	for _, step := range r.steps {
		fmt.Fprintln(h, step)
	}
	for _, source := range r.sources {
		err := filepath.WalkDir(filepath.Join(r.dir, source), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			fmt.Fprintf(h, "%s %d\n%s\n", path, len(content), content)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
