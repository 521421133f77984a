package studio

import (
	"context"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/say"
	"matinee/library"
)

// checkStep looks the draft and its files over and says what would spoil the release.
type checkStep struct {
	f       *flow
	sheet   *sheet
	text    *para
	bar     *kit.Progress
	again   *kit.Button
	poll    *live.Poll
	cancel  context.CancelFunc
	remarks []library.Remark
	looked  bool
	done    atomic.Int64
	total   atomic.Int64
}

// countEvery is how often a count is shown.
const countEvery = 250 * time.Millisecond

func (s *checkStep) show() fyne.CanvasObject {
	s.text, s.bar = muted(""), kit.NewProgress()
	s.again = s.f.button(lang.L("Look again"), kit.IconRecheck, kit.Plain(), s.look)
	s.sheet = newSheet()
	s.look()
	return s.sheet
}

func (s *checkStep) missing() string {
	if !s.looked {
		return lang.L("Wait until it was looked over.")
	}
	for _, r := range s.remarks {
		if r.Blocks {
			return lang.L("Mend what must be mended first.")
		}
	}
	return ""
}

// look saves the draft and has it looked over.
func (s *checkStep) look() {
	s.close()
	s.looked, s.remarks = false, nil
	ctx, cancel := context.WithCancel(s.f.s.loop.Context())
	s.cancel = cancel
	s.done.Store(0)
	s.total.Store(0)
	s.poll = s.f.s.loop.Poll(countEvery, func(context.Context) func() { return s.count })
	s.poll.SetActive(true)
	s.count()
	s.lay()
	s.f.saver.save(func(err error) {
		if err != nil || ctx.Err() != nil {
			s.ended(ctx, nil, err)
			return
		}
		s.run(ctx)
	})
}

func (s *checkStep) run(ctx context.Context) {
	f := s.f
	folder, channel := f.folder, f.channel
	var remarks []library.Remark
	f.s.loop.Work(func(context.Context) (err error) {
		remarks, err = f.s.backend.CheckUp(ctx, folder, channel, func(done, total int) {
			s.done.Store(int64(done))
			s.total.Store(int64(total))
		})
		return err
	}, func(err error) { s.ended(ctx, remarks, err) })
}

func (s *checkStep) ended(ctx context.Context, remarks []library.Remark, err error) {
	if ctx.Err() != nil { // another look counts, or none
		return
	}
	s.close()
	if err != nil {
		s.text.say(problem(err))
		s.lay()
		return
	}
	s.looked, s.remarks = true, remarks
	s.text.say(verdict(remarks))
	s.lay()
	if s.missing() == "" {
		s.f.desk.Focus(s.f.next)
	}
}

// verdict sums up what was found.
func verdict(remarks []library.Remark) string {
	blocks := 0
	for _, r := range remarks {
		if r.Blocks {
			blocks++
		}
	}
	switch advice := len(remarks) - blocks; {
	case len(remarks) == 0:
		return lang.L("Nothing was found that would spoil it.")
	case blocks > 0:
		return lang.N("{{.N}} things must be mended before it can be published.", kit.Plural(blocks), map[string]any{"N": blocks})
	default:
		return lang.N("It can be published. {{.N}} things could be better.", kit.Plural(advice), map[string]any{"N": advice})
	}
}

// close ends a look that is under way.
func (s *checkStep) close() {
	if s.cancel != nil {
		s.cancel()
		s.poll.Close()
		s.cancel, s.poll = nil, nil
	}
}

func (s *checkStep) count() {
	done, total := s.done.Load(), s.total.Load()
	text := lang.L("Looking at the files, which are read once as a whole")
	if total > 0 {
		text += ": " + lang.L("{{.Done}} of {{.All}}", map[string]any{"Done": done, "All": total})
	}
	s.text.say(text)
	s.bar.Set(float64(done)/float64(max(total, 1)), kit.ToneActive)
}

