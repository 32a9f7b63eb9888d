// Package eventtest holds the matrix of the event contract: every way in which
// a call can be made and told of, by every way in which it can end, in virtual
// time. Each protocol runs it, and so do calls inside the process.
package eventtest
