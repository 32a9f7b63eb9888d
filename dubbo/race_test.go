//go:build race

package dubbo_test

// raceEnabled says that allocations cannot be counted.
const raceEnabled = true
