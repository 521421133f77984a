package autostart

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// Where Windows looks what to start at login, and where the task manager keeps what a
// person switched off there.
const (
	runKey      = `Software\Microsoft\Windows\CurrentVersion\Run`
	approvedKey = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
)

// On reports whether the program is started at login: it is in the list, and the task
// manager does not hold it back.
func (e Entry) On() (bool, error) {
	key, err := registry.OpenKey(registry.CURRENT_USER, runKey, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for the start at login: %w", err)
	}
	defer key.Close()
	command, _, err := key.GetStringValue(e.Title)
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for the start at login: %w", err)
	}
	return command != "" && !e.heldBack(), nil
}

// heldBack reports whether a person switched it off in the task manager: the first byte is
// odd then.
func (e Entry) heldBack() bool {
	key, err := registry.OpenKey(registry.CURRENT_USER, approvedKey, registry.QUERY_VALUE)
	if err != nil {
		return false
	}
	defer key.Close()
	state, _, err := key.GetBinaryValue(e.Title)
	return err == nil && len(state) > 0 && state[0]&1 == 1
}

// Set has the program started at login, or no longer.
func (e Entry) Set(on bool) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, runKey, registry.SET_VALUE)
	if err != nil {
		return fmt.Errorf("change the start at login: %w", err)
	}
	defer key.Close()
	if !on {
		if err := key.DeleteValue(e.Title); err != nil && !errors.Is(err, registry.ErrNotExist) {
			return fmt.Errorf("change the start at login: %w", err)
		}
		return nil
	}
	program, err := e.program()
	if err != nil {
		return fmt.Errorf("change the start at login: %w", err)
	}
	words := []string{windows.EscapeArg(program)}
	for _, arg := range e.Args {
		words = append(words, windows.EscapeArg(arg))
	}
	if err := key.SetStringValue(e.Title, strings.Join(words, " ")); err != nil {
		return fmt.Errorf("change the start at login: %w", err)
	}
	return e.approve()
}

// approve takes away that it was switched off in the task manager.
func (e Entry) approve() error {
	key, err := registry.OpenKey(registry.CURRENT_USER, approvedKey, registry.SET_VALUE)
	if err != nil {
		return nil //nolint:nilerr // nothing was ever switched off
	}
	defer key.Close()
	if err := key.DeleteValue(e.Title); err != nil && !errors.Is(err, registry.ErrNotExist) {
		return fmt.Errorf("change the start at login: %w", err)
	}
	return nil
}
