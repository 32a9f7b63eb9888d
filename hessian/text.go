package hessian

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Strings are UTF-8 in Go and, on the wire, UTF-8 in which a character beyond
// the basic plane is written as two surrogates of three bytes, with a length
// in UTF-16 units. Both directions are one pass that validates and counts, and
// one copy where nothing needs changing.

const (
	replacement = "\uFFFD"
	highBits    = 0x8080808080808080
)

// stringBytes is s without a copy; the result must not be written to.
func stringBytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// bytesString is b without a copy; b must not be written to any more.
func bytesString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// isShortASCII is asciiPrefix for a whole string of at most 32 bytes: it
// looks at pieces that overlap, so that there is no loop.
func isShortASCII(s string) bool {
	p, n := stringBytes(s), len(s)
	if n < 8 {
		var or byte
		for _, c := range p {
			or |= c
		}
		return or < utf8.RuneSelf
	}
	or := binary.LittleEndian.Uint64(p) | binary.LittleEndian.Uint64(p[n-8:])
	if n > 16 {
		or |= binary.LittleEndian.Uint64(p[8:]) | binary.LittleEndian.Uint64(p[n-16:])
	}
	return or&highBits == 0
}

// asciiPrefix returns how many bytes of p, from the start, are ASCII.
func asciiPrefix(p []byte) int {
	i := 0
	for ; i+32 <= len(p); i += 32 {
		w := p[i : i+32 : i+32]
		or := binary.LittleEndian.Uint64(w) | binary.LittleEndian.Uint64(w[8:]) |
			binary.LittleEndian.Uint64(w[16:]) | binary.LittleEndian.Uint64(w[24:])
		if or&highBits != 0 {
			break
		}
	}
	for i+8 <= len(p) && binary.LittleEndian.Uint64(p[i:])&highBits == 0 {
		i += 8
	}
	for i < len(p) && p[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// threeByte tells whether w, little-endian, begins with a character of three
// bytes that is no surrogate and not overlong.
func threeByte(w uint32) bool {
	if w&0xc0c0f0 != 0x8080e0 {
		return false
	}
	// Of the leads, e0 wants a second byte from a0, and ed one below a0.
	switch top := w & 0x200f; top {
	case 0x0000, 0x200d:
		return false
	}
	return true
}

// countUnits returns the length of p in UTF-16 units, whether it has no
// character beyond the basic plane, and whether it is valid UTF-8.
func countUnits(p []byte) (units int, plain, ok bool) {
	i := asciiPrefix(p)
	units, plain = i, true
	for i < len(p) {
		if p[i] < utf8.RuneSelf {
			n := asciiPrefix(p[i:])
			i, units = i+n, units+n
			continue
		}
		for i+4 <= len(p) && threeByte(binary.LittleEndian.Uint32(p[i:])) {
			i, units = i+3, units+1
		}
		if i == len(p) || p[i] < utf8.RuneSelf {
			continue
		}
		r, n := utf8.DecodeRune(p[i:])
		if r == utf8.RuneError && n == 1 {
			return 0, false, false
		}
		i, units = i+n, units+1
		if n == 4 {
			units++
			plain = false
		}
	}
	return units, plain, true
}

// chunkEnd returns the size in bytes and in units of the longest chunk at the
// start of p, which is valid UTF-8 and longer than a chunk.
func chunkEnd(p []byte, ascii bool) (bytes, units int) {
	if ascii {
		return maxChunk, maxChunk
	}
	for {
		n, u := 1, 1
		switch c := p[bytes]; {
		case c >= 0xf0:
			n, u = 4, 2
		case c >= 0xe0:
			n = 3
		case c >= 0xc0:
			n = 2
		}
		if units+u > maxChunk {
			return bytes, units
		}
		bytes, units = bytes+n, units+u
	}
}

// appendText appends p, valid UTF-8, as the wire has it.
func appendText(b, p []byte, plain bool) []byte {
	if plain {
		return append(b, p...)
	}
	for len(p) > 0 {
		if p[0] < 0xf0 {
			b = append(b, p[0])
			p = p[1:]
			continue
		}
		r, n := utf8.DecodeRune(p)
		r -= 0x10000
		b = appendUnit(appendUnit(b, 0xd800|uint16(r>>10)), 0xdc00|uint16(r&0x3ff))
		p = p[n:]
	}
	return b
}

// appendUnit appends a UTF-16 unit of three bytes.
func appendUnit(b []byte, u uint16) []byte {
	return append(b, 0xe0|byte(u>>12), 0x80|byte(u>>6)&0x3f, 0x80|byte(u)&0x3f)
}

// textSpan returns how many bytes at the start of p hold the given number of
// units, and whether they are UTF-8 as they stand. Beside UTF-8 it accepts
// surrogates, paired or not, and the two-byte zero of Java's modified UTF-8.
// Where it fails, bytes is where.
func textSpan(p []byte, units int) (bytes int, plain bool, err error) {
	if units <= len(p) {
		if bytes = asciiPrefix(p[:units]); bytes == units {
			return bytes, true, nil
		}
		units -= bytes
	}
	plain = true
	for units > 0 {
		for units > 0 && bytes+4 <= len(p) && threeByte(binary.LittleEndian.Uint32(p[bytes:])) {
			bytes, units = bytes+3, units-1
		}
		if units == 0 {
			break
		}
		if bytes < len(p) && p[bytes] < utf8.RuneSelf {
			n := asciiPrefix(p[bytes:min(bytes+units, len(p))])
			bytes, units = bytes+n, units-n
			continue
		}
		n, u, ok, err := unitAt(p[bytes:])
		if err != nil {
			return bytes, false, err
		}
		if u > units {
			return bytes, false, errPairCut
		}
		plain = plain && ok
		bytes, units = bytes+n, units-u
	}
	return bytes, plain, nil
}

// unitAt measures one character on the wire: its bytes, its units, and
// whether it is UTF-8 as it stands.
func unitAt(p []byte) (bytes, units int, plain bool, err error) {
	if len(p) == 0 {
		return 0, 0, false, errTruncated
	}
	if p[0] < utf8.RuneSelf {
		return 1, 1, true, nil
	}
	if r, n := utf8.DecodeRune(p); r != utf8.RuneError || n > 1 {
		if n == 4 {
			return 4, 2, true, nil
		}
		return n, 1, true, nil
	}
	switch {
	case isSurrogate(p):
		return 3, 1, false, nil
	case len(p) >= 2 && p[0] == 0xc0 && p[1] == 0x80:
		return 2, 1, false, nil
	case !utf8.FullRune(p):
		return 0, 0, false, errTruncated
	}
	return 0, 0, false, errUTF8
}

func isSurrogate(p []byte) bool {
	return len(p) >= 3 && p[0] == 0xed && p[1] >= 0xa0 && p[1] < 0xc0 && p[2]&0xc0 == 0x80
}

// writeWideText writes p, which textSpan has measured, as UTF-8. high is a
// first surrogate that the text before p ended with, or 0, and so is the
// result. A surrogate without its partner becomes U+FFFD.
func writeWideText(b *strings.Builder, p []byte, high uint16) uint16 {
	for len(p) > 0 {
		if !isSurrogate(p) {
			if high != 0 {
				b.WriteString(replacement)
				high = 0
			}
			n, _, plain, err := unitAt(p)
			switch {
			case err != nil:
				return high
			case plain:
				b.Write(p[:n])
			default:
				b.WriteByte(0)
			}
			p = p[n:]
			continue
		}
		u := 0xd000 | uint16(p[1]&0x3f)<<6 | uint16(p[2]&0x3f)
		p = p[3:]
		switch {
		case u < 0xdc00:
			if high != 0 {
				b.WriteString(replacement)
			}
			high = u
		case high != 0:
			b.WriteRune(0x10000 + (rune(high&0x3ff)<<10 | rune(u&0x3ff)))
			high = 0
		default:
			b.WriteString(replacement)
		}
	}
	return high
}

// appendUTF16 appends the units of p, which textSpan has measured.
func appendUTF16(u []uint16, p []byte) []uint16 {
	for len(p) > 0 {
		if isSurrogate(p) {
			u = append(u, 0xd000|uint16(p[1]&0x3f)<<6|uint16(p[2]&0x3f))
			p = p[3:]
			continue
		}
		n, units, plain, err := unitAt(p)
		if err != nil {
			return u
		}
		r := rune(0)
		if plain {
			r, _ = utf8.DecodeRune(p)
		}
		if units == 2 {
			r -= 0x10000
			u = append(u, 0xd800|uint16(r>>10), 0xdc00|uint16(r&0x3ff))
		} else {
			u = append(u, uint16(r))
		}
		p = p[n:]
	}
	return u
}
