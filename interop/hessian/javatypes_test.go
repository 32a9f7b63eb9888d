package hessian_test

import (
	"math/big"
	"time"

	"github.com/hark-rpc/hark/hessian"
)

func numberCases() []testCase {
	cases := []testCase{
		one("BigDecimal/list", []hessian.Decimal{"1.5", "2.50"}).as([]any{hessian.Decimal("1.5"), hessian.Decimal("2.50")}),
		one("AtomicInteger", atomic("AtomicInteger", int32(5))),
		one("AtomicLong", atomic("AtomicLong", int64(5))),
		one("AtomicBoolean", atomic("AtomicBoolean", int32(1))),
		one("Numbers", &Numbers{
			Decimal: ptr(hessian.Decimal("1.50")), Integer: integer("-18446744073709551617"), AtomicInteger: atomic("AtomicInteger", int32(1)),
			AtomicLong: atomic("AtomicLong", int64(2)), AtomicBoolean: atomic("AtomicBoolean", int32(1)),
		}),
		one("NumbersOfNulls", &Numbers{}),
	}
	for _, s := range []string{"0", "1.50", "-0.001", "123456789012345678901234567890.123", "1E+10", "1E-20"} {
		cases = append(cases, one("BigDecimal/"+s, hessian.Decimal(s)))
	}
	for _, s := range []string{"0", "1", "-1", "255", "4294967296", "-18446744073709551617", "340282366920938463463374607431768211455"} {
		cases = append(cases, one("BigInteger/"+s, integer(s)))
	}
	return cases
}

func atomic(class string, value any) *hessian.Object {
	return object("java.util.concurrent.atomic."+class, "value", value)
}

func integer(s string) *big.Int {
	i, _ := new(big.Int).SetString(s, 10)
	return i
}

func timeCases() []testCase {
	date := hessian.LocalDate{Year: 2024, Month: 2, Day: 29}
	clock := hessian.LocalTime{Hour: 13, Minute: 14, Second: 15, Nano: 16}
	summer := hessian.LocalDateTime{Date: hessian.LocalDate{Year: 2024, Month: 7, Day: 1}, Time: clock}
	two := hessian.ZoneOffset{Seconds: 7200}
	offset := &hessian.OffsetDateTime{DateTime: hessian.LocalDateTime{Date: date, Time: clock}, Offset: two}
	zoned := &hessian.ZonedDateTime{DateTime: summer, Offset: two, ZoneID: "Europe/Paris"}
	fine := hessian.LocalTime{Hour: 13, Minute: 14, Second: 15, Nano: 123456789}
	return append(append(sqlTimeCases(), ofJavaTypes()...),
		one("LocalDate", &date),
		one("LocalTime", &fine),
		one("LocalTime/midnight", &hessian.LocalTime{}),
		one("LocalDateTime", &hessian.LocalDateTime{Date: date, Time: fine}),
		one("Instant", &hessian.Instant{Seconds: 1234567890, Nanos: 123456789}),
		one("Instant/before1970", &hessian.Instant{Seconds: -1, Nanos: 999999999}),
		one("Duration", &hessian.Duration{Seconds: 90, Nanos: 5}),
		one("Duration/negative", &hessian.Duration{Seconds: -2, Nanos: 500_000_000}),
		one("Period", &hessian.Period{Years: 1, Months: -2, Days: 3}),
		one("Year", &hessian.Year{Year: 2024}),
		one("YearMonth", &hessian.YearMonth{Year: 2024, Month: 2}),
		one("MonthDay", &hessian.MonthDay{Month: 2, Day: 29}),
		one("ZoneOffset", &hessian.ZoneOffset{Seconds: 19800}),
		one("ZoneOffset/negative", &hessian.ZoneOffset{Seconds: -28800}),
		one("ZoneId", &hessian.ZoneID{ID: "Europe/Paris"}),
		one("OffsetTime", &hessian.OffsetTime{Time: clock, Offset: two}),
		one("OffsetDateTime", offset),
		one("ZonedDateTime", zoned),
		one("ZonedDateTime/offset", &hessian.ZonedDateTime{DateTime: summer, Offset: two, ZoneID: "+02:00"}),
		one("DayOfWeek", DayOfWeek("FRIDAY")),
		one("Month", Month("FEBRUARY")),
		one("Times", &Times{
			LocalDate: &date, LocalTime: &clock, LocalDateTime: &hessian.LocalDateTime{Date: date, Time: clock}, Instant: &hessian.Instant{Seconds: 1, Nanos: 2},
			Duration: &hessian.Duration{Seconds: 90, Nanos: 5}, Period: &hessian.Period{Years: 1, Months: 2, Days: 3},
			Year: &hessian.Year{Year: 2024}, YearMonth: &hessian.YearMonth{Year: 2024, Month: 2}, MonthDay: &hessian.MonthDay{Month: 2, Day: 29},
			ZoneOffset: &hessian.ZoneOffset{Seconds: 7200}, ZoneId: &hessian.ZoneID{ID: "Europe/Paris"},
			OffsetTime: &hessian.OffsetTime{Time: clock, Offset: two}, OffsetDateTime: offset, ZonedDateTime: zoned,
			DayOfWeek: "FRIDAY", Month: "FEBRUARY",
		}),
		timesAsTime(),
		one("TimesOfNulls", &Times{}),
		one("TimesInList", []any{&hessian.LocalDate{Year: 2024, Month: 1, Day: 1}, &hessian.LocalDate{Year: 2024, Month: 1, Day: 2}, &hessian.Instant{}}),
	)
}

