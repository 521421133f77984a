package settings

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// widgetOf is what a setting is changed with: a widget, and how a stored value
// gets into it. commit takes a new stored value, refuse what cannot be read.
type widgetOf struct {
	fyne.CanvasObject
	inner         fyne.CanvasObject // without the panel's colours
	width, height float32
	present       func(value string)
	// retract puts the value in force back in place of what was refused.
	retract func(value string)
}

// controlHeight is the height of most controls.
const controlHeight = kit.FieldHeight

// makeControl makes the control of a row, on the panel it stands on.
func makeControl(r *row) widgetOf {
	w := controlOf(r)
	w.inner = w.CanvasObject
	w.CanvasObject = kit.OnPanel(w.inner)
	return w
}

func controlOf(r *row) widgetOf {
	switch r.spec.control {
	case aSwitch:
		s := kit.NewSwitch(false, func(on bool) { r.commit(onOff(on)) })
		present := func(value string) { s.Set(value == "true") }
		return widgetOf{CanvasObject: s, width: 44, height: controlHeight, present: present, retract: present}
	case aPick:
		return pickOf(r, r.spec.words)
	case aCard:
		return pickOf(r, cards(r.host.store.Interfaces()))
	case aWeek:
		return weekOf(r)
	case aRate, aSize, aTime, aNumber, aClock:
		return stepperOf(r)
	case aFolder, aFile:
		return pathOf(r)
	case aProxy:
		return proxyOf(r)
	case aReminder:
		return reminderOf(r)
	}
	in := kit.NewInput("", r.typed)
	return inputOf(r, in, in)
}

func onOff(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

// reminderOf is a button that forgets what was said; there is nothing to type.
func reminderOf(r *row) widgetOf {
	look := kit.Plain()
	look.Height = controlHeight
	text := r.spec.zero
	if text == "" {
		text = lang.L("Show them again")
	}
	b := kit.NewButton(text, "", look, func() { r.commit("") })
	present := func(value string) {
		if value == "" {
			b.Disable()
		} else {
			b.Enable()
		}
	}
	return widgetOf{CanvasObject: b, width: 200, height: controlHeight, present: present, retract: present}
}

func pickOf(r *row, words []kit.Option) widgetOf {
	p := kit.NewPick(words, "", r.commit)
	return widgetOf{CanvasObject: p, width: 200, height: controlHeight, present: p.Set, retract: p.Set}
}

// cards are the choices of a binding: any interface, or one of those there are.
func cards(names []string) []kit.Option {
	options := []kit.Option{{Value: "", Text: lang.L("Any")}}
	for _, name := range names {
		options = append(options, kit.Option{Value: name, Text: name})
	}
	return options
}

// weekdays in the order of a week, as library.ParseDays names them.
func weekdays() (keys []string, names []string) {
	return []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}, []string{
		lang.L("Mo"), lang.L("Tu"), lang.L("We"), lang.L("Th"), lang.L("Fr"), lang.L("Sa"), lang.L("Su"),
	}
}

func weekOf(r *row) widgetOf {
	keys, names := weekdays()
	w := kit.NewWeek(names, func(chosen []bool) {
		var days []string
		for i, on := range chosen {
			if on {
				days = append(days, keys[i])
			}
		}
		r.commit(strings.Join(days, ","))
	})
	present := func(value string) {
		days, err := library.ParseDays(value)
		if err != nil {
			return
		}
		chosen := make([]bool, len(keys))
		for i := range keys {
			chosen[i] = days[time.Weekday((i+1)%len(keys))]
		}
		w.Set(chosen)
	}
	return widgetOf{CanvasObject: w, width: w.MinSize().Width, height: controlHeight, present: present, retract: present}
}

// stepperOf changes an amount or a time of day.
func stepperOf(r *row) widgetOf {
	s := kit.NewStepper("", r.typed, func(dir int) {
		if r.spec.control == aClock {
			r.commit(clockStep(r.value, dir))
			return
		}
		r.commit(r.spec.step(r.value, dir))
	})
	return inputOf(r, s, s.Input)
}

// clockStep goes half an hour on or back, over midnight too.
func clockStep(value string, dir int) string {
	at, err := library.ParseClock(value)
	if err != nil {
		return value
	}
	const step, day = 30 * time.Minute, 24 * time.Hour
	next := (at.Truncate(step) + time.Duration(dir)*step + day) % day
	return time.Time{}.Add(next).Format("15:04")
}

// inputOf is a control that is written into.
func inputOf(r *row, o fyne.CanvasObject, in *kit.Input) widgetOf {
	if r.spec.zero != "" && !r.spec.counts() {
		in.SetPlaceHolder(r.spec.zero)
	}
	in.OnTakenBack = r.forgive
	return widgetOf{
		CanvasObject: o, width: 210, height: controlHeight,
		present: func(value string) { in.Present(r.spec.shown(value)) },
		retract: func(value string) { in.Put(r.spec.shown(value)) },
	}
}
