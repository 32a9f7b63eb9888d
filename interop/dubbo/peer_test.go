package dubbo_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// versions are the profiles of java/pom.xml.
var versions = []string{"dubbo26", "dubbo27", "dubbo33"}

// A peer is a Java process that answers each line with a line; see the class
// peer.Peer for what can be asked.
type peer struct {
	in  io.WriteCloser
	out *bufio.Reader
	log *tail
}

// javaPeer builds and starts the Java peer with a version of Dubbo. It ends
// with the test.
func javaPeer(t *testing.T, version string) *peer {
	t.Helper()
	for _, program := range []string{"java", "mvn"} {
		if _, err := exec.LookPath(program); err != nil {
			missing(t, "this test needs "+program+", which is not in the PATH")
		}
	}
	target := filepath.Join("java", "target", version)
	build(t, version, filepath.Join(target, "stamp"))
	jars, err := os.ReadFile(filepath.Join(target, "classpath"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(target, "classes") + string(filepath.ListSeparator) + strings.TrimSpace(string(jars))
	return startPeer(t, "java", "-Xmx256m", "@java/opens", "-cp", path, "peer.Peer")
}

// startPeer starts a process that ends with the test.
func startPeer(t *testing.T, name string, args ...string) *peer {
	t.Helper()
	p := &peer{log: new(tail)}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stderr = p.log
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.in, p.out = in, bufio.NewReader(out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait() // it was stopped with the test's context: its status says nothing
	})
	return p
}

// A tail keeps the end of what is written to it.
type tail struct {
	mu sync.Mutex
	b  []byte
}

func (l *tail) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b = append(l.b, p...)
	if over := len(l.b) - 16<<10; over > 0 {
		l.b = append([]byte{}, l.b[over:]...)
	}
	return len(p), nil
}

func (l *tail) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.b)
}

// ask sends a request and returns the answer.
func (p *peer) ask(t *testing.T, request ...string) string {
	t.Helper()
	line := strings.Join(request, " ")
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		t.Fatalf("%.80s: %v\n%s", line, err, p.log)
	}
	answer, err := p.out.ReadString('\n')
	if err != nil {
		t.Fatalf("%.80s: no answer: %v\n%s", line, err, p.log)
	}
	return strings.TrimSuffix(answer, "\n")
}

// missing skips the test, or fails it if HARK_REQUIRE_PEERS is 1.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("HARK_REQUIRE_PEERS") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// build compiles the peer unless that was done for the same sources.
func build(t *testing.T, version, stamp string) {
	t.Helper()
	sum := sources(t)
	if old, err := os.ReadFile(stamp); err == nil && string(old) == sum {
		return
	}
	cmd := exec.CommandContext(t.Context(), "mvn", "-q", "-B", "-P", version, "clean", "compile", "dependency:build-classpath")
	cmd.Dir = "java"
	out, err := cmd.CombinedOutput()
	if err != nil {
		for _, sign := range []string{"Could not transfer", "Could not resolve"} {
			if bytes.Contains(out, []byte(sign)) {
				missing(t, fmt.Sprintf("Maven could not fetch what %s needs: %.300s", version, out))
			}
		}
		t.Fatalf("mvn: %v\n%s", err, out)
	}
	if err := os.WriteFile(stamp, []byte(sum), 0o666); err != nil {
		t.Fatal(err)
	}
}

// sources returns a sum of what the peer is built of.
func sources(t *testing.T) string {
	t.Helper()
	h := sha256.New()
	err := filepath.WalkDir("java", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "target" {
			return fs.SkipDir
		}
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
	return hex.EncodeToString(h.Sum(nil))
}

// freePort returns a port that was free a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// tapDir is where HARK_TAP has the frames of the tests recorded, or "".
var tapDir = os.Getenv("HARK_TAP")

// A tapped connection notes what is read and written.
type tapped struct {
	net.Conn
	in, out io.Writer
}

func (c tapped) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.in.Write(p[:n])
	return n, err
}

func (c tapped) Write(p []byte) (int, error) {
	c.out.Write(p)
	return c.Conn.Write(p)
}

// tap makes a connection note its bytes, if that was asked for, in two files.
func tap(t *testing.T, name string, nc net.Conn) net.Conn {
	t.Helper()
	if tapDir == "" {
		return nc
	}
	file := func(side string) io.Writer {
		f, err := os.Create(filepath.Join(tapDir, name+"."+side))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	return tapped{nc, file("in"), file("out")}
}
