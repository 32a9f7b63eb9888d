"""Answers requests about the cases below, one line in, one line out.

list            the names of all cases, separated by spaces
write NAME      the values of the case in hex, as the codec writes them
read NAME HEX   reads the bytes and compares: "ok", or "differs: " and both
self NAME       reads what write answers

Any failure is answered by "error: " and its text. The names are those of the
Java peer's cases. The codec has no public way to write one value without a
request around it, hence the one call of a private method.
"""

import math
import sys

from dubbo_ssl.codec.decoder import Response
from dubbo_ssl.codec.encoder import Object, Request


class Case:
    """A message: what reading it gives, and what is written for it."""

    def __init__(self, wants, writes):
        self.wants = wants
        self.writes = writes

    def write(self):
        request = Request({})
        message = bytearray()
        for value in self.writes:
            message.extend(b & 0xFF for b in request._encode_single_value(value))
        return bytes(message)

    def read(self, message):
        response = Response(message)
        got = [response.read_next() for _ in self.wants]
        if not same(self.wants, got):
            return f"differs: want {repr(self.wants)[:200]}, got {repr(got)[:200]}"
        left = response.length()
        return "ok" if left == 0 else f"differs: {left} bytes are left over"


def same(want, got):
    """Compares deeply: True is not 1, 0.0 is not -0.0, and NaN is NaN."""
    if type(want) is not type(got):
        return False
    if isinstance(want, float):
        return math.isnan(want) and math.isnan(got) or want == got and math.copysign(1, want) == math.copysign(1, got)
    if isinstance(want, list):
        return len(want) == len(got) and all(map(same, want, got))
    if isinstance(want, dict):
        return want.keys() == got.keys() and all(same(v, got[k]) for k, v in want.items())
    return want == got


def all_cases():
    cases = {}

    def many(name, wants, writes=None):
        cases[name] = Case(wants, wants if writes is None else writes)

    def one(name, want, write=None):
        many(name, [want], [want if write is None else write])

    scalars(one)
    texts(one)
    containers(one)
    objects(one)
    streams(many)
    return cases


def scalars(one):
    one("null", None)
    one("bool/true", True)
    one("bool/false", False)
    for i in [0, 1, -1, -16, -17, 47, 48, -2048, -2049, 2047, 2048, -262144, -262145, 262143, 262144, -(2**31), 2**31 - 1]:
        one(f"int/{i}", i)
    for i in [0, -8, -9, 15, 16, -2048, -2049, 2047, 2048, -262144, -262145, 262143, 262144, -(2**31), 2**31 - 1,
              -(2**31) - 1, 2**31, -(2**63), 2**63 - 1]:
        one(f"long/{i}", i)
    for name, value in {
        "zero": 0.0, "minusZero": -0.0, "one": 1.0, "minusOne": -1.0, "byteMin": -128.0, "byteMax": 127.0, "overByte": 128.0,
        "underByte": -129.0, "shortMin": -32768.0, "shortMax": 32767.0, "overShort": 32768.0, "underShort": -32769.0,
        "thousandth": 0.001, "tenth": 0.1, "quarters": 12.25, "notThousandths": 1.001, "thousandths": 65.536,
        "negativeThousandths": -2.5, "mostThousandths": 2147483.647, "overThousandths": 2147483.648, "pi": math.pi,
        "large": 1e300, "max": sys.float_info.max, "smallestNormal": sys.float_info.min, "subnormal": 5e-324,
        "infinity": math.inf, "minusInfinity": -math.inf, "nan": math.nan,
    }.items():
        one(f"double/{name}", value)


def texts(one):
    for n in [0, 1, 31, 32, 1023, 1024, 32767, 32768, 32769, 65536]:
        one(f"string/ascii{n}", "a" * n)
    one("string/latin", "naïve café")
    one("string/han", "中文")
    one("string/emoji", "\U0001F600 and \U0001F44D\U0001F3FD")
    one("string/control", "\x00\x01\n\x7f")
    one("string/noncharacters", "\ufffe\uffff\ud7ff\ue000")
    one("string/han31", "中" * 31)
    one("string/han32", "中" * 32)
    one("string/han40000", "中" * 40000)


def containers(one):
    one("array/int", [1, -1, -(2**31), 2**31 - 1])
    one("array/double", [0.0, 0.1, math.pi, -1e300])
    one("array/boolean", [True, False])
    one("array/string", ["a", "", "中"])
    for n in [7, 8, 1000]:
        one(f"array/int{n}", list(range(n)))
    one("array/intEmpty", [])
    one("list/strings", ["a", "b"])
    for n in [7, 8, 300]:
        one(f"list/of{n}", ["x"] * n)
    one("list/nested", [[1], [[2]], []])
    one("binary/15", bytes(range(15)))
    one("map/strings", {"a": "1", "b": "2"})
    one("map/nullValue", {"a": None, "b": "2"})
    one("map/integerKeys", {1: "a", -5: "b"})
    one("map/nested", {"a": {"b": {"c": 1}}})
    one("map/LinkedHashMap", {"b": 1, "a": 2})
    one("date/1", "1970-01-01T00:00:00.001000")


def objects(one):
    ann = {"name": "Ann", "age": 1}
    shared = person("Ann", 1)
    one("object/person", {"name": "Ann", "age": 30}, person("Ann", 30))
    one("object/nothing", {}, Object("shop.Nothing"))
    one("object/employee", {"name": "Ann", "age": 20, "company": "hark", "salary": 5},
        Object("shop.Employee", {"name": "Ann", "age": 20, "company": "hark", "salary": 5}))
    one("list/persons", [ann, {"name": "Bob", "age": 2}], [person("Ann", 1), person("Bob", 2)])
    one("enum/plain", {"name": "RED"}, color("RED"))
    one("enum/list", [{"name": "RED"}, {"name": "BLUE"}, {"name": "RED"}], [color("RED"), color("BLUE"), color("RED")])
    one("BigDecimal/1.50", 1.5, Object("java.math.BigDecimal", {"value": "1.50"}))
    one("ref/inList", [ann] * 4, [shared, shared, person("Ann", 1), shared])
    one("ref/sharedObject", {"left": ann, "right": ann}, Object("shop.Two", {"left": shared, "right": shared}))


def streams(many):
    many("stream/scalars", [1, "a", 2, 1.5, True, None])
    many("stream/classes",
         [{"name": "Ann", "age": 1}, {"name": "Bob", "age": 2}, {"sku": "apple", "count": 3, "price": 0.5}, {"name": "Cid", "age": 3}],
         [person("Ann", 1), person("Bob", 2),
          Object("shop.Item", {"sku": "apple", "count": 3, "price": Object("java.math.BigDecimal", {"value": "0.50"})}),
          person("Cid", 3)])


def person(name, age):
    return Object("shop.Person", {"name": name, "age": age})


def color(name):
    return Object("shop.Color", {"name": name})


def answer(cases, line):
    request, *words = line.split()
    if request == "list":
        return " ".join(cases)
    case = cases[words[0]]
    if request == "write":
        return case.write().hex()
    if request == "read":
        return case.read(bytes.fromhex(words[1]))
    if request == "self":
        return case.read(case.write())
    raise ValueError(f"no such request: {request}")


def main():
    cases = all_cases()
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    for line in sys.stdin:
        try:
            text = answer(cases, line)
        except Exception as e:
            text = f"error: {type(e).__name__}: {e}"
        print(text.replace("\r", " ").replace("\n", " "), flush=True)


if __name__ == "__main__":
    main()
