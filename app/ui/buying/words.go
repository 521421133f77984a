package buying

import (
	"net/url"
	"slices"
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/offers"
	"matinee/library"
)

// permits are the three things that a license says: how long, whether it may be saved,
// and from when on; the last is empty when that is at once.
func permits(e library.EditionAccess, o library.Offer, now time.Time) [3]string {
	lasts := lang.L("Yours for ever, offline too, on this machine and restored on others with its receipt.")
	if o.Rental > 0 {
		lasts = lang.L("Yours for {{.Time}} from the first play; it need not be played at once.", map[string]any{"Time": kit.Span(o.Rental)})
	}
	saved := lang.L("Plays in Matinee; it cannot be saved as an ordinary file.")
	if slices.Contains(o.Permits, library.PermitExport) {
		saved = lang.L("May be saved as an ordinary file, for any player.")
	}
	from := ""
	switch e.Standing.Stage(now) {
	case library.StageAnnounced, library.StagePreloading:
		from = lang.L("Opens with the premiere: {{.When}}.", map[string]any{"When": offers.When(e.Standing.Window.From)})
	case library.StagePremiere:
		from = lang.L("Opens with the premiere, whose key is on its way.")
	}
	return [3]string{lasts, saved, from}
}

// sellerOf is who sells, by name once it has told it, and where that is.
func sellerOf(s library.Shop) string {
	return lang.L("Sold by {{.Store}}", map[string]any{"Store": cards.Join(s.Name, hostOf(string(s.URL)))})
}

// hostOf is the part of an address that people read.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}
