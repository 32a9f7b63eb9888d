package dubbo_test

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/hark-rpc/hark/hessian"
)

// unhex returns the bytes that hexadecimal digits, with spaces, stand for.
func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A rawFrame is a frame as a test sees it, without the code under test.
type rawFrame struct {
	flags, status byte
	id            uint64
	body          []byte
}

func (f rawFrame) bytes() []byte {
	b := []byte{0xda, 0xbb, f.flags, f.status}
	b = binary.BigEndian.AppendUint64(b, f.id)
	b = binary.BigEndian.AppendUint32(b, uint32(len(f.body)))
	return append(b, f.body...)
}

func readRaw(r io.Reader) (f rawFrame, err error) {
	var head [16]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return f, err
	}
	if head[0] != 0xda || head[1] != 0xbb {
		return f, fmt.Errorf("%q is no frame", head)
	}
	f = rawFrame{flags: head[2], status: head[3], id: binary.BigEndian.Uint64(head[4:])}
	f.body = make([]byte, binary.BigEndian.Uint32(head[12:]))
	_, err = io.ReadFull(r, f.body)
	return f, err
}

// mustRead reads a frame.
func mustRead(t *testing.T, nc net.Conn) rawFrame {
	t.Helper()
	f, err := readRaw(nc)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func mustWrite(t *testing.T, nc net.Conn, b []byte) {
	t.Helper()
	if _, err := nc.Write(b); err != nil {
		t.Fatal(err)
	}
}

// encoded returns the values in Hessian, one after the other.
func encoded(t testing.TB, values ...any) []byte {
	t.Helper()
	e := hessian.NewEncoder(new(hessian.Registry), nil)
	for _, v := range values {
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	return e.Bytes()
}

// attached are the attachments of a request to the shop.
func attached() map[string]string {
	return map[string]string{"path": shopName, "interface": shopName, "version": "0.0.0"}
}

// asks returns a request of the shop, as a Java consumer of the given version
// of the protocol would send it.
func asks(t testing.TB, id uint64, version, method, descriptor string, args ...any) rawFrame {
	t.Helper()
	values := append([]any{version, shopName, "0.0.0", method, descriptor}, args...)
	return rawFrame{flags: 0xc2, id: id, body: encoded(t, append(values, attached())...)}
}

// text returns the string that a body is.
func (f rawFrame) text(t testing.TB) string {
	t.Helper()
	var s string
	if err := new(hessian.Registry).Decode(f.body, &s); err != nil {
		t.Fatalf("%x: %v", f.body, err)
	}
	return s
}
