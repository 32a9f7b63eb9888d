package config

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// declaration finds the charset that a file's XML declaration names.
var declaration = regexp.MustCompile(`^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// decode returns the file's text as UTF-8, without a byte order mark.
func decode(file string, data []byte) (string, *Mistake) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decodeUTF16(file, data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeUTF16(file, data[2:], binary.BigEndian)
	}
	const start = 200 // an XML declaration is at the very beginning
	name, at := "UTF-8", 0
	if m := declaration.FindSubmatchIndex(data[:min(len(data), start)]); m != nil {
		name, at = string(data[m[2]:m[3]]), m[2]
	}
	switch strings.ToUpper(name) {
	case "UTF-8", "UTF8", "US-ASCII", "ASCII":
		return validUTF8(file, data)
	case "ISO-8859-1", "LATIN1", "ISO_8859-1":
		return decodeLatin1(data), nil
	}
	c := cursor{file: file, text: string(data[:at])}
	return "", &Mistake{Pos: c.at(at), Have: "the file is in " + name, Want: "UTF-8, US-ASCII, ISO-8859-1 or UTF-16; convert it"}
}

func validUTF8(file string, data []byte) (string, *Mistake) {
	text := string(data)
	if utf8.ValidString(text) {
		return text, nil
	}
	at := 0
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	c := cursor{file: file, text: text}
	return "", &Mistake{Pos: c.at(at), Have: "bytes that are not UTF-8", Want: "the file in UTF-8, or its charset named in its first line; if it is in GBK, convert it"}
}

func decodeLatin1(data []byte) string {
	var b strings.Builder
	b.Grow(len(data))
	for _, c := range data {
		b.WriteRune(rune(c))
	}
	return b.String()
}

func decodeUTF16(file string, data []byte, order binary.ByteOrder) (string, *Mistake) {
	if len(data)%2 != 0 {
		return "", &Mistake{Pos: Position{File: file, Line: 1, Column: 1}, Have: "UTF-16 with half a character at its end", Want: "a whole file"}
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units)), nil
}

// A cursor turns offsets in a text, asked for in ascending order, into
// positions. All of them together cost one walk over the text.
type cursor struct {
	file   string
	text   string
	offset int
	line   int // lines ended so far
	column int // characters in this line so far
}

func (c *cursor) at(offset int) Position {
	offset = min(offset, len(c.text))
	for c.offset < offset {
		r, n := utf8.DecodeRuneInString(c.text[c.offset:])
		c.offset += n
		c.column++
		// A line ends with \n, \r\n or, as on very old machines, \r.
		if r == '\n' || r == '\r' && !strings.HasPrefix(c.text[c.offset:], "\n") {
			c.line++
			c.column = 0
		}
	}
	return Position{File: c.file, Line: c.line + 1, Column: c.column + 1}
}
