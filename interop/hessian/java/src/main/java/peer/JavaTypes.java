package peer;

import static peer.Cases.list;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import shop.Numbers;
import shop.Person;
import shop.SqlTimes;
import shop.Times;
import shop.Various;

/** Classes of the JDK that the codecs write as objects. */
final class JavaTypes {
    private static final UUID UUID_1 = UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210");
    private final Cases cases;

    JavaTypes(Cases cases) {
        this.cases = cases;
    }

    void add() {
        numbers();
        names();
        times();
        sqlTimes();
        various();
        arrays();
    }

    /** Arrays and lists of these classes, declared as such and not at all. */
    private void arrays() {
        LocalDate day = LocalDate.of(2024, 2, 29);
        each("LocalDate", LocalDate[].class, () -> new LocalDate[] {day, day.plusDays(1)});
        each("Instant", Instant[].class, () -> new Instant[] {Instant.EPOCH, null});
        each("BigDecimal", BigDecimal[].class, () -> new BigDecimal[] {new BigDecimal("1.50"), null});
        each("BigInteger", BigInteger[].class, () -> new BigInteger[] {BigInteger.TEN, null});
        each("UUID", UUID[].class, () -> new UUID[] {UUID_1, null});
        each("Class", Class[].class, () -> new Class<?>[] {String.class, null});
        each("Locale", Locale[].class, () -> new Locale[] {Locale.ENGLISH, null});
        each("Timestamp", java.sql.Timestamp[].class, () -> new java.sql.Timestamp[] {new java.sql.Timestamp(1), null});
        each("Map", java.util.Map[].class, () -> new java.util.Map<?, ?>[] {Cases.fill(new java.util.HashMap<>(), "a", 1), null});
        each("List", List[].class, () -> new List<?>[] {list("a"), null});
    }

    private void each(String name, Class<?> array, ArrayValue value) {
        cases.one("arrayOf/" + name, value::get, array);
        cases.one("arrayOf/" + name + "InObject", value::get, Object.class);
        cases.one("listOf/" + name, () -> list(value.get()), List.class);
    }

    private interface ArrayValue {
        Object[] get();
    }

    private void numbers() {
        for (String s : new String[] {"0", "1.50", "-0.001", "123456789012345678901234567890.123", "1E+10", "1E-20"}) {
            cases.one("BigDecimal/" + s, () -> new BigDecimal(s), BigDecimal.class);
        }
        for (String s : new String[] {"0", "1", "-1", "255", "4294967296", "-18446744073709551617", "340282366920938463463374607431768211455"}) {
            cases.one("BigInteger/" + s, () -> new BigInteger(s), BigInteger.class);
        }
        cases.one("BigDecimal/list", () -> list(new BigDecimal("1.5"), new BigDecimal("2.50")), List.class);
        cases.one("AtomicInteger", () -> new AtomicInteger(5), AtomicInteger.class);
        cases.one("AtomicLong", () -> new AtomicLong(5), AtomicLong.class);
        cases.one("AtomicBoolean", () -> new AtomicBoolean(true), AtomicBoolean.class);
        cases.one("Numbers", () -> {
            Numbers n = new Numbers();
            n.decimal = new BigDecimal("1.50");
            n.integer = new BigInteger("-18446744073709551617");
            n.atomicInteger = new AtomicInteger(1);
            n.atomicLong = new AtomicLong(2);
            n.atomicBoolean = new AtomicBoolean(true);
            return n;
        }, Numbers.class);
        cases.one("NumbersOfNulls", Numbers::new, Numbers.class);
    }

    private void names() {
        cases.one("UUID", () -> UUID_1, UUID.class);
        cases.one("UUIDThenReference", () -> {
            Person person = new Person("Ann", 1);
            return list(UUID_1, person, person);
        }, List.class);
        cases.one("Locale/zh_CN", () -> Locale.SIMPLIFIED_CHINESE, Locale.class);
        cases.one("Locale/en", () -> Locale.ENGLISH, Locale.class);
        cases.one("Class/String", () -> String.class, Class.class);
        cases.one("Class/int", () -> int.class, Class.class);
        cases.one("Class/Person", () -> Person.class, Class.class);
        cases.one("Class/array", () -> int[].class, Class.class);
        cases.one("Currency", () -> Currency.getInstance("EUR"), Currency.class);
        cases.one("BitSet", () -> {
            BitSet bits = new BitSet();
            bits.set(1);
            bits.set(70);
            return bits;
        }, BitSet.class);
        cases.one("Calendar", JavaTypes::calendar, Calendar.class);
    }

