// Package cli is the program's command line: it reads what was typed, asks a
// Program for it, and prints. It must not know how anything is carried out.
package cli
