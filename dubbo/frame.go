package dubbo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// A frame is a header of 16 bytes and a body:
//
//	0   2  magic, da bb
//	2   1  request 0x80, two-way 0x40, event 0x20, serialization 0x1f
//	3   1  status of a response
//	4   8  id
//	12  4  length of the body
const (
	headerSize = 16

	magic0 = 0xda
	magic1 = 0xbb

	flagRequest = 0x80
	flagTwoWay  = 0x40
	flagEvent   = 0x20

	lengthAt = 12 // where the length is
)

// A serialization says how a body is encoded.
type serialization byte

const (
	hessian2  serialization = 2
	fastjson2 serialization = 23

	serializationBits = 0x1f
)

// A status says what became of a request.
type status byte

// The statuses, by Java's names.
const (
	statusOK               status = 20
	statusSerialization    status = 25
	statusClientTimeout    status = 30
	statusServerTimeout    status = 31
	statusChannelInactive  status = 35
	statusBadRequest       status = 40
	statusBadResponse      status = 50
	statusServiceNotFound  status = 60
	statusServiceError     status = 70
	statusServerError      status = 80
	statusClientError      status = 90
	statusThreadsExhausted status = 100
)

const (
	errNotAFrame      = constError("the bytes are no frame: the magic da bb is missing")
	errNegativeLength = constError("a frame of a negative length")
	errUnfinished     = constError("the stream ended inside a frame")
	errMalformed      = constError("malformed body")
)

type constError string

func (e constError) Error() string { return string(e) }

// A header is the head of a frame.
type header struct {
	request bool // else it is a response
	twoWay  bool // of a request: an answer is wanted
	event   bool // a heartbeat, or a word to the connection itself
	serial  serialization
	status  status
	id      int64 // opaque, and only unique among the requests of one side of a connection
	length  int   // of the body
}

// appendHeader appends h to b.
func appendHeader(b []byte, h header) []byte {
	flags := byte(h.serial & serializationBits)
	if h.request {
		flags |= flagRequest
		if h.twoWay {
			flags |= flagTwoWay
		}
	}
	if h.event {
		flags |= flagEvent
	}
	b = append(b, magic0, magic1, flags, byte(h.status))
	b = binary.BigEndian.AppendUint64(b, uint64(h.id))        //nolint:gosec // the bits count
	return binary.BigEndian.AppendUint32(b, uint32(h.length)) //nolint:gosec // checked against the payload limit
}

// setLength puts the length of the body into the frame, which has a header.
func setLength(frame []byte) {
	binary.BigEndian.PutUint32(frame[lengthAt:], uint32(len(frame)-headerSize)) //nolint:gosec // checked against the payload limit
}

// parseHeader reads the header at the beginning of b, which has headerSize
// bytes at least.
func parseHeader(b []byte) (header, error) {
	if b[0] != magic0 || b[1] != magic1 {
		return header{}, errNotAFrame
	}
	flags := b[2]
	h := header{
		request: flags&flagRequest != 0,
		event:   flags&flagEvent != 0,
		serial:  serialization(flags) & serializationBits,
		status:  status(b[3]),
		id:      int64(binary.BigEndian.Uint64(b[4:])), //nolint:gosec // the bits count
	}
	h.twoWay = h.request && flags&flagTwoWay != 0
	length := int32(binary.BigEndian.Uint32(b[lengthAt:])) //nolint:gosec // it is signed
	if length < 0 {
		return h, errNegativeLength
	}
	h.length = int(length)
	return h, nil
}

// appendHeartbeat appends a heartbeat, whose body is a null. Its answer is the
// same but for the flags and the status.
func appendHeartbeat(b []byte, id int64) []byte {
	b = appendHeader(b, header{request: true, twoWay: true, event: true, serial: hessian2, id: id, length: 1})
	return append(b, tagNull)
}

// appendEvent appends a one-way event, a short word.
func appendEvent(b []byte, id int64, word string) []byte {
	b = appendHeader(b, header{request: true, event: true, serial: hessian2, id: id, length: 1 + len(word)})
	return append(append(b, byte(len(word))), word...) //nolint:gosec // a word has a few letters
}

const (
	readOnly  = "R" // the provider is going away
	writeable = "W" // it has thought better of it

	// maxEvent is the longest body of an event, as in Java.
	maxEvent = 15
)

