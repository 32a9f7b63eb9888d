package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/hark-rpc/hark/examples/notify/demo"
)

// Notify prints what it is told, and when. Like all handlers its methods may be
// called by several goroutines at once.
type Notify struct {
	start time.Time
	mu    sync.Mutex // guards out
	out   io.Writer
}

// OnInvoke is told that a call begins.
func (n *Notify) OnInvoke(_ context.Context, id int32) { n.tellf("oninvoke(%d)", id) }

// OnReturn is told the person that id asked for.
func (n *Notify) OnReturn(_ context.Context, p *demo.Person, id int32) {
	n.tellf("onreturn(%v, %d)", p, id)
}

// OnThrow is told why there is none.
func (n *Notify) OnThrow(_ context.Context, err error, id int32) { n.tellf("onthrow(%v, %d)", err, id) }

func (n *Notify) tellf(format string, args ...any) {
	ms := time.Since(n.start).Milliseconds()
	n.mu.Lock()
	defer n.mu.Unlock()
	fmt.Fprintf(n.out, "%4d ms  %s\n", ms, fmt.Sprintf(format, args...))
}
