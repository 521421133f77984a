package collection

import (
	"fyne.io/fyne/v2/lang"

	"matinee/library"
)

// What the window remembers of the screen, as the settings name it.
const (
	keyView  = "ui.view"
	keySort  = "ui.order"
	viewList = "list"
	viewGrid = "grid"
)

// order is a sorting and its name.
type order struct {
	sort library.Sorting
	text string
}

func orders() []order {
	return []order{
		{library.SortAdded, lang.L("Newest first")},
		{library.SortTitle, lang.L("By title")},
		{library.SortPlayed, lang.L("Last played first")},
		{library.SortDuration, lang.L("Shortest first")},
		{library.SortLength, lang.L("Largest first")},
	}
}

// sortOf reads a sorting that was remembered.
func sortOf(text string) library.Sorting {
	for _, o := range orders() {
		if string(o.sort) == text {
			return o.sort
		}
	}
	return library.SortAdded
}

func textOf(sort library.Sorting) string {
	for _, o := range orders() {
		if o.sort == sort {
			return o.text
		}
	}
	return ""
}

// filter is a filter and its name.
type filter struct {
	filter library.Filter
	text   string
}

func filters() []filter {
	return []filter{
		{library.FilterAll, lang.L("All")},
		{library.FilterVideo, lang.L("Video")},
		{library.FilterAudio, lang.L("Music")},
		{library.FilterBegun, lang.L("Begun")},
		{library.FilterUnwatched, lang.L("Not watched")},
		{library.FilterOffline, lang.L("Works offline")},
	}
}
