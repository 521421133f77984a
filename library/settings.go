package library

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Settings are all choices of a person, in one place, each with a name, a
// default, bounds and a unit. Rates are bytes a second; 0 means no limit unless
// the text says otherwise.
type Settings struct {
	MediaFolder string `key:"media.folder" doc:"folder the bundles are kept in; empty: Videos/Matinee"`
	WatchFolder string `key:"watch.folder" doc:"folder whose new .torrent files are added; empty: none"`

	DownRate int64 `key:"rate.down" unit:"B/s" min:"0" max:"100000000000" doc:"limit of all downloads"`
	UpRate   int64 `key:"rate.up" unit:"B/s" min:"0" max:"100000000000" doc:"limit of all uploads"`

	AltOn       bool   `key:"alt.on" doc:"use the alternative limits now"`
	AltSchedule bool   `key:"alt.schedule" doc:"use the alternative limits between alt.from and alt.to"`
	AltFrom     string `key:"alt.from" form:"clock" default:"08:00" doc:"local time they begin"`
	AltTo       string `key:"alt.to" form:"clock" default:"23:00" doc:"local time they end"`
	AltDays     string `key:"alt.days" form:"days" default:"mon,tue,wed,thu,fri,sat,sun" doc:"days they begin on"`
	AltDownRate int64  `key:"alt.down" unit:"B/s" min:"0" max:"100000000000" doc:"alternative limit of all downloads"`
	AltUpRate   int64  `key:"alt.up" unit:"B/s" min:"0" max:"100000000000" doc:"alternative limit of all uploads"`

	Conns          int `key:"conns.total" min:"2" max:"5000" default:"300" doc:"connected peers in all"`
	ConnsPerBundle int `key:"conns.bundle" min:"1" max:"1000" default:"50" doc:"connected peers of one bundle"`

	ActiveDownloads int `key:"active.downloads" min:"1" max:"1000" default:"5" doc:"downloads at the same time; others queue"`
	ActiveSeeds     int `key:"active.seeds" min:"0" max:"100000" default:"0" doc:"bundles seeded at the same time; 0: all"`

	SeedRatio float64       `key:"seed.ratio" min:"0" max:"1000" default:"0" doc:"stop seeding at this ratio; 0: never"`
	SeedTime  time.Duration `key:"seed.time" min:"0" max:"87600h" default:"0s" doc:"stop seeding after this time; 0: never"`

	RestOnBattery bool `key:"seed.battery" default:"true" doc:"do not seed while the computer runs on a battery"`
	RestOnMetered bool `key:"seed.metered" default:"true" doc:"do not seed over a link that is paid by what goes over it"`

	DiskQuota int64 `key:"disk.quota" unit:"B" min:"0" max:"1000000000000000" doc:"most that the media folder may hold"`
	DiskFloor int64 `key:"disk.floor" unit:"B" min:"0" max:"1000000000000000" default:"1000000000" doc:"free space never touched"`
	DiskEvict bool  `key:"disk.evict" doc:"remove old, watched, well-seeded bundles when room is needed"`

	Port       int    `key:"net.port" min:"0" max:"65535" default:"42690" doc:"listening port; 0: any"`
	Bind       string `key:"net.bind" doc:"network interface or address all traffic is bound to; empty: any"`
	Proxy      string `key:"net.proxy" form:"socks5" doc:"socks5://[user:password@]host:port; empty: none"`
	DHT        bool   `key:"net.dht" default:"true" doc:"find peers through the DHT (BEP 5)"`
	DHTNodes   string `key:"net.dhtnodes" doc:"nodes the DHT is entered through (host:port, separated by spaces); empty: the usual ones"`
	PEX        bool   `key:"net.pex" default:"true" doc:"find peers through peers (BEP 11)"`
	LSD        bool   `key:"net.lsd" default:"true" doc:"find peers in the local network (BEP 14)"`
	UTP        bool   `key:"net.utp" default:"true" doc:"connect over uTP (BEP 29) too"`
	UPnP       bool   `key:"net.upnp" default:"true" doc:"ask the router to forward the port"`
	Trackers   bool   `key:"net.trackers" default:"true" doc:"announce to trackers"`
	Webseeds   bool   `key:"net.webseeds" default:"true" doc:"fetch from webseeds (BEP 19)"`
	IPv6       bool   `key:"net.ipv6" default:"true" doc:"use IPv6 too"`
	Encryption string `key:"net.encryption" form:"one" of:"allow,prefer,require,off" default:"allow" doc:"encrypted connections (MSE)"`
	Blocklist  string `key:"net.blocklist" doc:"file with addresses never contacted (P2P or CIDR lines); empty: none"`

	AskReleases bool `key:"release.ask" default:"true" doc:"ask once a day whether there is a newer release of Matinee; it is never fetched by itself"`

	ReadAhead time.Duration `key:"stream.readahead" min:"5s" max:"600s" default:"30s" doc:"video kept ahead of the picture"`

	PlayerWindow string        `key:"player.window" form:"one" of:"inside,own" default:"inside" doc:"show the picture inside the window or in one of mpv's own"`
	Surface      string        `key:"player.surface" form:"one" of:"auto,software,gpu" default:"auto" doc:"who draws the picture inside the window: the graphics processor where there is one (auto), the processor, or always the graphics processor"`
	HardwareDec  bool          `key:"player.hwdec" default:"true" doc:"decode video in hardware where possible"`
	Volume       int           `key:"player.volume" unit:"%" min:"0" max:"130" default:"100" doc:"loudness"`
	AudioLang    string        `key:"player.audio" doc:"preferred audio languages, for example fr,en"`
	SubLang      string        `key:"player.subtitles" doc:"preferred subtitle languages, for example fr,en"`
	External     string        `key:"player.external" doc:"command of another player that items can be opened with, for example vlc --fullscreen %s, where %s stands for the item; empty: the system's own"`
	NextNotice   time.Duration `key:"player.next" min:"0s" max:"300s" default:"35s" doc:"notice before the next item; 0: none"`

	LimitedAds bool `key:"ads.limited" doc:"profiles with an age limit may choose to watch with ads, of which they see what is for their age"`

	StartAtLogin bool `key:"start.login" doc:"start in the tray when you log in"`

	Messages   bool   `key:"notify.on" default:"true" doc:"show messages of the desktop: what is finished, new or about to begin, and a disk that is nearly full"`
	QuietHours bool   `key:"notify.quiet" doc:"hold messages back between notify.from and notify.to; the window lists them"`
	QuietFrom  string `key:"notify.from" form:"clock" default:"22:00" doc:"local time the quiet hours begin"`
	QuietTo    string `key:"notify.to" form:"clock" default:"08:00" doc:"local time the quiet hours end"`

	Language string `key:"ui.language" form:"one" of:",en,fr" doc:"language of the program; empty: the system's"`
	Theme    string `key:"ui.theme" form:"one" of:",dark,light" doc:"dark or light; empty: as the desktop"`
	Scale    int    `key:"ui.scale" unit:"%" min:"80" max:"300" default:"100" doc:"size of everything in the window, its text first of all"`
	Motion   string `key:"ui.motion" form:"one" of:",less,all" doc:"whether anything moves by itself, such as the mark in a field that blinks; empty: as the desktop"`
	Close    string `key:"ui.close" form:"one" of:"tray,minimise,quit" default:"tray" doc:"what closing the window does; without a tray it minimises"`
	Told     string `key:"ui.told" doc:"hints about closing the window that were given; empty: give them again"`
	Greeted  string `key:"ui.greeted" doc:"whether the first start was gone through; empty: show it again"`
	View     string `key:"ui.view" form:"one" of:"grid,list" default:"grid" doc:"how the library shows its bundles"`
	Order    string `key:"ui.order" form:"one" of:"added,title,played,duration,length" default:"added" doc:"the order of the library"`
}

