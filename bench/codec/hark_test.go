package main

import "testing"

// The benchmarks run hark alone, for profiles:
//
//	go test -bench Encode/Order -cpuprofile cpu.prof ./codec

func BenchmarkEncode(b *testing.B) {
	benchmark(b, func(b *testing.B, r run, data []byte) {
		b.Helper()
		buf := make([]byte, 0, 2*len(data))
		for b.Loop() {
			if _, err := r.encode(buf); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	benchmark(b, func(b *testing.B, r run, data []byte) {
		b.Helper()
		for b.Loop() {
			if _, err := r.decode(data); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func benchmark(b *testing.B, loop func(b *testing.B, r run, data []byte)) {
	b.Helper()
	hark, err := newHark()
	if err != nil {
		b.Fatal(err)
	}
	for _, w := range workloads() {
		b.Run(w.name, func(b *testing.B) {
			r, err := hark.load(w.value)
			if err != nil {
				b.Fatal(err)
			}
			data, err := r.check(w.value)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			loop(b, r, data)
		})
	}
}
