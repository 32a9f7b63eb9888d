package main

import (
	"go/types"
	"reflect"
	"strings"
	"testing"

	"github.com/hark-rpc/hark/hessian"
)

func TestParseJavaType(t *testing.T) {
	for text, want := range map[string]string{
		"boolean":                          "Z",
		"int":                              "I",
		"long[]":                           "[J",
		"long [ ]":                         "",
		"double[][]":                       "[[D",
		"java.lang.String":                 "Ljava/lang/String;",
		"java.util.List<java.lang.String>": "Ljava/util/List;",
		"java.util.Map<java.lang.String, java.util.List<? extends a.B<c.D>>>": "Ljava/util/Map;",
		"java.util.List<a.B>[]":    "[Ljava/util/List;",
		"java.lang.String...":      "[Ljava/lang/String;",
		"java.util.Map$Entry<K,V>": "Ljava/util/Map$Entry;",
		"com.Example.Outer$Inner":  "",
		"com.Example.a.B":          "Lcom/Example/a/B;",
		" a.B ":                    "La/B;",
		"void":                     "",
		"":                         "",
		"[]":                       "",
		"T":                        "",
		"a.B<c.D":                  "",
		"a.B<c>.D<e>":              "",
		"a.B>":                     "",
		"a..B":                     "",
		"a.B;":                     "",
	} {
		got, err := parseJavaType(text)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: got %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestSplitJavaTypes(t *testing.T) {
	var got []string
	list := " int, a.B<c.D,e.F> ,long"
	for _, typ := range splitJavaTypes(list) {
		got = append(got, typ.text)
		if !strings.HasPrefix(list[typ.offset:], typ.text) {
			t.Errorf("%s is not at %d", typ.text, typ.offset)
		}
	}
	if want := []string{"int", "a.B<c.D,e.F>", "long"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestJavaMethodName checks the names, and that package hessian has the same
// rule for fields.
func TestJavaMethodName(t *testing.T) {
	for name, want := range map[string]string{
		"Get": "get", "GetByID": "getById", "ID": "id", "IDs": "ids", "URLs": "urls", "UserIDs": "userIds", "HTTPServer": "httpServer",
		"X": "x", "Get_It": "get_It", "GetX2Y": "getX2Y", "Über": "über", "ABc": "aBc", "URLsFor": "urlsFor",
	} {
		if got := javaMethodName(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
		typ := reflect.StructOf([]reflect.StructField{{Name: name, Type: reflect.TypeFor[int32]()}})
		var registry hessian.Registry
		if err := registry.Register("x.Y", reflect.New(typ).Interface()); err != nil {
			t.Fatal(err)
		}
		message, err := registry.Append(nil, reflect.New(typ).Interface())
		if err != nil {
			t.Fatal(err)
		}
		token, err := hessian.NewDecoder(&registry, message).Token()
		if err != nil || !reflect.DeepEqual(token.Fields, []string{want}) {
			t.Errorf("a field %s: got %q, %v; want %s", name, token.Fields, err, want)
		}
	}
}

// TestHessianClasses checks that the types of package hessian that stand for a
// Java class are known, and no others are.
func TestHessianClasses(t *testing.T) {
	prog, err := load(t.Context(), "testdata/shop", "orderservice_hark.go")
	if err != nil {
		t.Fatal(err)
	}
	scope := prog.sources[hessianPath].types.Scope()
	others := map[string]bool{"Limits": true, "Registry": true, "Encoder": true, "Decoder": true, "Token": true, "Field": true, "Entry": true,
		"Error": true, "TypeError": true, "LimitError": true, "Kind": true, "JavaClassNamer": true, "Char": true}
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !obj.Exported() {
			continue
		}
		if class := knownClass(obj); (class == "") != others[name] {
			t.Errorf("hessian.%s is the class %q", name, class)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"java", "name", "params", "oneway"}
	for name, want := range map[string]string{"nam": "name", "param": "params", "one-way": "oneway", "Java": "java", "x": "", "": "", "service": ""} {
		if got := nearest(name, known); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
