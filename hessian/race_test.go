//go:build race

package hessian

// raceEnabled says that allocations cannot be counted and that time is scarce.
const raceEnabled = true
