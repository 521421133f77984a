// Matinee plays films, series and music from BitTorrent while they download,
// keeps them, and gives them back.
package main

import (
	"os"

	"matinee/app"
)

func main() {
	os.Exit(app.Main(os.Args[1:], os.Stdout, os.Stderr))
}
