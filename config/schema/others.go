package schema

import "slices"

const (
	noReport  = "no metadata is reported yet"
	noCenter  = "there is no configuration centre yet; give properties to Load"
	noMonitor = "there is no monitor; see Client.Stats, Server.Stats and the calls' events"
	noMetrics = "counters are Client.Stats and Server.Stats; exporters are to come"
	noTrace   = "traces are to come"
	noTriple  = "the triple protocol is to come"
)

// without is an element without effect.
func without(name, versions, why string, attributes ...[]Attribute) Element {
	return Element{
		Name: name, Parents: file(), Versions: versions, Status: NoEffect, Note: "Without effect: " + why + ".",
		Attributes: slices.Concat(append([][]Attribute{{does("id", ID, "", "name of the bean")}}, attributes...)...),
	}
}

// inside is a child of an element without effect.
func inside(parent, name, versions, why string, attributes ...[]Attribute) Element { //nolint:unparam // a table says everything in each row
	return Element{
		Name: name, Parents: []string{parent}, Versions: versions, Status: NoEffect, Note: "Without effect: " + why + ".",
		Attributes: slices.Concat(attributes...),
	}
}

// centers are the elements of what else an application may talk to.
func centers() []Element {
	center := without("config-center", since27, noCenter,
		idles(Text, "", noCenter, "protocol", "address", "cluster", "namespace", "group", "config-file", "app-config-file", "username", "password"),
		idles(Millis, "", noCenter, "timeout"), idles(Int, "", noCenter, "port"),
		idles(Bool, "", noCenter, "highest-priority", "include-spring-env", "check"),
	)
	center.Status, center.Note = Refused, "Refused: settings that would not be read might be the ones that matter. There is no configuration centre yet; give properties to Load."
	return []Element{
		without("monitor", "", noMonitor,
			idles(Text, "", noMonitor, "address", "protocol", "username", "password", "group", "version"),
			idles(Millis, "", noMonitor, "interval"), idles(Bool, "", noMonitor, "default"),
		),
		without("metadata-report", since27, noReport,
			idles(Text, "", noReport, "protocol", "address", "username", "password", "group", "registry", "file"),
			idles(Int, "", noReport, "port", "retry-times"), idles(Millis, "", noReport, "timeout", "retry-period"),
			idles(Bool, "", noReport, "cycle-report", "sync-report", "cluster"),
			idles(Bool, since3, noReport, "check", "report-metadata", "report-definition"),
		),
		center,
	}
}

// observability are the elements of metrics and traces.
func observability() []Element {
	return []Element{
		without("metrics", since27, noMetrics,
			idles(Name, "", noMetrics, "protocol"), idles(Int, only27, noMetrics, "port"),
			idles(Bool, since3, noMetrics, "enable-jvm", "enable-threadpool", "enable-registry", "enable-metadata", "enable-netty", "enable-rpc", "export-metrics-service"),
			idles(Name, since3, noMetrics, "rpc-level"),
		),
		inside("metrics", "prometheus-exporter", since3, noMetrics,
			idles(Bool, "", noMetrics, "enabled", "enable-http-service-discovery"), idles(Text, "", noMetrics, "http-service-discovery-url")),
		inside("metrics", "prometheus-pushgateway", since3, noMetrics,
			idles(Bool, "", noMetrics, "enabled"), idles(Text, "", noMetrics, "base-url", "username", "password", "job"), idles(Int, "", noMetrics, "push-interval")),
		inside("metrics", "aggregation", since3, noMetrics,
			idles(Bool, "", noMetrics, "enabled"), idles(Int, "", noMetrics, "bucket-num", "time-window-seconds")),
		inside("metrics", "histogram", since3, noMetrics, idles(Bool, "", noMetrics, "enabled")),
		without("tracing", since3, noTrace, idles(Bool, "", noTrace, "enabled")),
		inside("tracing", "sampling", since3, noTrace, idles(Text, "", noTrace, "probability")),
		inside("tracing", "propagation", since3, noTrace, idles(Name, "", noTrace, "type")),
		inside("tracing", "baggage", since3, noTrace, idles(Bool, "", noTrace, "enabled"), idles(Names, "", noTrace, "remote-fields")),
	}
}

// others are the elements that remain.
func others() []Element {
	const tls = "certificates are the protocol's constructor's"
	ssl := without("ssl", since27, tls, idles(Text, "", tls,
		"server-key-cert-chain-path", "server-private-key-path", "server-key-password", "server-trust-cert-collection-path",
		"client-key-cert-chain-path", "client-private-key-path", "client-key-password", "client-trust-cert-collection-path"))
	ssl.Status, ssl.Note = Refused, "Refused: what is meant to be encrypted must not go unencrypted. Certificates are for the protocol's constructor."
	annotation := without("annotation", "", "", idles(Text, "", "there is nothing to scan", "package"))
	annotation.Status, annotation.Note = Refused, "Refused: Go has no annotations to scan. Write the services and references out."
	triple := inside("protocol", "triple", since3, noTriple, idles(Int, "", noTriple,
		"max-body-size", "max-response-body-size", "max-chunk-size", "max-header-size", "max-initial-line-length", "initial-buffer-size",
		"header-table-size", "max-concurrent-streams", "initial-window-size", "connection-initial-window-size", "max-frame-size", "max-header-list-size"),
		idles(Bool, "", noTriple, "enable-push"))
	return []Element{ssl, annotation, triple}
}
