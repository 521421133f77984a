package store

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"matinee/library"
	"matinee/sync/store/lightning"
)

// The variables and files that name a Lightning node. Of its macaroon only the file is
// named.
const (
	lndURLVariable      = "MATINEE_LND_URL"
	lndCertVariable     = "MATINEE_LND_CERT"     // its tls.cert
	lndMacaroonVariable = "MATINEE_LND_MACAROON" // invoice.macaroon is enough
	lndTestVariable     = "MATINEE_LND_TEST"     // not empty: its coins are none
	preimagesFile       = "lightning.preimages"
)

// Coins is the provider of payments over Lightning, if the environment names a node; nil
// if it does not.
func Coins(dir string, env func(string) string) (Provider, error) {
	cfg := lightning.Config{URL: env(lndURLVariable), Coins: env(lndTestVariable) == ""}
	if cfg.URL == "" {
		return nil, nil // there is none
	}
	var err error
	if cfg.Macaroon, err = privateFile(env(lndMacaroonVariable)); err != nil {
		return nil, library.Errorf(library.CodeBadSetting, "the node's macaroon: %v", err)
	}
	if path := env(lndCertVariable); path != "" {
		if cfg.Certificate, err = os.ReadFile(path); err != nil {
			return nil, fmt.Errorf("read the node's certificate: %w", err)
		}
	}
	seed, err := secretFile(filepath.Join(dir, preimagesFile), func() (string, error) {
		var raw [32]byte
		_, _ = rand.Read(raw[:]) // it never fails
		return hex.EncodeToString(raw[:]), nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, library.Errorf(library.CodeBadFolder, "%s", dir)
	}
	if err != nil {
		return nil, err
	}
	cfg.Secret = []byte(seed)
	p, err := lightning.New(cfg)
	if err != nil {
		return nil, err
	}
	return p, nil
}