// DefaultSettings returns every setting at its default.
func DefaultSettings() Settings {
	var s Settings
	for _, f := range SettingFields() {
		if f.Default != "" {
			if err := s.Set(f.Key, f.Default); err != nil {
				panic("library: default of " + f.Key + ": " + err.Error())
			}
		}
	}
	return s
}

// SettingField describes one setting.
type SettingField struct {
	Key, Doc, Unit, Min, Max, Default string
	Form                              string   // clock, days, socks5, one, or ""
	OneOf                             []string // the choices when Form is "one"
	Kind                              SettingKind
	index                             int
}

// SettingKind is what sort of value a setting has.
type SettingKind string

// The kinds of settings.
const (
	SettingText   SettingKind = "text" // see SettingField.Form
	SettingSwitch SettingKind = "switch"
	SettingWhole  SettingKind = "whole" // a whole number
	SettingNumber SettingKind = "number"
	SettingTime   SettingKind = "time" // as time.ParseDuration reads it
)

func settingKind(t reflect.Type) SettingKind {
	switch t {
	case reflect.TypeFor[bool]():
		return SettingSwitch
	case reflect.TypeFor[int](), reflect.TypeFor[int64]():
		return SettingWhole
	case reflect.TypeFor[float64]():
		return SettingNumber
	case reflect.TypeFor[time.Duration]():
		return SettingTime
	}
	return SettingText
}

// SettingFields lists the settings in order.
func SettingFields() []SettingField {
	t := reflect.TypeFor[Settings]()
	fields := make([]SettingField, 0, t.NumField())
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		f := SettingField{
			Key: tag.Get("key"), Doc: tag.Get("doc"), Unit: tag.Get("unit"),
			Min: tag.Get("min"), Max: tag.Get("max"), Default: tag.Get("default"),
			Form: tag.Get("form"), Kind: settingKind(t.Field(i).Type), index: i,
		}
		if of, ok := tag.Lookup("of"); ok {
			f.OneOf = strings.Split(of, ",")
		}
		fields = append(fields, f)
	}
	return fields
}

