// Package dubbo speaks dubbo2, the protocol of Java Dubbo on TCP, as a client
// and as a server: [Protocol] is what a hark.Client and a hark.Server need.
//
//	client := hark.Client{Protocol: dubbo.Protocol{}}
//	server := hark.Server{Protocol: dubbo.Protocol{}}
//
// It understands Java providers and consumers of every version from 2.5 to
// 3.3, with arguments and results in Hessian 2; package hessian says what Go
// values become in Java. A consumer in Java that is offered a choice must take
// hessian2, which it does unless the provider's URL names another.
//
// # Which Java method a call means
//
// Java finds a method by its name and the exact types of its parameters, which
// travel as a descriptor. Unless a Method names one it follows from the Go
// types: bool, int8, int16, int32, int64, float32 and float64 are boolean,
// byte, short, int, long, float and double; pointers to them are Boolean to
// Double, whose null is nil; string is String, []byte is byte[], time.Time is
// Date. A struct, or a pointer to one, is its Java class, other slices are
// List, maps are Map and, of struct{}, Set; interfaces are Object. Go's int is
// none of Java's types, so a parameter of it needs a descriptor, and so does
// one that is long[], ArrayList or Collection.
//
// # Connections
//
// A client has one connection to a provider, which all its calls share. It is
// made when it is needed, and made again when it was lost: in the background,
// ever less often and at random, and by the next call. The connection asks a
// silent provider whether it is there, sends no more calls to one that has
// said that it goes away, and ends every call that waits as soon as the
// connection breaks. Replies that come when their call is over are dropped and
// counted in hark.Client.Stats.
//
// # Callbacks
//
// A parameter of type [Callback] stands for a Java interface that the provider
// calls back, on the connection that the consumer has made.
//
// # Errors
//
// What the service threw is a *hark.Exception. Any other error is a
// *hark.Error, whose NotRun is set where the provider cannot have run the
// method: there was no connection; the request was never written; the provider
// answered that it does not have it, does not understand it, or has no thread
// for it. A Java provider's status 70 may mean the one or the other, so it
// counts as run.
//
// On a server an error becomes a java.lang.RuntimeException with its text,
// which every Java consumer can read, unless it names a class; see
// hark.JavaError. A refusal by an interceptor becomes a status other than OK,
// at which Java consumers try the next provider.
package dubbo