// timesAsTime has values of time.Time. What has no zone in Java is local in Go.
func timesAsTime() testCase {
	east, paris := time.FixedZone("", 7200), time.FixedZone("Europe/Paris", 7200)
	clock := hessian.LocalTime{Hour: 13, Minute: 14, Second: 15, Nano: 16}
	date := hessian.LocalDate{Year: 2024, Month: 2, Day: 29}
	two := hessian.ZoneOffset{Seconds: 7200}
	return one("TimesAsTime", &TimeTimes{
		LocalDate:      time.Date(2024, 2, 29, 0, 0, 0, 0, time.Local),
		LocalTime:      time.Date(1970, 1, 1, 13, 14, 15, 16, time.Local),
		LocalDateTime:  time.Date(2024, 2, 29, 13, 14, 15, 16, time.Local),
		Instant:        time.Unix(1, 2),
		Duration:       90*time.Second + 5,
		OffsetDateTime: time.Date(2024, 2, 29, 13, 14, 15, 16, east),
		ZonedDateTime:  time.Date(2024, 7, 1, 13, 14, 15, 16, paris),
	}).as(&Times{
		LocalDate: &date, LocalTime: &clock, LocalDateTime: &hessian.LocalDateTime{Date: date, Time: clock},
		Instant: &hessian.Instant{Seconds: 1, Nanos: 2}, Duration: &hessian.Duration{Seconds: 90, Nanos: 5},
		OffsetDateTime: &hessian.OffsetDateTime{DateTime: hessian.LocalDateTime{Date: date, Time: clock}, Offset: two},
		ZonedDateTime: &hessian.ZonedDateTime{
			DateTime: hessian.LocalDateTime{Date: hessian.LocalDate{Year: 2024, Month: 7, Day: 1}, Time: clock}, Offset: two, ZoneID: "Europe/Paris",
		},
	})
}

