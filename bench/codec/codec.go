package main

import (
	"bytes"
	"fmt"
	"reflect"
)

// A codec is one library, set up as its documentation advises.
type codec interface {
	// name is the row of the table.
	name() string

	// load prepares a workload's value: a *Person, *Order, *[]*Person,
	// *map[string]any or *string. What a codec has to do once, such as
	// copying the value into its own messages, it does here.
	load(value any) (run, error)
}

// codecs returns the rows of the table; the first is the one whose targets
// -check looks at, and protobuf the one that ratios are taken to.
func codecs() ([]codec, error) {
	hark, err := newHark()
	if err != nil {
		return nil, err
	}
	dubbo, err := newDubbo(false)
	if err != nil {
		return nil, err
	}
	pooled, err := newDubbo(true)
	if err != nil {
		return nil, err
	}
	return []codec{hark, protobufCodec{}, msgpackCodec{}, jsonCodec{}, dubbo, pooled}, nil
}

// A run is one codec at work on one value. It keeps buffers and is not for
// concurrent use.
type run struct {
	// encode encodes the value, into dst[:0] where the codec can.
	encode func(dst []byte) ([]byte, error)

	// decode decodes into a fresh target and returns that. It is nil where
	// the codec cannot do it as the row says.
	decode func(data []byte) (any, error)

	// plain turns decode's result into the workload's own Go type; nil if it
	// is that already. It is for check alone.
	plain func(any) (any, error)

	// loose says that the codec does not keep the widths of numbers in an
	// interface, so that check compares them as doubles.
	loose bool
}

// check encodes and decodes, and compares the result with value, so that
// nobody is measured on wrong results. The result must outlive the encoded
// bytes and the next call of decode. It returns the encoded value.
func (r run) check(value any) ([]byte, error) {
	data, err := r.encode(nil)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	data = bytes.Clone(data)
	if r.decode == nil {
		return data, nil
	}
	input := bytes.Clone(data)
	got, err := r.decode(input)
	clear(input)
	if err == nil {
		_, err = r.decode(data)
	}
	if err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	if r.plain != nil {
		if got, err = r.plain(got); err != nil {
			return nil, err
		}
	}
	if r.loose {
		got, value = widen(got), widen(value)
	}
	if !reflect.DeepEqual(got, value) {
		return nil, fmt.Errorf("decoded %.200s, want %.200s", show(got), show(value))
	}
	return data, nil
}

// widen makes every number inside maps and lists of any a float64.
func widen(v any) any {
	switch v := v.(type) {
	case *map[string]any:
		m := widenMap(*v)
		return &m
	case map[string]any:
		return widenMap(v)
	case []any:
		list := make([]any, len(v))
		for i, value := range v {
			list[i] = widen(value)
		}
		return list
	case int32:
		return float64(v)
	case int64:
		return float64(v)
	}
	return v
}

func widenMap(v map[string]any) map[string]any {
	m := make(map[string]any, len(v))
	for key, value := range v {
		m[key] = widen(value)
	}
	return m
}

// show prints what a pointer points to, for messages.
func show(v any) string {
	if p := reflect.ValueOf(v); p.Kind() == reflect.Pointer && !p.IsNil() {
		v = p.Elem().Interface()
	}
	return fmt.Sprintf("%T %+v", v, v)
}

// unknown is load's error for a value of a type that it has no case for.
func unknown(value any) error {
	return fmt.Errorf("no case for %T", value)
}
