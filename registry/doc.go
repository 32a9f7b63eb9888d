// Package registry has what registries have in common: [Memory], a registry
// for programs and tests of one process; [URL], the form that Dubbo gives to
// what it registers, with its conversion from and to a hark.Endpoint; and
// [Match], the rule by which a consumer finds providers.
//
// The other registries are packages of their own. Package simple is Dubbo's
// own registry, dubbo://host:9090, as a client and as a server. What any
// registry must do is stated, as tests, by package registrytest.
//
// # Which providers a consumer finds
//
// Interface, group and version must be equal, where no version and 0.0.0 are
// the same. In the service that is passed to Watch a Group or Version of * is
// any, none included; a Group may also list several, separated by commas. The
// endpoints that are found carry the group and version that their providers
// have.
package registry
