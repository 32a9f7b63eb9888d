package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// hark runs one command line.
func hark(t *testing.T, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(args, strings.NewReader(stdin), &out, &errs)
	return out.String(), errs.String(), code
}

func TestDecodeVectors(t *testing.T) {
	vectors := readVectors(t, "vectors.json")
	if len(vectors) < 346 {
		t.Fatalf("%d vectors; some are missing", len(vectors))
	}
	var in strings.Builder
	for _, v := range vectors {
		in.WriteString(v.hex() + "\n")
	}
	out, stderr, code := hark(t, in.String(), "decode")
	if code != exitOK || stderr != "" {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(lines) != len(vectors) {
		t.Fatalf("%d lines for %d vectors", len(lines), len(vectors))
	}
	for i, v := range vectors {
		if got, want := parse(t, lines[i]), expand(parse(t, string(v.Expect))); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %.2000s\nwant %.2000v", v.Name, lines[i], want)
		}
	}
}

func TestDecodeMalformed(t *testing.T) {
	for _, v := range readVectors(t, "malformed.json") {
		t.Run(v.Name, func(t *testing.T) {
			var expect string
			if err := json.Unmarshal(v.Expect, &expect); err != nil {
				t.Fatal(err)
			}
			out, stderr, code := hark(t, v.hex(), "decode")
			if stderr != "" || strings.Count(out, "\n") != 1 {
				t.Errorf("stderr %q and %d lines of output; want one line of output", stderr, strings.Count(out, "\n"))
			}
			failed := checkLine(t, out, len(v.hex())/2)
			if wantCode := map[bool]int{false: exitOK, true: exitBad}[failed]; code != wantCode {
				t.Errorf("exit code %d, want %d", code, wantCode)
			}
			if expect == "error" && !failed || expect == "value" && failed {
				t.Errorf("got %.300s, want: %s", out, expect)
			}

			tree, _, treeCode := hark(t, v.hex(), "decode", "--tree")
			if treeCode != code || strings.Contains(tree, "error: ") != failed {
				t.Errorf("as a tree it has exit code %d, as JSON %d; the tree is\n%.1000s", treeCode, code, tree)
			}
		})
	}
}

// checkLine checks that a line of output is what the help promises, and reports whether it tells of an error.
func checkLine(t *testing.T, line string, size int) (failed bool) {
	t.Helper()
	switch v := parse(t, line).(type) {
	case []any:
		return false
	case map[string]any:
		text, _ := v["error"].(string)
		_, isArray := v["decoded"].([]any)
		number, _ := v["offset"].(json.Number)
		offset, err := number.Int64()
		if text == "" || !isArray || err != nil || offset < 0 || offset > int64(size) || len(v) != 3 {
			t.Errorf("of a message of %d bytes: %.1000s", size, line)
		}
	default:
		t.Errorf("neither an array nor an object: %.1000s", line)
	}
	return true
}

