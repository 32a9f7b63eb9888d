package hessian_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"github.com/hark-rpc/hark/hessian"
)

// Person stands for com.example.Person.
type Person struct {
	ID       int32
	Name     string
	Born     time.Time `hessian:",class=java.time.LocalDate"`
	Favorite Color
	Friends  []*Person
}

// JavaClassName names the Java class.
func (Person) JavaClassName() string { return "com.example.Person" }

// Color is an enum.
type Color string

// JavaClassName names the Java class.
func (Color) JavaClassName() string { return "com.example.Color" }

func Example() {
	var reg hessian.Registry
	charles := &Person{ID: 1, Name: "Charles", Favorite: "RED"}
	charles.Friends = []*Person{charles, {ID: 2, Name: "Ada"}}

	data, err := reg.Append(nil, charles)
	if err != nil {
		log.Fatal(err)
	}
	var p *Person
	if err := reg.Decode(data, &p); err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Name, p.Favorite, p.Friends[0] == p, p.Friends[1].Name)
	// Output: Charles RED true Ada
}

func ExampleRegistry_Register() {
	var reg hessian.Registry
	data, err := reg.Append(nil, []any{&Person{Name: "Charles"}, Color("RED")})
	if err != nil {
		log.Fatal(err)
	}

	var v []any
	if err := reg.Decode(data, &v); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%T %T\n", v[0], v[1])

	// What an interface is to get has to be registered.
	if err := errors.Join(
		reg.Register("com.example.Person", Person{}),
		reg.Register("com.example.Color", Color("")),
	); err != nil {
		log.Fatal(err)
	}
	if err := reg.Decode(data, &v); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%T %T\n", v[0], v[1])
	// Output:
	// *hessian.Object *hessian.Object
	// *hessian_test.Person hessian_test.Color
}

func ExampleEncoder() {
	var reg hessian.Registry
	e := hessian.NewEncoder(&reg, nil)
	p := &Person{ID: 1}
	for _, v := range []any{"2.0.2", p, p} { // the second time as a reference
		if err := e.Encode(v); err != nil {
			log.Fatal(err)
		}
	}

	d := hessian.NewDecoder(&reg, e.Bytes())
	var version string
	var a, b *Person
	for _, target := range []any{&version, &a, &b} {
		if err := d.Decode(target); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(version, a.ID, a == b)
	// Output: 2.0.2 1 true
}

func ExampleDecoder_Token() {
	data := []byte("C\x08com.ex.P\x91\x04name\x60\x03Ada\x79\x91")
	var reg hessian.Registry
	d := hessian.NewDecoder(&reg, data)
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		switch t.Kind {
		case hessian.KindObject:
			fmt.Printf("%2d #%d object of %s %v\n", t.Offset, t.N, t.Type, t.Fields)
		case hessian.KindString:
			fmt.Printf("%2d string %q\n", t.Offset, t.Text())
		case hessian.KindInt:
			fmt.Printf("%2d int %d\n", t.Offset, t.Int())
		default:
			fmt.Printf("%2d %v\n", t.Offset, t.Kind)
		}
	}
	// Output:
	// 16 #0 object of com.ex.P [name]
	// 17 string "Ada"
	// 21 end
	// 21 list
	// 22 int 1
	// 23 end
}

// StockException is an exception with a field of its own.
type StockException struct { //nolint:errname // the name is Java's
	hessian.Throwable
	Left int32
}

// JavaClassName names the Java class.
func (StockException) JavaClassName() string { return "com.example.StockException" }

func ExampleThrowable() {
	var reg hessian.Registry
	data, err := reg.Append(nil, &StockException{hessian.Throwable{Message: "sold out"}, 0})
	if err != nil {
		log.Fatal(err)
	}
	var thrown error // of a class that nobody registered
	if err := reg.Decode(data, &thrown); err != nil {
		log.Fatal(err)
	}
	var t *hessian.Throwable
	fmt.Println(errors.As(thrown, &t), thrown)
	left, _ := t.Get("left")
	fmt.Println(left)

	if err := reg.Register("com.example.StockException", StockException{}); err != nil {
		log.Fatal(err)
	}
	if err := reg.Decode(data, &thrown); err != nil {
		log.Fatal(err)
	}
	var e *StockException
	fmt.Println(errors.As(thrown, &e), thrown)
	// Output:
	// true com.example.StockException: sold out
	// 0
	// true com.example.StockException: sold out
}
