// Package hessian encodes and decodes Hessian 2, the serialization of Java Dubbo.
package hessian
