package dubbo_test

import (
	"encoding/binary"
	"encoding/hex"
	"io"
	"net"
	"strings"
	"testing"
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
