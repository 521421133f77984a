package ui

import (
	"context"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// tellStopped says what a canceled import had taken in by then, and offers to take it
// out again.
func (w *Window) tellStopped(brought library.Imported) {
	if brought.Items == 0 {
		return
	}
	if brought.Bundles == 0 { // more of what was there already
		w.tellImport(brought, nil)
		return
	}
	var shown *kit.Dialog
	text := kit.NewLabel(lang.N("{{.N}} bundles were in the library by then. Their files stay where they are, whatever you choose.",
		kit.Plural(brought.Bundles), map[string]any{"N": brought.Bundles}), kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(3)
	shown = kit.ShowDialog(w.window.Canvas(), lang.L("The import was stopped"), text,
		kit.NewButton(lang.L("Take them out again"), "", kit.Plain(), func() { shown.Close(); w.undoImport(brought) }),
		kit.NewButton(lang.L("Keep them"), "", kit.Primary(), func() { shown.Close() }),
	)
	w.window.Canvas().FocusNext() // what was not asked for is not proposed
}

// undoImport takes out of the library what an import brought.
func (w *Window) undoImport(brought library.Imported) {
	words := func(done, total int) string {
		return lang.N("{{.Done}} of {{.N}} bundles", kit.Plural(total), map[string]any{"Done": done, "N": total})
	}
	w.atLength(lang.L("Taking them out again"), words(0, brought.Bundles), words, func(ctx context.Context, tell func(done, total int)) error {
		for n, id := range brought.Made {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := w.curator.Remove(ctx, id, false); err != nil && library.CodeOf(err) != library.CodeNotFound {
				return err
			}
			tell(n+1, len(brought.Made))
		}
		return nil
	}, func(err error, canceled bool) {
		if !canceled {
			w.Tell(err)
		}
	})
}
