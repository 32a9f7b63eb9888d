// Package harktest helps to test programs that use hark, without ports and
// without waiting: a [Network] in memory, and a [Recorder] of the events of
// calls. Both work inside the bubbles of testing/synctest.
//
// A test that needs no protocol between consumer and provider needs no network
// either: [hark.Bind] connects a stub to a [hark.Server] directly.
package harktest
