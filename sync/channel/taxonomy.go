package channel

import (
	"strings"

	"matinee/library"
)

// trade is a creator's role and its group in the taxonomy of podcasts. A reader makes a
// host of a role that it does not find there, so that any other is left out.
func trade(role string) (name, group string) {
	name = strings.ToLower(strings.TrimSpace(role))
	switch name {
	case "director", "assistant director", "executive producer", "senior producer", "producer", "associate producer", "development producer", "creative director":
		group = "creative direction"
	case "host", "co-host", "guest host", "guest", "voice actor", "narrator", "announcer", "reporter":
		group = "cast"
	case "author", "editorial director", "co-writer", "writer", "songwriter", "guest writer", "story editor", "managing editor", "script editor",
		"script coordinator", "researcher", "fact checker", "translator":
		group = "writing"
	case "audio editor", "sound designer", "foley artist", "composer", "theme music", "music production", "music contributor":
		group = "audio post-production"
	case "camera operator", "lighting designer", "camera grip", "assistant camera":
		group = "video production"
	case "editor", "assistant editor":
		group = "video post-production"
	default:
		name = ""
	}
	return name, group
}

// licenseOf is a licence as a feed names it. Only what is on SPDX's list can go by its name
// alone.
func licenseOf(l library.SPDX) string {
	if strings.HasPrefix(string(l), "LicenseRef-") {
		return ""
	}
	return string(l)
}
