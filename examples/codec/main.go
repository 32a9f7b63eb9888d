// Codec writes a value as a Hessian 2 message and reads it back.
package main

import (
	"fmt"
	"log"

	"github.com/hark-rpc/hark/hessian"
)

// Person is what Java calls demo.Person.
type Person struct {
	ID   int32
	Name string
	Age  int32
}

func main() {
	var types hessian.Registry
	if err := types.Register("demo.Person", Person{}); err != nil {
		log.Fatal(err)
	}

	message, err := types.Append(nil, &Person{ID: 2, Name: "charles`son", Age: 4})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%x\n", message)

	var value any // or a Person, where the caller knows what comes
	if err := types.Decode(message, &value); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%T %+v\n", value, value)
}
