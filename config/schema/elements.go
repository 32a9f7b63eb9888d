package schema

import "slices"

// file are the parents of an element that stands at the top of a file.
func file() []string { return []string{""} }

func application() Element {
	return Element{
		Name: "application", Parents: file(),
		Note: "The program. A file, with those that it imports, has one.",
		Attributes: slices.Concat([]Attribute{
			does("id", ID, "", "name of the bean"),
			does("name", Text, "", "goes to the registry with every service").required(),
			does("registry", IDs, "", "registries that are used where nothing else is said; N/A for none"),
			idle("version", Text, "", descriptive),
			idle("owner", Text, "", descriptive),
			idle("organization", Text, "", descriptive),
			idle("architecture", Text, "", descriptive),
			idle("environment", Name, "", descriptive),
			idle("compiler", Name, "javassist", jvm),
			idle("logger", Name, "slf4j", "logs go to Wiring.Logger"),
			idle("monitor", IDs, "", "there is no monitor"),
			idle("default", Bool, "", "a file has one application"),
			idle("metadata-type", Name, "local", "no metadata is reported yet").in(since27).of("", "local", "remote"),
			idle("register-consumer", Bool, "false", "a consumer need not be known").in(since27),
			idle("register-mode", Name, "all", "services are registered by interface").in(since3).of("", "interface", "instance", "all"),
			idle("enable-empty-protection", Bool, "false", "an empty list is believed").in(since3),
			idle("protocol", Name, "dubbo", "each reference says its own").in(since3),
			idle("executor-management-mode", Name, "isolation", goroutines).in(since3),
			idle("dump-directory", Text, "", jvm).in(since3),
			idle("dump-enable", Bool, "true", jvm).in(since3),
			idle("mapping-retry-interval", Int, "", "services are found by interface").in(since3),
			idle("serialize-check-status", Name, "", "only types that the program names are decoded").in(since3),
			idle("auto-trust-serialize-class", Bool, "true", "only types that the program names are decoded").in(since3),
			idle("trust-serialize-class-level", Int, "3", "only types that the program names are decoded").in(since3),
			idle("check-serializable", Bool, "true", "only types that the program names are decoded").in(since3),
		}, idles(Text, since3, "there is no operations port", "qos-enable", "qos-check", "qos-host", "qos-port", "qos-accept-foreign-ip",
			"qos-accept-foreign-ip-whitelist", "qos-anonymous-access-permission-level", "qos-anonymous-allow-commands")),
	}
}

func module() Element {
	return Element{
		Name: "module", Parents: file(),
		Note: "A part of the program, in words.",
		Attributes: slices.Concat([]Attribute{
			does("id", ID, "", "name of the bean"),
			idle("name", Text, "", descriptive).required(),
			idle("registry", IDs, "", "say it on the application, or where it is meant"),
			idle("default", Bool, "", "a file has one module"),
		},
			idles(Text, "", descriptive, "version", "owner", "organization"),
			idles(IDs, "", "there is no monitor", "monitor"),
			idles(Bool, since3, "Load refers and Serve exports, in the goroutine that calls them", "background", "refer-async", "export-async"),
			idles(Int, since3, goroutines, "refer-thread-num", "export-thread-num"),
			idles(Millis, since3, "Load has waited for each reference", "check-reference-timeout"),
		),
	}
}

