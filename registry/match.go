package registry

import (
	"slices"
	"strings"

	"github.com/hark-rpc/hark"
)

// Match reports whether a consumer that subscribes by the one URL is to hear
// of the other, which somebody has registered. The interfaces, groups and
// versions must match as [MatchService] says. The category must be one of
// those that the consumer names, which are the providers if it names none; *
// among them means all, and -name not that one. What is disabled is kept from
// consumers that do not ask for it by enabled=*. A classifier, if the consumer
// has one, must be equal.
func Match(consumer, registered URL) bool {
	switch {
	case !matchCategory(consumer.Category(), registered.Category()):
		return false
	case registered.Param(keyEnabled, "true") == "false" && consumer.Params[keyEnabled] != Any:
		return false
	}
	if c := consumer.Param(keyClassifier, Any); c != Any && c != registered.Param(keyClassifier, Any) {
		return false
	}
	return MatchService(consumer.Service(), registered.Service())
}

// MatchService reports whether one who wants the one service can have the
// other. The interfaces must be equal, or either be *. The wanted group may be
// *, and it may list several; the wanted version may be *; else they must be
// equal, where to have none is a value like any other.
func MatchService(want, have hark.ServiceID) bool {
	if want.Interface != have.Interface && want.Interface != Any && have.Interface != Any {
		return false
	}
	if want.Version != Any && normal(want).Version != normal(have).Version {
		return false
	}
	return want.Group == Any || want.Group == have.Group || have.Group != "" && contains(want.Group, have.Group)
}

// noVersion is how Dubbo writes that a service has no version.
const noVersion = "0.0.0"

// normal returns the service without a version that says that there is none.
func normal(id hark.ServiceID) hark.ServiceID {
	if id.Version == noVersion {
		id.Version = ""
	}
	return id
}

// contains reports whether a list, separated by commas, has the item.
func contains(list, item string) bool {
	return slices.ContainsFunc(strings.Split(list, ","), func(s string) bool { return strings.TrimSpace(s) == item })
}

func matchCategory(wanted, category string) bool {
	all := false
	for w := range strings.SplitSeq(wanted, ",") {
		switch w = strings.TrimSpace(w); {
		case w == category:
			return true
		case w == "-"+category:
			return false
		case w == Any, strings.HasPrefix(w, "-"):
			all = true // all but those that are subtracted
		}
	}
	return all
}

// Empty returns the URL that tells a consumer that a category has nothing: a
// list without URLs would leave it with what it had before.
func Empty(consumer URL, category string) URL {
	u := consumer.With(keyCategory, category)
	u.Protocol = Nothing
	return u
}
