package main

import (
	"bytes"

	"github.com/vmihailenco/msgpack/v5"
)

type msgpackCodec struct{}

func (msgpackCodec) name() string { return "msgpack" }

func (msgpackCodec) load(value any) (run, error) {
	switch v := value.(type) {
	case *Person:
		return msgpackRun(v), nil
	case *Order:
		return msgpackRun(v), nil
	case *[]*Person:
		return msgpackRun(v), nil
	case *map[string]any:
		return msgpackRun(v), nil
	case *string:
		return msgpackRun(v), nil
	}
	return run{}, unknown(value)
}

// msgpackRun keeps one Encoder on one buffer. Decoders are pooled by Unmarshal.
func msgpackRun[T any](value *T) run {
	var buf bytes.Buffer
	enc := msgpack.NewEncoder(&buf)
	return run{
		encode: func([]byte) ([]byte, error) {
			buf.Reset()
			err := enc.Encode(value)
			return buf.Bytes(), err
		},
		decode: func(data []byte) (any, error) {
			target := new(T)
			err := msgpack.Unmarshal(data, target)
			return target, err
		},
	}
}