func registry() Element {
	return Element{
		Name: "registry", Parents: file(),
		Note: "Where providers and consumers find each other. There may be any number.",
		Attributes: []Attribute{
			does("id", ID, "", "name that registry=\"…\" means elsewhere"),
			does("address", Address, "", "scheme://host:port, several members of one registry as ?backup=host:port,host:port, several registries separated by ; or |; "+
				"without a scheme the simple registry, dubbo://; N/A for none").required(),
			does("port", Int, "9090", "port of addresses that have none"),
			does("protocol", Name, "dubbo", "scheme of addresses that have none"),
			does("username", Text, "", "goes to the registry's constructor"),
			does("password", Text, "", "goes to the registry's constructor"),
			idle("transport", Name, "netty", oneNetwork),
			idle("transporter", Name, "netty", oneNetwork),
			idle("server", Name, "netty", oneNetwork),
			idle("client", Name, "netty", oneNetwork),
			idle("cluster", Name, "", "the providers of all registries are one list"),
			idle("zone", Text, "", "the providers of all registries are one list").in(since27),
			idle("forks", Int, "", "there is no forking cluster yet"),
			does("group", Text, "", "goes to the registry's constructor"),
			does("version", Text, "", "goes to the registry's constructor"),
			does("timeout", Millis, "5000", "goes to the registry's constructor"),
			does("session", Millis, "60000", "goes to the registry's constructor"),
			idle("file", Text, "", fileCache),
			idle("wait", Millis, "0", "App.Close waits for the calls in flight"),
			does("check", Bool, "true", "false: Load succeeds while the registry cannot be reached"),
			does("dynamic", Bool, "true", "goes to the registry's constructor"),
			does("register", Bool, "true", "false: services are not registered here"),
			does("subscribe", Bool, "true", "false: providers are not looked for here"),
			does("default", Bool, "true", "false: used only where it is named"),
			idle("simplified", Bool, "false", "what is registered is short already").in(since27),
			idle("extra-keys", Names, "", "what is registered is short already").in(since27),
			idle("use-as-config-center", Bool, "true", "there is no configuration centre yet").in(since27),
			idle("use-as-metadata-center", Bool, "true", "no metadata is reported yet").in(since27),
			refused("accepts", Names, "", notBuilt).in(since27),
			idle("preferred", Bool, "false", "the providers of all registries are one list").in(since27),
			idle("weight", Int, "100", "the providers of all registries are one list").in(since27),
			idle("register-mode", Name, "all", "services are registered by interface").in(since3).of("", "interface", "instance", "all"),
			idle("enable-empty-protection", Bool, "false", "an empty list is believed").in(since3),
			refused("secure", Text, "false", "the registry's constructor decides").in(since3),
		},
	}
}

func protocol() Element {
	return Element{
		Name: "protocol", Parents: file(), Foreign: true,
		Note: "How services are offered. There may be any number; without one, dubbo on its own port.",
		Attributes: slices.Concat([]Attribute{
			does("id", ID, "", "name that protocol=\"…\" means elsewhere; without it, the name"),
			does("name", Name, "dubbo", "a name in Wiring.Protocols"),
			does("host", Text, "", "host that consumers are told; without it, the listener's or this machine's first address"),
			does("port", Int, "20880", "port to listen at; -1 for the first free one from 20880"),
			does("heartbeat", Millis, "60000", "the protocol's constructor gets it"),
			does("register", Bool, "true", "false: services are not registered with this protocol"),
			idle("default", Bool, "", "without protocol=\"…\" a service is offered by all protocols"),
			idle("serialization", Name, "hessian2", "the protocol's constructor decides").of("", "hessian2"),
			idle("prefer-serialization", Names, "", "the protocol's constructor decides").in(since3),
			refused("accesslog", Text, "false", inGo),
			idle("optimizer", Class, "", jvm),
			refused("extension", Text, "", "the protocol's constructor decides"),
			idle("keepalive", Bool, "true", "connections are kept").in(since27),
			refused("ssl-enabled", Bool, "false", "the protocol's constructor decides").in(since27),
			refused("ext-protocol", Names, "", notBuilt).in(since3),
			idle("json-check-level", Name, "", "is about another protocol").in(since3),
			idle("preferred-protocol", Name, "", "each reference says its own").in(since3),
			idle("thread-pool-exhausted-listeners", Names, "", goroutines).in(since3),
		}, pool(), wire()),
	}
}

func provider() Element {
	return Element{
		Name: "provider", Parents: file(), Foreign: true,
		Note: "Defaults of services: of those inside it or, if there are none or it says default=\"true\", of all that stand alone.",
		Attributes: slices.Concat(serviceLevel(), []Attribute{
			does("host", Text, "", "host of protocols that name none"),
			does("port", Int, "", "port of protocols that name none"),
			does("default", Bool, "", "true: defaults also of services that stand alone"),
			idle("wait", Millis, "10000", "App.Close waits for the calls in flight"),
			idle("export-thread-num", Int, "10", goroutines).in(since3),
			idle("export-background", Bool, "false", "services are offered by Serve").in(since3),
		}, pool(), wire()),
	}
}

