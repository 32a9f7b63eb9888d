package hessian

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"
)

// A Registry says which Go type stands for which Java class, and holds what
// has been worked out about the types in use. Its zero value is ready: a
// struct that has a method JavaClassName needs no registration to be encoded,
// or to be decoded into; registering it lets the class be found where the
// target is an interface.
//
// A Registry may be used by several goroutines at once, Register included. It
// must not be copied. Two registries know nothing of each other: one Go type
// may have another class in each.
type Registry struct {
	// Limits bounds what a message may ask for. Set it before the first use.
	Limits Limits
	// Strict makes a class that nobody registered an error where the target
	// is an interface; otherwise its objects come as *Object. Set it before
	// the first use.
	Strict bool

	mu      sync.Mutex
	classes map[string]reflect.Type // what was registered, both ways
	names   map[reflect.Type]string
	plans   map[planKey]*plan // all that were built

	throwable *object

	byWord atomic.Pointer[map[unsafe.Pointer]*plan] // of types, by their word in an interface
	gen    atomic.Uint32                            // counts the registrations
	defs   cache[class]                             // by the bytes of the definition
	types  cache[string]                            // names of types

	encoders, decoders sync.Pool
}

// Limits bounds what decoding one message may cost. A zero field means the
// default. Besides, memory is bounded by the message's size; see [Decoder].
type Limits struct {
	Depth       int // values inside each other, encoding too; 512
	Message     int // bytes of a message; math.MaxInt32
	Definitions int // class definitions in a message; 4096
	Fields      int // fields of a class; 1024
	References  int // lists, maps and objects in a message; math.MaxInt32
}

// JavaClassNamer is what a type has that knows its Java class. The method is
// called on a zero value, so the name may not depend on the value.
type JavaClassNamer interface {
	JavaClassName() string
}

func orDefault(n, def int) int {
	if n <= 0 {
		return def
	}
	return n
}

func (l Limits) withDefaults() Limits {
	return Limits{
		Depth:       orDefault(l.Depth, 512),
		Message:     orDefault(l.Message, math.MaxInt32),
		Definitions: orDefault(l.Definitions, 4096),
		Fields:      orDefault(l.Fields, 1024),
		References:  orDefault(l.References, math.MaxInt32),
	}
}

// Register makes the type of sample stand for the Java class: where an object
// of the class is decoded into an interface, it becomes a pointer to a new
// value of that type, and values of the type are written as that class, in
// place of what their method JavaClassName says. sample is a value of a struct
// type or of a scalar type that stands for an enum, or a pointer to one; only
// its type matters.
//
// Registering a class or a type a second time with another partner is an
// error, and changes nothing.
func (r *Registry) Register(class string, sample any) error {
	typ := reflect.TypeOf(sample)
	if typ != nil && typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if class == "" || typ == nil {
		return fmt.Errorf("hessian: register %q for %v: a class and a value of its Go type are needed", class, typ)
	}
	if !mayHaveClass(typ) {
		return fmt.Errorf("hessian: register %q: %v is neither a struct, nor a type of its own that is a string or has text methods", class, typ)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if had := r.classes[class]; had != nil && had != typ {
		return fmt.Errorf("hessian: register %q for %v: it is registered for %v", class, typ, had)
	}
	if had := r.names[typ]; had != "" && had != class {
		return fmt.Errorf("hessian: register %q for %v: the type is registered for %q", class, typ, had)
	}
	if r.classes == nil {
		r.classes, r.names = map[string]reflect.Type{}, map[reflect.Type]string{}
	}
	r.classes[class], r.names[typ] = typ, class
	r.plans = nil // what was worked out may no longer hold
	r.byWord.Store(nil)
	r.gen.Add(1)
	return nil
}

// mayHaveClass tells whether objects of a class can become values of typ.
func mayHaveClass(typ reflect.Type) bool {
	switch {
	case typ == timeType || customFor(typ, "") != nil:
		return false // they have a form of their own
	case typ.Kind() == reflect.Struct:
		return true
	}
	return typ.PkgPath() != "" && isText(typ)
}

// Append appends the encoding of v, as a message of its own, to dst. Where it
// fails the result is dst as it was.
func (r *Registry) Append(dst []byte, v any) ([]byte, error) {
	e, ok := r.encoders.Get().(*Encoder)
	if !ok {
		e = NewEncoder(r, nil)
	}
	e.buf, e.start = dst, len(dst)
	err := e.Encode(v)
	b := e.buf
	e.clear()
	r.encoders.Put(e)
	if err != nil {
		return dst, err
	}
	return b, nil
}

// Decode decodes data, a message of one value, into what target points to;
// bytes after the value are an error. On an error the target may have been
// filled in part.
func (r *Registry) Decode(data []byte, target any) error {
	d, ok := r.decoders.Get().(*Decoder)
	if !ok {
		d = NewDecoder(r, nil)
	}
	d.start(data)
	err := d.Decode(target)
	if err == nil && d.pos < len(d.data) {
		err = d.fail(d.pos, syntaxError("more bytes after the value"))
	}
	d.clear()
	r.decoders.Put(d)
	return err
}

// planOf returns the plan of the type with the given word in an interface.
func (r *Registry) planOf(word unsafe.Pointer, v any) (*plan, error) {
	if m := r.byWord.Load(); m != nil {
		if p := (*m)[word]; p != nil {
			return p, nil
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	p, err := r.build(planKey{typ: reflect.TypeOf(v)})
	if err != nil {
		return nil, err
	}
	m := map[unsafe.Pointer]*plan{word: p}
	if old := r.byWord.Load(); old != nil {
		maps.Copy(m, *old)
	}
	r.byWord.Store(&m)
	return p, nil
}

// planFor is planOf for a type of which there is no value.
func (r *Registry) planFor(typ reflect.Type) (*plan, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.build(planKey{typ: typ})
}

// goType returns the Go type that stands for a class, or nil.
func (r *Registry) goType(class string) reflect.Type {
	r.mu.Lock()
	defer r.mu.Unlock()
	if t := r.classes[class]; t != nil {
		return t
	}
	return builtinTypes[class]
}

// registered returns the struct type that was registered for a class, or nil.
func (r *Registry) registered(class string) reflect.Type {
	if class == "" || javaMaps[class] {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if t := r.classes[class]; t != nil && t.Kind() == reflect.Struct {
		return t
	}
	return nil
}

// A cache remembers what was worked out for some bytes of messages. It has a
// fixed number of places, so that no peer can make it grow, and an entry gives
// way to the next one for its place.
type cache[V any] struct {
	slots [256]atomic.Pointer[cached[V]]
}

type cached[V any] struct {
	key   string
	value *V
}

// maxCachedKey is the longest key that a cache takes.
const maxCachedKey = 8192

func (c *cache[V]) slot(key []byte) *atomic.Pointer[cached[V]] {
	h := uint32(2166136261) // FNV-1a
	for _, b := range key {
		h = (h ^ uint32(b)) * 16777619
	}
	return &c.slots[(h^h>>16)&255]
}

func (c *cache[V]) get(key []byte) *V {
	if e := c.slot(key).Load(); e != nil && e.key == string(key) {
		return e.value
	}
	return nil
}

func (c *cache[V]) put(key []byte, v *V) {
	if len(key) <= maxCachedKey {
		c.slot(key).Store(&cached[V]{string(key), v})
	}
}
