// Package traymenu says what the menu and the tip of the program's tray item
// show, and what choosing an entry does.
//
// It must not know how a tray shows them. Its functions are called off the main
// thread.
package traymenu
