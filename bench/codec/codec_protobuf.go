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
		return protobufRun(personToPB(v), func() proto.Message { return new(pb.Person) }, func(m proto.Message) any {
			return personFromPB(m.(*pb.Person))
		}), nil
	case *Order:
		return protobufRun(orderToPB(v), func() proto.Message { return new(pb.Order) }, func(m proto.Message) any {
			return orderFromPB(m.(*pb.Order))
		}), nil
	case *[]*Person:
		return protobufRun(peopleToPB(*v), func() proto.Message { return new(pb.People) }, func(m proto.Message) any {
			people := peopleFromPB(m.(*pb.People))
			return &people
		}), nil
	case *map[string]any:
		message, err := structpb.NewStruct(widen(*v).(map[string]any))
		if err != nil {
			return run{}, err
		}
		return protobufRun(message, func() proto.Message { return new(structpb.Struct) }, func(m proto.Message) any {
			mixed := m.(*structpb.Struct).AsMap()
			return &mixed
		}), nil
	case *string:
		return protobufRun(&pb.Text{Value: *v}, func() proto.Message { return new(pb.Text) }, func(m proto.Message) any {
			return &m.(*pb.Text).Value
		}), nil
	}
	return run{}, unknown(value)
}

func protobufRun(message proto.Message, fresh func() proto.Message, plain func(proto.Message) any) run {
	return run{
		encode: func(dst []byte) ([]byte, error) {
			return proto.MarshalOptions{}.MarshalAppend(dst[:0], message)
		},
		decode: func(data []byte) (any, error) {
			target := fresh()
			err := proto.Unmarshal(data, target)
			return target, err
		},
		plain: func(v any) (any, error) { return plain(v.(proto.Message)), nil },
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
	var list []*Person
	for _, p := range m.People {
		list = append(list, personFromPB(p))
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
