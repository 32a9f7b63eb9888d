package hessian_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/hark-rpc/hark/hessian"
)

// The Go types for the Java classes of package shop, as a user would write
// them.

type Person struct {
	Name string
	Age  int32
}

// A NullPerson tells a null name from an empty one.
type NullPerson struct {
	Name *string
	Age  int32
}

func (NullPerson) JavaClassName() string { return "shop.Person" }

// A MorePerson has a field that Java's class lacks.
type MorePerson struct {
	Name  string
	Age   int32
	Extra string
}

func (MorePerson) JavaClassName() string { return "shop.Person" }

// A FewerPerson lacks a field that Java's class has.
type FewerPerson struct{ Name string }

func (FewerPerson) JavaClassName() string { return "shop.Person" }

type Employee struct {
	Person
	Company string
	Salary  int64
}

// A PointerEmployee embeds its superclass by a pointer.
type PointerEmployee struct {
	*Person
	Company string
	Salary  int64
	Ignored string `hessian:"-"`
}

func (PointerEmployee) JavaClassName() string { return "shop.Employee" }

type Manager struct {
	Employee
	Staff []*Employee
}

type Shadow struct {
	Person
	Name string
}

type Scalars struct {
	Flag   bool
	Tiny   int8
	Small  int16
	Medium int32
	Large  int64
	Real   float64
	Letter string
	Text   string
	Date   time.Time
	Data   []byte
}

type Floats struct {
	Before int32
	Value  float32
	After  int32
}

type Boxes struct {
	Flag   *bool
	Tiny   *int8
	Small  *int16
	Medium *int32
	Large  *int64
	Single *float32
	Real   *float64
	Letter *string
	Text   *string
	Date   *time.Time
}

type Arrays struct {
	Flags   []bool
	Bytes   []byte
	Chars   *string
	Smalls  []int16
	Mediums []int32
	Larges  []int64
	Singles []float32
	Reals   []float64
	Texts   []*string
	Boxes   []*int32
	Persons []*Person
	Grid    [][]int32
	Objects []any
}

type Lists struct {
	List    []string
	Array   []string
	Linked  []string
	Any     []string
	Set     map[string]struct{}
	Sorted  []string
	Ordered []string
}

type Maps struct {
	Map        map[string]*string
	Hash       map[string]int32
	Linked     map[string]int64
	Sorted     map[string]float64
	Concurrent map[string]string
	Persons    map[int32]*Person
	Lists      map[string][]int32
	Maps       map[string]map[string]bool
}

type Shorts struct {
	List    []int16
	Set     map[int8]struct{}
	Map     map[string]int16
	Keys    map[int16]int8
	Singles []float32
	Larges  []int64
}

type Item struct {
	Sku   string
	Count int32
	Price hessian.Decimal
}

type Order struct {
	ID       int64
	Customer *Person
	Items    []*Item
	Notes    map[string]string
	Total    hessian.Decimal
	Created  time.Time
	Color    Color
}

type Page[T any] struct {
	Total int32
	Items []T
	First T
}

type Node struct {
	Name string
	Next *Node
}

type Tree struct {
	Name     string
	Parent   *Tree
	Children []*Tree
}

type Two struct{ Left, Right *Person }

type TwoLists struct{ Left, Right []string }

type TwoMaps struct{ Left, Right map[string]string }

type Empties struct {
	List    []string
	Set     map[string]struct{}
	Map     map[string]string
	Array   []int32
	Texts   []string
	Nothing *Nothing
	Left    *Person
	Right   *Person
}

type Nothing struct{}

type Any struct{ Value any }

