package hessian

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// A plan is what the encoder and the decoder know of a Go type: worked out
// once by reflection, and never changed. They reach the type's values by
// their addresses; this file and its neighbours encode.go and decode.go are
// the only ones that do.
type plan struct {
	op   op
	typ  reflect.Type
	size uintptr
	elem *plan // of a pointer, list or map
	key  *plan // of a map

	word    unsafe.Pointer // of the type in an interface
	ptrWord unsafe.Pointer // of a pointer to the type in an interface
	direct  bool           // an interface holds the value itself, not its address

	object *object      // a struct, or a value in an object of one field
	list   string       // the Java type of a list where its reader expects an Object, or ""
	block  reflect.Type // of a pointer: slices of what it points to
	fixed  string       // the Java type that a list or map is always written with, or ""
	custom *custom      // of opCustom
	hint   atomic.Pointer[binding]
	text   bool // of opByteArray: the type reads text too
}

// An op is a kind of plan.
type op uint8

const (
	opBool op = iota + 1
	opInt8
	opInt16
	opInt32
	opInt64
	opInt
	opUint8
	opUint16
	opUint32
	opUint64
	opUint
	opFloat32
	opFloat64
	opString
	opBytes
	opByteArray
	opTime
	opPointer
	opSlice
	opArray
	opMap
	opSet
	opStruct
	opAny
	opInterface
	opText   // a string kind or a TextMarshaler as an object of one field
	opCustom // a type of java.go

	// Of fields only, by their tags.
	opCause      // an interface whose null is a reference to the object itself
	opNullString // a string whose null is empty
)

// An object is the Java side of a plan.
type object struct {
	typ    reflect.Type
	class  string // "" where the type has none
	reason string // why it has none
	opaque bool   // all fields are unexported: only null can be told of it
	def    []byte // the encoded definition
	fields []field
	byName map[string]*field
	byFold map[string]*field // by lower-case name, where that is unambiguous
	// dynamic is the offset of a Throwable in the struct plus one, whose
	// Class is told on decoding, or 0.
	dynamic uintptr
}

// A field of a struct.
type field struct {
	name   string // in Java
	goName string
	offset uintptr
	op     op
	plan   *plan
	via    []hop // the embedded pointers on the way, outermost first
	tagged bool
}

// A hop is an embedded pointer to a struct.
type hop struct {
	offset uintptr
	plan   *plan // of the struct
}

// A custom encodes and decodes a type of java.go.
type custom struct {
	identity bool   // it always is one object, list or map
	list     string // the Java type of an array of it, or ""
	encode   func(e *Encoder, p unsafe.Pointer) error
	// decode reads what is neither null nor a reference; without it, the value
	// is read as for an interface.
	decode func(d *Decoder, p unsafe.Pointer) error
	// from takes over a value read as for an interface, if it fits.
	from func(p unsafe.Pointer, v any) bool
}

type planKey struct {
	typ   reflect.Type
	class string // chosen by a tag, or ""
}

// An eface is how an interface without methods is laid out.
type eface struct{ word, data unsafe.Pointer }

func efaceOf(v *any) *eface { return (*eface)(unsafe.Pointer(v)) }

// isObject tells whether a pointer to a value of the plan's type is always one
// object, list or map in Java, with an identity.
func (pl *plan) isObject() bool {
	return pl.op == opStruct || pl.op == opCustom && pl.custom.identity
}

// pointerTo is a pointer, to a value at p of the plan's type, as an interface.
func (pl *plan) pointerTo(p unsafe.Pointer) (v any) {
	*efaceOf(&v) = eface{pl.ptrWord, p}
	return v
}

// A class is a class definition in a message, or the bytes of one that many
// messages share.
type class struct {
	gen    uint32 // of the registry, when it was made
	name   string
	fields []string
	raw    string // the definition without its tag
	plan   *plan  // of the type that stands for the class, or nil
	single int    // the field that is the object's value, or -1
	throws bool   // it is a Java exception

	mu    sync.Mutex
	bound atomic.Pointer[[]*binding]
}

// A binding says which field of a class goes where in a Go struct.
type binding struct {
	class  *class
	plan   *plan
	fields []*field // nil where the struct has none of that name
}

