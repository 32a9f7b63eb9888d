package peer;

import java.util.Date;

/** Values that take no reference number. */
final class Scalars {
    private final Cases cases;

    Scalars(Cases cases) {
        this.cases = cases;
    }

    void add() {
        cases.one("null", () -> null, Object.class);
        cases.one("bool/true", () -> true, Boolean.class);
        cases.one("bool/false", () -> false, Boolean.class);
        integers();
        doubles();
        smalls();
        strings();
        binaries();
        dates();
    }

    private void integers() {
        int[] ints = {0, 1, -1, -16, -17, 47, 48, -2048, -2049, 2047, 2048, -262144, -262145, 262143, 262144,
            Integer.MIN_VALUE, Integer.MAX_VALUE};
        for (int i : ints) {
            cases.one("int/" + i, () -> i, Integer.class);
        }
        long[] longs = {0, -8, -9, 15, 16, -2048, -2049, 2047, 2048, -262144, -262145, 262143, 262144,
            Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE - 1L, Integer.MAX_VALUE + 1L, Long.MIN_VALUE, Long.MAX_VALUE};
        for (long l : longs) {
            cases.one("long/" + l, () -> l, Long.class);
        }
    }

    private void doubles() {
        real("zero", 0.0);
        real("minusZero", -0.0);
        real("one", 1.0);
        real("minusOne", -1.0);
        real("byteMin", -128);
        real("byteMax", 127);
        real("overByte", 128);
        real("underByte", -129);
        real("shortMin", -32768);
        real("shortMax", 32767);
        real("overShort", 32768);
        real("underShort", -32769);
        real("thousandth", 0.001);
        real("tenth", 0.1);
        real("quarters", 12.25);
        real("notThousandths", 1.001);
        real("thousandths", 65.536);
        real("negativeThousandths", -2.5);
        real("mostThousandths", 2147483.647);
        real("overThousandths", 2147483.648);
        real("pi", Math.PI);
        real("large", 1e300);
        real("max", Double.MAX_VALUE);
        real("smallestNormal", Double.MIN_NORMAL);
        real("subnormal", Double.MIN_VALUE);
        real("infinity", Double.POSITIVE_INFINITY);
        real("minusInfinity", Double.NEGATIVE_INFINITY);
        real("nan", Double.NaN);
    }

    private void real(String name, double value) {
        cases.one("double/" + name, () -> value, Double.class);
    }

    private void smalls() {
        float[] floats = {0f, 1f, 1.1f, -2.5f, 3.4028235e38f, 1.4e-45f};
        String[] names = {"zero", "one", "oneTenth", "negative", "max", "subnormal"};
        for (int i = 0; i < floats.length; i++) {
            float f = floats[i];
            cases.one("float/" + names[i], () -> f, Float.class);
        }
        cases.one("byte/min", () -> Byte.MIN_VALUE, Byte.class);
        cases.one("byte/max", () -> Byte.MAX_VALUE, Byte.class);
        cases.one("short/min", () -> Short.MIN_VALUE, Short.class);
        cases.one("short/max", () -> Short.MAX_VALUE, Short.class);
        cases.one("char/latin", () -> 'A', Character.class);
        cases.one("char/han", () -> '\u4e2d', Character.class);
        cases.one("char/array", () -> "caf\u00e9".toCharArray(), char[].class);
    }

    private void strings() {
        for (int n : new int[] {0, 1, 31, 32, 1023, 1024, 32767, 32768, 32769, 65535, 65536, 70000}) {
            cases.one("string/ascii" + n, () -> "a".repeat(n), String.class);
        }
        cases.one("string/latin", () -> "na\u00efve caf\u00e9", String.class);
        cases.one("string/han", () -> "\u4e2d\u6587", String.class);
        cases.one("string/emoji", () -> "\ud83d\ude00 and \ud83d\udc4d\ud83c\udffd", String.class);
        cases.one("string/loneSurrogate", () -> "a\ud83d", String.class);
        cases.one("string/control", () -> "\u0000\u0001\n\u007f", String.class);
        cases.one("string/noncharacters", () -> "\ufffe\uffff\ud7ff\ue000", String.class);
        cases.one("string/han31", () -> "\u4e2d".repeat(31), String.class);
        cases.one("string/han32", () -> "\u4e2d".repeat(32), String.class);
        cases.one("string/han40000", () -> "\u4e2d".repeat(40000), String.class);
        cases.one("string/emoji16", () -> "\ud83d\ude00".repeat(16), String.class);
        cases.one("string/emoji40000", () -> "\ud83d\ude00".repeat(40000), String.class);
        cases.one("string/emojiAtChunkEnd", () -> "a".repeat(32767) + "\ud83d\ude00" + "b".repeat(10), String.class);
        cases.one("string/emojiAfterChunk", () -> "a".repeat(32768) + "\ud83d\ude00", String.class);
        cases.one("string/emojiAtEveryChunkEnd", () -> ("a".repeat(32767) + "\ud83d\ude00").repeat(3), String.class);
    }

    private void binaries() {
        for (int n : new int[] {0, 1, 15, 16, 1023, 1024, 4093, 32768, 65536}) {
            cases.one("binary/" + n, () -> bytes(n), byte[].class);
        }
    }

    /** Bytes that count up. */
    static byte[] bytes(int n) {
        byte[] bytes = new byte[n];
        for (int i = 0; i < n; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private void dates() {
        for (long ms : new long[] {0, 60_000, 59_999, 1, -1, -60_000, 894_621_091_000L, 894_621_060_000L, -62_135_596_800_000L,
            253_402_300_799_999L, 60_000L * Integer.MAX_VALUE, 60_000L * Integer.MIN_VALUE, 60_000L * (Integer.MAX_VALUE + 1L)}) {
            cases.one("date/" + ms, () -> new Date(ms), Date.class);
        }
    }
}
