package player

import (
	"strings"
	"time"
)

// Verb is what an Action does.
type Verb string

// The verbs. Those that belong to the window or the list of items are carried
// out by whoever owns these.
const (
	DoTogglePause  Verb = "toggle-pause"
	DoSeekBy       Verb = "seek-by"      // Action.Time
	DoSeekPercent  Verb = "seek-percent" // Action.Amount, 0 to 100
	DoAddVolume    Verb = "add-volume"   // Action.Amount, percent points
	DoToggleMute   Verb = "toggle-mute"
	DoChangeSpeed  Verb = "change-speed" // Action.Amount, -1 slower, 1 faster, 0 normal
	DoNextAudio    Verb = "next-audio"
	DoNextSubtitle Verb = "next-subtitle"
	DoAddSubDelay  Verb = "add-sub-delay" // Action.Time
	DoAddSubScale  Verb = "add-sub-scale" // Action.Amount
	DoNextChapter  Verb = "next-chapter"
	DoPrevChapter  Verb = "prev-chapter"
	DoStepFrame    Verb = "step-frame" // Action.Amount, -1 back, 1 forward
	DoFullscreen   Verb = "fullscreen"
	DoLeave        Verb = "leave" // fullscreen, or else the player
	DoNextItem     Verb = "next-item"
	DoPrevItem     Verb = "prev-item"
	DoInfo         Verb = "info"
	DoMini         Verb = "mini" // a small window above the others
	DoHelp         Verb = "help" // the list of keys
)

// Action is what a key asks for.
type Action struct {
	Verb   Verb
	Time   time.Duration
	Amount float64
}

// KeyAction is the action of a key, by the name Fyne gives it ("Space", "Left",
// "K"), or by what it types where the layout decides ("<", "é" is none). Names
// of letters may be in lower case.
func KeyAction(key string, shift bool) (Action, bool) {
	if len(key) == 1 {
		key = strings.ToUpper(key)
	}
	if shift {
		if a, ok := shiftedKeys()[key]; ok {
			return a, true
		}
	}
	if len(key) == 1 && key[0] >= '0' && key[0] <= '9' {
		return Action{Verb: DoSeekPercent, Amount: float64(key[0]-'0') * 10}, !shift
	}
	a, ok := plainKeys()[key]
	return a, ok
}

func plainKeys() map[string]Action {
	return map[string]Action{
		"Space":     {Verb: DoTogglePause},
		"K":         {Verb: DoTogglePause},
		"Left":      {Verb: DoSeekBy, Time: -10 * time.Second},
		"Right":     {Verb: DoSeekBy, Time: 10 * time.Second},
		"J":         {Verb: DoSeekBy, Time: -10 * time.Second},
		"L":         {Verb: DoSeekBy, Time: 10 * time.Second},
		"Home":      {Verb: DoSeekPercent, Amount: 0},
		"Up":        {Verb: DoAddVolume, Amount: 5},
		"Down":      {Verb: DoAddVolume, Amount: -5},
		"M":         {Verb: DoToggleMute},
		"F":         {Verb: DoFullscreen},
		"F11":       {Verb: DoFullscreen},
		"Escape":    {Verb: DoLeave},
		"C":         {Verb: DoNextSubtitle},
		"A":         {Verb: DoNextAudio},
		"Z":         {Verb: DoAddSubDelay, Time: -100 * time.Millisecond},
		"X":         {Verb: DoAddSubDelay, Time: 100 * time.Millisecond},
		"-":         {Verb: DoAddSubScale, Amount: -0.1},
		"+":         {Verb: DoAddSubScale, Amount: 0.1},
		"=":         {Verb: DoAddSubScale, Amount: 0.1},
		"<":         {Verb: DoChangeSpeed, Amount: -1},
		">":         {Verb: DoChangeSpeed, Amount: 1},
		"BackSpace": {Verb: DoChangeSpeed, Amount: 0},
		"N":         {Verb: DoNextItem},
		"P":         {Verb: DoPrevItem},
		"Next":      {Verb: DoNextChapter},
		"Prior":     {Verb: DoPrevChapter},
		"]":         {Verb: DoNextChapter},
		"[":         {Verb: DoPrevChapter},
		".":         {Verb: DoStepFrame, Amount: 1},
		",":         {Verb: DoStepFrame, Amount: -1},
		"I":         {Verb: DoInfo},
		"T":         {Verb: DoMini},
		"?":         {Verb: DoHelp},
		"F1":        {Verb: DoHelp},
	}
}

func shiftedKeys() map[string]Action {
	return map[string]Action{
		"Left":  {Verb: DoSeekBy, Time: -30 * time.Second},
		"Right": {Verb: DoSeekBy, Time: 30 * time.Second},
		",":     {Verb: DoChangeSpeed, Amount: -1}, // < on an American keyboard
		".":     {Verb: DoChangeSpeed, Amount: 1},
		"N":     {Verb: DoNextItem},
		"P":     {Verb: DoPrevItem},
	}
}

// Perform carries out an action that concerns the player itself. It reports
// whether it did: the others are for the window or the list of items.
func (p *Player) Perform(a Action) bool {
	switch a.Verb {
	case DoTogglePause:
		p.TogglePause()
	case DoSeekBy:
		p.SeekBy(a.Time)
	case DoSeekPercent:
		p.SeekPercent(a.Amount)
	case DoAddVolume:
		p.AddVolume(a.Amount)
	case DoToggleMute:
		p.ToggleMute()
	case DoChangeSpeed:
		p.ask(func(m *machine) { m.setSpeed(nextSpeed(m.Speed, a.Amount)) })
	case DoNextAudio:
		p.CycleAudio()
	case DoNextSubtitle:
		p.CycleSubtitle()
	case DoAddSubDelay:
		p.AddSubDelay(a.Time)
	case DoAddSubScale:
		p.ask(func(m *machine) { m.setSubScale(m.SubScale + a.Amount) })
	case DoNextChapter:
		p.NextChapter()
	case DoPrevChapter:
		p.PrevChapter()
	case DoStepFrame:
		p.StepFrame(a.Amount < 0)
	default:
		return false
	}
	return true
}

// Speeds are the steps between which the speed keys go, as a menu offers them.
func Speeds() []float64 { return []float64{0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 3, 4} }

// nextSpeed is the step above or below a speed, or normal speed.
func nextSpeed(speed, direction float64) float64 {
	steps := Speeds()
	switch {
	case direction > 0:
		for _, s := range steps {
			if s > speed {
				return s
			}
		}
		return MaxSpeed
	case direction < 0:
		for i := len(steps) - 1; i >= 0; i-- {
			if steps[i] < speed {
				return steps[i]
			}
		}
		return MinSpeed
	}
	return 1
}
