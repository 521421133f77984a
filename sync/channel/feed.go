package channel

import (
	"encoding/xml"
	"fmt"
	"mime"
	"path"
	"strconv"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// The feed is RSS 2.0 with the namespaces of iTunes and of Podcasting 2.0, so that
// any reader of podcasts shows what a channel has, and what it costs.

type rss struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	ITunes  string     `xml:"xmlns:itunes,attr"`
	Podcast string     `xml:"xmlns:podcast,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string      `xml:"title"`
	Link        string      `xml:"link"`
	Description string      `xml:"description"`
	Language    string      `xml:"language"`
	Generator   string      `xml:"generator"`
	Built       string      `xml:"lastBuildDate"`
	Self        *atomLink   `xml:"atom:link,omitempty"`
	Author      string      `xml:"itunes:author"`
	Explicit    string      `xml:"itunes:explicit"`
	Category    rssCategory `xml:"itunes:category"`
	Image       *rssImage   `xml:"itunes:image,omitempty"`
	GUID        string      `xml:"podcast:guid"`
	Medium      string      `xml:"podcast:medium"`
	Items       []rssItem   `xml:"item"`
}

type atomLink struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
}

type rssCategory struct {
	Text string `xml:"text,attr"`
}

type rssImage struct {
	Href string `xml:"href,attr"`
}

type rssItem struct {
	Title       string         `xml:"title"`
	Link        string         `xml:"link"`
	Description string         `xml:"description"`
	GUID        rssGUID        `xml:"guid"`
	Date        string         `xml:"pubDate"`
	Enclosure   *rssEnclosure  `xml:"enclosure,omitempty"`
	Duration    string         `xml:"itunes:duration,omitempty"`
	Explicit    string         `xml:"itunes:explicit"`
	Image       *rssImage      `xml:"itunes:image,omitempty"`
	Persons     []rssPerson    `xml:"podcast:person"`
	License     string         `xml:"podcast:license,omitempty"`
	Alternate   []rssAlternate `xml:"podcast:alternateEnclosure"`
	Value       *rssValue      `xml:"podcast:value,omitempty"`
}

type rssGUID struct {
	Permanent bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

type rssEnclosure struct {
	URL    string `xml:"url,attr"`
	Length int    `xml:"length,attr"`
	Type   string `xml:"type,attr"`
}

type rssPerson struct {
	Role  string `xml:"role,attr,omitempty"`
	Group string `xml:"group,attr,omitempty"`
	Href  string `xml:"href,attr,omitempty"`
	Name  string `xml:",chardata"`
}

type rssAlternate struct {
	Type   string    `xml:"type,attr"`
	Length int64     `xml:"length,attr"`
	Title  string    `xml:"title,attr,omitempty"`
	Source rssSource `xml:"podcast:source"`
}

type rssSource struct {
	URI string `xml:"uri,attr"`
}

type rssValue struct {
	Type      string     `xml:"type,attr"`
	Method    string     `xml:"method,attr"`
	Recipient []rssShare `xml:"podcast:valueRecipient"`
}

type rssShare struct {
	Name    string `xml:"name,attr"`
	Type    string `xml:"type,attr"`
	Address string `xml:"address,attr"`
	Split   int64  `xml:"split,attr"`
	Fee     bool   `xml:"fee,attr,omitempty"`
}

// adult is from which age on a feed calls something explicit.
const adult = 18

// Feed writes the channel as a feed.
func (o *Own) Feed() ([]byte, error) {
	c := o.channel.Doc
	link := o.Link().String()
	out := rss{
		Version: "2.0", ITunes: "http://www.itunes.com/dtds/podcast-1.0.dtd",
		Podcast: "https://podcastindex.org/namespace/1.0", Atom: "http://www.w3.org/2005/Atom",
		Channel: rssChannel{
			Title: c.Name, Link: link, Description: firstText(c.Description, c.Name), Language: "en", Generator: "Matinee",
			Built: c.Issued.Format(time.RFC1123Z), Author: c.Name, Explicit: "false", Category: rssCategory{"TV & Film"},
			GUID: guidOf(c.Channel), Medium: "video",
		},
	}
	if len(c.Bundles) == 1 { // a film, to readers of podcasts, is a feed of its own
		out.Channel.Medium = "film"
	}
	if len(c.Languages) > 0 {
		out.Channel.Language = string(c.Languages[0])
	}
	if len(c.Mirrors) > 0 {
		out.Channel.Self = &atomLink{onMirror(c.Mirrors[0], feedFile), "self", "application/rss+xml"}
		if c.Domain != "" {
			out.Channel.Link = "https://" + string(c.Domain) + "/"
		}
	}
	out.Channel.Image = o.picture(c.Image)
	for _, l := range c.Bundles {
		m, t, err := o.Read(c.Channel, l)
		if err != nil {
			return nil, fmt.Errorf("write the feed: %w", err)
		}
		item, err := o.feedItem(l, m, t)
		if err != nil {
			return nil, fmt.Errorf("write the feed: %w", err)
		}
		if item.Explicit == "true" {
			out.Channel.Explicit = "true"
		}
		if out.Channel.Image == nil {
			out.Channel.Image = item.Image
		}
		out.Channel.Items = append(out.Channel.Items, item)
	}
	body, err := xml.MarshalIndent(out, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write the feed: %w", err)
	}
	return append([]byte(xml.Header), body...), nil
}

func (o *Own) picture(d library.Digest) *rssImage {
	mirrors := o.channel.Doc.Mirrors
	if d == "" || len(mirrors) == 0 {
		return nil
	}
	return &rssImage{onMirror(mirrors[0], objectName(d))}
}

func (o *Own) feedItem(l format.Listing, m format.Manifest, t format.Terms) (rssItem, error) {
	magnet := "magnet:?xt=urn:btih:" + string(l.Infohash)
	item := rssItem{
		Title: m.Name, Link: magnet, Description: firstText(m.Description, m.Name), GUID: rssGUID{ID: "urn:matinee:" + string(m.ID)},
		Date: m.Published.Format(time.RFC1123Z), Explicit: "false", Image: o.picture(l.Poster), License: licenseOf(m.License),
		Value: valueOf(o.channel.Doc, t),
	}
	if m.MinAge != nil && *m.MinAge >= adult {
		item.Explicit = "true"
	}
	for _, c := range m.Creators {
		person := rssPerson{Href: string(c.URL), Name: c.Name}
		person.Role, person.Group = trade(c.Role)
		item.Persons = append(item.Persons, person)
	}
	if mirrors := o.channel.Doc.Mirrors; len(mirrors) > 0 {
		raw, err := o.TorrentOf(l)
		if err != nil {
			return item, err
		}
		item.Enclosure = &rssEnclosure{onMirror(mirrors[0], objectName(l.Torrent)), len(raw), "application/x-bittorrent"}
	}
	for _, i := range m.Items {
		if i.Role != library.RoleMain {
			continue
		}
		if item.Duration == "" && i.Duration > 0 {
			item.Duration = strconv.Itoa(int(i.Duration / time.Second))
		}
		if i.Sealed == nil { // what is sealed, no reader of podcasts can play
			item.Alternate = append(item.Alternate, rssAlternate{mimeOf(i), i.Plain.Length, i.Name, rssSource{magnet}})
		}
	}
	return item, nil
}

func mimeOf(i format.Item) string {
	if i.Format != "" {
		return i.Format
	}
	if byName := mime.TypeByExtension(path.Ext(string(i.Path))); byName != "" {
		return byName
	}
	return "video/mp4"
}

// valueOf tells who gets what of what is paid: the store its fee, and the creator's
// side by its weights. Whom to pay is the store's business, so accounts are names.
func valueOf(c format.Channel, t format.Terms) *rssValue {
	var splits []library.Split
	for _, e := range t.Editions {
		if len(e.Splits) > 0 {
			splits = e.Splits
			break
		}
	}
	if len(splits) == 0 {
		return nil
	}
	v := &rssValue{Type: "matinee", Method: "store"}
	for _, s := range splits {
		v.Recipient = append(v.Recipient, rssShare{Name: s.Party, Type: "account", Address: firstText(s.Account, s.Party), Split: s.Weight})
	}
	const perCent = 100
	if fee := (t.Fee + perCent - 1) / perCent; fee > 0 {
		store := rssShare{Name: "store", Type: "store", Address: string(c.Channel), Split: fee, Fee: true}
		if len(c.Stores) > 0 {
			store.Name, store.Address = firstText(c.Stores[0].Name, "store"), firstText(string(c.Stores[0].URL), string(c.Stores[0].Key))
		}
		v.Recipient = append(v.Recipient, store)
	}
	return v
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// guidOf writes the beginning of a root key as a UUID (version 8 of RFC 9562: of the
// writer's own making), which stays the same whatever happens to the channel.
func guidOf(root library.Key) string {
	h := []byte(string(root[:32]))
	h[12], h[16] = '8', '8'
	return fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:32])
}
