package hessian_test

import (
	"math/big"

	"github.com/hark-rpc/hark/hessian"
)

func numberCases() []testCase {
	cases := []testCase{
		one("BigDecimal/list", []hessian.Decimal{"1.5", "2.50"}).as([]any{hessian.Decimal("1.5"), hessian.Decimal("2.50")}),
		one("AtomicInteger", atomic("AtomicInteger", int32(5))),
		one("AtomicLong", atomic("AtomicLong", int64(5))),
		one("AtomicBoolean", atomic("AtomicBoolean", int32(1))),
		one("Numbers", &Numbers{
			Decimal: ptr(hessian.Decimal("1.50")), Integer: integer("-18446744073709551617"), AtomicInteger: atomic("AtomicInteger", int32(1)),
			AtomicLong: atomic("AtomicLong", int64(2)), AtomicBoolean: atomic("AtomicBoolean", int32(1)),
		}),
		one("NumbersOfNulls", &Numbers{}),
	}
	for _, s := range []string{"0", "1.50", "-0.001", "123456789012345678901234567890.123", "1E+10", "1E-20"} {
		cases = append(cases, one("BigDecimal/"+s, hessian.Decimal(s)))
	}
	for _, s := range []string{"0", "1", "-1", "255", "4294967296", "-18446744073709551617", "340282366920938463463374607431768211455"} {
		cases = append(cases, one("BigInteger/"+s, integer(s)))
	}
	return cases
}

func atomic(class string, value any) *hessian.Object {
	return object("java.util.concurrent.atomic."+class, "value", value)
}

func integer(s string) *big.Int {
	i, _ := new(big.Int).SetString(s, 10)
	return i
}
