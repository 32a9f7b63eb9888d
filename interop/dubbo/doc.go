// Package dubbo lets hark call providers and serve consumers of Java Dubbo; it has only tests.
package dubbo
