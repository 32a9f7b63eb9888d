package dubbo

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestHeader(t *testing.T) {
	for _, c := range []struct {
		bytes string
		want  header
	}{
		{"\xda\xbb\xc2\x00\x00\x00\x00\x00\x00\x00\x00\x2a\x00\x00\x01\x00", header{request: true, twoWay: true, serial: hessian2, id: 42, length: 256}},
		{"\xda\xbb\x82\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00", header{request: true, serial: hessian2, id: -1}},
		{"\xda\xbb\xe2\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", header{request: true, twoWay: true, event: true, serial: hessian2, id: math.MinInt64, length: 1}},
		{"\xda\xbb\xa2\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02", header{request: true, event: true, serial: hessian2, id: 1, length: 2}},
		{"\xda\xbb\x22\x14\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01", header{event: true, serial: hessian2, status: statusOK, id: 1, length: 1}},
		{"\xda\xbb\x17\x28\x00\x00\x00\x00\x00\x00\x00\x01\x7f\xff\xff\xff", header{serial: fastjson2, status: statusBadRequest, id: 1, length: math.MaxInt32}},
	} {
		if got := string(appendHeader(nil, c.want)); got != c.bytes {
			t.Errorf("%+v: got %x, want %x", c.want, got, c.bytes)
		}
		if got, err := parseHeader([]byte(c.bytes)); err != nil || got != c.want {
			t.Errorf("%x: got %+v, %v; want %+v", c.bytes, got, err, c.want)
		}
	}
	if got := string(appendHeartbeat(nil, 1)); got != "\xda\xbb\xe2\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01N" {
		t.Errorf("heartbeat: %x", got)
	}
	if got := string(appendEvent(nil, 1, readOnly)); got != "\xda\xbb\xa2\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x01R" {
		t.Errorf("read-only: %x", got)
	}
}

// still is a clock that stands still.
func still() time.Duration { return 0 }

func TestFrameReader(t *testing.T) {
	small := append(appendHeader(nil, header{serial: hessian2, id: 1, length: 3}), "abc"...)
	large := append(appendHeader(nil, header{serial: hessian2, id: 2, length: 300_000}), bytes.Repeat([]byte("x"), 300_000)...)
	stream := append(append(append(bytes.Clone(small), large...), small...), large...)
	for name, r := range map[string]io.Reader{
		"whole":  bytes.NewReader(stream),
		"halves": iotest.HalfReader(bytes.NewReader(stream)),
		"bytes":  iotest.OneByteReader(bytes.NewReader(stream)),
		"at end": iotest.DataErrReader(bytes.NewReader(stream)),
	} {
		fr := newFrameReader(r, still)
		for i, want := range []int{3, 300_000, 3, 300_000} {
			h, err := fr.next()
			if err != nil || h.length != want {
				t.Fatalf("%s: %d: %+v, %v", name, i, h, err)
			}
			if i == 3 {
				err = fr.skip(h.length)
			} else {
				var b []byte
				b, err = fr.body(h.length)
				if len(b) != want || want == 3 && string(b) != "abc" || want > 3 && b[want-1] != 'x' {
					t.Errorf("%s: %d: body of %d", name, i, len(b))
				}
			}
			if err != nil || fr.since.Load() != 0 {
				t.Errorf("%s: %d: %v, waiting since %d", name, i, err, fr.since.Load())
			}
		}
		if _, err := fr.next(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v at the end", name, err)
		}
	}
}

// TestAnnouncedLength checks that a peer must send for what it makes us
// allocate.
func TestAnnouncedLength(t *testing.T) {
	head := appendHeader(nil, header{request: true, serial: hessian2, length: math.MaxInt32})
	fr := newFrameReader(io.MultiReader(bytes.NewReader(head), strings.NewReader(strings.Repeat("x", 10_000))), still)
	h, err := fr.next()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fr.body(h.length); !errors.Is(err, errUnfinished) {
		t.Errorf("got %v", err)
	}
	if n := len(fr.buf); n > growth*10_100 {
		t.Errorf("%d bytes are allocated for 10000", n)
	}
}