// The Go types for fields of type Object whose tag says what they are there.
type (
	HashSetAny struct {
		Value map[string]struct{} `hessian:"value,class=java.util.HashSet"`
	}
	TreeSetAny struct {
		Value []string `hessian:"value,class=java.util.TreeSet"`
	}
	LinkedListAny struct {
		Value []string `hessian:"value,class=java.util.LinkedList"`
	}
	TreeMapAny struct {
		Value map[string]int32 `hessian:"value,class=java.util.TreeMap"`
	}
	ArrayAny struct {
		Value []*int32 `hessian:"value,class=[java.lang.Integer"`
	}
	InstantAny struct {
		Value time.Time `hessian:"value,class=java.time.Instant"`
	}
	TimestampAny struct {
		Value time.Time `hessian:"value,class=java.sql.Timestamp"`
	}
	BigDecimalAny struct {
		Value string `hessian:"value,class=java.math.BigDecimal"`
	}
	UUIDAny struct {
		Value string `hessian:"value,class=java.util.UUID"`
	}
)

func (HashSetAny) JavaClassName() string    { return "shop.Any" }
func (TreeSetAny) JavaClassName() string    { return "shop.Any" }
func (LinkedListAny) JavaClassName() string { return "shop.Any" }
func (TreeMapAny) JavaClassName() string    { return "shop.Any" }
func (ArrayAny) JavaClassName() string      { return "shop.Any" }
func (InstantAny) JavaClassName() string    { return "shop.Any" }
func (TimestampAny) JavaClassName() string  { return "shop.Any" }
func (BigDecimalAny) JavaClassName() string { return "shop.Any" }
func (UUIDAny) JavaClassName() string       { return "shop.Any" }

type Color string

// A Hue is Color as a number that knows its text.
type Hue uint8

var hues = []string{"RED", "GREEN", "BLUE"}

func (Hue) JavaClassName() string { return "shop.Color" }

func (h Hue) MarshalText() ([]byte, error) { return []byte(hues[h]), nil }

func (h *Hue) UnmarshalText(text []byte) error {
	i := slices.Index(hues, string(text))
	if i < 0 {
		return fmt.Errorf("no hue: %s", text)
	}
	*h = Hue(i)
	return nil
}

type Shape string

type Enums struct {
	Color   Color
	Again   Color
	Shape   Shape
	Array   []Color
	List    []Color
	Set     map[Color]struct{}
	EnumSet any
	Map     map[Color]string
}

type Numbers struct {
	Decimal       *hessian.Decimal
	Integer       *big.Int
	AtomicInteger any
	AtomicLong    any
	AtomicBoolean any
}

type Times struct {
	LocalDate      *hessian.LocalDate
	LocalTime      *hessian.LocalTime
	LocalDateTime  *hessian.LocalDateTime
	Instant        *hessian.Instant
	Duration       *hessian.Duration
	Period         *hessian.Period
	Year           *hessian.Year
	YearMonth      *hessian.YearMonth
	MonthDay       *hessian.MonthDay
	ZoneOffset     *hessian.ZoneOffset
	ZoneId         *hessian.ZoneID
	OffsetTime     *hessian.OffsetTime
	OffsetDateTime *hessian.OffsetDateTime
	ZonedDateTime  *hessian.ZonedDateTime
	DayOfWeek      DayOfWeek
	Month          Month
}

// TimeTimes is Times with the types of package time.
type TimeTimes struct {
	LocalDate      time.Time `hessian:"localDate,class=java.time.LocalDate"`
	LocalTime      time.Time `hessian:"localTime,class=java.time.LocalTime"`
	LocalDateTime  time.Time `hessian:"localDateTime,class=java.time.LocalDateTime"`
	Instant        time.Time `hessian:"instant,class=java.time.Instant"`
	Duration       time.Duration
	OffsetDateTime time.Time `hessian:"offsetDateTime,class=java.time.OffsetDateTime"`
	ZonedDateTime  time.Time `hessian:"zonedDateTime,class=java.time.ZonedDateTime"`
}

func (TimeTimes) JavaClassName() string { return "shop.Times" }

type DayOfWeek string

type Month string