// ofJavaTypes are arrays and lists of these classes. Where Java declares Object,
// the name of the array's class counts: those of which a slice has none are
// written as a List that has it.
func ofJavaTypes() []testCase {
	day, next := hessian.LocalDate{Year: 2024, Month: 2, Day: 29}, hessian.LocalDate{Year: 2024, Month: 3, Day: 1}
	uuid := hessian.UUID{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10}
	var cases []testCase
	for _, c := range []struct {
		name, class string
		slice       any
		items       []any
		unnamed     bool
	}{
		{"LocalDate", "[java.time.LocalDate", []*hessian.LocalDate{&day, &next}, []any{&day, &next}, false},
		{"Instant", "[java.time.Instant", []*hessian.Instant{{}, nil}, []any{&hessian.Instant{}, nil}, false},
		{"BigDecimal", "[java.math.BigDecimal", []hessian.Decimal{"1.50", ""}, []any{hessian.Decimal("1.50"), nil}, false},
		{"BigInteger", "[java.math.BigInteger", []*big.Int{big.NewInt(10), nil}, []any{big.NewInt(10), nil}, true},
		{"UUID", "[java.util.UUID", []*hessian.UUID{&uuid, nil}, []any{uuid, nil}, true},
		{"Class", "[java.lang.Class", []hessian.Class{"java.lang.String", ""}, []any{hessian.Class("java.lang.String"), nil}, false},
		{"Locale", "[java.util.Locale", []hessian.Locale{"en", ""}, []any{hessian.Locale("en"), nil}, false},
		{"Timestamp", "[java.sql.Timestamp", []*hessian.SQLTimestamp{{Value: millis(1)}, nil}, []any{&hessian.SQLTimestamp{Value: millis(1)}, nil}, false},
		{"Map", "[java.util.Map", []map[string]int32{{"a": 1}, nil}, []any{map[string]any{"a": int32(1)}, nil}, true},
		{"List", "[java.util.List", [][]string{{"a"}, nil}, []any{[]any{"a"}, nil}, true},
	} {
		inObject := one("arrayOf/"+c.name+"InObject", c.slice).as(typedList(c.class, c.items...))
		if c.unnamed {
			inObject = one(inObject.name, inObject.anys[0])
		}
		list := one("listOf/"+c.name, c.slice).as(c.items)
		if c.name == "LocalDate" {
			for _, s := range []step{alone, written, returned, returnedUnknown} {
				inObject = inObject.but("lite40", s, "got [Ljava.lang.Object", "4.0 reads an array of LocalDate as one of Object")
			}
		}
		cases = append(cases, inObject, list, one("arrayOf/"+c.name, c.slice).as(typedList(c.class, c.items...)))
	}
	return cases
}

func sqlTimeCases() []testCase {
	return []testCase{
		one("sql/Date", &hessian.SQLDate{Value: millis(1234567890123)}),
		one("sql/Time", &hessian.SQLTime{Value: millis(45_000_123)}),
		one("sql/Timestamp", &hessian.SQLTimestamp{Value: millis(1234567890123)}),
		one("sql/fields", &SqlTimes{Before: millis(1), Day: millis(2), Time: millis(3), Stamp: millis(4), After: millis(5)}),
		one("sql/fieldsOfNulls", &SqlTimes{}),
		one("sql/list", []any{&hessian.SQLTimestamp{Value: millis(1)}, &hessian.SQLTimestamp{Value: millis(2)}, &hessian.SQLDate{Value: millis(3)}}),
	}
}

func variousCases() []testCase {
	uuid := hessian.UUID{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10}
	ann := &Person{"Ann", 1}
	const uncounted = "3.2 reads a UUID without counting it among the references"
	return []testCase{
		one("UUID", uuid),
		one("UUIDThenReference", []any{uuid, ann, ann}).
			but("lite32", alone, "IndexOutOfBounds", uncounted).
			but("lite32", written, "IndexOutOfBounds", uncounted).
			but("lite32", returned, "IndexOutOfBounds", uncounted).
			but("lite32", returnedUnknown, "IndexOutOfBounds", uncounted),
		one("Locale/zh_CN", hessian.Locale("zh_CN")),
		one("Locale/en", hessian.Locale("en")),
		one("Class/String", hessian.Class("java.lang.String")),
		one("Class/int", hessian.Class("int")),
		one("Class/Person", hessian.Class("shop.Person")),
		one("Class/array", hessian.Class("[I")),
		one("Currency", object("java.util.Currency", "currencyCode", "EUR")),
		one("BitSet", object("com.alibaba.com.caucho.hessian.io.BitSetHandle", "words", []int64{2, 64})),
		one("Calendar", &hessian.Calendar{Date: millis(1234567890123)}),
		one("various", &Various{
			Uuid: &uuid, Locale: ptr(hessian.Locale("zh_CN")), Type: ptr(hessian.Class("java.lang.String")), Currency: "EUR",
			Bits: object("com.alibaba.com.caucho.hessian.io.BitSetHandle", "words", []int64{2}), Calendar: &hessian.Calendar{Date: millis(1234567890123)},
			Date: millis(5),
		}),
		one("variousAsText", &TextVarious{uuid.String(), "zh_CN", "java.lang.String", "EUR"}).as(&Various{
			Uuid: &uuid, Locale: ptr(hessian.Locale("zh_CN")), Type: ptr(hessian.Class("java.lang.String")), Currency: "EUR",
		}),
		one("URI", object("java.net.URI", "string", "http://example.com/a")).
			but("lite32", alone, "want java.net.URI", "3.2 fills in the text without parsing it").
			but("lite32", written, "want java.net.URI", "the same").
			but("lite32", returned, "want java.net.URI", "the same").
			but("lite32", returnedUnknown, "want java.net.URI", "the same"),
		one("File", object("java.io.File", "value", "/tmp/a")),
		one("variousOfNulls", &Various{}),
	}
}