    private void times() {
        cases.one("LocalDate", () -> LocalDate.of(2024, 2, 29), LocalDate.class);
        cases.one("LocalTime", () -> LocalTime.of(13, 14, 15, 123456789), LocalTime.class);
        cases.one("LocalTime/midnight", () -> LocalTime.MIDNIGHT, LocalTime.class);
        cases.one("LocalDateTime", () -> LocalDateTime.of(2024, 2, 29, 13, 14, 15, 123456789), LocalDateTime.class);
        cases.one("Instant", () -> Instant.ofEpochSecond(1234567890, 123456789), Instant.class);
        cases.one("Instant/before1970", () -> Instant.ofEpochSecond(-1, 999999999), Instant.class);
        cases.one("Duration", () -> Duration.ofSeconds(90, 5), Duration.class);
        cases.one("Duration/negative", () -> Duration.ofMillis(-1500), Duration.class);
        cases.one("Period", () -> Period.of(1, -2, 3), Period.class);
        cases.one("Year", () -> Year.of(2024), Year.class);
        cases.one("YearMonth", () -> YearMonth.of(2024, 2), YearMonth.class);
        cases.one("MonthDay", () -> MonthDay.of(2, 29), MonthDay.class);
        cases.one("ZoneOffset", () -> ZoneOffset.ofHoursMinutes(5, 30), ZoneOffset.class);
        cases.one("ZoneOffset/negative", () -> ZoneOffset.ofHours(-8), ZoneOffset.class);
        cases.one("ZoneId", () -> ZoneId.of("Europe/Paris"), ZoneId.class);
        cases.one("OffsetTime", () -> OffsetTime.of(13, 14, 15, 16, ZoneOffset.ofHours(2)), OffsetTime.class);
        cases.one("OffsetDateTime", () -> OffsetDateTime.of(2024, 2, 29, 13, 14, 15, 16, ZoneOffset.ofHours(2)), OffsetDateTime.class);
        cases.one("ZonedDateTime", () -> ZonedDateTime.of(2024, 7, 1, 13, 14, 15, 16, ZoneId.of("Europe/Paris")), ZonedDateTime.class);
        cases.one("ZonedDateTime/offset", () -> ZonedDateTime.of(2024, 7, 1, 13, 14, 15, 16, ZoneOffset.ofHours(2)), ZonedDateTime.class);
        cases.one("DayOfWeek", () -> DayOfWeek.FRIDAY, DayOfWeek.class);
        cases.one("Month", () -> Month.FEBRUARY, Month.class);
        cases.one("Times", JavaTypes::allTimes, Times.class);
        cases.one("TimesAsTime", JavaTypes::someTimes, Times.class);
        cases.one("TimesOfNulls", Times::new, Times.class);
        cases.one("TimesInList", () -> list(LocalDate.of(2024, 1, 1), LocalDate.of(2024, 1, 2), Instant.EPOCH), List.class);
    }

    private void sqlTimes() {
        cases.one("sql/Date", () -> new java.sql.Date(1234567890123L), java.sql.Date.class);
        cases.one("sql/Time", () -> new java.sql.Time(45_000_123L), java.sql.Time.class);
        cases.one("sql/Timestamp", () -> new java.sql.Timestamp(1234567890123L), java.sql.Timestamp.class);
        cases.one("sql/fields", () -> {
            SqlTimes s = new SqlTimes();
            s.before = new Date(1);
            s.day = new java.sql.Date(2);
            s.time = new java.sql.Time(3);
            s.stamp = new java.sql.Timestamp(4);
            s.after = new Date(5);
            return s;
        }, SqlTimes.class);
        cases.one("sql/fieldsOfNulls", SqlTimes::new, SqlTimes.class);
        cases.one("sql/list", () -> list(new java.sql.Timestamp(1), new java.sql.Timestamp(2), new java.sql.Date(3)), List.class);
    }

    private void various() {
        cases.one("various", () -> {
            Various v = new Various();
            v.uuid = UUID_1;
            v.locale = Locale.SIMPLIFIED_CHINESE;
            v.type = String.class;
            v.currency = Currency.getInstance("EUR");
            v.bits = new BitSet();
            v.bits.set(1);
            v.calendar = calendar();
            v.date = new Date(5);
            return v;
        }, Various.class);
        cases.one("variousAsText", () -> {
            Various v = new Various();
            v.uuid = UUID_1;
            v.locale = Locale.SIMPLIFIED_CHINESE;
            v.type = String.class;
            v.currency = Currency.getInstance("EUR");
            return v;
        }, Various.class);
        cases.one("URI", () -> java.net.URI.create("http://example.com/a"), java.net.URI.class);
        cases.one("File", () -> new java.io.File("/tmp/a"), java.io.File.class);
        cases.one("variousOfNulls", Various::new, Various.class);
    }

    private static Calendar calendar() {
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
        calendar.setTimeInMillis(1234567890123L);
        return calendar;
    }

    private static Object someTimes() {
        Times t = new Times();
        t.localDate = LocalDate.of(2024, 2, 29);
        t.localTime = LocalTime.of(13, 14, 15, 16);
        t.localDateTime = LocalDateTime.of(2024, 2, 29, 13, 14, 15, 16);
        t.instant = Instant.ofEpochSecond(1, 2);
        t.duration = Duration.ofSeconds(90, 5);
        t.offsetDateTime = OffsetDateTime.of(2024, 2, 29, 13, 14, 15, 16, ZoneOffset.ofHours(2));
        t.zonedDateTime = ZonedDateTime.of(2024, 7, 1, 13, 14, 15, 16, ZoneId.of("Europe/Paris"));
        return t;
    }

    private static Object allTimes() {
        Times t = new Times();
        t.localDate = LocalDate.of(2024, 2, 29);
        t.localTime = LocalTime.of(13, 14, 15, 16);
        t.localDateTime = LocalDateTime.of(2024, 2, 29, 13, 14, 15, 16);
        t.instant = Instant.ofEpochSecond(1, 2);
        t.duration = Duration.ofSeconds(90, 5);
        t.period = Period.of(1, 2, 3);
        t.year = Year.of(2024);
        t.yearMonth = YearMonth.of(2024, 2);
        t.monthDay = MonthDay.of(2, 29);
        t.zoneOffset = ZoneOffset.ofHours(2);
        t.zoneId = ZoneId.of("Europe/Paris");
        t.offsetTime = OffsetTime.of(13, 14, 15, 16, ZoneOffset.ofHours(2));
        t.offsetDateTime = OffsetDateTime.of(2024, 2, 29, 13, 14, 15, 16, ZoneOffset.ofHours(2));
        t.zonedDateTime = ZonedDateTime.of(2024, 7, 1, 13, 14, 15, 16, ZoneId.of("Europe/Paris"));
        t.dayOfWeek = DayOfWeek.FRIDAY;
        t.month = Month.FEBRUARY;
        return t;
    }
}
