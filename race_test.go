//go:build race

package hark_test

// raceEnabled says that allocations cannot be counted and that time is scarce.
const raceEnabled = true