func field(key string) (SettingField, error) {
	fields := SettingFields()
	at := slices.IndexFunc(fields, func(f SettingField) bool { return f.Key == key })
	if at < 0 {
		return SettingField{}, Errorf(CodeBadSetting, "there is no setting %q", key)
	}
	return fields[at], nil
}

// Get returns the value of the named setting as text that Set reads back.
func (s *Settings) Get(key string) (string, error) {
	f, err := field(key)
	if err != nil {
		return "", err
	}
	switch v := reflect.ValueOf(s).Elem().Field(f.index).Interface().(type) {
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), nil
	case time.Duration:
		return v.String(), nil
	}
	return "", Errorf(CodeInternal, "setting %q has no text form", key)
}

// Set reads text into the named setting and refuses what lies out of bounds.
func (s *Settings) Set(key, text string) error {
	f, err := field(key)
	if err != nil {
		return err
	}
	value, err := f.parse(text, reflect.TypeFor[Settings]().Field(f.index).Type)
	if err != nil {
		return err
	}
	reflect.ValueOf(s).Elem().Field(f.index).Set(value)
	return nil
}

func (f SettingField) parse(text string, t reflect.Type) (reflect.Value, error) {
	text = strings.TrimSpace(text)
	switch t {
	case reflect.TypeFor[string]():
		if err := f.checkText(text); err != nil {
			return reflect.Value{}, err
		}
		return reflect.ValueOf(text), nil
	case reflect.TypeFor[bool]():
		v, err := parseSwitch(text)
		if err != nil {
			return reflect.Value{}, f.refuse(text, "on or off")
		}
		return reflect.ValueOf(v), nil
	case reflect.TypeFor[time.Duration]():
		v, err := time.ParseDuration(text)
		if err != nil || !f.within(v.Seconds(), durationBound) {
			return reflect.Value{}, f.refuse(text, f.bounds())
		}
		return reflect.ValueOf(v), nil
	case reflect.TypeFor[float64]():
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !f.within(v, numberBound) {
			return reflect.Value{}, f.refuse(text, f.bounds())
		}
		return reflect.ValueOf(v), nil
	}
	v, err := ParseAmount(text)
	if err != nil || !f.within(float64(v), numberBound) {
		return reflect.Value{}, f.refuse(text, f.bounds())
	}
	return reflect.ValueOf(v).Convert(t), nil
}

func (f SettingField) refuse(text, want string) error {
	return Errorf(CodeBadSetting, "%s = %q, allowed: %s", f.Key, text, want)
}

func (f SettingField) bounds() string {
	return strings.TrimSpace(f.Min + " to " + f.Max + " " + f.Unit)
}

func numberBound(s string) (float64, error) { return strconv.ParseFloat(s, 64) }

func durationBound(s string) (float64, error) {
	d, err := time.ParseDuration(s)
	return d.Seconds(), err
}

// within compares v with the field's bounds; NaN is within none.
func (f SettingField) within(v float64, bound func(string) (float64, error)) bool {
	if v != v {
		return false
	}
	if low, err := bound(f.Min); err == nil && v < low {
		return false
	}
	if high, err := bound(f.Max); err == nil && v > high {
		return false
	}
	return true
}

func parseSwitch(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "on", "yes":
		return true, nil
	case "off", "no":
		return false, nil
	}
	return strconv.ParseBool(text)
}

// maxTextSetting bounds a textual setting in bytes.
const maxTextSetting = 4096

func (f SettingField) checkText(text string) error {
	if len(text) > maxTextSetting || strings.ContainsAny(text, "\x00\n\r") {
		return f.refuse(text[:min(len(text), 40)], "one line of text")
	}
	switch f.Form {
	case "one":
		if !slices.Contains(f.OneOf, text) {
			return f.refuse(text, strings.Join(f.OneOf, ", "))
		}
	case "clock":
		if _, err := ParseClock(text); err != nil {
			return f.refuse(text, "00:00 to 23:59")
		}
	case "days":
		if _, err := ParseDays(text); err != nil {
			return f.refuse(text, "mon,tue,wed,thu,fri,sat,sun")
		}
	case "socks5":
		if text != "" {
			_, err := ParseProxy(text)
			return err
		}
	}
	return nil
}

// HideSecret returns a setting's value as it may be shown or logged: without the
// password of a proxy.
func HideSecret(f SettingField, value string) string {
	if f.Form != "socks5" {
		return value
	}
	scheme, rest, found := strings.Cut(value, "://")
	at := strings.LastIndex(rest, "@") // a password may hold one too
	if !found || at < 0 {
		return value
	}
	name, _, _ := strings.Cut(rest[:at], ":")
	return scheme + "://" + name + ":…" + rest[at:]
}
