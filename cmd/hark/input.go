package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/hark-rpc/hark/dubbo"
)

// A message is the bytes that one line, or the whole input, stands for.
type message struct {
	line int    // where it was read, from 1; 0 for the whole input
	head string // what stands before the message and was taken off, in words
	data []byte
	err  error // why data is only the beginning of what was meant; nil if it is all
}

// unframed returns the message that a frame of dubbo2 has for its body.
func unframed(m message) message {
	f, rest, err := dubbo.ParseFrame(m.data)
	if err != nil {
		m.data = nil
		if m.err == nil { // else the line is to blame
			m.err = err
		}
		return m
	}
	m.head, m.data = f.String(), f.Body
	switch {
	case m.err != nil:
	case len(f.Body) < f.Length:
		m.err = fmt.Errorf("the frame announces a body of %s and has %d", plural(f.Length, "byte"), len(f.Body))
	case len(rest) > 0:
		m.err = fmt.Errorf("%s after the frame", plural(len(rest), "byte"))
	case !f.IsHessian():
		m.err = fmt.Errorf("the body is not Hessian 2 but serialization %d", f.Serialization)
		m.data = nil
	}
	return m
}

// rawInput is an input that is one message.
type rawInput struct {
	r    io.Reader
	done bool
}

// next returns the message, and io.EOF ever after.
func (in *rawInput) next() (message, error) {
	if in.done {
		return message{}, io.EOF
	}
	in.done = true
	data, err := io.ReadAll(in.r)
	return message{data: data}, err
}

// hexLines is an input of one message a line, in hex. Digits become bytes as they are read: a line may be as long as memory allows.
type hexLines struct {
	r    *bufio.Reader
	line int
}

// next returns the message of the next line that is not blank, and io.EOF after the last.
func (in *hexLines) next() (message, error) {
	for {
		in.line++
		h := hexLine{number: in.line}
		err := in.readInto(&h)
		if err != nil && !errors.Is(err, io.EOF) {
			return message{}, err
		}
		if !h.blank() {
			return h.message(), nil
		}
		if err != nil {
			return message{}, io.EOF
		}
	}
}

// readInto hands h the pieces of one line. It returns io.EOF if the input ended before the line did.
func (in *hexLines) readInto(h *hexLine) error {
	for {
		piece, err := in.r.ReadSlice('\n')
		h.write(piece)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// A hexLine gathers the bytes that the digits of a line stand for, up to the first character that is no digit.
type hexLine struct {
	number int // from 1
	column int // of the last character read, in bytes, from 1
	data   []byte
	high   byte // half a byte that waits for the other
	half   bool
	err    error
}

func (h *hexLine) write(piece []byte) {
	for _, c := range piece {
		h.column++
		switch c {
		case ' ', '\t', '\r', '\n', '\v', '\f':
			continue
		}
		digit, ok := hexDigit(c)
		switch {
		case h.err != nil:
			return
		case !ok:
			h.err = fmt.Errorf("line %d, column %d: %s is not a hex digit", h.number, h.column, describe(c))
		case h.half:
			h.data = append(h.data, h.high<<4|digit)
			h.half = false
		default:
			h.high, h.half = digit, true
		}
	}
}

func (h *hexLine) blank() bool {
	return len(h.data) == 0 && !h.half && h.err == nil
}

func (h *hexLine) message() message {
	if h.half && h.err == nil {
		h.err = fmt.Errorf("line %d: an odd number of hex digits: the last byte is half", h.number)
	}
	return message{line: h.number, data: h.data, err: h.err}
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// describe names a byte that should have been a digit.
func describe(c byte) string {
	if c < 0x80 {
		return fmt.Sprintf("%q", rune(c))
	}
	return fmt.Sprintf("byte %#x", c)
}
