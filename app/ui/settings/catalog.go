package settings

import (
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
)

// group is a page of the settings.
type group struct {
	id, title string
}

// groups lists the pages in order.
func groups() []group {
	return []group{
		{"play", lang.L("Playback")},
		{"disk", lang.L("Downloads and disk")},
		{"rate", lang.L("Limits and schedule")},
		{"seed", lang.L("Seeding")},
		{"net", lang.L("Network and privacy")},
		{"desk", lang.L("Desktop and messages")},
		{"look", lang.L("Language and look")},
	}
}

// control is the kind of widget a setting is changed with.
type control int

const (
	aSwitch control = iota
	aPick           // one of some words
	aText
	aRate // bytes a second
	aSize // bytes
	aTime
	aNumber
	aClock
	aWeek // days of the week
	aFolder
	aFile
	aProxy
	aCard     // a network interface
	aReminder // what was said once, to be said again
)

// entry is a setting as the screen shows it. Its help is the setting's doc, put
// into the person's language.
type entry struct {
	key, group string
	control    control
	label      string
	zero       string       // what 0, or an empty text, is called
	words      []kit.Option // of a pick
	next       bool         // takes effect with what is played next
}

// catalog lists every setting, in the order of its page.
func catalog() []entry {
	never, none, all := lang.L("never"), lang.L("none"), lang.L("all")
	unlimited := lang.L("no limit")
	return []entry{
		{key: "stream.readahead", group: "play", control: aTime, label: lang.L("Read ahead")},
		{key: "player.next", group: "play", control: aTime, label: lang.L("Notice before the next item"), zero: none},
		{key: "player.volume", group: "play", control: aNumber, label: lang.L("Volume")},
		{key: "player.audio", group: "play", control: aText, label: lang.L("Audio languages"), zero: lang.L("as the film offers"), next: true},
		{key: "player.subtitles", group: "play", control: aText, label: lang.L("Subtitle languages"), zero: lang.L("as the film offers"), next: true},
		{key: "player.external", group: "play", control: aText, label: lang.L("Another player"), zero: lang.L("the system’s own")},
		{key: "ads.limited", group: "play", control: aSwitch, label: lang.L("Ads for limited profiles")},
		{key: "player.hwdec", group: "play", control: aSwitch, label: lang.L("Decode in hardware")},
		{key: "player.window", group: "play", control: aPick, label: lang.L("Picture"), next: true, words: []kit.Option{
			{Value: "inside", Text: lang.L("In this window")}, {Value: "own", Text: lang.L("In a window of its own")},
		}},
		{key: "player.surface", group: "play", control: aPick, label: lang.L("Drawn by"), next: true, words: []kit.Option{
			{Value: "auto", Text: lang.L("What is best here")},
			{Value: "software", Text: lang.L("The processor")},
			{Value: "gpu", Text: lang.L("The graphics processor")},
		}},

		{key: "media.folder", group: "disk", control: aFolder, label: lang.L("Media folder")},
		{key: "watch.folder", group: "disk", control: aFolder, label: lang.L("Watch folder"), zero: none},
		{key: "active.downloads", group: "disk", control: aNumber, label: lang.L("Downloads at a time")},
		{key: "disk.quota", group: "disk", control: aSize, label: lang.L("Most space for bundles"), zero: unlimited},
		{key: "disk.floor", group: "disk", control: aSize, label: lang.L("Space left free"), zero: none},
		{key: "disk.evict", group: "disk", control: aSwitch, label: lang.L("Make room by itself")},

		{key: "rate.down", group: "rate", control: aRate, label: lang.L("Download limit"), zero: unlimited},
		{key: "rate.up", group: "rate", control: aRate, label: lang.L("Upload limit"), zero: unlimited},
		{key: "alt.on", group: "rate", control: aSwitch, label: lang.L("Alternative limits now")},
		{key: "alt.down", group: "rate", control: aRate, label: lang.L("Alternative download limit"), zero: unlimited},
		{key: "alt.up", group: "rate", control: aRate, label: lang.L("Alternative upload limit"), zero: unlimited},
		{key: "alt.schedule", group: "rate", control: aSwitch, label: lang.L("Alternative limits by schedule")},
		{key: "alt.from", group: "rate", control: aClock, label: lang.L("Schedule begins")},
		{key: "alt.to", group: "rate", control: aClock, label: lang.L("Schedule ends")},
		{key: "alt.days", group: "rate", control: aWeek, label: lang.L("Days of the schedule")},

		{key: "seed.ratio", group: "seed", control: aNumber, label: lang.L("Stop at ratio"), zero: never},
		{key: "seed.time", group: "seed", control: aTime, label: lang.L("Stop after"), zero: never},
		{key: "active.seeds", group: "seed", control: aNumber, label: lang.L("Bundles seeded at a time"), zero: all},
		{key: "seed.battery", group: "seed", control: aSwitch, label: lang.L("Rest on battery")},
		{key: "seed.metered", group: "seed", control: aSwitch, label: lang.L("Rest on metered links")},

		{key: "net.port", group: "net", control: aNumber, label: lang.L("Port"), zero: lang.L("any")},
		{key: "net.bind", group: "net", control: aCard, label: lang.L("Network interface")},
		{key: "net.proxy", group: "net", control: aProxy, label: lang.L("Proxy")},
		{key: "net.encryption", group: "net", control: aPick, label: lang.L("Encryption"), words: []kit.Option{
			{Value: "allow", Text: lang.L("Allow")},
			{Value: "prefer", Text: lang.L("Prefer")},
			{Value: "require", Text: lang.L("Require")},
			{Value: "off", Text: lang.L("Off")},
		}},
		{key: "net.blocklist", group: "net", control: aFile, label: lang.L("Blocklist"), zero: none},
		{key: "conns.total", group: "net", control: aNumber, label: lang.L("People connected in all")},
		{key: "conns.bundle", group: "net", control: aNumber, label: lang.L("People connected to one bundle")},
		{key: "net.dht", group: "net", control: aSwitch, label: lang.L("Find people through the DHT")},
		{key: "net.dhtnodes", group: "net", control: aText, label: lang.L("Entrances to the DHT"), zero: lang.L("the usual ones")},
		{key: "net.pex", group: "net", control: aSwitch, label: lang.L("Find people through people")},
		{key: "net.lsd", group: "net", control: aSwitch, label: lang.L("Find people in the local network")},
		{key: "net.trackers", group: "net", control: aSwitch, label: lang.L("Trackers")},
		{key: "net.webseeds", group: "net", control: aSwitch, label: lang.L("Web seeds")},
		{key: "net.utp", group: "net", control: aSwitch, label: lang.L("uTP")},
		{key: "net.ipv6", group: "net", control: aSwitch, label: lang.L("IPv6")},
		{key: "net.upnp", group: "net", control: aSwitch, label: lang.L("Ask the router for the port")},

		{key: "release.ask", group: "net", control: aSwitch, label: lang.L("Ask for newer releases")},

		{key: "start.login", group: "desk", control: aSwitch, label: lang.L("Start at login")},
		{key: "notify.on", group: "desk", control: aSwitch, label: lang.L("Messages")},
		{key: "notify.quiet", group: "desk", control: aSwitch, label: lang.L("Quiet hours")},
		{key: "notify.from", group: "desk", control: aClock, label: lang.L("Quiet hours begin")},
		{key: "notify.to", group: "desk", control: aClock, label: lang.L("Quiet hours end")},

		{key: "ui.language", group: "look", control: aPick, label: lang.L("Language"), words: []kit.Option{
			{Value: "", Text: lang.L("As the system")}, {Value: "en", Text: "English"}, {Value: "fr", Text: "Français"},
		}},
		{key: "ui.theme", group: "look", control: aPick, label: lang.L("Colors"), words: []kit.Option{
			{Value: "", Text: lang.L("As the desktop")}, {Value: "dark", Text: lang.L("Dark")}, {Value: "light", Text: lang.L("Light")},
		}},
		{key: "ui.scale", group: "look", control: aNumber, label: lang.L("Size of text")},
		{key: "ui.motion", group: "look", control: aPick, label: lang.L("Motion"), words: []kit.Option{
			{Value: "", Text: lang.L("As the desktop")}, {Value: "less", Text: lang.L("Nothing moves by itself")}, {Value: "all", Text: lang.L("All")},
		}},
		{key: "ui.close", group: "look", control: aPick, label: lang.L("Closing the window"), words: []kit.Option{
			{Value: "tray", Text: lang.L("Goes on in the tray")},
			{Value: "minimise", Text: lang.L("Minimizes it")},
			{Value: "quit", Text: lang.L("Ends Matinee")},
		}},
		{key: "ui.told", group: "look", control: aReminder, label: lang.L("Hints about closing")},
		{key: "ui.greeted", group: "look", control: aReminder, label: lang.L("The first start"), zero: lang.L("At the next start")},
		{key: "ui.view", group: "look", control: aPick, label: lang.L("View of the library"), words: []kit.Option{
			{Value: "grid", Text: lang.L("Cards")}, {Value: "list", Text: lang.L("List")},
		}},
		{key: "ui.order", group: "look", control: aPick, label: lang.L("Order of the library"), words: []kit.Option{
			{Value: "added", Text: lang.L("Newest first")},
			{Value: "title", Text: lang.L("By title")},
			{Value: "played", Text: lang.L("Last played first")},
			{Value: "duration", Text: lang.L("Shortest first")},
			{Value: "length", Text: lang.L("Largest first")},
		}},
	}
}
