package main

import "github.com/hark-rpc/hark/hessian"

type harkCodec struct{ registry *hessian.Registry }

func newHark() (harkCodec, error) {
	r := new(hessian.Registry)
	for _, sample := range []interface{ JavaClassName() string }{Person{}, Item{}, Order{}} {
		if err := r.Register(sample.JavaClassName(), sample); err != nil {
			return harkCodec{}, err
		}
	}
	return harkCodec{r}, nil
}

func (harkCodec) name() string { return "hark" }

func (c harkCodec) load(value any) (run, error) {
	switch v := value.(type) {
	case *Person:
		return harkRun(c.registry, v), nil
	case *Order:
		return harkRun(c.registry, v), nil
	case *[]*Person:
		return harkRun(c.registry, v), nil
	case *map[string]any:
		return harkRun(c.registry, v), nil
	case *string:
		return harkRun(c.registry, v), nil
	}
	return run{}, unknown(value)
}

func harkRun[T any](r *hessian.Registry, value *T) run {
	return run{
		encode: func(dst []byte) ([]byte, error) { return r.Append(dst[:0], value) },
		decode: func(data []byte) (any, error) {
			target := new(T)
			err := r.Decode(data, target)
			return target, err
		},
	}
}
