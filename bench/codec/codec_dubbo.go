package main

import (
	"fmt"

	dubbo "github.com/apache/dubbo-go-hessian2"
)

// A dubboCodec is dubbo-go-hessian2, with a new Encoder and Decoder for each
// value, or with one of each that is reset (pooled).
type dubboCodec struct{ pooled bool }

// newDubbo registers the classes in dubbo-go-hessian2's one registry, which
// takes the same class again without complaint.
func newDubbo(pooled bool) (dubboCodec, error) {
	for _, sample := range []dubbo.POJO{&Person{}, &Item{}, &Order{}} {
		if dubbo.RegisterPOJO(sample) < 0 {
			return dubboCodec{}, fmt.Errorf("dubbo-go-hessian2: cannot register %s", sample.JavaClassName())
		}
	}
	return dubboCodec{pooled}, nil
}

func (c dubboCodec) name() string {
	if c.pooled {
		return "dubbo-go-hessian2, reset"
	}
	return "dubbo-go-hessian2"
}

func (c dubboCodec) load(value any) (run, error) {
	switch v := value.(type) {
	case *Person:
		return c.run(v, nil, true), nil
	case *Order:
		return c.run(v, nil, false), nil
	case *[]*Person:
		return c.run(*v, dubboPeople, false), nil
	case *map[string]any:
		return c.run(*v, dubboMap, false), nil
	case *string:
		return c.run(*v, dubboString, true), nil
	}
	return run{}, unknown(value)
}

// run leaves decode out of the reset row where resettable is false: Reset does
// not forget the lists of earlier messages (v1.13.2), so that each message
// takes longer than the one before and may overwrite earlier results.
func (c dubboCodec) run(value any, plain func(any) (any, error), resettable bool) run {
	r := run{encode: dubboEncode(value), decode: dubboDecode, plain: plain}
	if c.pooled {
		r.encode, r.decode = dubboEncodeReset(value), nil
		if resettable {
			r.decode = dubboDecodeReset()
		}
	}
	return r
}

func dubboEncode(value any) func([]byte) ([]byte, error) {
	return func([]byte) ([]byte, error) {
		e := dubbo.NewEncoder()
		err := e.Encode(value)
		return e.Buffer(), err
	}
}

func dubboEncodeReset(value any) func([]byte) ([]byte, error) {
	e := dubbo.NewEncoder()
	return func([]byte) ([]byte, error) {
		e.ReuseBufferClean()
		err := e.Encode(value)
		return e.Buffer(), err
	}
}

func dubboDecode(data []byte) (any, error) {
	return dubbo.NewDecoder(data).Decode()
}

func dubboDecodeReset() func([]byte) (any, error) {
	d := dubbo.NewCheapDecoderWithSkip(nil)
	return func(data []byte) (any, error) {
		return d.Reset(data).Decode()
	}
}

func dubboPeople(v any) (any, error) {
	people, ok := v.([]*Person)
	if !ok {
		return nil, fmt.Errorf("decoded a %T, want []*Person", v)
	}
	return &people, nil
}

func dubboString(v any) (any, error) {
	s, ok := v.(string)
	if !ok {
		return nil, fmt.Errorf("decoded a %T, want string", v)
	}
	return &s, nil
}

func dubboMap(v any) (any, error) {
	entries, ok := v.(map[any]any)
	if !ok {
		return nil, fmt.Errorf("decoded a %T, want map[any]any", v)
	}
	m := make(map[string]any, len(entries))
	for key, value := range entries {
		s, ok := key.(string)
		if !ok {
			return nil, fmt.Errorf("decoded a key of type %T, want string", key)
		}
		m[s] = value
	}
	return &m, nil
}
