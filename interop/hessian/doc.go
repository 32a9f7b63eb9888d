// Package hessian has no code: its tests let the codec of
// github.com/hark-rpc/hark/hessian exchange values with Java's Hessian Lite,
// with hessian.js and with a Python codec. README.md says how to run them and
// what they found.
package hessian