func TestFastjson2Text(t *testing.T) {
	long := strings.Repeat("x", 300)
	for want, body := range map[string]string{
		"R":      "\x00\x00\x00\x02\x4aR",
		"":       "\x00\x00\x00\x01\x49",
		"abc":    "\x00\x00\x00\x05\x79\x03abc",
		"é":      "\x00\x00\x00\x04\x7a\x02é",
		"a中":     "\x00\x00\x00\x06\x7c\x04a\x00\x2d\x4e",
		"b中":     "\x00\x00\x00\x06\x7d\x04\x00b\x4e\x2d",
		"c中":     "\x00\x00\x00\x08\x7b\x06\xff\xfe\x63\x00\x2d\x4e",
		"d中":     "\x00\x00\x00\x08\x7b\x06\xfe\xff\x00\x64\x4e\x2d",
		long:     "\x00\x00\x01\x2f\x79\x39\x2c" + long,
		long[1:]: "\x00\x00\x01\x2f\x79\x44\x01\x2b" + long[1:],
		long[2:]: "\x00\x00\x01\x30\x79\x48\x00\x00\x01\x2a" + long[2:],
	} {
		if got, null, err := fastjson2Text([]byte(body)); got != want || null || err != nil {
			t.Errorf("%q: %q, %v, %v", body, got, null, err)
		}
		again := appendFastjson2Text(nil, want)
		if got, _, err := fastjson2Text(again); got != want || err != nil {
			t.Errorf("%q: written as %q, which is %q, %v", want, again, got, err)
		}
	}
	if _, null, err := fastjson2Text([]byte("\x00\x00\x00\x01\xaf")); !null || err != nil {
		t.Errorf("null: %v, %v", null, err)
	}
	for _, bad := range []string{"", "\x00\x00\x00\x00", "\x00\x00\x00\x02\xaf", "\x00\x00\x00\x02\xafx", "\x00\x00\x00\x02\x4b\x00",
		"\x00\x00\x00\x01\xa6", "\x00\x00\x00\x01\x79", "\x00\x00\x00\x02\x79\x05", "\x00\x00\x00\x02\x7e\x00", "\x00\x00\x00\x06\x79\x48\xff\xff\xff\xff"} {
		if got, _, err := fastjson2Text([]byte(bad)); err == nil {
			t.Errorf("%q is read as %q", bad, got)
		}
	}
}

func TestDescriptors(t *testing.T) {
	for descriptor, want := range map[string]int{
		"": 0, "I": 1, "ILjava/util/List;": 2, "[Ljava/lang/String;[J": 2, "Ljava/util/Map$Entry;": 1, "ZBCDFIJS": 8, "[[[I": 1,
		"V": -1, "L;": -1, "Lx": -1, "[": -1, "I[": -1, "i": -1, ";": -1,
	} {
		if n, err := parameters(descriptor); n != want && !(want < 0 && err != nil) {
			t.Errorf("%q: %d, %v", descriptor, n, err)
		}
	}
}

// FuzzFrames reads frames from any bytes, which arrive in any pieces.
func FuzzFrames(f *testing.F) {
	f.Add(append(appendHeartbeat(nil, 1), appendEvent(nil, 2, readOnly)...), uint8(3))
	f.Add([]byte("\xda\xbb\xc2\x00\x00\x00\x00\x00\x00\x00\x00\x01\x7f\xff\xff\xffx"), uint8(0))
	f.Add([]byte("GET / HTTP/1.1\r\n"), uint8(1))
	f.Fuzz(func(t *testing.T, stream []byte, piece uint8) {
		fr := newFrameReader(&pieces{stream, int(piece) + 1}, still)
		rest := stream
		for {
			h, err := fr.next()
			if err != nil {
				return
			}
			if want, err := parseHeader(rest); err != nil || want != h {
				t.Fatalf("header %+v, want %+v, %v", h, want, err)
			}
			again, err := parseHeader(appendHeader(nil, h))
			if err != nil || again != h {
				t.Fatalf("header %+v is written as one of %+v, %v", h, again, err)
			}
			rest = rest[headerSize:]
			body, err := fr.body(h.length)
			if len(fr.buf) > max(firstBuffer, growth*2*(len(stream)+1)) {
				t.Fatalf("%d bytes are allocated for %d", len(fr.buf), len(stream))
			}
			if err != nil {
				return
			}
			if !bytes.Equal(body, rest[:h.length]) {
				t.Fatal("another body")
			}
			rest = rest[h.length:]
			_, _ = eventWord(h, body)
			_ = refusalText(h.serial, body)
		}
	})
}

// pieces is a reader that returns so many bytes at a time.
type pieces struct {
	b []byte
	n int
}

func (p *pieces) Read(to []byte) (int, error) {
	if len(p.b) == 0 {
		return 0, io.EOF
	}
	n := copy(to, p.b[:min(p.n, len(p.b))])
	p.b = p.b[n:]
	return n, nil
}