// SqlTimes has one Go type for all five.
type SqlTimes struct {
	Before time.Time
	Day    time.Time `hessian:"day,class=java.sql.Date"`
	Time   time.Time `hessian:"time,class=java.sql.Time"`
	Stamp  time.Time `hessian:"stamp,class=java.sql.Timestamp"`
	After  time.Time
}

type Various struct {
	Uuid     *hessian.UUID
	Locale   *hessian.Locale
	Type     *hessian.Class
	Currency string `hessian:"currency,class=java.util.Currency"`
	Bits     any
	Calendar *hessian.Calendar
	Date     time.Time
}

// TextVarious is Various with strings.
type TextVarious struct {
	Uuid     string `hessian:"uuid,class=java.util.UUID"`
	Locale   string `hessian:"locale,class=java.util.Locale"`
	Type     string `hessian:"type,class=java.lang.Class"`
	Currency string `hessian:"currency,class=java.util.Currency"`
}

func (TextVarious) JavaClassName() string { return "shop.Various" }

type ShopException struct {
	hessian.Throwable
	Code    int32
	Details map[string]string
}

type Wide struct {
	F00 int32
	F01 string
	F02 int32
	F03 string
	F04 int32
	F05 string
	F06 int32
	F07 string
	F08 int32
	F09 string
	F10 int32
	F11 string
	F12 int32
	F13 string
	F14 int32
	F15 string
	F16 int32
	F17 string
	F18 int32
	F19 string
	F20 int32
	F21 string
	F22 int32
	F23 string
	F24 int32
	F25 string
	F26 int32
	F27 string
	F28 int32
	F29 string
	F30 int32
	F31 string
	F32 int32
	F33 string
	F34 int32
	F35 string
	F36 int32
	F37 string
	F38 int32
	F39 string
}

type Inner struct{ Part *InnerPart }

type InnerPart struct{ Number int32 }

type Outer struct{ Part *OuterPart }

// OuterPart is written with the reference to the object around it that Java's
// inner classes have.
type OuterPart struct {
	Outer  *Outer `hessian:"this$0"`
	Number int32
}

type Point struct {
	X, Y  int32
	Label string
}

type CamelCase struct {
	ID        int32 `hessian:"ID"`
	UserName  string
	URL       string `hessian:"URL"`
	SnakeCase string `hessian:"snake_case"`
	Größe     string
	IsOpen    bool
}

// newRegistry knows all classes of the shop.
func newRegistry(t *testing.T) *hessian.Registry {
	t.Helper()
	r := new(hessian.Registry)
	for class, sample := range map[string]any{
		"Any": Any{}, "Arrays": Arrays{}, "Boxes": Boxes{}, "CamelCase": CamelCase{}, "Color": Color(""), "Employee": Employee{},
		"Empties": Empties{}, "Enums": Enums{}, "Floats": Floats{}, "Inner": Inner{}, "Inner$Part": InnerPart{}, "Item": Item{},
		"Lists": Lists{}, "Manager": Manager{}, "Maps": Maps{}, "Node": Node{}, "Nothing": Nothing{}, "Numbers": Numbers{},
		"Order": Order{}, "Outer": Outer{}, "Outer$Part": OuterPart{}, "Point": Point{}, "Page": Page[*Person]{}, "Person": Person{}, "Scalars": Scalars{}, "Shadow": Shadow{}, "Shape": Shape(""),
		"ShopException": ShopException{}, "Shorts": Shorts{}, "SqlTimes": SqlTimes{}, "Times": Times{}, "Tree": Tree{}, "Two": Two{},
		"TwoLists": TwoLists{}, "TwoMaps": TwoMaps{}, "Various": Various{}, "Wide": Wide{},
	} {
		if err := r.Register("shop."+class, sample); err != nil {
			t.Fatal(err)
		}
	}
	for class, sample := range map[string]any{"java.time.DayOfWeek": DayOfWeek(""), "java.time.Month": Month("")} {
		if err := r.Register(class, sample); err != nil {
			t.Fatal(err)
		}
	}
	return r
}
