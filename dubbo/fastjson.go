package dubbo

import (
	"encoding/binary"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// A provider of Dubbo 3.2 or later that has fastjson2 encodes with it whatever
// is not a result, even when it was asked in hessian2: the texts of errors, and
// the event that it is going away. That much of fastjson2's binary form, and no
// more, is understood here: one string or null, behind its length in 4 bytes.
const (
	jsonbNull    = 0xaf
	jsonbASCII0  = 0x49 // a string of no bytes; those of up to 47 follow
	jsonbASCII47 = 0x78
	jsonbASCII   = 0x79
	jsonbUTF8    = 0x7a
	jsonbUTF16   = 0x7b // with a byte order mark
	jsonbUTF16LE = 0x7c
	jsonbUTF16BE = 0x7d

	jsonbInt0    = 0x00 // an int of one byte: from -16, f0, to 47
	jsonbInt47   = 0x2f
	jsonbIntByte = 0x38 // two bytes: 8 bits and, in the tag, 4 more
	jsonbInt24   = 0x44 // three bytes: 16 bits and 3 more
	jsonbInt32   = 0x48 // five bytes
)

// fastjson2Text reads a body that is a string or null.
func fastjson2Text(body []byte) (text string, null bool, err error) {
	bad := fmt.Errorf("fastjson2: %w: not a string", errMalformed)
	if len(body) < 5 || int64(binary.BigEndian.Uint32(body)) != int64(len(body)-4) {
		return "", false, bad
	}
	tag, b := body[4], body[5:]
	switch {
	case tag == jsonbNull && len(b) == 0:
		return "", true, nil
	case jsonbASCII0 <= tag && tag <= jsonbASCII47 && len(b) == int(tag-jsonbASCII0):
		return string(b), false, nil
	case tag < jsonbASCII || tag > jsonbUTF16BE:
		return "", false, bad
	}
	n, b, ok := jsonbInt(b)
	if !ok || n != len(b) {
		return "", false, bad
	}
	switch tag {
	case jsonbASCII, jsonbUTF8:
		return string(b), false, nil
	case jsonbUTF16LE:
		return utf16Text(binary.LittleEndian, b), false, nil
	case jsonbUTF16BE:
		return utf16Text(binary.BigEndian, b), false, nil
	}
	if len(b) >= 2 && b[0] == 0xff && b[1] == 0xfe {
		return utf16Text(binary.LittleEndian, b[2:]), false, nil
	}
	if len(b) >= 2 && b[0] == 0xfe && b[1] == 0xff {
		b = b[2:]
	}
	return utf16Text(binary.BigEndian, b), false, nil
}

func utf16Text(order binary.ByteOrder, b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

// jsonbInt reads an int that is not negative.
func jsonbInt(b []byte) (n int, rest []byte, ok bool) {
	if len(b) == 0 {
		return 0, nil, false
	}
	tag := b[0]
	switch {
	case tag <= jsonbInt47:
		return int(tag), b[1:], true
	case tag >= jsonbIntByte && tag < jsonbIntByte+8 && len(b) >= 2:
		return int(tag-jsonbIntByte)<<8 | int(b[1]), b[2:], true
	case tag >= jsonbInt24 && tag < jsonbInt24+4 && len(b) >= 3:
		return int(tag-jsonbInt24)<<16 | int(binary.BigEndian.Uint16(b[1:])), b[3:], true
	case tag == jsonbInt32 && len(b) >= 5 && b[1] < 0x80:
		return int(binary.BigEndian.Uint32(b[1:])), b[5:], true
	}
	return 0, nil, false
}

// appendFastjson2Text appends text as a body.
func appendFastjson2Text(b []byte, text string) []byte {
	start := len(b)
	b = append(b, 0, 0, 0, 0)
	tag := byte(jsonbUTF8)
	if isASCII(text) {
		tag = jsonbASCII
	}
	if n := len(text); tag == jsonbASCII && n <= jsonbASCII47-jsonbASCII0 {
		b = append(b, byte(jsonbASCII0+n))
	} else {
		b = binary.BigEndian.AppendUint32(append(b, tag, jsonbInt32), uint32(n)) //nolint:gosec // our own text
	}
	b = append(b, text...)
	binary.BigEndian.PutUint32(b[start:], uint32(len(b)-start-4)) //nolint:gosec // likewise
	return b
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
