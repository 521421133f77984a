//go:build !cgo

package store

import _ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx", which the window has no use for