func exceptionCases() []testCase {
	twice, ann := exception("java.lang.RuntimeException", "a"), &Person{"Ann", 1}
	suppressed := exception("java.io.IOException", "main")
	suppressed.Suppressed = []error{exception("java.io.IOException", "first"), exception("java.lang.IllegalArgumentException", "second")}
	bare := exception("java.lang.RuntimeException", "broken")
	bare.StackTrace = []hessian.StackTraceElement{}
	return []testCase{
		one("exception/runtime", exception("java.lang.RuntimeException", "broken")),
		one("exception/noMessage", exception("java.lang.IllegalStateException", "")),
		one("exception/noStack", bare),
		one("exception/cause", causedBy(exception("java.io.IOException", "outer"), exception("java.util.concurrent.TimeoutException", "inner"))),
		one("exception/causes", causedBy(exception("java.lang.RuntimeException", "a"),
			causedBy(exception("java.io.IOException", "b"), shopException("c", 3, nil)))),
		one("exception/suppressed", suppressed),
		one("exception/own", shopException("closed", 42, nil)),
		one("exception/ownCause", shopException("closed", 42, exception("java.lang.RuntimeException", "key lost"))),
		one("exception/fieldCalledName", soldOut("none left", "apple")),
		one("exception/error", exception("java.lang.AssertionError", "wrong")),
		one("exception/inField", &Any{exception("java.lang.RuntimeException", "broken")}),
		one("exception/inList", []any{exception("java.lang.RuntimeException", "a"), exception("java.lang.RuntimeException", "b")}),
		one("exception/twice", []any{twice, twice}),
		one("exception/thenReference", []any{soldOut("none", "pear"), ann, ann}),
		one("exception/stackElement", &frames()[0]),
	}
}

func frames() []hessian.StackTraceElement {
	return []hessian.StackTraceElement{
		{DeclaringClass: "shop.Counter", MethodName: "sell", FileName: "Counter.java", LineNumber: 42},
		{DeclaringClass: "shop.Door", MethodName: "open", LineNumber: -2},
	}
}

func exception(class, message string) *hessian.Throwable {
	return &hessian.Throwable{Class: class, Message: message, StackTrace: frames(), Suppressed: []error{}}
}

func causedBy(outer *hessian.Throwable, cause error) *hessian.Throwable {
	outer.Cause = cause
	return outer
}

func shopException(message string, code int32, cause error) *ShopException {
	e := &ShopException{Throwable: *exception("shop.ShopException", message), Code: code, Details: map[string]string{"shop": "north"}}
	e.Cause = cause
	return e
}

// soldOut is an exception of a class that is not registered.
func soldOut(message, name string) *hessian.Throwable {
	e := exception("shop.SoldOutException", message)
	e.Fields = []hessian.Field{{Name: "name", Value: name}, {Name: "details", Value: map[string]any{"shop": "north"}}, {Name: "code", Value: int32(7)}}
	return e
}
