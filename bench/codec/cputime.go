package main

import (
	"fmt"
	"syscall"
	"time"
)

// cpuTime returns the CPU time of the whole process, user and system, and so
// with the collector's. It needs a Unix system.
func cpuTime() (time.Duration, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0, fmt.Errorf("getrusage: %w", err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), nil
}
