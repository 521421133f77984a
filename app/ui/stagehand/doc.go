// Package stagehand puts a screen on a stage for its tests: a window of Fyne's
// test driver in the program's theme and language, and a main thread that the
// test runs by hand, so that it waits for events and not for time.
//
// It is for tests only and must not know the screens.
package stagehand
