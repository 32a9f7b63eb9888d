package main

import (
	"bytes"
	"encoding/json"
)

type jsonCodec struct{}

func (jsonCodec) name() string { return "encoding/json" }

func (jsonCodec) load(value any) (run, error) {
	switch v := value.(type) {
	case *Person:
		return jsonRun(v), nil
	case *Order:
		return jsonRun(v), nil
	case *[]*Person:
		return jsonRun(v), nil
	case *map[string]any:
		return jsonRun(v), nil
	case *string:
		return jsonRun(v), nil
	}
	return run{}, unknown(value)
}

// jsonRun keeps one Encoder on one buffer, encoding/json's way to reuse memory.
func jsonRun[T any](value *T) run {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	return run{
		encode: func([]byte) ([]byte, error) {
			buf.Reset()
			err := enc.Encode(value)
			return buf.Bytes(), err
		},
		decode: func(data []byte) (any, error) {
			target := new(T)
			err := json.Unmarshal(data, target)
			return target, err
		},
		loose: true,
	}
}