func TestDecodeCommandLine(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "messages.hex")
	writeFile(t, file, "91\n92")
	raw := filepath.Join(dir, "message.bin")
	writeFile(t, raw, "\x91\x04hark")
	empty := filepath.Join(dir, "empty")
	writeFile(t, empty, "")

	const one, two = `[{"t":"int","v":1}]` + "\n", `[{"t":"int","v":2}]` + "\n"
	tests := []struct {
		name   string
		args   []string
		stdin  string
		stdout string
		stderr string // a part of it
		code   int
	}{
		{name: "standard input", args: []string{"decode"}, stdin: "91\n", stdout: one},
		{name: "dash", args: []string{"decode", "-"}, stdin: "91", stdout: one},
		{name: "file", args: []string{"decode", file}, stdin: "93", stdout: one + two},
		{name: "spaces", args: []string{"decode"}, stdin: " 9 1\t\r\n\n \r\n92 \n\n", stdout: one + two},
		{name: "upper case", args: []string{"decode"}, stdin: "2101\n21FF", stdout: `[{"t":"binary","hex":"01"}]` + "\n" + `[{"t":"binary","hex":"ff"}]` + "\n"},
		{name: "several values", args: []string{"decode"}, stdin: "91 92", stdout: `[{"t":"int","v":1},{"t":"int","v":2}]` + "\n"},
		{name: "raw", args: []string{"decode", "--raw", raw}, stdout: `[{"t":"int","v":1},{"t":"string","v":"hark"}]` + "\n"},
		{name: "raw standard input", args: []string{"decode", "--raw"}, stdin: "\x91", stdout: one},
		{name: "raw and empty", args: []string{"decode", "--raw", empty}, stdout: "[]\n"},
		{name: "no line", args: []string{"decode", empty}},
		{name: "only blank lines", args: []string{"decode"}, stdin: "\n \n\t"},

		{
			name: "not hex", args: []string{"decode"}, stdin: "91\n\n91 9x 92\n92\n", code: exitBad,
			stdout: one + `{"error":"line 3, column 5: 'x' is not a hex digit","offset":1,"decoded":[{"t":"int","v":1}]}` + "\n" + two,
		},
		{
			name: "not ASCII", args: []string{"decode"}, stdin: "91 é", code: exitBad,
			stdout: `{"error":"line 1, column 4: byte 0xc3 is not a hex digit","offset":1,"decoded":[{"t":"int","v":1}]}` + "\n",
		},
		{
			name: "half a byte", args: []string{"decode"}, stdin: "919\n92", code: exitBad,
			stdout: `{"error":"line 1: an odd number of hex digits: the last byte is half","offset":1,"decoded":[{"t":"int","v":1}]}` + "\n" + two,
		},

		{name: "no such file", args: []string{"decode", filepath.Join(dir, "absent")}, stderr: "hark decode: open ", code: exitFailed},
		{name: "directory", args: []string{"decode", dir}, stderr: "is a directory", code: exitFailed},
		{name: "two files", args: []string{"decode", file, file}, stderr: "accepts at most 1 arg", code: exitFailed},
		{name: "unknown flag", args: []string{"decode", "--colour"}, stderr: "unknown flag: --colour", code: exitFailed},
		{name: "unknown command", args: []string{"encode"}, stderr: `unknown command "encode"`, code: exitFailed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stdout, stderr, code := hark(t, tt.stdin, tt.args...)
			if code != tt.code || stdout != tt.stdout {
				t.Errorf("exit code %d, stdout\n%swant %d and\n%s", code, stdout, tt.code, tt.stdout)
			}
			if !strings.Contains(stderr, tt.stderr) || (stderr == "") != (tt.stderr == "") {
				t.Errorf("stderr %q, want %q in it", stderr, tt.stderr)
			}
		})
	}
}

func TestDecodeHelp(t *testing.T) {
	stdout, _, code := hark(t, "", "decode", "--help")
	for _, word := range []string{"--raw", "--tree", "utf16", "entries", "decoded"} {
		if !strings.Contains(stdout, word) {
			t.Errorf("the help does not mention %s", word)
		}
	}
	if code != exitOK {
		t.Errorf("exit code %d", code)
	}
}

