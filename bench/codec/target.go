package main

import "fmt"

// A target is what hark is held to in one cell.
type target struct {
	workload string
	op       string
	ratio    float64 // to protobuf, of the minima; 0: none
	allocs   float64 // allocations per operation; below 0: none
}

// targets returns what -check compares with.
func targets() []target {
	return []target{
		{"Person", encode, 1.0, 0},
		{"Order", encode, 0.6, 0},
		{"People1000", encode, 0.6, 0},
		{"Map50", encode, 0, 0},
		{"ASCII1KiB", encode, 0, 0},
		{"ASCII64KiB", encode, 2.5, 0},
		{"Chinese1KiB", encode, 0, 0},
		{"Chinese64KiB", encode, 1.5, 0},

		{"Person", decode, 1.2, 3},
		{"Order", decode, 0.9, 50},
		{"People1000", decode, 0.7, 2005},
		{"ASCII64KiB", decode, 1.5, -1},
		{"Chinese64KiB", decode, 1.2, -1},
	}
}

// missed lists the targets that codec's results miss, each with its figure.
// Targets of workloads that were not run are passed over.
func missed(codec string, results []result, targets []target) []string {
	var misses []string
	for _, r := range results {
		if r.Codec != codec {
			continue
		}
		for _, t := range targets {
			if t.workload != r.Workload || t.op != r.Op {
				continue
			}
			if t.ratio > 0 && !(r.RatioMin > 0 && r.RatioMin <= t.ratio) {
				misses = append(misses, fmt.Sprintf("%s %s: %.2f times protobuf's CPU, want at most %.2f",
					r.Op, r.Workload, r.RatioMin, t.ratio))
			}
			if t.allocs >= 0 && r.Allocs >= t.allocs+stray {
				misses = append(misses, fmt.Sprintf("%s %s: %.2f allocations, want at most %.0f",
					r.Op, r.Workload, r.Allocs, t.allocs))
			}
		}
	}
	return misses
}

// stray is how much of an allocation per operation is put down to the runtime
// itself, which now and then allocates within a round.
const stray = 0.05
