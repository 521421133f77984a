package store

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"

	"github.com/skip2/go-qrcode"

	"matinee/library"
	"matinee/sync/store/pay"
)

// invoice shows the text that a wallet takes, as a link and as a code to hold a telephone
// against. Who knows an order's number may pay it.
func (h handlers) invoice(w http.ResponseWriter, r *http.Request) {
	o, err := h.s.order(r.Context(), h.s.db.read(), library.Token(r.PathValue("id")))
	p, _ := h.s.provider(o.provider)
	invoicer, ok := p.(pay.Invoicer)
	if err == nil && !ok {
		err = library.Errorf(library.CodeNotFound, "the order %s", o.ID)
	}
	shown := struct {
		Price, Fee, Text string
		Code             template.HTML
	}{Price: o.Price.String(), Fee: o.feeText()}
	if err == nil && o.State == Waiting {
		shown.Text, err = invoicer.Invoice(r.Context(), o.payment)
		err = library.Wrap(library.CodeProvider, err)
	}
	if err == nil && shown.Text != "" {
		shown.Code, err = squares("lightning:" + shown.Text)
	}
	if err != nil {
		h.problem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	if err := invoicePage().Execute(w, shown); err != nil {
		h.log.Debug("a page was not taken", "error", err)
	}
}

func invoicePage() *template.Template {
	return template.Must(template.New("invoice").Parse(`<!doctype html><meta charset="utf-8"><title>Lightning</title>
{{if .Text}}<meta http-equiv="refresh" content="5">{{end}}
<body style="font-family:sans-serif;max-width:32em;margin:2em auto;overflow-wrap:anywhere">
{{if .Text}}<h1>{{.Price}}</h1>{{if .Fee}}<p>of it a fee of {{.Fee}}{{end}}<p>{{.Code}}</p><p><a href="lightning:{{.Text}}">Open in a wallet</a><p><code>{{.Text}}</code>{{else}}
<h1>Lightning</h1><p>There is nothing to pay here any more. Matinee goes on by itself.{{end}}
`))
}

// squares draws a text as a QR code (ISO/IEC 18004).
func squares(text string) (template.HTML, error) {
	made, err := qrcode.New(text, qrcode.Low)
	if err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	made.DisableBorder = true // the view box has the quiet zone
	dark := made.Bitmap()
	var path bytes.Buffer
	for y, row := range dark {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	side := len(dark)
	// There is nothing in it but numbers.
	return template.HTML(fmt.Sprintf(`<svg viewBox="-4 -4 %d %d" width="320" height="320" role="img" aria-label="QR"><rect x="-4" y="-4" width="100%%" height="100%%" fill="#fff"/><path d="%s" fill="#000"/></svg>`, //nolint:gosec // see above
		side+8, side+8, path.String())), nil
}
