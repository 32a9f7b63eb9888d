package dubbo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/hessian"
)

const shopName = "shop.ShopService"

// A Person is a shop.Person.
type Person struct {
	ID   int32
	Name string
}

func (Person) JavaClassName() string { return "shop.Person" }

func (p *Person) String() string { return fmt.Sprintf("Person{%d, %s}", p.ID, p.Name) }

// A StockException is a shop.StockException.
type StockException struct {
	hessian.Throwable
	Left int32
}

func (*StockException) JavaClassName() string { return "shop.StockException" }

// JoinArgs are the parameters of join.
type JoinArgs struct {
	Number *int64
	Text   *string
	Tags   []string
	People map[string]*Person
}

func (a *JoinArgs) AppendArgs(dst []any) []any {
	return append(dst, a.Number, a.Text, a.Tags, a.People)
}

func (a *JoinArgs) AppendArgPointers(dst []any) []any {
	return append(dst, &a.Number, &a.Text, &a.Tags, &a.People)
}

// A shop is a client of a shop.ShopService.
type shop struct {
	Get        hark.Method[int32, *Person]
	Join       hark.Method[JoinArgs, string]
	KindInt    hark.Method[int32, string]
	KindString hark.Method[string, string]
	Ints       hark.Method[[]int32, []int32]
	Bytes      hark.Method[[]byte, []byte]
	People     hark.Method[[]*Person, []*Person]
	Ping       hark.Method[struct{}, struct{}]
	Fail       hark.Method[string, string]
	Nap        hark.Method[int64, string]
	Notice     hark.Method[string, struct{}]
	Noticed    hark.Method[struct{}, string]
	Missing    hark.Method[int32, string]
	Echo       hark.Method[any, any]
}

func (s *shop) HarkStub() hark.Stub {
	s.Get.Name, s.Join.Name, s.KindInt.Name, s.KindString.Name = "get", "join", "kind", "kind"
	s.KindInt.Descriptor, s.KindString.Descriptor = "I", "Ljava/lang/String;"
	s.Ints.Name, s.Ints.Descriptor = "ints", "[I"
	s.Bytes.Name, s.People.Name, s.Ping.Name, s.Fail.Name = "bytes", "people", "ping", "fail"
	s.Nap.Name, s.Noticed.Name, s.Missing.Name, s.Echo.Name = "nap", "noticed", "missing", "$echo"
	s.Notice.Name, s.Notice.OneWay = "notice", true
	return hark.Stub{Interface: shopName, Methods: []hark.AnyMethod{
		&s.Get, &s.Join, &s.KindInt, &s.KindString, &s.Ints, &s.Bytes, &s.People, &s.Ping,
		&s.Fail, &s.Nap, &s.Notice, &s.Noticed, &s.Missing, &s.Echo,
	}}
}

// A keeper is the service in Go, and does what peer.Shop does in Java.
type keeper struct {
	mu      sync.Mutex
	noticed string
}

func (k *keeper) service() hark.Service {
	return hark.Service{Interface: shopName, Methods: []hark.Handler{
		hark.Handle("get", func(_ context.Context, id int32) (*Person, error) {
			if id < 0 {
				return nil, nil
			}
			return &Person{id, "charles`son"}, nil
		}),
		hark.Handle("join", func(_ context.Context, a JoinArgs) (string, error) { return a.String(), nil }),
		hark.Handle("kind", func(_ context.Context, v int32) (string, error) { return fmt.Sprint("int ", v), nil }).Overload("I"),
		hark.Handle("kind", func(_ context.Context, v string) (string, error) { return "String " + v, nil }).Overload("Ljava/lang/String;"),
		hark.Handle("ints", func(_ context.Context, v []int32) ([]int32, error) { return v, nil }),
		hark.Handle("bytes", func(_ context.Context, v []byte) ([]byte, error) { return v, nil }),
		hark.Handle("people", func(_ context.Context, v []*Person) ([]*Person, error) { return v, nil }),
		hark.Handle("ping", func(context.Context, struct{}) (struct{}, error) { return struct{}{}, nil }),
		hark.Handle("fail", func(_ context.Context, how string) (string, error) {
			switch how {
			case "stock":
				return "", &StockException{Throwable: hessian.Throwable{Message: "sold out"}, Left: 3}
			case "argument":
				return "", &hark.Exception{Class: "java.lang.IllegalArgumentException", Message: "not that",
					Cause: &hark.Exception{Class: "java.lang.IllegalStateException", Message: "because"}}
			}
			return "", errors.New("failed: " + how)
		}),
		hark.Handle("nap", func(ctx context.Context, ms int64) (string, error) {
			select {
			case <-time.After(time.Duration(ms) * time.Millisecond):
				return "rested", nil
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}),
		hark.Handle("notice", func(_ context.Context, text string) (struct{}, error) {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.noticed = text
			return struct{}{}, nil
		}),
		hark.Handle("noticed", func(context.Context, struct{}) (string, error) {
			k.mu.Lock()
			defer k.mu.Unlock()
			return k.noticed, nil
		}),
	}}
}

// String prints the arguments as peer.Shop does.
func (a *JoinArgs) String() string {
	list := func(n int, item func(i int) string) string {
		s := ""
		for i := range n {
			if i > 0 {
				s += ", "
			}
			s += item(i)
		}
		return s
	}
	number, text, tags, people := "null", "null", "null", "null"
	if a.Number != nil {
		number = fmt.Sprint(*a.Number)
	}
	if a.Text != nil {
		text = *a.Text
	}
	if a.Tags != nil {
		tags = "[" + list(len(a.Tags), func(i int) string { return a.Tags[i] }) + "]"
	}
	if a.People != nil {
		var names []string
		for name := range a.People {
			names = append(names, name)
		}
		slices.Sort(names)
		people = "{" + list(len(names), func(i int) string { return names[i] + "=" + a.People[names[i]].String() }) + "}"
	}
	return number + " " + text + " " + tags + " " + people
}
