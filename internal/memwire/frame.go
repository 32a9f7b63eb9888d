package memwire

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/hark-rpc/hark"
)

// A frame is a request or, with Reply set, what answers one.
type frame struct {
	ID          uint64
	Attachments map[string]string
	Values      [][]byte // the arguments, or the result; nil for null

	Service            hark.ServiceID
	Method, Descriptor string
	OneWay             bool
	Remaining          time.Duration // until the caller's deadline

	Reply     bool
	Exception *hark.Exception
	Refused   hark.Code
	Message   string
}

// maxFrame bounds what a peer can make us allocate.
const maxFrame = 1 << 20

func writeFrame(w io.Writer, f *frame) error {
	var b bytes.Buffer
	b.Write(make([]byte, 4))
	if err := gob.NewEncoder(&b).Encode(f); err != nil {
		return fmt.Errorf("memwire: encode a frame: %w", err)
	}
	binary.BigEndian.PutUint32(b.Bytes(), uint32(b.Len()-4)) //nolint:gosec // far below
	_, err := w.Write(b.Bytes())
	return err
}

// errBad is in the chain of errors of bytes that are no frame.
var errBad = errors.New("memwire: not a frame")

func readFrame(r io.Reader) (*frame, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > maxFrame {
		return nil, errBad
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, err
	}
	var f frame
	if err := gob.NewDecoder(bytes.NewReader(body)).Decode(&f); err != nil {
		return nil, errors.Join(errBad, err)
	}
	return &f, nil
}

// encodeAll encodes what the pointers point to.
func encodeAll(pointers []any) ([][]byte, error) {
	values := make([][]byte, len(pointers))
	for i, p := range pointers {
		v := reflect.ValueOf(p).Elem()
		if v.Kind() == reflect.Pointer && v.IsNil() {
			continue
		}
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).EncodeValue(v); err != nil {
			return nil, err
		}
		values[i] = b.Bytes()
	}
	return values, nil
}

// decodeAll decodes the values to where the pointers point.
func decodeAll(values [][]byte, pointers []any) error {
	if len(values) != len(pointers) {
		return fmt.Errorf("memwire: %d values for %d", len(values), len(pointers))
	}
	for i, p := range pointers {
		if len(values[i]) == 0 {
			continue
		}
		if err := gob.NewDecoder(bytes.NewReader(values[i])).Decode(p); err != nil {
			return err
		}
	}
	return nil
}

// result lists the call's reply as the arguments are listed: a void method has none.
func result(call *hark.Call) []any {
	if _, void := call.Reply.(*struct{}); void {
		return nil
	}
	return []any{call.Reply}
}
