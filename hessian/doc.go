// Package hessian encodes and decodes Hessian 2, the serialization of Java
// Dubbo, as Java's own hessian-lite reads and writes it. It stands alone: it
// knows nothing of RPC and needs only the standard library.
//
//	type Person struct {
//		ID   int32
//		Name string
//	}
//
//	func (Person) JavaClassName() string { return "com.example.Person" }
//
//	var reg hessian.Registry
//	data, err := reg.Append(nil, &Person{1, "Charles"})
//	var p *Person
//	err = reg.Decode(data, &p)
//
// A [Registry] holds what is known of types and classes. [Encoder] and
// [Decoder] handle several values of one message; the Decoder also goes token
// by token, and skips.
//
// # Go to Java
//
//	bool                                 boolean
//	int8, int16, int32, uint8, uint16    int
//	int, int64, uint32, uint, uint64     long; over its range an error
//	float32, float64                     double
//	string                               String; invalid UTF-8 is an error
//	[]byte, [n]byte                      byte[]
//	time.Time                            java.util.Date, in ms; zero is null
//	time.Duration                        java.time.Duration
//	*big.Int                             java.math.BigInteger
//	[]T, [n]T                            a list that any of Java's lists, sets and arrays can be read from
//	map[K]V                              a map; map[K]struct{} is a set
//	struct                               an object of its class
//	string type, or type with text methods, of a class    an enum constant, or a class of text
//	nil pointer, slice, map, interface   null
//	error                                *Throwable, or a struct that embeds Throwable
//
// The class of a type is the one it is registered for, else what its method
// JavaClassName returns. A type whose kind is string, or that implements
// [encoding.TextMarshaler] and [encoding.TextUnmarshaler] and is no struct, is
// an enum if it has a class. The types of this package stand for more of
// Java's: [Decimal], [UUID], [Locale], [Class], [Char], those of java.time such
// as [LocalDateTime], and [SQLTimestamp] and its like.
//
// A slice inside an interface, or given to Encode, is written as the array
// that it is in Java, []int32 as int[] and []Person as Person[], and []any as
// a list: where Java declares an Object, that is what it gets.
//
// Fields are matched by name: what the tag says, as in `hessian:"name"`, else
// the field's name in Java's way, so that UserID is userId. Decoding also
// accepts names that differ in letter case only. The tag "-" leaves a field
// out. The option class= chooses the class that a value is written as:
//
//	When  time.Time `hessian:"when,class=java.time.LocalDateTime"`
//	Price Amount    `hessian:",class=java.math.BigDecimal"` // a TextMarshaler
//	Names []string  `hessian:",class=java.util.LinkedList"`
//
// and the option null writes an empty string as null. An embedded struct is a
// superclass: its fields are fields of the object.
//
// Pointers and maps that are met twice are written as references, so that
// shared and circular structures arrive as they are. Slices are not.
//
// # Java to Go
//
// A target takes what it can hold without loss. Beside equals:
//
//	into             is read
//	integer          long, int, a double without fraction, true as 1; out of range is an error, but
//	                 a byte may be given with or without a sign
//	float            int, long, double, true as 1
//	bool             numbers, 0 as false
//	string           numbers and booleans as Java writes them; an enum's name and other text
//	struct           an object of any class, and a map, by the names; what it has no field for is skipped
//	map              an object, by its fields' names
//	slice, set       any list, and java.util.EnumSet
//	time.Time        the classes of java.sql and java.time that are a time; what has no zone is in time.Local
//	pointer          null as nil, else what it points to
//	anything         null as zero
//
// Strings are not read as numbers, nor numbers as dates. A mismatch is a
// [*TypeError], which names both types, in an [*Error], which says where.
//
// An interface gets nil, bool, int32, int64, float64, string, []byte,
// time.Time in UTC, []any, []int32 and its like for arrays of numbers,
// []string, map[string]any, or map[any]any where a key is no string, a pointer
// to the type that is registered for the class, or a value of it if it is an
// enum. What Go has no type for comes as *[Object], *[List], *[Map] or
// *[Throwable], complete and in order, and is written as it came.
package hessian