// lay puts what is known on the sheet.
func (s *checkStep) lay() {
	s.bar.Hidden = s.cancel == nil
	s.again.Hidden = s.cancel != nil
	can := newRow(s.again)
	if s.movable() > 1 {
		can.parts = append(can.parts, s.f.button(lang.L("Move every index to the front"), "", kit.Plain(), s.moveAll))
	}
	parts := []fyne.CanvasObject{newPanel(heading(lang.L("Check-up")), s.text, s.bar, can)}
	for _, r := range s.remarks {
		parts = append(parts, s.remark(r))
	}
	s.sheet.body.parts = parts
	s.sheet.relayout()
}

// movable counts the items whose index can be moved to the front.
func (s *checkStep) movable() (n int) {
	for _, r := range s.remarks {
		if r.Mends && r.Code == library.RemarkIndex {
			n++
		}
	}
	return n
}

func (s *checkStep) moveAll() {
	for _, r := range s.remarks {
		if item := s.f.draft.Item(r.Item); item != nil && r.Mends && r.Code == library.RemarkIndex {
			item.Front = true
		}
	}
	s.look()
}

// remark is one thing that was found, and what can be done about it from here.
func (s *checkStep) remark(r library.Remark) fyne.CanvasObject {
	f, x := s.f, r.Explain()
	chip := kit.NewChip(lang.L("ADVICE"), kit.ToneInfo)
	if r.Blocks {
		chip = kit.NewChip(lang.L("MUST BE MENDED"), kit.ToneDanger)
	}
	parts := []fyne.CanvasObject{newRow(chip), newPara(lang.L(x.What)+".", kit.TextBody, kit.SemiBold, kit.ColorText)}
	if about := particular(r); about != "" {
		parts = append(parts, small(about))
	}
	parts = append(parts, muted(lang.L(x.Do)+"."))
	var can []fyne.CanvasObject
	if item := f.draft.Item(r.Item); r.Mends && r.Code == library.RemarkIndex && item != nil {
		can = append(can, f.button(lang.L("Move it to the front"), "", kit.Plain(), func() {
			item.Front = true
			s.look()
		}))
	}
	if at := f.mends(r.Code); at >= 0 {
		can = append(can, f.button(lang.L("Go there: {{.Step}}", map[string]any{"Step": f.names[at]}), "", kit.Plain(), func() { f.goTo(at) }))
	}
	if len(can) > 0 {
		parts = append(parts, newRow(can...))
	}
	return newPanel(parts...)
}

// particular is what a remark is about and what was measured, in the words of the
// language.
func particular(r library.Remark) string {
	about := string(r.Item)
	if about == "" {
		about = string(r.Edition)
	}
	text := r.Detail
	values := map[string]any{"Value": kit.Decimal(r.Value), "Limit": kit.Number(r.Limit, 0)}
	switch r.Code {
	case library.RemarkKeyFrames, library.RemarkPiece:
		text = lang.L("{{.Value}} s, better at most {{.Limit}} s", values)
	case library.RemarkBitrate:
		text = lang.L("{{.Value}} Mbit/s, usual is up to {{.Limit}} Mbit/s", values)
	case library.RemarkLoud, library.RemarkQuiet:
		text = lang.L("{{.Value}} LUFS, usual is {{.Limit}} LUFS", values)
	case library.RemarkClipping:
		text = lang.L("{{.Value}} dBTP, better at most {{.Limit}} dBTP", values)
	case library.RemarkUneven:
		text = lang.L("{{.Value}} LU apart, better at most {{.Limit}} LU", values)
	case library.RemarkCardFee:
		if r.Price != nil && r.Floor != nil {
			text = lang.L("{{.Price}}; from {{.Floor}} on it does", map[string]any{"Price": say.Money(*r.Price), "Floor": say.Money(*r.Floor)})
		}
	}
	switch {
	case about == "":
		return text
	case text == "":
		return about
	}
	return about + ": " + text
}