// bind returns the binding of the class to the struct of pl.
func (c *class) bind(pl *plan) *binding {
	if l := c.bound.Load(); l != nil {
		for _, b := range *l {
			if b.plan == pl {
				return b
			}
		}
	}
	b := &binding{class: c, plan: pl, fields: make([]*field, len(c.fields))}
	for i, name := range c.fields {
		b.fields[i] = pl.object.field(name)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var l []*binding
	if old := c.bound.Load(); old != nil {
		l = append(l, *old...)
	}
	l = append(l, b)
	c.bound.Store(&l)
	pl.hint.Store(b)
	return b
}

// field finds the field for a name on the wire: the exact name, else the one
// that differs only in letter case.
func (o *object) field(name string) *field {
	if f := o.byName[name]; f != nil {
		return f
	}
	if len(o.byFold) == 0 {
		return nil
	}
	return o.byFold[strings.ToLower(name)]
}

// A builder makes the plans that one type needs. They are added to the
// registry's when all of them could be made.
type builder struct {
	r     *Registry
	plans map[planKey]*plan
}

// build returns the plan for key; r.mu is held.
func (r *Registry) build(key planKey) (*plan, error) {
	if p := r.plans[key]; p != nil {
		return p, nil
	}
	b := &builder{r, map[planKey]*plan{}}
	p, err := b.plan(key)
	if err != nil {
		return nil, err
	}
	if r.plans == nil {
		r.plans = map[planKey]*plan{}
	}
	for k, p := range b.plans {
		if p.op == opSlice || p.op == opArray {
			p.list = p.listName(0)
		}
		r.plans[k] = p
	}
	return p, nil
}

func (b *builder) plan(key planKey) (*plan, error) {
	if p := b.r.plans[key]; p != nil {
		return p, nil
	}
	if p := b.plans[key]; p != nil {
		return p, nil
	}
	typ := key.typ
	zero, pointer := reflect.Zero(typ).Interface(), reflect.Zero(reflect.PointerTo(typ)).Interface()
	p := &plan{
		typ:     typ,
		size:    typ.Size(),
		word:    efaceOf(&zero).word,
		ptrWord: efaceOf(&pointer).word,
		direct:  typ.Kind() != reflect.Interface && efaceOf(&zero).data == nil,
	}
	b.plans[key] = p
	return p, b.fill(p, key)
}

var (
	timeType            = reflect.TypeFor[time.Time]()
	namerType           = reflect.TypeFor[JavaClassNamer]()
	textMarshalerType   = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
	emptyStructType     = reflect.TypeFor[struct{}]()
)

// basicOps are the kinds whose form does not depend on anything else.
var basicOps = map[reflect.Kind]op{
	reflect.Bool: opBool, reflect.Int8: opInt8, reflect.Int16: opInt16, reflect.Int32: opInt32,
	reflect.Int64: opInt64, reflect.Int: opInt, reflect.Uint8: opUint8, reflect.Uint16: opUint16,
	reflect.Uint32: opUint32, reflect.Uint64: opUint64, reflect.Uint: opUint,
	reflect.Float32: opFloat32, reflect.Float64: opFloat64, reflect.String: opString,
}

// arrayNames are the names that Hessian has for Java's arrays of these types.
var arrayNames = map[op]string{
	opBool: "[boolean", opInt16: "[short", opInt32: "[int", opInt64: "[long", opInt: "[long",
	opFloat32: "[float", opFloat64: "[double", opString: "[string", opTime: "[date",
}

// boxedNames are the classes of Java's boxes, for arrays of pointers.
var boxedNames = map[op]string{
	opBool: "[java.lang.Boolean", opInt16: "[java.lang.Short", opInt32: "[java.lang.Integer",
	opInt64: "[java.lang.Long", opInt: "[java.lang.Long", opFloat32: "[java.lang.Float",
	opFloat64: "[java.lang.Double", opString: "[string", opTime: "[date",
}

func (b *builder) fill(p *plan, key planKey) error {
	typ := key.typ
	if c := customFor(typ, key.class); c != nil {
		p.op, p.custom = opCustom, c
		return nil
	}
	if typ == timeType {
		p.op = opTime
		return wantNoClass(key)
	}
	if class := b.textClass(key); class != "" {
		p.op, p.object = opText, textObject(class)
		return nil
	}
	if o := basicOps[typ.Kind()]; o != 0 {
		p.op = o
		return wantNoClass(key)
	}
	switch typ.Kind() {
	case reflect.Pointer:
		return b.fillPointer(p, key)
	case reflect.Slice, reflect.Array:
		return b.fillList(p, key)
	case reflect.Map:
		return b.fillMap(p, key)
	case reflect.Struct:
		return b.fillStruct(p, key)
	case reflect.Interface:
		p.op = opInterface
		if typ.NumMethod() == 0 {
			p.op = opAny
		}
		return wantNoClass(key)
	}
	return &Error{encoding: true, Err: &TypeError{Go: typ}}
}

// wantNoClass refuses a class that a tag asks for where the type can have none.
func wantNoClass(key planKey) error {
	if key.class == "" {
		return nil
	}
	return &Error{encoding: true, Err: &TypeError{Go: key.typ, Reason: "at least not as " + key.class}}
}

// textClass returns the class of a type that travels as an object with one
// field of text, such as an enum, or "".
func (b *builder) textClass(key planKey) string {
	typ := key.typ
	if !isText(typ) {
		return ""
	}
	if typ.Kind() == reflect.Struct && key.class == "" {
		// A struct is an object of its fields, unless a tag says otherwise or
		// it was registered for a class of text, such as BigDecimal.
		if class := b.r.names[typ]; textFields[class] != "" {
			return class
		}
		return ""
	}
	if key.class != "" {
		return wireClass(key.class)
	}
	class, _ := b.className(typ)
	return class
}

// isText tells whether the values of typ can be written as text.
func isText(typ reflect.Type) bool {
	return typ.Kind() == reflect.String || typ.Kind() != reflect.Pointer &&
		reflect.PointerTo(typ).Implements(textMarshalerType) &&
		reflect.PointerTo(typ).Implements(textUnmarshalerType)
}

// className returns the Java class of typ: what was registered, else what its
// method says.
func (b *builder) className(typ reflect.Type) (class, reason string) {
	if class := b.r.names[typ]; class != "" {
		return class, ""
	}
	if class := builtinNames[typ]; class != "" {
		return class, ""
	}
	class = declaredClass(typ)
	if class == "" {
		return "", "it has no Java class: register it, or give it a method JavaClassName"
	}
	if typ.Kind() != reflect.Struct {
		return class, ""
	}
	for i := range typ.NumField() {
		if f := typ.Field(i); f.Anonymous && declaredClass(baseOf(f.Type)) == class {
			return "", fmt.Sprintf("its method JavaClassName is that of the embedded %v: give it one of its own, or register it", f.Type)
		}
	}
	return class, ""
}

func baseOf(typ reflect.Type) reflect.Type {
	if typ.Kind() == reflect.Pointer {
		return typ.Elem()
	}
	return typ
}

// declaredClass asks the method JavaClassName of typ, if it has one.
func declaredClass(typ reflect.Type) (class string) {
	if typ.Kind() == reflect.Interface || !reflect.PointerTo(typ).Implements(namerType) {
		return ""
	}
	defer func() {
		if recover() != nil { // the method needs more than a zero value
			class = ""
		}
	}()
	namer, ok := reflect.TypeAssert[JavaClassNamer](reflect.New(typ))
	if !ok {
		return ""
	}
	return namer.JavaClassName()
}

func (b *builder) fillPointer(p *plan, key planKey) (err error) {
	p.op = opPointer
	p.elem, err = b.plan(planKey{key.typ.Elem(), key.class})
	p.block = reflect.SliceOf(key.typ.Elem())
	return err
}

func (b *builder) fillList(p *plan, key planKey) (err error) {
	typ := key.typ
	isBytes := typ.Elem().Kind() == reflect.Uint8 && b.textClass(planKey{typ: typ.Elem()}) == ""
	p.op = opSlice
	switch {
	case isBytes && typ.Kind() == reflect.Slice:
		p.op = opBytes
		return wantNoClass(key)
	case isBytes:
		p.op = opByteArray
		p.text = reflect.PointerTo(typ).Implements(textUnmarshalerType)
		return wantNoClass(key)
	case typ.Kind() == reflect.Array:
		p.op = opArray
	}
	if p.elem, err = b.plan(planKey{typ: typ.Elem()}); err != nil {
		return err
	}
	p.fixed = key.class
	return nil
}

// listName returns the Java type of a list, where its reader expects an
// Object. The plans of its elements must be complete.
func (pl *plan) listName(depth int) string {
	if depth > maxEmbedding {
		return "" // type T []T
	}
	if pl.fixed != "" {
		return pl.fixed
	}
	e := pl.elem
	if e.op == opPointer {
		if name := boxedNames[e.elem.op]; name != "" {
			return name
		}
		e = e.elem
	}
	switch e.op {
	case opStruct, opText:
		if e.object.class != "" {
			return "[" + javaClass(e.object.class)
		}
	case opCustom:
		return e.custom.list
	case opSlice:
		if name := e.listName(depth + 1); strings.HasPrefix(name, "[") {
			return "[" + name
		}
	case opBytes:
		return "[[byte"
	default:
		return arrayNames[e.op]
	}
	return ""
}

func (b *builder) fillMap(p *plan, key planKey) (err error) {
	typ := key.typ
	p.op, p.fixed = opMap, key.class
	if p.key, err = b.plan(planKey{typ: typ.Key()}); err != nil {
		return err
	}
	if typ.Elem() == emptyStructType {
		p.op = opSet
		return nil
	}
	p.elem, err = b.plan(planKey{typ: typ.Elem()})
	return err
}

func (b *builder) fillStruct(p *plan, key planKey) error {
	o := &object{typ: key.typ, byName: map[string]*field{}, byFold: map[string]*field{}}
	p.op, p.object = opStruct, o
	o.class, o.reason = b.className(key.typ)
	if key.class != "" {
		o.class, o.reason = wireClass(key.class), ""
	}
	c := collector{builder: b, at: map[string]int{}, clash: map[string]error{}}
	if err := c.collect(key.typ, 0, nil, 0); err != nil {
		return err
	}
	for _, err := range c.clash {
		return err
	}
	o.opaque = c.hidden > 0 && len(c.fields) == 0
	o.fields = c.fields
	o.dynamic = c.dynamic
	names := make([]string, len(o.fields))
	folded := map[string]int{}
	for i := range o.fields {
		f := &o.fields[i]
		names[i] = f.name
		o.byName[f.name] = f
		if !f.tagged {
			fold := strings.ToLower(f.name)
			folded[fold]++
			o.byFold[fold] = f
		}
	}
	for fold, n := range folded {
		if n > 1 {
			delete(o.byFold, fold)
		}
	}
	if o.class != "" {
		o.def = appendDefinition(nil, o.class, names)
	}
	return nil
}

// appendDefinition appends a class definition. Names with invalid UTF-8 do
// not come here: they are Go identifiers, tags that were checked, or were
// decoded.
func appendDefinition(b []byte, class string, fields []string) []byte {
	b, _ = appendString(append(b, tagClass), class)
	b = appendInt(b, int32(len(fields)))
	for _, f := range fields {
		b, _ = appendString(b, f)
	}
	return b
}

// wireClass returns the class that objects of a Java class travel as: the
// handle of those that have one.
func wireClass(class string) string {
	if name, ok := strings.CutPrefix(class, "java.time."); ok {
		class = handles + "java8." + name + "Handle"
	} else if name, ok := strings.CutPrefix(class, "java.util."); ok && (name == "Locale" || name == "Calendar") {
		class = handles + name + "Handle"
	}
	return class
}

// javaClass is wireClass the other way.
func javaClass(class string) string {
	name, ok := strings.CutPrefix(class, handles)
	if !ok {
		return class
	}
	name = strings.TrimSuffix(name, "Handle")
	if name, ok := strings.CutPrefix(name, "java8."); ok {
		return "java.time." + name
	}
	return "java.util." + name
}

// textObject is the object of a class whose value is one field of text.
func textObject(class string) *object {
	name := "name" // as of enums
	if n := textFields[class]; n != "" {
		name = n
	}
	return &object{
		class:  class,
		def:    appendDefinition(nil, class, []string{name}),
		fields: []field{{name: name}},
	}
}

// A collector gathers the fields of a struct and of those embedded in it,
// which are the fields of its superclasses in Java. Where two have one name
// the outer one counts, as in Go.
type collector struct {
	*builder
	fields  []field
	depth   []int            // of each field
	at      map[string]int   // the index of a field by its Java name
	hidden  int              // how many fields are unexported
	clash   map[string]error // names that two fields of one depth have
	dynamic uintptr
}

// maxEmbedding ends the chase after an embedded pointer that leads back.
const maxEmbedding = 16

func (c *collector) collect(typ reflect.Type, offset uintptr, via []hop, depth int) error {
	if depth > maxEmbedding {
		return nil // what it could still add is shadowed
	}
	if typ == throwableType && len(via) == 0 {
		c.dynamic = offset + 1
	}
	for i := range typ.NumField() {
		sf := typ.Field(i)
		tag, err := parseTag(sf)
		if err != nil {
			return err
		}
		if tag.skip {
			continue
		}
		base := baseOf(sf.Type)
		switch {
		case sf.Anonymous && tag.name == "" && c.isEmbeddable(base):
			err = c.embed(sf, base, offset, via, depth)
		case sf.IsExported():
			err = c.add(sf, tag, offset, via, depth)
		default:
			c.hidden++
		}
		if err != nil {
			return within(err, step{name: sf.Name})
		}
	}
	return nil
}

// isEmbeddable tells whether the fields of an embedded typ are fields of the
// struct around it.
func (c *collector) isEmbeddable(typ reflect.Type) bool {
	return typ.Kind() == reflect.Struct && typ != timeType && (typ == throwableType || customFor(typ, "") == nil)
}

func (c *collector) embed(sf reflect.StructField, base reflect.Type, offset uintptr, via []hop, depth int) error {
	if sf.Type.Kind() != reflect.Pointer {
		return c.collect(base, offset+sf.Offset, via, depth+1)
	}
	p, err := c.plan(planKey{typ: base})
	if err != nil {
		return err
	}
	via = append(slices.Clip(via), hop{offset + sf.Offset, p})
	return c.collect(base, 0, via, depth+1)
}

func (c *collector) add(sf reflect.StructField, tag fieldTag, offset uintptr, via []hop, depth int) error {
	name := tag.name
	if name == "" {
		name = javaName(sf.Name)
	}
	at, had := c.at[name]
	switch {
	case had && c.depth[at] < depth:
		return nil
	case had && c.depth[at] == depth:
		c.clash[name] = &Error{encoding: true, Err: fmt.Errorf("the fields %s and %s are both %q in Java: tag one of them", c.fields[at].goName, sf.Name, name)}
		return nil
	case !had:
		at = len(c.fields)
		c.fields, c.depth = append(c.fields, field{}), append(c.depth, 0)
	}
	p, err := c.plan(planKey{sf.Type, tag.class})
	if err != nil {
		return err
	}
	delete(c.clash, name)
	c.at[name], c.depth[at] = at, depth
	f := field{name: name, goName: sf.Name, offset: offset + sf.Offset, op: p.op, plan: p, via: via, tagged: tag.name != ""}
	switch {
	case tag.self && p.op == opInterface:
		f.op = opCause
	case tag.null && p.op == opString:
		f.op = opNullString
	case tag.self || tag.null:
		return &Error{encoding: true, Err: &TypeError{Go: sf.Type, Reason: "an option of its tag is not for this type"}}
	}
	c.fields[at] = f
	return nil
}

type fieldTag struct {
	name, class string
	skip        bool
	self        bool // nothing travels as a reference to the object itself
	null        bool // an empty string travels as null
}

// parseTag reads the tag of a field: a name, then options after commas.
func parseTag(sf reflect.StructField) (t fieldTag, err error) {
	text := sf.Tag.Get("hessian")
	if text == "-" {
		return fieldTag{skip: true}, nil
	}
	name, options, _ := strings.Cut(text, ",")
	t.name = name
	if !utf8.ValidString(name) {
		return t, &Error{encoding: true, path: []step{{name: sf.Name}}, Err: fmt.Errorf("the name in the tag is not UTF-8")}
	}
	for options != "" {
		var option string
		option, options, _ = strings.Cut(options, ",")
		class, isClass := strings.CutPrefix(option, "class=")
		switch {
		case isClass && class != "" && utf8.ValidString(class):
			t.class = class
		case option == "self":
			t.self = true
		case option == "null":
			t.null = true
		default:
			return t, &Error{encoding: true, path: []step{{name: sf.Name}}, Err: fmt.Errorf("unknown option %q in the tag; there are class=CLASS and null", option)}
		}
	}
	return t, nil
}

// javaName is the Java name of a Go field: its words with an initial in lower
// case and initialisms as words, so that UserID is userId and HTTPServer is
// httpServer.
func javaName(name string) string {
	in := []rune(name)
	out := make([]rune, 0, len(in))
	upper := func(i int) bool { return i < len(in) && unicode.IsUpper(in[i]) }
	lower := func(i int) bool { return i < len(in) && unicode.IsLower(in[i]) }
	for i, r := range in {
		switch {
		case !upper(i):
			out = append(out, r)
		case i == 0:
			out = append(out, unicode.ToLower(r))
		case !upper(i - 1): // a word begins
			out = append(out, r)
		case lower(i+1) && !isPluralEnd(in, i+1): // the last of a run begins the next word
			out = append(out, r)
		default:
			out = append(out, unicode.ToLower(r))
		}
	}
	return string(out)
}

// isPluralEnd tells whether in[i] is the s of a plural such as IDs or URLs.
func isPluralEnd(in []rune, i int) bool {
	return in[i] == 's' && (i+1 == len(in) || unicode.IsUpper(in[i+1]))
}
