package cert

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// issue writes a certificate of its own for a name, and returns it.
func issue(t *testing.T, dir, name string) (certFile, keyFile string, cert *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	wanted := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, wanted, wanted, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	if cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile, cert
}

// shown is the certificate that a handshake shows.
func shown(t *testing.T, config *tls.Config) *x509.Certificate {
	t.Helper()
	here, there := net.Pipe()
	defer here.Close()
	server := tls.Server(there, config)
	go server.Handshake()
	client := tls.Client(here, &tls.Config{InsecureSkipVerify: true, ServerName: "store.example"}) //nolint:gosec // what is shown is looked at
	if err := client.HandshakeContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	return client.ConnectionState().PeerCertificates[0]
}

// TestACertificateIsReadAgain when it was renewed; one that is half written changes
// nothing until it is whole.
func TestACertificateIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile, first := issue(t, dir, "store.example")
	f, err := Open(certFile, keyFile, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	f.again = 0
	config := f.Config()
	if !shown(t, config).Equal(first) {
		t.Fatal("it shows something else")
	}
	if err := os.WriteFile(certFile, []byte("half of it"), 0o600); err != nil {
		t.Fatal(err)
	}
	if !shown(t, config).Equal(first) {
		t.Error("half a certificate is shown")
	}
	_, _, second := issue(t, dir, "store.example")
	if !shown(t, config).Equal(second) {
		t.Error("the new one is not shown")
	}
	if err := os.Remove(keyFile); err != nil {
		t.Fatal(err)
	}
	if !shown(t, config).Equal(second) {
		t.Error("without its files it is forgotten")
	}
	if _, err := Open(certFile, keyFile, nil); err == nil {
		t.Error("it opens without a key")
	}
}
