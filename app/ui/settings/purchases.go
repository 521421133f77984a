package settings

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/say"
	"matinee/library"
)

// Purchases tells what was bought, and restores it from a receipt. All calls are made off
// the main thread.
type Purchases interface {
	// Purchases are all orders, the newest first.
	Purchases(ctx context.Context) ([]library.Purchase, error)
	// LookAfterPurchases asks stores what was paid back, not often; stores that do not answer
	// are no error.
	LookAfterPurchases(ctx context.Context) error
	// PurchaseState asks the store how an order stands.
	PurchaseState(ctx context.Context, order library.Token) (library.PurchaseState, error)
	// PurchaseTerms is what the terms that something was bought under say, none where they
	// are not known here, and what of the price they divide.
	PurchaseTerms(ctx context.Context, order library.Token) (library.Access, library.Money, error)
	// CancelPurchase forgets an order that was not paid.
	CancelPurchase(ctx context.Context, order library.Token) error
	// RestoreReceipt gets the license of a receipt, which lies in a file, for this computer.
	RestoreReceipt(ctx context.Context, path string) error
}

// purchasesEvery is how often the page is read while it is seen.
const purchasesEvery = 5 * time.Second

// purchasesPage shows what was bought.
type purchasesPage struct {
	widget.BaseWidget
	loop    *live.Loop
	desk    Desk
	backend Purchases
	poll    *live.Poll
	loaded  bool

	title, hint *kit.Label
	restore     *kit.Button
	notice      *kit.Notice
	list        *purchaseList
}

func newPurchasesPage(loop *live.Loop, desk Desk, b Purchases) *purchasesPage {
	p := &purchasesPage{
		loop: loop, desk: desk, backend: b,
		title: kit.NewLabel(lang.L("What you bought"), kit.TextSection, kit.SemiBold, kit.ColorText).Cut(),
		hint:  kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).WithLines(2),
	}
	look := kit.Plain()
	look.Height, look.Pad = 34, 14
	p.restore = kit.NewButton(lang.L("Restore from a receipt…"), kit.IconAdd, look, func() { desk.ChooseFile(p.bring) })
	p.notice = kit.NewNotice(p.Refresh)
	p.list = newPurchaseList(p.open)
	p.ExtendBaseWidget(p)
	p.poll = loop.Poll(purchasesEvery, p.read)
	return p
}

// SetVisible starts and stops the reading; whoever looks wants to know what was paid back.
func (p *purchasesPage) SetVisible(on bool) {
	p.poll.SetActive(on)
	if on {
		p.loop.Work(p.backend.LookAfterPurchases, func(err error) {
			if err == nil {
				p.poll.Now()
			}
		})
	}
}

func (p *purchasesPage) read(ctx context.Context) func() {
	all, err := p.backend.Purchases(ctx)
	return func() {
		if err != nil {
			p.tell(err)
			return
		}
		p.loaded = true
		text := lang.L("A receipt restores what you bought on your other computers: choose its file, or drop it here. Keep it as you keep the film.")
		if len(all) == 0 {
			text = lang.L("Nothing was bought here yet. A receipt from another computer brings what you bought there: choose its file, or drop it here.")
		}
		p.hint.SetText(text)
		p.list.set(all)
		p.Refresh()
	}
}

// tell shows a problem; nil takes the one before away.
func (p *purchasesPage) tell(err error) {
	text := ""
	if err != nil {
		text = say.Problem(err)
	}
	if p.notice.Text() != text {
		p.notice.Tell(text)
		p.Refresh()
	}
}

// bring restores what a receipt is for.
func (p *purchasesPage) bring(path string) {
	p.restore.Disable()
	p.loop.Work(func(ctx context.Context) error { return p.backend.RestoreReceipt(ctx, path) }, func(err error) {
		p.restore.Enable()
		p.tell(err)
		if err == nil {
			p.hint.SetText(lang.L("It is restored: what the receipt is for plays on this computer."))
		}
		p.poll.Now()
	})
}

// CreateRenderer implements fyne.Widget.
func (p *purchasesPage) CreateRenderer() fyne.WidgetRenderer { return &purchasesRenderer{p} }

type purchasesRenderer struct{ p *purchasesPage }

func (r *purchasesRenderer) Destroy()           {}
func (r *purchasesRenderer) MinSize() fyne.Size { return fyne.NewSize(320, 200) }

func (r *purchasesRenderer) Objects() []fyne.CanvasObject {
	p := r.p
	return []fyne.CanvasObject{p.notice, p.title, p.hint, p.restore, p.list}
}

func (r *purchasesRenderer) Layout(size fyne.Size) {
	p, width := r.p, size.Width-pageRight
	y := float32(0)
	if p.notice.Visible() {
		put(p.notice, 0, 0, width, kit.NoticeHeight)
		y = kit.NoticeHeight + 12
	}
	put(p.title, 0, y+6, width, 22)
	button := p.restore.MinSize().Width
	if width < button+300 {
		put(p.restore, 0, y+72, min(button, width), 34)
		put(p.hint, 0, y+32, width, 34)
		y += 118
	} else {
		put(p.restore, width-button, y, button, 34)
		put(p.hint, 0, y+40, width, 34)
		y += 82
	}
	put(p.list, 0, y, size.Width, size.Height-y)
}

func (r *purchasesRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