// eventWord returns what an event says: nothing for a heartbeat.
func eventWord(h header, body []byte) (word string, err error) {
	switch {
	case len(body) > maxEvent:
		return "", fmt.Errorf("an event of %d bytes: %w", len(body), errMalformed)
	case h.serial == fastjson2:
		word, _, err = fastjson2Text(body)
		return word, err
	case len(body) == 1 && body[0] == tagNull:
		return "", nil
	case len(body) > 0 && int(body[0]) == len(body)-1:
		return string(body[1:]), nil // a short string of ASCII is its length and itself
	}
	return "", fmt.Errorf("an event: %w", errMalformed)
}

const (
	firstBuffer = 4 << 10   // of a reader or writer
	keptBuffer  = 128 << 10 // larger ones are let go after use
)

// A frameReader takes frames off a stream. It has one buffer, into which a
// body is read as its bytes arrive: never by what a header announces.
type frameReader struct {
	r        io.Reader
	buf      []byte
	pos, end int // buf[pos:end] has been read and not been consumed

	// since is when the reader began to wait for the rest of a frame, in
	// nanoseconds of the clock, and awaited how many bytes that is; since is
	// 0 while no frame is incomplete. Others watch them.
	since   atomic.Int64
	awaited atomic.Int64
	clock   func() time.Duration
}

func newFrameReader(r io.Reader, clock func() time.Duration) *frameReader {
	return &frameReader{r: r, clock: clock}
}

// next returns the header of the next frame, and [io.EOF] if the stream ends
// before there is one. What is no frame is refused as soon as that shows.
func (r *frameReader) next() (header, error) {
	if r.pos == r.end {
		r.pos, r.end = 0, 0
		if len(r.buf) > keptBuffer || r.buf == nil {
			r.buf = make([]byte, firstBuffer)
		}
	}
	for n, magic := range [...]byte{magic0, magic1} {
		if err := r.need(n + 1); err != nil {
			return header{}, err
		}
		if r.buf[r.pos+n] != magic {
			return header{}, errNotAFrame
		}
	}
	if err := r.need(headerSize); err != nil {
		return header{}, err
	}
	r.since.Store(0)
	h, err := parseHeader(r.buf[r.pos:])
	r.pos += headerSize
	return h, err
}

// buffered returns how many bytes wait to be consumed.
func (r *frameReader) buffered() int { return r.end - r.pos }

// body returns the n bytes that follow. They are valid until the next call.
func (r *frameReader) body(n int) ([]byte, error) {
	if r.buffered() < n {
		r.await(n)
		if err := r.need(n); err != nil {
			return nil, unfinished(err)
		}
		r.since.Store(0)
	}
	b := r.buf[r.pos : r.pos+n : r.pos+n]
	r.pos += n
	return b, nil
}

// skip passes over the n bytes that follow.
func (r *frameReader) skip(n int) error {
	for n > 0 {
		if r.buffered() == 0 {
			r.await(n)
			if err := r.need(1); err != nil {
				return unfinished(err)
			}
		}
		k := min(n, r.buffered())
		r.pos += k
		n -= k
	}
	r.since.Store(0)
	return nil
}

// await notes that the rest of a frame is waited for.
func (r *frameReader) await(n int) {
	if r.since.Load() == 0 {
		r.awaited.Store(int64(n))
		r.since.Store(int64(r.clock()) + 1)
	}
}

// need reads until n bytes are buffered.
func (r *frameReader) need(n int) error {
	if r.buffered() >= n {
		return nil
	}
	for r.buffered() < n {
		r.makeRoom(n)
		if r.buffered() > 0 {
			r.await(n)
		}
		k, err := r.r.Read(r.buf[r.end:])
		r.end += k
		if err != nil && r.buffered() < n {
			if r.buffered() > 0 {
				return unfinished(err)
			}
			return err
		}
	}
	return nil
}

// growth is how much larger than what has come a buffer may be made for what
// was announced to come.
const growth = 8

// makeRoom makes room for at least one byte of n.
func (r *frameReader) makeRoom(n int) {
	if r.end < len(r.buf) && (r.pos == 0 || len(r.buf)-r.pos >= n) {
		return
	}
	to := r.buf
	if r.pos == 0 || r.buffered() > len(r.buf)/2 {
		to = make([]byte, min(growth*len(r.buf), max(n, 2*len(r.buf))))
	}
	r.end = copy(to, r.buf[r.pos:r.end])
	r.pos, r.buf = 0, to
}

func unfinished(err error) error {
	if errors.Is(err, io.EOF) {
		return errUnfinished
	}
	return err
}
