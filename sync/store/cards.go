package store

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"matinee/library"
	"matinee/sync/store/stripe"
)

// The variables and the files of a store's folder that hold the secrets of Stripe. They are
// never arguments: those can be seen by everybody on the machine.
const (
	stripeKeyVariable    = "MATINEE_STRIPE_KEY"
	stripeSecretVariable = "MATINEE_STRIPE_WEBHOOK" // several, while one is replaced, with commas
	stripeURLVariable    = "MATINEE_STRIPE_URL"     // another service than Stripe's own, to try out
	stripeKeyFile        = "stripe.key"
	stripeSecretFile     = "stripe.webhook"
)

// providerTime bounds a call to a provider.
const providerTime = 30 * time.Second

// Cards is the provider of payments by card, if its key is in the environment or in the
// store's folder; nil if it is in neither.
func Cards(dir string, env func(string) string) (Provider, error) {
	key, err := secretOf(env(stripeKeyVariable), filepath.Join(dir, stripeKeyFile))
	if err != nil || key == "" {
		return nil, err
	}
	secrets, err := secretOf(env(stripeSecretVariable), filepath.Join(dir, stripeSecretFile))
	if err != nil {
		return nil, err
	}
	cfg := stripe.Config{Key: library.Secret(key), URL: env(stripeURLVariable), HTTP: &http.Client{Timeout: providerTime}}
	for secret := range strings.FieldsFuncSeq(secrets, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\r' }) {
		cfg.Webhook = append(cfg.Webhook, library.Secret(secret))
	}
	p, err := stripe.New(cfg)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// secretOf is a secret of the environment, or of a file that nobody else may read; "" for
// none.
func secretOf(value, path string) (string, error) {
	if value != "" {
		return strings.TrimSpace(value), nil
	}
	data, err := privateFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(data)), err
}

// privateFile reads a file that nobody else may read.
func privateFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err == nil && info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		return nil, library.Errorf(library.CodeBadSetting, "%s can be read by others; its mode must be 0600", filepath.Base(path))
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read a secret of the store: %w", err)
	}
	return data, nil
}
