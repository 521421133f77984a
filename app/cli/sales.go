package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// licenceCmd are the commands about licenses: those that are brought, and those that a
// creator issues without a shop.
type licenceCmd struct {
	Device  licenceDeviceCmd  `cmd:"" help:"Show to whom licenses for this machine are made; a creator or a store asks for it."`
	Import  licenceImportCmd  `cmd:"" help:"Bring a license for a bundle that is here."`
	Issue   licenceIssueCmd   `cmd:"" help:"Issue a license for a device with your own key; matinee licence device shows the device's recipient."`
	Gift    licenceGiftCmd    `cmd:"" help:"Make gift codes with your own key, without a store: whoever has one opens the edition. It is not used up, and cannot be taken back."`
	Store   licenceStoreCmd   `cmd:"" help:"Show the public keys of the store that you run by hand."`
	Certify licenceCertifyCmd `cmd:"" help:"Let a store sell what your channel publishes."`
	Consign licenceConsignCmd `cmd:"" help:"Hand an edition's key to a store, or take it back."`
}

// outArg says where a document goes.
type outArg struct {
	Out string `short:"o" help:"Write it into this file instead of the standard output." placeholder:"FILE" type:"path"`
}

func (a outArg) write(r *run, raw []byte) error {
	if a.Out == "" {
		if _, err := r.io.Out.Write(append(raw, '\n')); err != nil {
			return plainError{"It could not be written: " + err.Error() + "."}
		}
		return nil
	}
	if err := os.WriteFile(a.Out, raw, 0o600); err != nil {
		return plainError{"It could not be written: " + err.Error() + "."}
	}
	return nil
}

// stream writes what may be too long to be held in memory.
func (a outArg) stream(r *run, write func(io.Writer) error) error {
	if a.Out != "" {
		return wholeFile(a.Out, true, write)
	}
	out := &faithful{Writer: r.io.Out}
	err := write(out)
	if err == nil {
		_, err = out.Write([]byte("\n"))
	}
	if out.err != nil {
		return plainError{"It could not be written: " + out.err.Error() + "."}
	}
	return err
}

// faithful remembers why it could not write.
type faithful struct {
	io.Writer
	err error
}

func (f *faithful) Write(p []byte) (n int, err error) {
	n, err = f.Writer.Write(p)
	f.err = errors.Join(f.err, err)
	return n, err
}

// maxDocument bounds what is read from a file that was named, in bytes.
const maxDocument = 16 << 20

// document reads a file that was named. The line feed that editors and terminals add
// is no part of it.
func document(path string) ([]byte, error) {
	raw, err := bounded(path)
	if n := len(raw); n > 0 && raw[n-1] == '\n' {
		raw = raw[:n-1]
	}
	return raw, err
}

// bounded reads a file that was named as it is.
func bounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, plainError{"The file cannot be read: " + err.Error() + "."}
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxDocument+1))
	if err == nil && len(raw) > maxDocument {
		err = errors.New("it is too large")
	}
	if err != nil {
		return nil, plainError{"The file " + filepath.Base(path) + " cannot be read: " + err.Error() + "."}
	}
	return raw, nil
}

type licenceDeviceCmd struct{}

// Run shows this machine's recipient.
func (c *licenceDeviceCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		to, err := s.DeviceRecipient(r.ctx)
		if err != nil {
			return err
		}
		return r.print(to, func(w io.Writer) { fmt.Fprintln(w, to) })
	})
}

type licenceImportCmd struct {
	File string `arg:"" help:"The license, or a file with a gift code; - reads the code from standard input." type:"path"`
}

// Run brings a license.
func (c *licenceImportCmd) Run(r *run) error {
	var raw []byte
	var err error
	if c.File == "-" {
		if raw, err = io.ReadAll(io.LimitReader(r.io.In, maxDocument)); err != nil {
			return plainError{"Standard input cannot be read: " + err.Error() + "."}
		}
	} else {
		raw, err = document(c.File)
	}
	if err != nil {
		return err
	}
	return r.quietly(func(s Session) error {
		l, err := s.BringLicence(r.ctx, raw)
		if err != nil {
			return err
		}
		return r.print(l, func(w io.Writer) {
			fmt.Fprintf(w, "The edition %s may be watched on this machine", printable(string(l.Edition)))
			switch {
			case l.Waits:
				fmt.Fprint(w, " from the premiere on")
			case !l.Expires.IsZero():
				fmt.Fprintf(w, " until %s", l.Expires.Local().Format(time.DateTime))
			}
			fmt.Fprintln(w, ".")
		})
	})
}

