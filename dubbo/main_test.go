package dubbo_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain fails if the tests leave goroutines of ours behind. What runs in a
// bubble is checked by synctest already.
func TestMain(m *testing.M) {
	code := m.Run()
	for end := time.Now().Add(5 * time.Second); code == 0; <-time.After(10 * time.Millisecond) {
		leaked := goroutines()
		if len(leaked) == 0 {
			break
		}
		if time.Now().After(end) {
			fmt.Fprintf(os.Stderr, "goroutines are left:\n\n%s\n", strings.Join(leaked, "\n\n"))
			code = 1
		}
	}
	os.Exit(code)
}

// goroutines returns the stacks of those that run our code, but for this one.
func goroutines() []string {
	b := make([]byte, 1<<20)
	b = b[:runtime.Stack(b, true)]
	var ours []string
	for _, stack := range strings.Split(string(b), "\n\n")[1:] {
		if strings.Contains(stack, "hark-rpc/hark") {
			ours = append(ours, stack)
		}
	}
	return ours
}
