package hessian

import (
	"reflect"
	"slices"
	"unsafe"
)

// An Object is an object of a Java class for which the registry has no Go
// type. It keeps the fields in their order, and is written as it was read. It
// is used by its pointer, which is its identity.
type Object struct {
	Class  string
	Fields []Field
}

// A Field is a field of an Object or Throwable.
type Field struct {
	Name  string
	Value any
}

// Get returns the value of a field. Where a superclass has a field of the
// same name, it is the last one, as in Java.
func (o *Object) Get(name string) (value any, ok bool) { return lastField(o.Fields, name) }

func lastField(fields []Field, name string) (value any, ok bool) {
	for _, f := range slices.Backward(fields) {
		if f.Name == name {
			return f.Value, true
		}
	}
	return nil, false
}

// A List is a list of a Java type that has no counterpart among Go's slices,
// such as java.util.HashSet, or [java.lang.Integer, an array. It is used by
// its pointer.
type List struct {
	Type  string // "" for none
	Items []any
}

// A Map is a map of a Java type other than java.util's general ones, or one
// that a Go map cannot hold, with its entries in their order. It is used by
// its pointer.
type Map struct {
	Type    string // "" for none
	Entries []Entry
}

// An Entry is a key and a value of a Map.
type Entry struct{ Key, Value any }

func encodeObject(e *Encoder, p unsafe.Pointer) error {
	o := (*Object)(p)
	if err := e.enter(); err != nil {
		return err
	}
	at, err := e.dynamicClass(o.Class, nil, o.Fields)
	if err != nil {
		return err
	}
	e.objectHead(at)
	if err := e.fieldValues(o.Fields); err != nil {
		return err
	}
	e.depth--
	return nil
}

func (e *Encoder) fieldValues(fields []Field) error {
	for i := range fields {
		if err := e.any(fields[i].Value); err != nil {
			return within(e.located(err), step{name: fields[i].Name})
		}
	}
	return nil
}

func encodeList(e *Encoder, p unsafe.Pointer) error {
	l := (*List)(p)
	if l.Items == nil {
		return e.anyList(l.Type, []any{})
	}
	return e.anyList(l.Type, l.Items)
}

func encodeMap(e *Encoder, p unsafe.Pointer) error {
	m := (*Map)(p)
	if err := e.enter(); err != nil {
		return err
	}
	if err := e.mapHead(m.Type); err != nil {
		return err
	}
	for i := range m.Entries {
		err := e.any(m.Entries[i].Key)
		if err == nil {
			err = e.any(m.Entries[i].Value)
		}
		if err != nil {
			return within(e.located(err), step{index: i})
		}
	}
	e.depth--
	e.EndMap()
	return nil
}

// isKey tells whether a decoded value does as the key of a Go map: pointers
// would be found by nobody, and NaN not even by itself.
func isKey(v any) bool {
	switch v := v.(type) {
	case nil, string, int32, int64, bool:
		return true
	case float64:
		return v == v
	}
	switch t := reflect.TypeOf(v); t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Func, reflect.Interface, reflect.Struct:
		return t == timeType
	default:
		return reflect.ValueOf(v).Comparable()
	}
}
