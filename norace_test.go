//go:build !race

package hark_test

const raceEnabled = false
