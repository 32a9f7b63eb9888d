package hessian

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
	"unsafe"
)

// The Java classes that have a form of their own. Those of java.time travel
// in classes of hessian-lite's, here called handles, whose field names are
// fixed and whose order is free.

const handles = "com.alibaba.com.caucho.hessian.io."

// builtinTypes has the Go types of Java classes; a registration comes first.
var builtinTypes = map[string]reflect.Type{
	"java.math.BigDecimal":                 reflect.TypeFor[Decimal](),
	"java.math.BigInteger":                 reflect.TypeFor[bigInteger](),
	"java.util.UUID":                       reflect.TypeFor[UUID](),
	"java.lang.Class":                      reflect.TypeFor[Class](),
	"java.lang.StackTraceElement":          reflect.TypeFor[StackTraceElement](),
	"java.sql.Date":                        reflect.TypeFor[SQLDate](),
	"java.sql.Time":                        reflect.TypeFor[SQLTime](),
	"java.sql.Timestamp":                   reflect.TypeFor[SQLTimestamp](),
	handles + "LocaleHandle":               reflect.TypeFor[Locale](),
	handles + "CalendarHandle":             reflect.TypeFor[Calendar](),
	handles + "java8.InstantHandle":        reflect.TypeFor[Instant](),
	handles + "java8.DurationHandle":       reflect.TypeFor[Duration](),
	handles + "java8.PeriodHandle":         reflect.TypeFor[Period](),
	handles + "java8.LocalDateHandle":      reflect.TypeFor[LocalDate](),
	handles + "java8.LocalTimeHandle":      reflect.TypeFor[LocalTime](),
	handles + "java8.LocalDateTimeHandle":  reflect.TypeFor[LocalDateTime](),
	handles + "java8.OffsetTimeHandle":     reflect.TypeFor[OffsetTime](),
	handles + "java8.OffsetDateTimeHandle": reflect.TypeFor[OffsetDateTime](),
	handles + "java8.ZonedDateTimeHandle":  reflect.TypeFor[ZonedDateTime](),
	handles + "java8.ZoneOffsetHandle":     reflect.TypeFor[ZoneOffset](),
	handles + "java8.ZoneIdHandle":         reflect.TypeFor[ZoneID](),
	handles + "java8.YearHandle":           reflect.TypeFor[Year](),
	handles + "java8.YearMonthHandle":      reflect.TypeFor[YearMonth](),
	handles + "java8.MonthDayHandle":       reflect.TypeFor[MonthDay](),
}

// builtinNames is builtinTypes the other way.
var builtinNames = inverted(builtinTypes)

func inverted(m map[string]reflect.Type) map[reflect.Type]string {
	names := make(map[reflect.Type]string, len(m))
	for class, typ := range m {
		names[typ] = class
	}
	return names
}

// textFields has the field of the classes whose value is a text, other than
// enums, whose field is name.
var textFields = map[string]string{
	"java.math.BigDecimal":         "value",
	"java.util.UUID":               "value",
	"java.lang.Class":              "name",
	"java.util.Currency":           "currencyCode",
	"java.io.File":                 "value",
	handles + "LocaleHandle":       "value",
	handles + "java8.ZoneIdHandle": "zoneId",
}

// valueFields has the field of further classes that wrap one value.
var valueFields = map[string]string{
	"java.util.concurrent.atomic.AtomicInteger": "value",
	"java.util.concurrent.atomic.AtomicLong":    "value",
	"java.util.concurrent.atomic.AtomicBoolean": "value",
	handles + "EnumSetHandler":                  "objects",
	handles + "BitSetHandle":                    "words",
	handles + "java8.YearHandle":                "year",
}