type licenceIssueCmd struct {
	productionArg
	Device  string `arg:"" help:"The age recipient of the device, age1…" placeholder:"AGE1"`
	Edition string `help:"Which edition; needed when there are several." placeholder:"NAME"`
	Kind    string `help:"gift, press or purchase." enum:"gift,press,purchase" default:"gift"`
	Early   bool   `help:"For the press: let it be watched before the premiere."`
	Days    int    `help:"How many days it is good; 0 for ever." default:"0"`
	Export  bool   `help:"Allow to save the opened item as an ordinary file."`
	outArg
}

// Run issues a license.
func (c *licenceIssueCmd) Run(r *run) error {
	if err := library.Recipient(c.Device).Valid(); err != nil {
		return usageError{"the device " + err.Error()}
	}
	req := control.LicenceRequest{
		Name: c.Name, Edition: library.EditionID(c.Edition), Device: library.Recipient(c.Device), Kind: library.LicenceKind(c.Kind), Early: c.Early,
	}
	if c.Days > 0 {
		req.Expires = time.Now().AddDate(0, 0, c.Days).UTC().Truncate(time.Second)
	}
	if c.Export {
		req.Permits = []library.Permit{library.PermitExport}
	}
	return r.quietly(func(s Session) error {
		raw, err := s.IssueLicence(r.ctx, req)
		if err != nil {
			return err
		}
		return c.write(r, raw)
	})
}

type licenceStoreCmd struct{}

// Run shows the keys of one's own store.
func (c *licenceStoreCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		keys, err := s.OwnStore(r.ctx)
		if err != nil {
			return err
		}
		return r.print(keys, func(w io.Writer) { fmt.Fprintf(w, "key        %s\nrecipient  %s\n", keys.Key, keys.Recipient) })
	})
}

type licenceCertifyCmd struct {
	Key       string `arg:"" help:"The store's key."`
	Recipient string `arg:"" help:"The store's age recipient."`
	Name      string `help:"The store's name."`
	URL       string `name:"url" help:"The store's address."`
	Days      int    `help:"How many days it may sell." default:"365"`
	Channel   string `help:"The channel, when there are several." placeholder:"NAME"`
	Unlisted  bool   `help:"Keep the channel out of the store's public list."`
	outArg
}

// Run certifies a store.
func (c *licenceCertifyCmd) Run(r *run) error {
	req := control.CertifyRequest{
		StoreKeys: control.StoreKeys{Key: library.Key(c.Key), Recipient: library.Recipient(c.Recipient)},
		Channel:   c.Channel, Name: c.Name, URL: library.WebURL(c.URL), Until: time.Now().AddDate(0, 0, c.Days),
		Unlisted: c.Unlisted,
	}
	return r.quietly(func(s Session) error {
		raw, err := s.CertifyStore(r.ctx, req)
		if err != nil {
			return err
		}
		return c.write(r, raw)
	})
}

type licenceConsignCmd struct {
	productionArg
	Edition     string `arg:"" help:"The edition."`
	Certificate string `arg:"" help:"The file with the store's certificate." type:"path"`
	Back        bool   `help:"Take it back: the store sells no more; what it sold stays good."`
	Send        bool   `help:"Hand over all that the store needs: to its address, or as a file for matinee store take."`
	outArg
}

// Run consigns an edition.
func (c *licenceConsignCmd) Run(r *run) error {
	certificate, err := document(c.Certificate)
	if err != nil {
		return err
	}
	req := control.ConsignRequest{Name: c.Name, Edition: library.EditionID(c.Edition), Store: certificate, Back: c.Back}
	if c.Send {
		return c.hand(r, req)
	}
	return r.quietly(func(s Session) error {
		all, err := s.Consign(r.ctx, req)
		for i, raw := range all {
			to := c.outArg
			if i > 0 && to.Out != "" {
				to.Out = fmt.Sprintf("%s.%d", c.Out, i+1)
			}
			err = errors.Join(err, to.write(r, raw))
		}
		return err
	})
}

// hand gives the store all that it needs.
func (c *licenceConsignCmd) hand(r *run, req control.ConsignRequest) error {
	if c.Back {
		return usageError{"--back and --send are one or the other"}
	}
	return r.quietly(func(s Session) error {
		sent, file, err := s.HandOver(r.ctx, req)
		if err != nil || sent {
			return err
		}
		return c.write(r, file)
	})
}