func TestDecodeError(t *testing.T) {
	const in = "91 04 6861726b 79 40\n92\n" // 1, "hark", and a list of one value that begins with a reserved byte
	stdout, stderr, code := hark(t, in, "decode")
	if code != exitBad || stderr != "" {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	first, rest, _ := strings.Cut(stdout, "\n")
	var got struct {
		Error   string
		Offset  int
		Decoded json.RawMessage
	}
	if err := json.Unmarshal([]byte(first), &got); err != nil {
		t.Fatal(err)
	}
	if got.Error == "" || got.Offset != 7 || string(got.Decoded) != `[{"t":"int","v":1},{"t":"string","v":"hark"}]` {
		t.Errorf("got %s", first)
	}
	if rest != `[{"t":"int","v":2}]`+"\n" {
		t.Errorf("the message after it is %q", rest)
	}

	tree, _, _ := hark(t, in, "decode", "--tree")
	for _, part := range []string{"6  list of 1  #0\n7  error: ", "   91 04 68 61 72 6b 79 [40]\n\nline 2, 1 byte\n0  int 2\n"} {
		if !strings.Contains(tree, part) {
			t.Errorf("the tree lacks %q:\n%s", part, tree)
		}
	}
}

func TestDecodeTree(t *testing.T) {
	inputs, err := filepath.Glob("testdata/tree/*.hex")
	if err != nil || len(inputs) == 0 {
		t.Fatal(err, len(inputs))
	}
	for _, input := range inputs {
		t.Run(filepath.Base(input), func(t *testing.T) {
			got, stderr, _ := hark(t, "", "decode", "--tree", input)
			if stderr != "" {
				t.Errorf("stderr %q", stderr)
			}
			golden := strings.TrimSuffix(input, ".hex") + ".txt"
			if *update {
				writeFile(t, golden, got)
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestDecodeLongLine decodes a message of 8 MB, on a line of 16 MB.
func TestDecodeDubbo(t *testing.T) {
	const in = "dabb e200 0000000000000001 00000001 4e\n" +
		"dabb2214 0000000000000001 00000003 910161\n" + // an event answer with more than a null
		"dabb2214 0000000000000001 00000009 910161\n" +
		"dabb0214 0000000000000001 00000001 4e4e\n" +
		"dabb1714 0000000000000001 00000001 4e\n" +
		"dabb\n" + "abba0214 0000000000000001 00000001 4e\n" + "dabb02 1x\n"
	want := []string{
		`[{"t":"null"}]`,
		`[{"t":"int","v":1},{"t":"string","v":"a"}]`,
		`{"error":"the frame announces a body of 9 bytes and has 3","offset":3,"decoded":[{"t":"int","v":1},{"t":"string","v":"a"}]}`,
		`{"error":"1 byte after the frame","offset":1,"decoded":[{"t":"null"}]}`,
		`{"error":"the body is not Hessian 2 but serialization 23","offset":0,"decoded":[]}`,
		`{"error":"a frame has at least 16 bytes, here are 2","offset":0,"decoded":[]}`,
		`{"error":"the bytes are no frame: the magic da bb is missing","offset":0,"decoded":[]}`,
		`{"error":"line 8, column 9: 'x' is not a hex digit","offset":0,"decoded":[]}`,
	}
	out, stderr, code := hark(t, in, "decode", "--dubbo")
	if got := strings.Split(strings.TrimSpace(out), "\n"); code != exitBad || stderr != "" || !reflect.DeepEqual(got, want) {
		t.Errorf("exit code %d, stderr %q, got\n%s\nwant\n%s", code, stderr, out, strings.Join(want, "\n"))
	}
	tree, _, code := hark(t, in[:strings.IndexByte(in, '\n')], "decode", "--dubbo", "--tree")
	if want := "line 1, request 1, two-way, event, serialization 2, 1 byte\n0  null\n"; code != exitOK || tree != want {
		t.Errorf("exit code %d, got\n%s\nwant\n%s", code, tree, want)
	}
}

func TestDecodeLongLine(t *testing.T) {
	const chunks = 256
	in := strings.Repeat("41 7fff"+strings.Repeat("ab", 0x7fff), chunks) + "20\n91"
	stdout, _, code := hark(t, in, "decode")
	if want := `[{"t":"binary","hex":"` + strings.Repeat("ab", 0x7fff*chunks) + `"}]` + "\n" + `[{"t":"int","v":1}]` + "\n"; stdout != want || code != exitOK {
		t.Errorf("exit code %d, %d bytes of output, want %d", code, len(stdout), len(want))
	}
}

// TestDecodeMultiplies decodes a message that stands for values a thousand times its length: the memory must not follow.
func TestDecodeMultiplies(t *testing.T) {
	const size, objects = 32 << 10, 2000
	data := append([]byte("CS\x80\x00"), bytes.Repeat([]byte("x"), size)...) // a class with a long name and no fields
	data = append(data, 0x90)
	data = append(data, bytes.Repeat([]byte{0x60}, objects)...)

	var n counter
	p := jsonPrinter{w: bufio.NewWriter(&n)}
	good, err := p.print(message{data: data})
	if !good || err != nil || n < size*objects {
		t.Errorf("good %t, error %v, %d bytes of output", good, err, n)
	}
	if cap(p.buf) > 8*size {
		t.Errorf("the printer held %d bytes at once", cap(p.buf))
	}
}

type counter int

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// TestDecodeSoon checks that a message is printed when it has come, not when the input ends.
func TestDecodeSoon(t *testing.T) {
	for _, flag := range []string{"--tree=false", "--tree"} {
		in, stdin := io.Pipe()
		stdout, out := io.Pipe()
		done := make(chan int)
		go func() { // ends when stdin is closed
			code := run([]string{"decode", flag}, in, out, io.Discard)
			out.Close()
			done <- code
		}()
		lines := bufio.NewScanner(stdout)
		for range 3 {
			if _, err := io.WriteString(stdin, "91\n"); err != nil {
				t.Fatal(err)
			}
			if !lines.Scan() {
				t.Fatal("no line came for the first message")
			}
			for flag == "--tree" && lines.Text() != "0  int 1" && lines.Scan() {
				continue
			}
		}
		stdin.Close()
		if lines.Scan() {
			t.Errorf("left over: %q", lines.Text())
		}
		if code := <-done; code != exitOK {
			t.Errorf("exit code %d", code)
		}
	}
}

func TestDecodeOutputFails(t *testing.T) {
	tests := []struct {
		err    error
		stderr string
	}{
		{&os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}, ""},
		{errors.New("disk full"), "hark decode: disk full\n"},
	}
	for _, tt := range tests {
		for _, args := range [][]string{{"decode"}, {"decode", "--tree"}} {
			var stderr bytes.Buffer
			if code := run(args, endless{}, failing{tt.err}, &stderr); code != exitFailed || stderr.String() != tt.stderr {
				t.Errorf("%v, %v: exit code %d, stderr %q", args, tt.err, code, &stderr)
			}
		}
	}
}

// endless is an input of ever the same message.
type endless struct{}

func (endless) Read(b []byte) (int, error) { return copy(b, "7a9192\n"), nil }

// failing is an output that can not be written.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestDecodeInputFails(t *testing.T) {
	for _, args := range [][]string{{"decode"}, {"decode", "--raw"}} {
		var stdout, stderr bytes.Buffer
		in := io.MultiReader(strings.NewReader("91\n92"), iotest.ErrReader(errors.New("cable cut")))
		if code := run(args, in, &stdout, &stderr); code != exitFailed || stderr.String() != "hark decode: cable cut\n" {
			t.Errorf("%v: exit code %d, stderr %q", args, code, &stderr)
		}
	}
}

// FuzzDecode checks that no input makes the command panic or print what it does not promise.
func FuzzDecode(f *testing.F) {
	for _, name := range []string{"vectors.json", "malformed.json"} {
		for _, v := range readVectors(f, name) {
			if h := v.hex(); len(h) < 2000 {
				f.Add([]byte(h))
			}
		}
	}
	f.Add([]byte("xyz"))
	f.Fuzz(func(t *testing.T, line []byte) {
		line = bytes.ReplaceAll(line, []byte("\n"), nil)
		stdout, stderr, code := hark(t, string(line), "decode")
		if stderr != "" || strings.Count(stdout, "\n") > 1 {
			t.Errorf("stderr %q, output %q", stderr, stdout)
		}
		if stdout == "" {
			return
		}
		if failed := checkLine(t, stdout, len(line)); failed != (code == exitBad) {
			t.Errorf("exit code %d for %s", code, stdout)
		}
		tree, _, treeCode := hark(t, string(line), "decode", "--tree")
		if treeCode != code {
			t.Errorf("as a tree it has exit code %d, as JSON %d; the tree is\n%s", treeCode, code, tree)
		}
	})
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