// javaLists are the lists of java.util for which a []any does as well.
var javaLists = setOf("java.util.ArrayList", "java.util.LinkedList", "java.util.Vector", "java.util.Stack",
	"java.util.AbstractList$SubList", "java.util.ArrayList$SubList", "java.util.Arrays$ArrayList",
	"java.util.Collections$EmptyList", "java.util.Collections$SingletonList", "java.util.Collections$CopiesList",
	"java.util.Collections$SynchronizedList", "java.util.Collections$SynchronizedRandomAccessList",
	"java.util.Collections$UnmodifiableList", "java.util.Collections$UnmodifiableRandomAccessList",
	"java.util.ImmutableCollections$List12", "java.util.ImmutableCollections$ListN",
	"java.util.RandomAccessSubList", "java.util.SubList", "java.util.concurrent.CopyOnWriteArrayList")

// javaMaps are the maps of java.util for which a Go map does as well.
var javaMaps = setOf("java.util.HashMap", "java.util.LinkedHashMap", "java.util.TreeMap", "java.util.Hashtable",
	"java.util.Properties", "java.util.IdentityHashMap", "java.util.WeakHashMap",
	"java.util.Collections$EmptyMap", "java.util.Collections$SingletonMap",
	"java.util.Collections$SynchronizedMap", "java.util.Collections$UnmodifiableMap",
	"java.util.ImmutableCollections$Map1", "java.util.ImmutableCollections$MapN",
	"java.util.concurrent.ConcurrentHashMap", "java.util.concurrent.ConcurrentSkipListMap")

