package mpv

import (
	"strings"

	"matinee/player"
)

// setting is one option of mpv's, to be set before it is initialized.
type setting struct {
	name, value string
}

// safety holds what protects the person from the media. mpv is not started when
// one of these is refused, unless it is an option of scripts, and mpv was built
// without them.
func safety() []setting {
	const protocols = "file,http,tcp"
	whitelist := "protocol_whitelist=%13%" + protocols // %length%value, since commas separate
	return []setting{
		{"config", "no"},
		{"load-scripts", "no"},
		{"ytdl", "no"},
		{"load-unsafe-playlists", "no"},
		{"access-references", "no"}, // playlists, EDL, archives, external tracks, HLS segments
		{"ordered-chapters", "no"},
		{"autoload-files", "no"},
		{"demuxer-lavf-o", whitelist},
		{"stream-lavf-o", whitelist},
		{"http-proxy", "none"}, // or the environment's proxy would see our loopback
		{"cookies", "no"},
		{"input-ipc-server", ""},
	}
}

// behaviour holds the rest. What an older mpv does not know is left out.
func behaviour(o Options) []setting {
	s := []setting{
		{"terminal", "no"},
		{"idle", "yes"},
		{"keep-open", "yes"}, // the last frame stays, and one can seek back from it
		{"keep-open-pause", "no"},
		{"osc", "no"},
		{"load-stats-overlay", "no"},
		{"load-osd-console", "no"},
		{"load-auto-profiles", "no"},
		{"osd-level", "0"},
		{"input-default-bindings", "no"},
		{"input-vo-keyboard", "no"},
		{"input-media-keys", "no"},
		{"stop-screensaver", "no"},
		{"reset-on-next-file", "aid,sid,vid,sub-delay,audio-delay"},
		{"sub-codepage", "auto"},
		{"hr-seek", "no"}, // for the start of a file; seeks say what they want
		{"volume-max", "130"},
		{"gapless-audio", "weak"},
		{"prefetch-playlist", "yes"},
		{"audio-fallback-to-null", "yes"},
		{"audio-client-name", "Matinee"},
	}
	s = append(s, caching()...)
	s = append(s, preferences(o.Preferences)...)
	if o.Silent || o.Surface == Headless {
		s = append(s, setting{"ao", "null"})
	}
	return append(s, output(o.Surface)...)
}

// preferences are the options that can be changed while mpv runs.
func preferences(p player.Preferences) []setting {
	decoder := "no"
	if p.Hardware {
		decoder = "auto-copy-safe"
	}
	return []setting{
		{"hwdec", decoder},
		{"alang", strings.Join(p.Audio, ",")},
		{"slang", strings.Join(p.Subtitles, ",")},
	}
}

// caching makes a stream that stalls wait, and go on by itself. What was
// downloaded lies on the disk anyway, so that little is kept in memory.
func caching() []setting {
	return []setting{
		{"cache", "auto"}, // streams and network disks, not files
		{"cache-pause", "yes"},
		{"cache-pause-initial", "no"},
		{"cache-pause-wait", "1"},
		// Little is kept twice: what is read lies on this machine already, and the
		// engine reads ahead by itself.
		{"cache-secs", "5"},
		{"demuxer-max-bytes", "16MiB"},
		{"demuxer-max-back-bytes", "2MiB"},
		{"demuxer-donate-buffer", "no"}, // else what is behind takes the room of what is ahead
		{"network-timeout", "0"},        // wait for ever
	}
}

func output(s Surface) []setting {
	if s == OwnWindow {
		return []setting{
			// Drawing by the processor is allowed: refusing it, mpv leaves a broken
			// connection to X behind that ends the process later. SDL, which it
			// would come to otherwise, hangs when it is opened anew.
			{"vo", "gpu,x11,wlshm"},
			{"gpu-sw", "yes"},
			{"force-window", "no"},
			{"input-default-bindings", "yes"},
			{"input-vo-keyboard", "yes"},
			{"osc", "yes"},
			{"osd-level", "1"},
			{"title", "${media-title}"},
		}
	}
	return []setting{
		{"vo", "libmpv"},
		{"video-timing-offset", "0"}, // or each software frame waits for its time
		{"sws-fast", "yes"},
		{"sws-scaler", "bilinear"},
		{"zimg-fast", "yes"},
		{"zimg-scaler", "bilinear"},
		{"zimg-dither", "no"},
	}
}
