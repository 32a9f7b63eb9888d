package hessian_test

import (
	"fmt"
	"math"
	"strings"
	"time"
)

func scalarCases() []testCase {
	cases := []testCase{
		one("null", nil),
		one("bool/true", true),
		one("bool/false", false),
		one("byte/min", int8(-128)).as(int32(-128)),
		one("byte/max", int8(127)).as(int32(127)),
		one("short/min", int16(-32768)).as(int32(-32768)),
		one("short/max", int16(32767)).as(int32(32767)),
		one("char/latin", "A"),
		one("char/han", "中"),
		one("char/array", "café"),
	}
	for _, i := range []int32{0, 1, -1, -16, -17, 47, 48, -2048, -2049, 2047, 2048, -262144, -262145, 262143, 262144, math.MinInt32, math.MaxInt32} {
		cases = append(cases, one(fmt.Sprintf("int/%d", i), i))
	}
	for _, l := range []int64{0, -8, -9, 15, 16, -2048, -2049, 2047, 2048, -262144, -262145, 262143, 262144, math.MinInt32, math.MaxInt32,
		math.MinInt32 - 1, math.MaxInt32 + 1, math.MinInt64, math.MaxInt64} {
		cases = append(cases, one(fmt.Sprintf("long/%d", l), l))
	}
	for _, ms := range []int64{0, 60_000, 59_999, 1, -1, -60_000, 894_621_091_000, 894_621_060_000,
		253_402_300_799_999, 60_000 * math.MaxInt32, 60_000 * math.MinInt32, 60_000 * (math.MaxInt32 + 1)} {
		cases = append(cases, one(fmt.Sprintf("date/%d", ms), time.UnixMilli(ms).UTC()))
	}
	cases = append(cases, one("date/-62135596800000", time.Time{}).
		but("", written, "got null", "the first instant of year 1 is Go's zero time, which stands for null").
		but("", returned, "got null", "the same").
		but("", returnedUnknown, "got null", "the same"))
	return append(cases, doubleCases()...)
}

func doubleCases() []testCase {
	cases := []testCase{
		one("double/minusZero", math.Copysign(0, -1)).as(0.0).
			but("", alone, "want java.lang.Double -0.0", "Java writes it as the short form of zero, which has no sign").
			but("", typed, "want float64 -0, got float64 0", "Java's bytes have lost the sign").
			but("", returned, "want java.lang.Double -0.0", "it came as zero").
			but("", returnedUnknown, "want java.lang.Double -0.0", "it came as zero"),
		// Java writes a lone float by its decimal text: 1.1, not 1.10000002384….
		one("float/zero", float32(0)).as(0.0),
		one("float/one", float32(1)).as(1.0),
		one("float/oneTenth", float32(1.1)).as(1.1),
		one("float/negative", float32(-2.5)).as(-2.5),
		one("float/max", float32(math.MaxFloat32)).as(3.4028235e38),
		one("float/subnormal", float32(math.SmallestNonzeroFloat32)).as(1.4e-45),
	}
	for _, d := range []struct {
		name  string
		value float64
	}{
		{"zero", 0}, {"one", 1}, {"minusOne", -1}, {"byteMin", -128}, {"byteMax", 127}, {"overByte", 128}, {"underByte", -129},
		{"shortMin", -32768}, {"shortMax", 32767}, {"overShort", 32768}, {"underShort", -32769},
		{"thousandth", 0.001}, {"tenth", 0.1}, {"quarters", 12.25}, {"notThousandths", 1.001}, {"thousandths", 65.536},
		{"negativeThousandths", -2.5}, {"mostThousandths", 2147483.647}, {"overThousandths", 2147483.648},
		{"pi", math.Pi}, {"large", 1e300}, {"max", math.MaxFloat64}, {"smallestNormal", 0x1p-1022},
		{"subnormal", math.SmallestNonzeroFloat64}, {"infinity", math.Inf(1)}, {"minusInfinity", math.Inf(-1)}, {"nan", math.NaN()},
	} {
		cases = append(cases, one("double/"+d.name, d.value))
	}
	return cases
}

func stringCases() []testCase {
	const emoji = "\U0001F600"
	cases := []testCase{
		one("string/latin", "naïve café"),
		one("string/han", "中文"),
		one("string/emoji", emoji+" and \U0001F44D\U0001F3FD"),
		one("string/loneSurrogate", "a\ufffd").
			but("", written, "want java.lang.String", "Go has no surrogates: it came as U+FFFD").
			but("", returned, "want java.lang.String", "the same").
			but("", returnedUnknown, "want java.lang.String", "the same"),
		one("string/control", "\x00\x01\n\x7f"),
		one("string/noncharacters", "\ufffe\uffff\ud7ff\ue000"),
		one("string/han31", strings.Repeat("中", 31)),
		one("string/han32", strings.Repeat("中", 32)),
		one("string/han40000", strings.Repeat("中", 40000)),
		one("string/emoji16", strings.Repeat(emoji, 16)),
		one("string/emoji40000", strings.Repeat(emoji, 40000)),
		one("string/emojiAtChunkEnd", strings.Repeat("a", 32767)+emoji+strings.Repeat("b", 10)),
		one("string/emojiAfterChunk", strings.Repeat("a", 32768)+emoji),
		one("string/emojiAtEveryChunkEnd", strings.Repeat(strings.Repeat("a", 32767)+emoji, 3)),
	}
	for _, n := range []int{0, 1, 31, 32, 1023, 1024, 32767, 32768, 32769, 65535, 65536, 70000} {
		cases = append(cases, one(fmt.Sprintf("string/ascii%d", n), strings.Repeat("a", n)))
	}
	for _, n := range []int{0, 1, 15, 16, 1023, 1024, 4093, 32768, 65536} {
		cases = append(cases, one(fmt.Sprintf("binary/%d", n), countingBytes(n)))
	}
	return cases
}

// countingBytes returns bytes that count up.
func countingBytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}
