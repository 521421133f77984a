package cert

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// domain is what the test's authority certifies; its name server says that it is here.
const domain = "store.matinee.test"

// TestAnAuthorityIssues a certificate to the store that answers under its name, and to no
// other name: against pebble, the small authority of Let's Encrypt's makers, by both of
// its challenges.
func TestAnAuthorityIssues(t *testing.T) {
	program := pebble(t)
	for _, challenge := range []string{"tls-alpn-01", "http-01"} {
		t.Run(challenge, func(t *testing.T) {
			dir := t.TempDir()
			secure, plain := listen(t), listen(t)
			authority := startPebble(t, program, dir, portOf(secure), portOf(plain))
			m := Authority{Domains: []string{domain}, Dir: dir, Directory: authority.directory, HTTP: authority.client, Mail: "owner@matinee.test"}.Manage()
			config := m.Config()
			if challenge == "http-01" { // what another protocol is on port 443
				config.NextProtos = slices.DeleteFunc(config.NextProtos, func(p string) bool { return p == "acme-tls/1" })
				answers := m.Plain()
				serve(t, httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					r.Host = domain // without the port, as it is on port 80
					answers.ServeHTTP(w, r)
				})), plain, nil)
			}
			serve(t, httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "open") })), secure, config)
			client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{
				DialContext: (&net.Dialer{}).DialContext, TLSClientConfig: &tls.Config{RootCAs: authority.roots(t), ServerName: domain},
			}}
			defer client.CloseIdleConnections()
			answer, err := client.Get("https://" + secure.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil || string(text) != "open" {
				t.Fatalf("%q, %v", text, err)
			}
			if kept, err := filepath.Glob(filepath.Join(dir, "acme", domain+"*")); err != nil || len(kept) == 0 {
				t.Errorf("the certificate is not kept: %v", err)
			}
			if _, err := tls.Dial("tcp", secure.Addr().String(), &tls.Config{InsecureSkipVerify: true, ServerName: "other.matinee.test"}); err == nil {
				t.Error("it answers for a name that is not its own")
			}
		})
	}
}

func pebble(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("PEBBLE"); path != "" {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	home, err := os.UserHomeDir()
	if err == nil {
		if found, err := filepath.Glob(filepath.Join(home, ".cache", "matinee", "tools", "pebble-v*")); err == nil && len(found) > 0 {
			return found[len(found)-1]
		}
	}
	path, err := exec.LookPath("pebble")
	if err != nil {
		t.Skip("pebble is not installed; make deps installs it")
	}
	return path
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func portOf(l net.Listener) int {
	at, _ := l.Addr().(*net.TCPAddr)
	return at.Port
}

func serve(t *testing.T, server *httptest.Server, l net.Listener, config *tls.Config) {
	t.Helper()
	server.Listener.Close()
	server.Listener = l
	if server.TLS = config; config != nil {
		server.Listener = tls.NewListener(l, config)
		server.TLS = nil
	}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
}

// authority is pebble at work.
type authority struct {
	directory, manage string
	client            *http.Client
}

func startPebble(t *testing.T, program, dir string, tlsPort, httpPort int) authority {
	t.Helper()
	certFile, keyFile, own := issue(t, t.TempDir(), "localhost")
	ask, manage := listen(t), listen(t)
	config := map[string]any{"pebble": map[string]any{
		"listenAddress": ask.Addr().String(), "managementListenAddress": manage.Addr().String(), "certificate": certFile, "privateKey": keyFile,
		"httpPort": httpPort, "tlsPort": tlsPort, "ocspResponderURL": "", "externalAccountBindingRequired": false,
	}}
	data, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "pebble.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	ask.Close() // its ports are pebble's now
	manage.Close()
	process := exec.CommandContext(t.Context(), program, "-config", file, "-dnsserver", nameServer(t))
	process.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0")
	said, err := os.Create(filepath.Join(dir, "pebble.log"))
	if err != nil {
		t.Fatal(err)
	}
	process.Stdout, process.Stderr = said, said
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Kill()
		_ = process.Wait()
		if text, err := os.ReadFile(said.Name()); err == nil && t.Failed() {
			t.Logf("pebble: %s", text)
		}
	})
	pool := x509.NewCertPool()
	pool.AddCert(own)
	a := authority{
		directory: "https://" + ask.Addr().String() + "/dir", manage: "https://" + manage.Addr().String(),
		client: &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}},
	}
	t.Cleanup(a.client.CloseIdleConnections)
	for until := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		answer, err := a.client.Get(a.directory)
		if err == nil {
			answer.Body.Close()
			return a
		}
		if time.Now().After(until) {
			t.Fatal(err)
		}
	}
}

// roots are what the authority's certificates end at.
func (a authority) roots(t *testing.T) *x509.CertPool {
	t.Helper()
	answer, err := a.client.Get(a.manage + "/roots/0")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		t.Fatalf("no root: %s", text)
	}
	return pool
}

// nameServer says of every name that it is this machine. Pebble asks by TCP.
func nameServer(t *testing.T) string {
	t.Helper()
	l := listen(t)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for {
					if answerName(c) != nil {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

func answerName(c net.Conn) error {
	var length uint16
	if err := binary.Read(c, binary.BigEndian, &length); err != nil {
		return err
	}
	packet := make([]byte, length)
	if _, err := io.ReadFull(c, packet); err != nil {
		return err
	}
	var m dnsmessage.Message
	if err := m.Unpack(packet); err != nil {
		return err
	}
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	for _, q := range m.Questions {
		if q.Type == dnsmessage.TypeA {
			m.Answers = append(m.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 60}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
			})
		}
	}
	out, err := m.AppendPack([]byte{0, 0})
	if err != nil {
		return err
	}
	binary.BigEndian.PutUint16(out, uint16(len(out)-2))
	_, err = c.Write(out)
	return err
}
