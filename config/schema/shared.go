package schema

import "slices"

// methodLevel are the attributes of method, reference, consumer, service and
// provider. Of a service they are what its consumers are told; those of hark
// take timeout and retries from it.
func methodLevel() []Attribute {
	return []Attribute{
		does("timeout", Millis, "1000", "time that a call has for all its attempts; in Dubbo each attempt has that much"),
		does("retries", Int, "2", "further attempts after the first; only what is known not to have run is tried again"),
		idle("failbacktasks", Int, "100", "there is no failback yet, whose queue it bounds").in(since27),
		does("actives", Int, "0", "calls of one method in flight; one over it waits for its turn within its timeout; 0 is no bound"),
		does("loadbalance", Name, "random", "random, or a name in Wiring.Balancers"),
		does("async", Bool, "false", "the method returns at once; what is nearest the call counts, so that false on a method undoes true on its reference"),
		idle("sent", Bool, "false", "a call that wants no reply always waits until its request has been handed to the connection"),
		refused("mock", Text, "false", notBuilt),
		refused("merger", Text, "false", notBuilt),
		refused("validation", Text, "false", inGo),
		refused("cache", Text, "false", inGo),
	}
}

// interfaceLevel are those of reference, consumer, service and provider.
func interfaceLevel() []Attribute {
	return slices.Concat([]Attribute{
		does("id", ID, "", "name of the bean"),
	}, methodLevel(), []Attribute{
		idle("connections", Int, "0", "connections are shared by all references to a provider"),
		refused("local", Text, "false", "old name of stub"),
		refused("stub", Text, "false", "wrap the client in Go"),
		idle("proxy", Name, "javassist", "the typed client is generated Go"),
		does("cluster", Name, "failover", "failover, failfast, or a name in Wiring.Clusters"),
		idle("forks", Int, "2", "there is no forking cluster yet"),
		refused("filter", Names, "", "interceptors are values: Wiring.Interceptors").of("", "default"),
		refused("listener", Names, "", "no listeners of referring and exporting; do it beside Load"),
		idle("owner", Text, "", descriptive),
		idle("layer", Text, "", descriptive),
		idle("application", IDs, "", "a file has one application"),
		idle("module", IDs, "", "a file has one module"),
		does("registry", IDs, "", "ids of the registries to use; N/A for none. Without it, all but those with default=\"false\""),
		idle("monitor", IDs, "", "there is no monitor"),
		idle("callbacks", Int, "1", "bounds argument callbacks, which are not built yet"),
		refused("onconnect", Text, "", "no events of connections; not to be confused with oninvoke, onreturn and onthrow"),
		refused("ondisconnect", Text, "", "no events of connections; not to be confused with oninvoke, onreturn and onthrow"),
		does("scope", Name, "", "local: only inside the process; remote: never inside; none: neither; empty: inside where the service is, else remote").of("", "local", "remote", "none"),
		refused("tag", Text, "", "no tag routes yet").in(since27),
	})
}

// serviceLevel are those of service and provider.
func serviceLevel() []Attribute {
	return slices.Concat(interfaceLevel(), []Attribute{
		does("register", Bool, "true", "false: the registries are not told"),
		does("version", Text, "0.0.0", "version of the service; 0.0.0 counts as none"),
		does("group", Text, "", "group of the service"),
		idle("deprecated", Bool, "false", descriptive),
		idle("delay", Int, "0", "a service is offered when Serve is called, which the program decides"),
		does("export", Bool, "true", "false: the service is not offered at all"),
		does("weight", Int, "100", "share of the calls; 0 for none"),
		idle("document", Text, "", descriptive),
		does("dynamic", Bool, "true", "goes to the registry as it is"),
		refused("token", Text, "false", inGo),
		refused("accesslog", Text, "false", inGo),
		refused("executes", Int, "0", inGo),
		does("protocol", IDs, "", "ids of the protocols to offer the service by; without it, all"),
		does("warmup", Millis, "600000", "how long a new provider takes to get its full share"),
		idle("serialization", Name, "hessian2", "the protocol's constructor decides").of("", "hessian2"),
		idle("prefer-serialization", Names, "", "the protocol's constructor decides").in(since3),
		idle("export-async", Bool, "false", "services are offered by Serve").in(since3),
		idle("executor", ID, "", goroutines).in(since3),
	})
}

// referenceLevel are those of reference and consumer.
func referenceLevel() []Attribute {
	return slices.Concat(interfaceLevel(), []Attribute{
		does("version", Text, "0.0.0", "version that is called; 0.0.0 counts as none, and * is not built yet"),
		does("group", Text, "", "group that is called; * and lists are not built yet"),
		does("check", Bool, "true", "false: Load succeeds while there is no provider"),
		idle("init", Bool, "true", "references are made by Load"),
		refused("generic", Text, "false", notBuilt),
		does("injvm", Bool, "true", "deprecated; false is scope=\"remote\""),
		refused("sticky", Bool, "false", notBuilt),
		idle("reconnect", Text, "true", "lost connections are made again, always"),
		idle("lazy", Bool, "false", "a connection is made when it is first needed, always"),
		refused("router", Names, "", "no routers yet"),
		refused("provided-by", Names, "", "services are found by interface").in(since27),
		idle("provider-port", Int, "", "is about a service mesh").in(since3),
		idle("provider-namespace", Text, "", "is about a service mesh").in(since3),
		idle("refer-async", Bool, "false", "references are made by Load").in(since3),
	})
}

// pool are the attributes that size Java's threads and buffers.
func pool() []Attribute {
	return slices.Concat(
		idles(Name, "", goroutines, "threadpool"),
		idles(Text, since27, goroutines, "threadname"),
		idles(Int, "", goroutines, "threads"),
		idles(Int, since27, goroutines, "corethreads"),
		idles(Int, "", goroutines, "iothreads", "queues"),
		idles(Millis, since27, goroutines, "alive"),
	)
}

// wire are the attributes of how a protocol meets its network.
func wire() []Attribute {
	return slices.Concat(
		[]Attribute{
			does("accepts", Int, "0", "connections that are accepted at a time; the protocol's constructor gets it"),
			does("payload", Int, "8388608", "largest message in bytes; the protocol's constructor gets it"),
			idle("codec", Name, "dubbo", "a protocol has one codec"),
			idle("charset", Name, "UTF-8", "text is UTF-8").of("", "UTF-8", "utf-8"),
			idle("buffer", Int, "8192", "buffers grow as they must"),
		},
		idles(Name, "", oneNetwork, "transporter", "server", "client", "exchanger", "networker"),
		idles(Name, "", goroutines, "dispatcher", "dispather"),
		idles(Text, "", noTelnet, "telnet", "prompt", "status"),
		[]Attribute{
			refused("path", Text, "", "a prefix of services' paths is not built yet"),
			refused("contextpath", Text, "", "a prefix of services' paths is not built yet"),
		},
	)
}
