package main

import (
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/hark-rpc/hark/bench/codec/pb"
)

// protobufName is the row that ratios are taken to.
const protobufName = "protobuf"

type protobufCodec struct{}

func (protobufCodec) name() string { return protobufName }

func (protobufCodec) load(value any) (run, error) {
	switch v := value.(type) {
	case *Person:
		return protobufRun(personToPB(v), func(m *pb.Person) any { return personFromPB(m) }), nil
	case *Order:
		return protobufRun(orderToPB(v), func(m *pb.Order) any { return orderFromPB(m) }), nil
	case *[]*Person:
		return protobufRun(peopleToPB(*v), func(m *pb.People) any {
			people := peopleFromPB(m)
			return &people
		}), nil
	case *map[string]any:
		message, err := structpb.NewStruct(widenMap(*v))
		if err != nil {
			return run{}, err
		}
		return protobufRun(message, func(m *structpb.Struct) any {
			mixed := m.AsMap()
			return &mixed
		}), nil
	case *string:
		return protobufRun(&pb.Text{Value: *v}, func(m *pb.Text) any { return &m.Value }), nil
	}
	return run{}, unknown(value)
}

// protobufRun is a run of the message type T, whose pointer is M.
func protobufRun[T any, M interface {
	proto.Message
	*T
}](message M, plain func(M) any) run {
	return run{
		encode: func(dst []byte) ([]byte, error) {
			return proto.MarshalOptions{}.MarshalAppend(dst[:0], message)
		},
		decode: func(data []byte) (any, error) {
			target := M(new(T))
			err := proto.Unmarshal(data, target)
			return target, err
		},
		plain: func(v any) (any, error) {
			m, ok := v.(M)
			if !ok {
				return nil, unknown(v)
			}
			return plain(m), nil
		},
		loose: true,
	}
}

func personToPB(p *Person) *pb.Person {
	return &pb.Person{Id: p.ID, Name: p.Name, Age: p.Age}
}

func personFromPB(p *pb.Person) *Person {
	return &Person{ID: p.Id, Name: p.Name, Age: p.Age}
}

func peopleToPB(list []*Person) *pb.People {
	m := new(pb.People)
	for _, p := range list {
		m.People = append(m.People, personToPB(p))
	}
	return m
}

func peopleFromPB(m *pb.People) []*Person {
	list := make([]*Person, len(m.People))
	for i, p := range m.People {
		list[i] = personFromPB(p)
	}
	return list
}

func orderToPB(o *Order) *pb.Order {
	m := &pb.Order{
		Id: o.ID, Number: o.Number, CustomerId: o.CustomerID, Customer: o.Customer,
		Email: o.Email, Phone: o.Phone, Street: o.Street, City: o.City,
		Postcode: o.Postcode, Country: o.Country, Currency: o.Currency,
		Total: o.Total, Tax: o.Tax, Discount: o.Discount, Status: o.Status,
		Paid: o.Paid, Gift: o.Gift, Created: o.Created, Note: o.Note,
	}
	for _, i := range o.Items {
		m.Items = append(m.Items, &pb.Item{
			Sku: i.SKU, Name: i.Name, Quantity: i.Quantity, Price: i.Price, Discounted: i.Discounted,
		})
	}
	return m
}

func orderFromPB(m *pb.Order) *Order {
	o := &Order{
		ID: m.Id, Number: m.Number, CustomerID: m.CustomerId, Customer: m.Customer,
		Email: m.Email, Phone: m.Phone, Street: m.Street, City: m.City,
		Postcode: m.Postcode, Country: m.Country, Currency: m.Currency,
		Total: m.Total, Tax: m.Tax, Discount: m.Discount, Status: m.Status,
		Paid: m.Paid, Gift: m.Gift, Created: m.Created, Note: m.Note,
	}
	for _, i := range m.Items {
		o.Items = append(o.Items, &Item{
			SKU: i.Sku, Name: i.Name, Quantity: i.Quantity, Price: i.Price, Discounted: i.Discounted,
		})
	}
	return o
}