func setOf(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// timeClasses are the classes that a tag can have a time.Time written as, and
// how.
var timeClasses = map[string]func(time.Time) any{
	"java.sql.Date":            func(t time.Time) any { return &SQLDate{t} },
	"java.sql.Time":            func(t time.Time) any { return &SQLTime{t} },
	"java.sql.Timestamp":       func(t time.Time) any { return &SQLTimestamp{t} },
	"java.time.Instant":        func(t time.Time) any { v := InstantOf(t); return &v },
	"java.time.LocalDate":      func(t time.Time) any { v := LocalDateOf(t); return &v },
	"java.time.LocalTime":      func(t time.Time) any { v := LocalTimeOf(t); return &v },
	"java.time.LocalDateTime":  func(t time.Time) any { v := LocalDateTimeOf(t); return &v },
	"java.time.OffsetDateTime": func(t time.Time) any { v := OffsetDateTimeOf(t); return &v },
	"java.time.ZonedDateTime":  func(t time.Time) any { v := ZonedDateTimeOf(t); return &v },
}

var (
	throwableType = reflect.TypeFor[Throwable]()
	durationType  = reflect.TypeFor[time.Duration]()
	stringAnyType = reflect.TypeFor[map[string]any]()
)

// customFor returns how a type of which this package knows more than its kind
// is encoded and decoded, or nil.
func customFor(typ reflect.Type, class string) *custom {
	switch {
	case typ == timeType && timeClasses[class] != nil:
		as := timeClasses[class]
		return &custom{list: "[" + class, from: timeFrom, encode: func(e *Encoder, p unsafe.Pointer) error {
			if t := (*time.Time)(p); !t.IsZero() {
				return e.any(as(*t))
			}
			e.Null()
			return nil
		}}
	case class != "" && wireClass(class) != builtinNames[typ]:
		return nil
	}
	switch typ {
	case durationType:
		return &custom{list: "[java.time.Duration", encode: encodeDuration, from: durationFrom}
	case reflect.TypeFor[big.Int]():
		return &custom{list: "[java.math.BigInteger", encode: encodeBigInt, from: bigIntFrom, identity: true}
	case reflect.TypeFor[Char]():
		return &custom{encode: encodeChar, from: charFrom}
	case reflect.TypeFor[Object]():
		return &custom{encode: encodeObject, decode: decodeObject, identity: true}
	case reflect.TypeFor[List]():
		return &custom{encode: encodeList, decode: decodeList, identity: true}
	case reflect.TypeFor[Map]():
		return &custom{encode: encodeMap, decode: decodeMap, identity: true}
	case throwableType:
		return &custom{encode: encodeThrowable, decode: decodeThrowable, identity: true}
	}
	return nil
}

// Decimal is a java.math.BigDecimal in its decimal text, such as 1.50 or
// 2E+7. Empty is null.
type Decimal string

// Rat returns the exact value.
func (d Decimal) Rat() (*big.Rat, error) {
	if !decimalText.MatchString(string(d)) {
		return nil, fmt.Errorf("hessian: %q is no decimal number", string(d))
	}
	if _, exp, ok := strings.Cut(strings.ToLower(string(d)), "e"); ok {
		if n, err := strconv.Atoi(exp); err != nil || n > maxExponent || n < -maxExponent {
			return nil, fmt.Errorf("hessian: the exponent of %q is too large to write out", string(d))
		}
	}
	r, ok := new(big.Rat).SetString(string(d))
	if !ok {
		return nil, fmt.Errorf("hessian: %q is no decimal number", string(d))
	}
	return r, nil
}

// maxExponent keeps a short text from becoming a number of gigabytes.
const maxExponent = 10_000

var decimalText = regexp.MustCompile(`^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,10})?$`)

// checkText refuses a text that Java's class would refuse.
func checkText(class, s string) error {
	if class == "java.math.BigDecimal" && !decimalText.MatchString(s) {
		return fmt.Errorf("%q is no decimal number", s)
	}
	return nil
}

// UUID is a java.util.UUID.
type UUID [16]byte

// String returns the usual form, in lower case.
func (u UUID) String() string {
	h := hex.EncodeToString(u[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// MarshalText implements [encoding.TextMarshaler].
func (u UUID) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (u *UUID) UnmarshalText(text []byte) error {
	s := string(text)
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		b, err := hex.DecodeString(s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:])
		if err == nil {
			copy(u[:], b)
			return nil
		}
	}
	return fmt.Errorf("hessian: %q is no UUID", s)
}

// Locale is a java.util.Locale, such as zh_CN. Empty is null.
type Locale string

// Class is a java.lang.Class, by its name: java.lang.String, int, [I. Empty
// is null.
type Class string

// Char is a Java char, a UTF-16 unit. A field that is a string does for most
// uses.
type Char uint16

func encodeChar(e *Encoder, p unsafe.Pointer) error {
	u := uint16(*(*Char)(p))
	e.buf = append(e.buf, 1)
	switch {
	case u < 0x80:
		e.buf = append(e.buf, byte(u))
	case u < 0x800:
		e.buf = append(e.buf, 0xc0|byte(u>>6), 0x80|byte(u)&0x3f)
	default:
		e.buf = appendUnit(e.buf, u)
	}
	return nil
}

// charFrom takes the first unit of a text, and a number as its text, as Java
// does.
func charFrom(p unsafe.Pointer, v any) bool {
	var s string
	switch v := v.(type) {
	case string:
		s = v
	case int32, int64:
		s = fmt.Sprint(v)
	default:
		return false
	}
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case size == 0:
		r = 0
	case r >= 0x10000:
		r = 0xd800 | (r-0x10000)>>10
	}
	*(*Char)(p) = Char(r)
	return true
}

// bigInteger is what a java.math.BigInteger is made of.
type bigInteger struct {
	Signum int32
	Mag    []int32 // big-endian
}

func encodeBigInt(e *Encoder, p unsafe.Pointer) error {
	i := (*big.Int)(p)
	b := i.Bytes()
	w := &bigInteger{int32(i.Sign()), make([]int32, (len(b)+3)/4)}
	for at := range b { // from the last byte on
		n := uint32(b[len(b)-1-at]) << (8 * (at % 4))
		w.Mag[len(w.Mag)-1-at/4] |= int32(n)
	}
	return e.any(w)
}

// value makes a big.Int of it.
func (w *bigInteger) value() (any, error) {
	b := make([]byte, 0, 4*len(w.Mag))
	for _, n := range w.Mag {
		b = append(b, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	i := new(big.Int).SetBytes(b)
	switch {
	case w.Signum < 0:
		i.Neg(i)
	case w.Signum == 0 && i.Sign() != 0:
		return nil, errors.New("a BigInteger of sign 0 that is not 0")
	}
	return i, nil
}

func bigIntFrom(p unsafe.Pointer, v any) bool {
	i := (*big.Int)(p)
	switch v := v.(type) {
	case *big.Int:
		i.Set(v)
	case int32:
		i.SetInt64(int64(v))
	case int64:
		i.SetInt64(v)
	default:
		return false
	}
	return true
}

// SQLDate is a java.sql.Date.
type SQLDate struct {
	Value time.Time `hessian:"value"`
}

// SQLTime is a java.sql.Time.
type SQLTime struct {
	Value time.Time `hessian:"value"`
}

// SQLTimestamp is a java.sql.Timestamp. It travels in milliseconds.
type SQLTimestamp struct {
	Value time.Time `hessian:"value"`
}

// Calendar is a java.util.Calendar.
type Calendar struct {
	Date time.Time
	Type Class // the kind of calendar
}

// Instant is a java.time.Instant.
type Instant struct {
	Seconds int64 // since 1970 UTC
	Nanos   int32
}

// InstantOf is t as an Instant.
func InstantOf(t time.Time) Instant { return Instant{t.Unix(), int32(t.Nanosecond())} }

// Time is the instant in UTC.
func (i Instant) Time() time.Time { return time.Unix(i.Seconds, int64(i.Nanos)).UTC() }

// Duration is a java.time.Duration, which can be longer than a time.Duration.
type Duration struct {
	Seconds int64
	Nanos   int32 // from 0 to 999999999, also of a negative duration
}

// DurationOf is d as a Duration.
func DurationOf(d time.Duration) Duration {
	s, n := int64(d/time.Second), int32(d%time.Second)
	if n < 0 {
		s, n = s-1, n+int32(time.Second)
	}
	return Duration{s, n}
}

// Duration is d as a time.Duration, and whether it is in range.
func (d Duration) Duration() (time.Duration, bool) {
	v := time.Duration(d.Seconds)*time.Second + time.Duration(d.Nanos)
	return v, DurationOf(v) == d
}

func encodeDuration(e *Encoder, p unsafe.Pointer) error {
	d := DurationOf(*(*time.Duration)(p))
	return e.any(&d)
}

func durationFrom(p unsafe.Pointer, v any) bool {
	d, ok := v.(*Duration)
	if ok {
		*(*time.Duration)(p), ok = d.Duration()
	}
	return ok
}

// Period is a java.time.Period.
type Period struct{ Years, Months, Days int32 }

// LocalDate is a java.time.LocalDate.
type LocalDate struct{ Year, Month, Day int32 }

// LocalDateOf is the date of t where t is.
func LocalDateOf(t time.Time) LocalDate {
	y, m, d := t.Date()
	return LocalDate{int32(y), int32(m), int32(d)}
}

// In is the beginning of the day in loc.
func (d LocalDate) In(loc *time.Location) time.Time {
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, loc)
}

// LocalTime is a java.time.LocalTime.
type LocalTime struct{ Hour, Minute, Second, Nano int32 }

// LocalTimeOf is the time of day of t where t is.
func LocalTimeOf(t time.Time) LocalTime {
	h, m, s := t.Clock()
	return LocalTime{int32(h), int32(m), int32(s), int32(t.Nanosecond())}
}

// LocalDateTime is a java.time.LocalDateTime.
type LocalDateTime struct {
	Date LocalDate
	Time LocalTime
}

// LocalDateTimeOf is what calendar and clock say at t where t is.
func LocalDateTimeOf(t time.Time) LocalDateTime {
	return LocalDateTime{LocalDateOf(t), LocalTimeOf(t)}
}

// In is when calendar and clock in loc say so.
func (d LocalDateTime) In(loc *time.Location) time.Time {
	return time.Date(int(d.Date.Year), time.Month(d.Date.Month), int(d.Date.Day),
		int(d.Time.Hour), int(d.Time.Minute), int(d.Time.Second), int(d.Time.Nano), loc)
}

// ZoneOffset is a java.time.ZoneOffset.
type ZoneOffset struct{ Seconds int32 }

// location is the offset as a place without a name, or with one.
func (z ZoneOffset) location(name string) *time.Location {
	if z.Seconds == 0 && (name == "" || name == "Z" || name == "UTC") {
		return time.UTC
	}
	return time.FixedZone(name, int(z.Seconds))
}

// ZoneID is a java.time.ZoneId, such as Asia/Shanghai.
type ZoneID struct {
	ID string `hessian:"zoneId"`
}

// OffsetTime is a java.time.OffsetTime.
type OffsetTime struct {
	Time   LocalTime  `hessian:"localTime"`
	Offset ZoneOffset `hessian:"zoneOffset"`
}

// OffsetDateTime is a java.time.OffsetDateTime.
type OffsetDateTime struct {
	DateTime LocalDateTime
	Offset   ZoneOffset
}

// OffsetDateTimeOf is t with its offset.
func OffsetDateTimeOf(t time.Time) OffsetDateTime {
	_, offset := t.Zone()
	return OffsetDateTime{LocalDateTimeOf(t), ZoneOffset{int32(offset)}}
}

// Time is the time in a zone of that offset.
func (d OffsetDateTime) Time() time.Time { return d.DateTime.In(d.Offset.location("")) }

// ZonedDateTime is a java.time.ZonedDateTime.
type ZonedDateTime struct {
	DateTime LocalDateTime
	Offset   ZoneOffset
	ZoneID   string `hessian:"zoneId"`
}

// ZonedDateTimeOf is t with its offset and, where its location has a name
// that Java knows, that name; else with the offset as the zone.
func ZonedDateTimeOf(t time.Time) ZonedDateTime {
	name, offset := t.Location().String(), OffsetDateTimeOf(t)
	if !strings.Contains(name, "/") && name != "UTC" { // Java knows few abbreviations
		name = offsetName(int(offset.Offset.Seconds))
	}
	return ZonedDateTime{offset.DateTime, offset.Offset, name}
}

// offsetName is what Java calls an offset: Z or +08:00.
func offsetName(seconds int) string {
	if seconds == 0 {
		return "Z"
	}
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	name := fmt.Sprintf("%c%02d:%02d", sign, seconds/3600, seconds/60%60)
	if s := seconds % 60; s != 0 {
		name += fmt.Sprintf(":%02d", s)
	}
	return name
}

// Time is the time, in a location that has the zone's name and that one
// offset.
func (d ZonedDateTime) Time() time.Time { return d.DateTime.In(d.Offset.location(d.ZoneID)) }

// Year is a java.time.Year.
type Year struct{ Year int32 }

// YearMonth is a java.time.YearMonth.
type YearMonth struct{ Year, Month int32 }

// MonthDay is a java.time.MonthDay.
type MonthDay struct{ Month, Day int32 }

// timeFrom makes a time.Time of the classes that have a date or a time. What
// has no zone is taken to be in time.Local.
func timeFrom(p unsafe.Pointer, v any) bool {
	t := (*time.Time)(p)
	switch v := v.(type) {
	case time.Time:
		*t = v
	case *SQLDate:
		*t = v.Value
	case *SQLTime:
		*t = v.Value
	case *SQLTimestamp:
		*t = v.Value
	case *Calendar:
		*t = v.Date
	case *Instant:
		*t = v.Time()
	case *LocalDate:
		*t = v.In(time.Local)
	case *LocalTime:
		*t = LocalDateTime{LocalDate{1970, 1, 1}, *v}.In(time.Local)
	case *LocalDateTime:
		*t = v.In(time.Local)
	case *OffsetDateTime:
		*t = v.Time()
	case *ZonedDateTime:
		*t = v.Time()
	default:
		return false
	}
	return true
}
