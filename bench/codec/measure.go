package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"
)

// A result is one cell of the table: one codec encoding or decoding one value.
type result struct {
	Workload string  `json:"workload"`
	Codec    string  `json:"codec"`
	Op       string  `json:"op"` // "encode" or "decode"
	Size     int     `json:"size"`
	Min      float64 `json:"min_ns"`    // process CPU per operation, the best round
	Median   float64 `json:"median_ns"` // the same, the middle round
	Bytes    float64 `json:"bytes"`     // allocated per operation
	Allocs   float64 `json:"allocs"`

	// Ratios to protobuf on the same workload and operation; 0 if unknown.
	RatioMin    float64 `json:"ratio_min"`
	RatioMedian float64 `json:"ratio_median"`
}

const (
	encode = "encode"
	decode = "decode"
)

// A cell is a result while it is being measured.
type cell struct {
	result

	op     func() error
	n      int // operations in a round
	rounds []sample
}

// A sample is what one round took, per operation.
type sample struct{ cpu, bytes, allocs float64 }

// measure checks every codec on w and then measures them in turn, round after
// round, so that what else the machine does hits all alike.
func measure(w workload, codecs []codec, rounds int, round time.Duration) ([]result, error) {
	var cells []*cell
	for _, c := range codecs {
		more, err := prepare(w, c)
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", c.name(), w.name, err)
		}
		cells = append(cells, more...)
	}
	for _, c := range cells {
		if err := c.calibrate(round); err != nil {
			return nil, err
		}
	}
	for range rounds {
		for _, c := range cells {
			s, err := c.round()
			if err != nil {
				return nil, err
			}
			c.rounds = append(c.rounds, s)
		}
	}
	results := make([]result, len(cells))
	for i, c := range cells {
		results[i] = c.summary()
	}
	relate(results)
	return results, nil
}

// prepare checks one codec on w and returns its cells.
func prepare(w workload, c codec) ([]*cell, error) {
	r, err := c.load(w.value)
	if err != nil {
		return nil, err
	}
	data, err := r.check(w.value)
	if err != nil {
		return nil, err
	}
	id := result{Workload: w.name, Codec: c.name(), Size: len(data)}
	buf := make([]byte, 0, 2*len(data))
	encoding := &cell{result: id, op: func() error {
		_, err := r.encode(buf)
		return err
	}}
	encoding.Op = encode
	if r.decode == nil {
		return []*cell{encoding}, nil
	}
	decoding := &cell{result: id, op: func() error {
		_, err := r.decode(data)
		return err
	}}
	decoding.Op = decode
	return []*cell{encoding, decoding}, nil
}

// calibrate sets n so that a round takes about d, and warms the codec up.
func (c *cell) calibrate(d time.Duration) error {
	for c.n = 1; ; c.n *= 2 {
		s, err := c.round()
		if err != nil {
			return err
		}
		if took := s.cpu * float64(c.n); took > float64(d)/4 {
			c.n = max(1, int(float64(d)/s.cpu))
			return nil
		}
	}
}

// round runs the operation n times. A collection before it gives every round
// the same heap to start from, so that none pays for the garbage of another;
// the first operations, which fill pools anew, are not counted.
func (c *cell) round() (sample, error) {
	runtime.GC()
	for range 1 + c.n/64 {
		if err := c.op(); err != nil {
			return sample{}, err
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start, err := cpuTime()
	if err != nil {
		return sample{}, err
	}
	for range c.n {
		if err := c.op(); err != nil {
			return sample{}, err
		}
	}
	end, err := cpuTime()
	if err != nil {
		return sample{}, err
	}
	runtime.ReadMemStats(&after)
	n := float64(c.n)
	return sample{
		cpu:    float64(end-start) / n,
		bytes:  float64(after.TotalAlloc-before.TotalAlloc) / n,
		allocs: float64(after.Mallocs-before.Mallocs) / n,
	}, nil
}

// summary is the result of the rounds so far. Allocations come from the round
// with the fewest, because the runtime's own are counted too.
func (c *cell) summary() result {
	cpu := make([]float64, len(c.rounds))
	res := c.result
	for i, s := range c.rounds {
		cpu[i] = s.cpu
		if i == 0 || s.allocs < res.Allocs {
			res.Allocs, res.Bytes = s.allocs, s.bytes
		}
	}
	slices.Sort(cpu)
	res.Min, res.Median = cpu[0], cpu[len(cpu)/2]
	return res
}

// relate fills in the ratios to protobuf of one workload's results.
func relate(results []result) {
	for i := range results {
		r := &results[i]
		for _, base := range results {
			if base.Codec == protobufName && base.Op == r.Op {
				r.RatioMin, r.RatioMedian = r.Min/base.Min, r.Median/base.Median
			}
		}
	}
}
