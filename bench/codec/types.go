package main

// A Person is the small message.
type Person struct {
	ID   int32  `hessian:"id"   json:"id"   msgpack:"id"`
	Name string `hessian:"name" json:"name" msgpack:"name"`
	Age  int32  `hessian:"age"  json:"age"  msgpack:"age"`
}

// JavaClassName names the class for hark and dubbo-go-hessian2.
func (Person) JavaClassName() string { return "org.example.Person" }

// An Item is one of an Order's lines: five fields.
type Item struct {
	SKU        string  `hessian:"sku"        json:"sku"        msgpack:"sku"`
	Name       string  `hessian:"name"       json:"name"       msgpack:"name"`
	Quantity   int32   `hessian:"quantity"   json:"quantity"   msgpack:"quantity"`
	Price      float64 `hessian:"price"      json:"price"      msgpack:"price"`
	Discounted bool    `hessian:"discounted" json:"discounted" msgpack:"discounted"`
}

// JavaClassName names the class for hark and dubbo-go-hessian2.
func (Item) JavaClassName() string { return "org.example.Item" }

// An Order is the message of ordinary size: twenty fields, the last a list.
type Order struct {
	ID         int64   `hessian:"id"         json:"id"         msgpack:"id"`
	Number     string  `hessian:"number"     json:"number"     msgpack:"number"`
	CustomerID int64   `hessian:"customerId" json:"customerId" msgpack:"customerId"`
	Customer   string  `hessian:"customer"   json:"customer"   msgpack:"customer"`
	Email      string  `hessian:"email"      json:"email"      msgpack:"email"`
	Phone      string  `hessian:"phone"      json:"phone"      msgpack:"phone"`
	Street     string  `hessian:"street"     json:"street"     msgpack:"street"`
	City       string  `hessian:"city"       json:"city"       msgpack:"city"`
	Postcode   string  `hessian:"postcode"   json:"postcode"   msgpack:"postcode"`
	Country    string  `hessian:"country"    json:"country"    msgpack:"country"`
	Currency   string  `hessian:"currency"   json:"currency"   msgpack:"currency"`
	Total      float64 `hessian:"total"      json:"total"      msgpack:"total"`
	Tax        float64 `hessian:"tax"        json:"tax"        msgpack:"tax"`
	Discount   float64 `hessian:"discount"   json:"discount"   msgpack:"discount"`
	Status     int32   `hessian:"status"     json:"status"     msgpack:"status"`
	Paid       bool    `hessian:"paid"       json:"paid"       msgpack:"paid"`
	Gift       bool    `hessian:"gift"       json:"gift"       msgpack:"gift"`
	Created    int64   `hessian:"created"    json:"created"    msgpack:"created"` // ms since 1970
	Note       string  `hessian:"note"       json:"note"       msgpack:"note"`
	Items      []*Item `hessian:"items"      json:"items"      msgpack:"items"`
}

// JavaClassName names the class for hark and dubbo-go-hessian2.
func (Order) JavaClassName() string { return "org.example.Order" }
