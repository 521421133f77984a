package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"matinee/app/redact"
	"matinee/sync/store"
)

type storeServeCmd struct {
	Listen  string `help:"Where it is reached." default:"127.0.0.1:8460" placeholder:"ADDRESS:PORT"`
	Base    string `help:"Its own address as others see it, behind a proxy." placeholder:"URL"`
	Sandbox bool   `help:"Take payments that are none: for trying things out. Every page and every line of the books says so."`

	Cert          string   `help:"Serve HTTPS with this certificate and its chain (PEM). It is read again when it changes." type:"path" placeholder:"FILE"`
	Key           string   `help:"The key of the certificate (PEM)." type:"path" placeholder:"FILE"`
	Acme          []string `help:"Serve HTTPS under this name, with a certificate that an ACME authority issues. It connects to port 443, or to port 80 with --acme-http." placeholder:"DOMAIN"`
	AcmeMail      string   `help:"Where the authority may write to." placeholder:"ADDRESS"`
	AcmeDirectory string   `help:"The authority; Let's Encrypt unless it is given. Its terms of service are agreed to." placeholder:"URL"`
	AcmeHTTP      string   `help:"Answer the authority by HTTP here, and send everybody else to HTTPS." placeholder:"ADDRESS:PORT" name:"acme-http"`

	BehindProxy []string `help:"A proxy, or a network of them, whose X-Forwarded-For is believed." placeholder:"ADDRESS"`
	Rate        float64  `help:"How many requests a second one network (/24, /56) may make in the long run; 0 for no bound." default:"20"`
	DeviceRate  float64  `help:"How many orders and licenses a minute one device may ask for in the long run; 0 for no bound." default:"30"`
	Metrics     string   `help:"Tell Prometheus here what the store does; an address that others reach is refused." placeholder:"ADDRESS:PORT"`
}

// Validate refuses what contradicts itself.
func (c *storeServeCmd) Validate() error {
	switch {
	case (c.Cert == "") != (c.Key == ""):
		return errors.New("--cert and --key belong together")
	case c.Cert != "" && len(c.Acme) > 0:
		return errors.New("a certificate is either --cert or --acme")
	case len(c.Acme) == 0 && (c.AcmeHTTP != "" || c.AcmeDirectory != "" || c.AcmeMail != ""):
		return errors.New("--acme says for which name")
	case c.Rate < 0 || c.DeviceRate < 0:
		return errors.New("a rate is 0 or more")
	}
	return nil
}

// Run serves until interrupted.
func (c *storeServeCmd) Run(r *run, g *grammar) error {
	home, _ := os.UserHomeDir() // without one there is none to hide
	log := slog.New(redact.New(home).Handler(slog.NewJSONHandler(r.io.Err, nil)))
	cfg, err := g.Store.config()
	if err != nil {
		return err
	}
	if cfg.Limits, err = store.Behind(c.limits(), c.BehindProxy); err != nil {
		return err
	}
	plain, err := c.secure(&cfg, log)
	if err != nil {
		return err
	}
	l, err := listen(r.ctx, c.Listen)
	if err != nil {
		return err
	}
	defer l.Close()
	base := c.base(l)
	cfg.Base = base
	if c.Sandbox {
		cfg.Providers = append(cfg.Providers, store.Sandbox{Base: base})
	}
	s, err := store.Open(r.ctx, cfg)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.io.Out, "The store is open at %s\n", base)
	err = c.serve(r.ctx, s, l, plain, log)
	if closed := s.Close(); err == nil {
		err = closed
	}
	return err
}

// base is the store's own address as others see it.
func (c *storeServeCmd) base(l net.Listener) string {
	switch {
	case c.Base != "":
		return c.Base
	case len(c.Acme) > 0:
		return "https://" + c.Acme[0]
	case c.Cert != "":
		return "https://" + l.Addr().String()
	}
	return "http://" + l.Addr().String()
}

func (c *storeServeCmd) limits() store.Limits {
	l := store.UsualLimits()
	l.Address.Every, l.Device.Every = every(c.Rate), every(c.DeviceRate/60)
	return l
}

// every is the time between two at a rate; 0 where there is no bound.
func every(perSecond float64) time.Duration {
	if perSecond <= 0 {
		return 0
	}
	return time.Duration(float64(time.Second) / perSecond)
}

// secure finds the certificate, and what is answered where there is none yet.
func (c *storeServeCmd) secure(cfg *store.Config, log *slog.Logger) (plain http.Handler, err error) {
	var secure *tls.Config
	switch {
	case c.Cert != "":
		if secure, err = store.FileTLS(c.Cert, c.Key, log); err != nil {
			return nil, plainError{"The certificate cannot be used: " + err.Error() + "."}
		}
	case len(c.Acme) > 0:
		m := store.Authority{Domains: c.Acme, Dir: cfg.Dir, Mail: c.AcmeMail, Directory: c.AcmeDirectory}.Manage()
		secure, plain = m.Config(), m.Plain()
	}
	cfg.TLS = secure
	return plain, nil
}

// serve serves the store and what belongs to it; when one of them cannot go on, all end.
func (c *storeServeCmd) serve(ctx context.Context, s *store.Store, l net.Listener, plain http.Handler, log *slog.Logger) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	work := []func() error{func() error { return s.Serve(ctx, l, log) }}
	if c.Metrics != "" {
		beside, err := listen(ctx, c.Metrics)
		if err != nil {
			return err
		}
		if at, ok := beside.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() {
			_ = beside.Close()
			return plainError{"What the store does is told on this machine alone: " + c.Metrics + " is reached by others."}
		}
		work = append(work, func() error { return s.ServeMetrics(ctx, beside, log) })
	}
	if c.AcmeHTTP != "" {
		beside, err := listen(ctx, c.AcmeHTTP)
		if err != nil {
			return err
		}
		work = append(work, func() error { return s.ServePlain(ctx, beside, plain, log) })
	}
	ended := make(chan error, len(work))
	for _, one := range work {
		go func() {
			ended <- one()
			cancel()
		}()
	}
	var errs []error
	for range work {
		errs = append(errs, <-ended)
	}
	return errors.Join(errs...)
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, plainError{"The address " + address + " cannot be used: " + err.Error() + "."}
	}
	return l, nil
}
