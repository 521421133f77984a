package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
)

func TestNothingRestsWhileSomethingMoves(t *testing.T) {
	h := openWindow(t, nil)
	if h.window.moving() {
		t.Fatal("a library that nobody uses moves")
	}
	r := rest{moving: func() bool { return true }, unseen: func() bool { return false }}
	if r.nap() {
		t.Fatal("the main thread naps although something moves")
	}
	r = rest{moving: func() bool { return false }, stirred: time.Now()}
	if r.nap() {
		t.Fatal("the main thread naps right after input")
	}
	h.window.transfers.Paste("magnet:?xt=urn:btih:1")
	if !h.window.moving() {
		t.Fatal("a blinking cursor does not count")
	}
	h.window.Fyne().Canvas().Unfocus()
	h.window.Play("0001", -1)
	if !h.window.moving() {
		t.Fatal("a picture does not count")
	}
}

func TestRestPassesFunctionsOn(t *testing.T) {
	test.NewTempApp(t)
	ran := false
	r := rest{}
	r.do(func() { ran = true })
	if !ran {
		t.Fatal("the function did not run")
	}
}
