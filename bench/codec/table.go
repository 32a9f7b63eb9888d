package main

import (
	"fmt"
	"io"
	"strings"
)

// writeTable prints the results of one workload: a line a codec, encode left
// and decode right.
func writeTable(w io.Writer, results []result) error {
	if len(results) == 0 {
		return nil
	}
	var b strings.Builder
	head := fmt.Sprintf("%8s %8s %8s %7s %7s %8s", "min ns", "median", "B", "allocs", "ratio", "median")
	fmt.Fprintf(&b, "%-25s %6s | %-51s | %-51s\n", results[0].Workload, "", encode, decode)
	fmt.Fprintf(&b, "%-25s %6s | %s | %s\n", "", "size", head, head)
	for i := 0; i < len(results); {
		r := results[i]
		left, right := figures(r), "-"
		i++
		if i < len(results) && results[i].Codec == r.Codec && results[i].Op == decode {
			right = figures(results[i])
			i++
		}
		fmt.Fprintf(&b, "%-25s %6d | %s | %s\n", r.Codec, r.Size, left, right)
	}
	_, err := fmt.Fprintln(w, b.String())
	return err
}

func figures(r result) string {
	return fmt.Sprintf("%8.0f %8.0f %8.0f %7s %7s %8s",
		r.Min, r.Median, r.Bytes, count(r.Allocs), ratio(r.RatioMin), "("+ratio(r.RatioMedian)+")")
}

// count prints a whole number, unless the figure is not near one.
func count(allocs float64) string {
	whole := float64(int(allocs + 0.5))
	if d := allocs - whole; d > -stray && d < stray || allocs >= 100 {
		return fmt.Sprintf("%.0f", allocs)
	}
	return fmt.Sprintf("%.2f", allocs)
}

func ratio(r float64) string {
	if r == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", r)
}
