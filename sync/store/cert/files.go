package cert

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// Files are a certificate with its chain and its key, as PEM. Whatever renews them writes
// over them: they are read again when one of them has changed, at most every few seconds.
type Files struct {
	cert, key string
	log       *slog.Logger
	again     time.Duration // how long the files are taken to be as they were

	mu     sync.Mutex
	have   *tls.Certificate
	stamp  [2]stamp
	looked time.Time
}

// stamp is what tells that a file was written.
type stamp struct {
	at   time.Time
	size int64
}

// Open reads the files; they must be good now.
func Open(cert, key string, log *slog.Logger) (*Files, error) {
	f := &Files{cert: cert, key: key, log: log, again: 5 * time.Second}
	return f, f.read()
}

// Config serves with them.
func (f *Files) Config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: f.get, NextProtos: []string{"h2", "http/1.1"}}
}

func (f *Files) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.looked) < f.again {
		return f.have, nil
	}
	f.looked = time.Now()
	if now, err := f.stamps(); err == nil && now == f.stamp {
		return f.have, nil
	}
	if err := f.read(); err != nil { // half of it is written, or it is wrong: the old one goes on
		f.log.Warn("the certificate could not be read again", "error", err)
	}
	return f.have, nil
}

func (f *Files) stamps() (out [2]stamp, err error) {
	for i, path := range []string{f.cert, f.key} {
		info, err := os.Stat(path)
		if err != nil {
			return out, err
		}
		out[i] = stamp{info.ModTime(), info.Size()}
	}
	return out, nil
}

func (f *Files) read() error {
	now, err := f.stamps()
	if err != nil {
		return fmt.Errorf("read the certificate: %w", err)
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return fmt.Errorf("read the certificate: %w", err)
	}
	f.have, f.stamp = &pair, now
	return nil
}
