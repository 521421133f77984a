// Package trouble says calmly that the program ended by a fault, and shows a report of a
// problem whole before it is saved. It must not know what a report is made of, and sends
// nothing anywhere.
package trouble

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// Backend knows what happened. It is called off the main thread.
type Backend interface {
	// Crashed reports whether the program ended by a fault of which nobody was told.
	Crashed(ctx context.Context) (bool, error)
	// Report makes a report of a problem, without secrets.
	Report(ctx context.Context) (library.Trouble, error)
	// KeepCrash keeps what is known of faults, and tells of it no more.
	KeepCrash(ctx context.Context) error
	// DropCrash deletes what is known of faults.
	DropCrash(ctx context.Context) error
}

// Desk is what is asked of the window, on the main thread.
type Desk interface {
	// SaveFile asks where to keep a document.
	SaveFile(name string, document []byte)
	// Tell shows a problem; nil takes the one before away.
	Tell(err error)
}

// Teller tells of trouble in a window.
type Teller struct {
	Canvas  fyne.Canvas
	Loop    *live.Loop
	Backend Backend
	Desk    Desk
}

// AtStart says so if the program ended by a fault last time.
func (t Teller) AtStart() {
	crashed := false
	t.Loop.Work(func(ctx context.Context) (err error) {
		crashed, err = t.Backend.Crashed(ctx)
		return err
	}, func(err error) {
		if err == nil && crashed {
			t.ask()
		}
	})
}

// ask says what happened, and what can be done about it. Whatever is chosen, it is not
// said again.
func (t Teller) ask() {
	var d *kit.Dialog
	decided := false
	then := func(work func(context.Context) error, after func()) func() {
		return func() {
			decided = true
			d.Close()
			t.Loop.Work(work, func(err error) {
				t.Desk.Tell(err)
				if err == nil && after != nil {
					after()
				}
			})
		}
	}
	text := kit.NewLabel(lang.L("Whatever was saved is still there, and nothing was sent to anybody. What the program noted when it ended can help to mend the fault: look at it, save a report of it to give away, or delete it."),
		kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(5)
	d = kit.ShowDialog(t.Canvas, lang.L("Matinee ended unexpectedly last time"), text,
		kit.NewButton(lang.L("Close"), "", kit.Plain(), then(t.Backend.KeepCrash, nil)),
		kit.NewButton(lang.L("Delete"), "", kit.Plain(), then(t.Backend.DropCrash, nil)),
		kit.NewButton(lang.L("Show what is in it"), "", kit.Primary(), then(t.Backend.KeepCrash, t.Report))).Wide(560)
	d.OnClosed(func() {
		if !decided { // by Escape, or beside it
			t.Loop.Work(t.Backend.KeepCrash, nil)
		}
	})
}

// reportHeight is the room for a report.
const reportHeight = 380

// Report shows a report whole, and saves it where the person says.
func (t Teller) Report() {
	var r library.Trouble
	t.Loop.Work(func(ctx context.Context) (err error) {
		r, err = t.Backend.Report(ctx)
		return err
	}, func(err error) {
		t.Desk.Tell(err)
		if err == nil {
			t.show(r)
		}
	})
}

func (t Teller) show(r library.Trouble) {
	var d *kit.Dialog
	d = kit.ShowDialog(t.Canvas, lang.L("This is all that the report holds. Nothing is sent: save it, and give it to whoever helps you."),
		kit.NewRoom(newLines(r.Text), reportHeight),
		kit.NewButton(lang.L("Close"), "", kit.Plain(), func() { d.Close() }),
		kit.NewButton(lang.L("Save the report…"), "", kit.Primary(), func() {
			d.Close()
			t.Desk.SaveFile(r.Name, r.File)
		})).Wide(860)
}

// lines shows a long text, of which only what is seen is drawn.
type lines struct {
	widget.List
	all []string
}

func newLines(text string) *lines {
	l := &lines{all: broken(text)}
	l.Length = func() int { return len(l.all) }
	l.CreateItem = func() fyne.CanvasObject {
		return kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorText).Cut()
	}
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if label, ok := o.(*kit.Label); ok && id < len(l.all) {
			label.SetText(l.all[id])
		}
	}
	l.OnSelected = func(widget.ListItemID) { l.UnselectAll() }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// widest is how many characters a line shows at most.
const widest = 110

// broken is a text in lines that fit.
func broken(text string) []string {
	var all []string
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		runes := []rune(strings.ReplaceAll(line, "\t", "    "))
		for len(runes) > widest {
			all = append(all, string(runes[:widest]))
			runes = runes[widest:]
		}
		all = append(all, string(runes))
	}
	return all
}
