package studio

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// zoneHere is the IANA name of the time zone of this machine; "UTC" where the system
// does not tell it.
func zoneHere() string {
	name := time.Local.String()
	if name == "Local" || name == "" {
		name = "UTC"
		if at, err := filepath.EvalSymlinks("/etc/localtime"); err == nil {
			if _, zone, ok := strings.Cut(filepath.ToSlash(at), "/zoneinfo/"); ok {
				name = zone
			}
		}
	}
	if tz := os.Getenv("TZ"); tz != "" {
		name = strings.TrimPrefix(tz, ":")
	}
	if _, err := time.LoadLocation(name); err != nil {
		return "UTC"
	}
	return name
}