func consumer() Element {
	return Element{
		Name: "consumer", Parents: file(), Foreign: true,
		Note: "Defaults of references: of those inside it or, if there are none or it says default=\"true\", of all that stand alone.",
		Attributes: slices.Concat(referenceLevel(), []Attribute{
			does("default", Bool, "", "true: defaults also of references that stand alone"),
			idle("client", Name, "netty", oneNetwork),
			idle("threadpool", Name, "", goroutines),
			idle("corethreads", Int, "", goroutines),
			idle("threads", Int, "", goroutines),
			idle("queues", Int, "", goroutines),
			idle("shareconnections", Int, "1", "connections are shared by all references to a provider").in(since27),
			idle("url-merge-processor", Name, "", "the provider's suggestions stand behind the consumer's settings").in(since27),
			idle("refer-thread-num", Int, "10", goroutines).in(since3),
			idle("refer-background", Bool, "false", "references are made by Load").in(since3),
			refused("mesh-enable", Bool, "false", notBuilt).in(since3),
		}),
	}
}

func service() Element {
	return Element{
		Name: "service", Parents: []string{"", "provider"}, Foreign: true, Beans: true,
		Note: "A bean that is offered.",
		Attributes: slices.Concat(serviceLevel(), []Attribute{
			does("interface", Class, "", "name of one of Wiring.Interfaces").required(),
			does("ref", ID, "", "bean that implements it"),
			does("class", Class, "", "class of a bean that is made for it, in place of ref"),
			refused("path", Text, "", "a service's path is its interface"),
			refused("provider", ID, "", "deprecated; stand in the provider element instead"),
			refused("generic", Text, "false", notBuilt),
			idle("payload", Int, "", "say it on the protocol").in(since3),
		}),
	}
}

func reference() Element {
	return Element{
		Name: "reference", Parents: []string{"", "consumer"}, Foreign: true,
		Note: "A service of others as a bean.",
		Attributes: slices.Concat(referenceLevel(), []Attribute{
			does("interface", Class, "", "name of one of Wiring.Interfaces").required(),
			does("url", Text, "", "providers, so that no registry is asked: host:port or scheme://host:port, several separated by ;"),
			does("protocol", Name, "", "only providers of that protocol, a name in Wiring.Protocols"),
			idle("client", Name, "netty", oneNetwork),
			refused("consumer", ID, "", "deprecated; stand in the consumer element instead"),
			refused("services", Names, "", "services are found by interface").in(since27),
			idle("unloadClusterRelated", Bool, "false", jvm).in(since3),
			idle("serialization", Name, "hessian2", "the protocol's constructor decides").in(only27).of("", "hessian2"),
		}),
	}
}

func method() Element {
	return Element{
		Name: "method", Parents: []string{"service", "reference"},
		Note: "What is different for one method, or with name=\"*\", which is hark's own, for all that have no element of their own.",
		Attributes: slices.Concat([]Attribute{
			does("name", Method, "", "Java's name of the method; all overloads of it").required(),
			does("oninvoke", Handlers, "", "who is told that a call begins; several, separated by commas, are told in that order"),
			does("onreturn", Handlers, "", "who is told the result"),
			does("onthrow", Handlers, "", "who is told the error"),
			does("return", Bool, "true", "false: the call is one way, and over when its request has been handed on"),
		}, methodLevel(), []Attribute{
			refused("executes", Int, "0", inGo),
			idle("stat", Int, "-1", "no statistics by argument"),
			does("retry", Bool, "true", "deprecated; false is retries=\"0\""),
			idle("reliable", Bool, "false", "deprecated in Dubbo too, where nothing reads it"),
			idle("deprecated", Bool, "false", descriptive),
			refused("sticky", Bool, "false", notBuilt),
		}),
	}
}

func argument() Element {
	return Element{
		Name: "argument", Parents: []string{"method"},
		Note: "An argument that the provider calls back; not to be confused with oninvoke, onreturn and onthrow.",
		Attributes: []Attribute{
			idle("index", Int, "-1", "matters for callbacks only"),
			idle("type", Class, "", "matters for callbacks only"),
			refused("callback", Bool, "false", notBuilt),
		},
	}
}

func parameter() Element {
	return Element{
		Name: "parameter",
		Parents: []string{
			"application", "registry", "protocol", "provider", "consumer", "service", "reference", "method",
			"monitor", "metadata-report", "config-center",
		},
		Note: "Something more that the registry is told, as it is; of a method with the method's name and a dot before the key.",
		Attributes: []Attribute{
			does("key", Text, "", "").required(),
			does("value", Text, "", "").required(),
			does("hide", Bool, "false", "true: a dot before the key"),
		},
	}
}
