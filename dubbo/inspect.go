package dubbo

import (
	"fmt"
	"strings"
)

// A Frame is a frame of recorded traffic, for programs that look at it.
// Connections have no use for it.
type Frame struct {
	// Request says what it is: a request, else a response. TwoWay says that a
	// request wants an answer. An Event is for the connection itself: a
	// heartbeat, or a word such as R, read-only.
	Request, TwoWay, Event bool
	// Serialization says how the body is encoded: 2 is Hessian 2.
	Serialization int
	// Status is what became of the request, in a response: 20 is well.
	Status int
	// ID is the same in a request and its response.
	ID int64
	// Length is how long the body is, and Body what there is of it. They
	// share memory with what was parsed.
	Length int
	Body   []byte
}

// ParseFrame reads the frame at the beginning of b, and returns what follows
// it. A body that is cut short is no error: it is shorter than Length.
func ParseFrame(b []byte) (f Frame, rest []byte, err error) {
	if len(b) < headerSize {
		return Frame{}, nil, fmt.Errorf("a frame has at least %d bytes, here are %d", headerSize, len(b))
	}
	h, err := parseHeader(b)
	if err != nil {
		return Frame{}, nil, err
	}
	body := b[headerSize:]
	n := min(h.length, len(body))
	return Frame{
		Request: h.request, TwoWay: h.twoWay, Event: h.event,
		Serialization: int(h.serial), Status: int(h.status), ID: h.id,
		Length: h.length, Body: body[:n:n],
	}, body[n:], nil
}

// String says what the frame is, without its body.
func (f Frame) String() string {
	parts := []string{fmt.Sprintf("response to %d, status %d", f.ID, f.Status)}
	if f.Request {
		parts[0] = fmt.Sprintf("request %d, one-way", f.ID)
		if f.TwoWay {
			parts[0] = fmt.Sprintf("request %d, two-way", f.ID)
		}
	}
	if f.Event {
		parts = append(parts, "event")
	}
	return strings.Join(append(parts, fmt.Sprintf("serialization %d", f.Serialization)), ", ")
}

// IsHessian reports whether the body is Hessian 2.
func (f Frame) IsHessian() bool { return f.Serialization == int(hessian2) }
