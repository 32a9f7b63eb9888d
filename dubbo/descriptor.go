package dubbo

import (
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"time"

	"github.com/hark-rpc/hark/hessian"
)

// A descriptor lists the types of a method's parameters as the JVM writes
// them, one after the other: I for int, [J for long[], Ljava/lang/String;.

// parameters returns how many types a descriptor lists.
func parameters(descriptor string) (n int, err error) {
	for rest := descriptor; rest != ""; n++ {
		size := typeLength(rest)
		if size == 0 {
			return 0, fmt.Errorf("%q is no list of Java types", descriptor)
		}
		rest = rest[size:]
	}
	return n, nil
}

// typeLength returns the length of the first type of a descriptor, or 0 if
// there is none.
func typeLength(descriptor string) int {
	dims := len(descriptor) - len(strings.TrimLeft(descriptor, "["))
	element := descriptor[dims:]
	switch {
	case element == "":
		return 0
	case strings.IndexByte("ZBCDFIJS", element[0]) >= 0:
		return dims + 1
	case element[0] != 'L':
		return 0
	}
	end := strings.IndexByte(element, ';')
	if end < 2 {
		return 0
	}
	return dims + end + 1
}

// describe returns the descriptor of a method that takes what the pointers
// point to, as it follows from the Go types.
func describe(reg *hessian.Registry, pointers []any) (string, error) {
	var b strings.Builder
	for i, p := range pointers {
		name, err := javaType(reg, reflect.TypeOf(p).Elem())
		if err != nil {
			return "", fmt.Errorf("parameter %d: %w", i+1, err)
		}
		b.WriteString(name)
	}
	return b.String(), nil
}

const setDescriptor = "set Descriptor to say which Java type is meant"

// javaType returns the Java type that a parameter of the Go type has unless
// somebody says otherwise.
func javaType(reg *hessian.Registry, t reflect.Type) (string, error) {
	if name := knownType(t); name != "" {
		return name, nil
	}
	if class := className(reg, t); class != "" {
		return "L" + strings.ReplaceAll(class, ".", "/") + ";", nil
	}
	if name := scalarType(t.Kind()); name != "" {
		return name, nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		if box := boxType(t.Elem().Kind()); box != "" && knownType(t.Elem()) == "" {
			return box, nil
		}
		return javaType(reg, t.Elem())
	case reflect.Slice, reflect.Array:
		return "Ljava/util/List;", nil
	case reflect.Map:
		if t.Elem() == reflect.TypeFor[struct{}]() {
			return "Ljava/util/Set;", nil
		}
		return "Ljava/util/Map;", nil
	case reflect.Interface:
		return "Ljava/lang/Object;", nil
	case reflect.Struct:
		return "", fmt.Errorf("%v has no Java class: give it a method JavaClassName or register it", t)
	}
	return "", fmt.Errorf("%v stands for no Java type in particular: use int32 or int64, or %s", t, setDescriptor)
}

// scalarType returns Java's primitive type, or String. Go's int, and what has
// no sign, are left out on purpose: Java tells int from long, and the wrong one
// of the two is a method that does not exist.
func scalarType(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "Z"
	case reflect.Int8:
		return "B"
	case reflect.Int16:
		return "S"
	case reflect.Int32:
		return "I"
	case reflect.Int64:
		return "J"
	case reflect.Float32:
		return "F"
	case reflect.Float64:
		return "D"
	case reflect.String:
		return "Ljava/lang/String;"
	}
	return ""
}

// boxType returns the class whose null a nil pointer to a scalar is.
func boxType(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "Ljava/lang/Boolean;"
	case reflect.Int8:
		return "Ljava/lang/Byte;"
	case reflect.Int16:
		return "Ljava/lang/Short;"
	case reflect.Int32:
		return "Ljava/lang/Integer;"
	case reflect.Int64:
		return "Ljava/lang/Long;"
	case reflect.Float32:
		return "Ljava/lang/Float;"
	case reflect.Float64:
		return "Ljava/lang/Double;"
	}
	return ""
}

// knownType returns the type of what package hessian has a Go type for.
func knownType(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[time.Time]():
		return "Ljava/util/Date;"
	case reflect.TypeFor[time.Duration]():
		return "Ljava/time/Duration;"
	case reflect.TypeFor[[]byte]():
		return "[B"
	case reflect.TypeFor[hessian.Char]():
		return "C"
	case reflect.TypeFor[hessian.Class]():
		return "Ljava/lang/Class;"
	case reflect.TypeFor[hessian.Decimal]():
		return "Ljava/math/BigDecimal;"
	case reflect.TypeFor[big.Int]():
		return "Ljava/math/BigInteger;"
	case reflect.TypeFor[hessian.Locale]():
		return "Ljava/util/Locale;"
	case reflect.TypeFor[hessian.UUID]():
		return "Ljava/util/UUID;"
	case reflect.TypeFor[hessian.Calendar]():
		return "Ljava/util/Calendar;"
	case reflect.TypeFor[hessian.SQLDate]():
		return "Ljava/sql/Date;"
	case reflect.TypeFor[hessian.SQLTime]():
		return "Ljava/sql/Time;"
	case reflect.TypeFor[hessian.SQLTimestamp]():
		return "Ljava/sql/Timestamp;"
	case reflect.TypeFor[hessian.ZoneID]():
		return "Ljava/time/ZoneId;"
	case reflect.TypeFor[hessian.Throwable]():
		return "Ljava/lang/Throwable;"
	case reflect.TypeFor[hessian.Object](), reflect.TypeFor[hessian.List](), reflect.TypeFor[hessian.Map]():
		return "Ljava/lang/Object;"
	case reflect.TypeFor[hessian.Duration](), reflect.TypeFor[hessian.Instant](), reflect.TypeFor[hessian.LocalDate](),
		reflect.TypeFor[hessian.LocalDateTime](), reflect.TypeFor[hessian.LocalTime](), reflect.TypeFor[hessian.MonthDay](),
		reflect.TypeFor[hessian.OffsetDateTime](), reflect.TypeFor[hessian.OffsetTime](), reflect.TypeFor[hessian.Period](),
		reflect.TypeFor[hessian.Year](), reflect.TypeFor[hessian.YearMonth](), reflect.TypeFor[hessian.ZoneOffset](),
		reflect.TypeFor[hessian.ZonedDateTime]():
		return "Ljava/time/" + t.Name() + ";"
	}
	return ""
}

// className returns the Java class that the registry, or a method of the type
// itself, has for t, or "". The registry has no other way to say so than to
// encode a value.
func className(reg *hessian.Registry, t reflect.Type) string {
	if t.PkgPath() == "" || t.Kind() == reflect.Interface {
		return ""
	}
	message, err := reg.Append(nil, reflect.New(t).Interface())
	if err != nil {
		return declaredName(t)
	}
	token, err := hessian.NewDecoder(reg, message).Token()
	if err != nil || token.Kind != hessian.KindObject {
		return ""
	}
	return token.Type
}

// declaredName is for a type that has no zero value on the wire.
func declaredName(t reflect.Type) string {
	namer, ok := reflect.TypeAssert[hessian.JavaClassNamer](reflect.New(t))
	if !ok {
		return ""
	}
	return namer.JavaClassName()
}
