package owner

import (
	"context"
	"path/filepath"
	"strings"

	"matinee/library"
	"matinee/sync/publish"
	"matinee/sync/release"
)

func releaseFile(dir string) string { return filepath.Join(dir, "release.json") }

// KeptRelease is what a data folder holds of newer releases; nil without anything.
func KeptRelease(dir string) []byte {
	raw, err := publish.ReadBounded(releaseFile(dir), release.MaxKept)
	if err != nil { // it is asked for again
		return nil
	}
	return raw
}

// watchingReleases is what asking for newer releases of the program works with.
func (o *Owner) watchingReleases() release.Config {
	return release.Config{
		Origin: o.cfg.Release, Version: o.cfg.Version, Get: o.getRelease,
		Kept: KeptRelease(o.cfg.Dir), Keep: func(raw []byte) error { return publish.WriteWhole(releaseFile(o.cfg.Dir), raw, 0o600) },
		Logger: o.log, Now: o.cfg.Now,
		Allowed: func() bool { return o.CurrentSettings().AskReleases },
		Tell: func(by library.Update) {
			o.log.Info("there is a newer release", "version", by.Version, "page", by.Page)
			o.shelf.Tell(library.NewOutdated(by))
		},
	}
}

// getRelease fetches a file of the program's maker, by the ways that the settings leave.
func (o *Owner) getRelease(ctx context.Context, address library.WebURL, most int64) ([]byte, error) {
	local := strings.HasPrefix(string(address), "http:") // which is for this machine alone
	return o.engine.Web(ctx, string(address), most, local)
}
