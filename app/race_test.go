//go:build race

package app_test

// raceEnabled says that allocations cannot be counted.
const raceEnabled = true
