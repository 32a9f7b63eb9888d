// Package memwire is a small protocol for tests: gob on any net.Conn, without
// heartbeats, negotiation or limits. The rules that hark makes for a protocol
// can be read in it; the one for real networks is package dubbo.
package memwire
