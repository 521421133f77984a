// Package sheet makes pages of codes that are printed and cut. It must not know what a code
// is good for, nor who made it.
package sheet

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"html/template"

	"matinee/app/qr"
	"matinee/library"
)

// page needs nothing from anywhere else.
const page = `<!doctype html><meta charset="utf-8"><title>{{.Title}}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<style>
@page { size: A4; margin: 10mm }
body { font-family: sans-serif; margin: 0; display: grid; grid-template-columns: 1fr 1fr }
.slip { border: 1px dashed #999; padding: 6mm; height: {{if .Long}}136{{else}}42{{end}}mm; box-sizing: border-box; break-inside: avoid; overflow: hidden }
h1 { font-size: 14pt; margin: 0 0 2mm } p { font-size: 9pt; margin: 0 0 2mm }
code { font-size: 15pt; font-weight: bold; white-space: nowrap }
.long code { font-size: 4.5pt; font-weight: normal; white-space: normal; overflow-wrap: anywhere }
img { display: block; width: 66mm; height: 66mm; margin: 0 auto 2mm; image-rendering: pixelated }
</style>
{{range .Slips}}<div class="slip{{if $.Long}} long{{end}}"><h1>{{$.Title}}</h1>{{if .Picture}}<img alt="" src="{{.Picture}}">{{end}}<p><code>{{.Code}}</code></p>
<p>{{$.How}}</p>{{if $.Note}}<p>{{$.Note}}</p>{{end}}</div>
{{end}}`

// slip is one that is cut out.
type slip struct {
	Code    string
	Picture template.URL // of it, for a camera
}

// short is how many bytes a code has at most that somebody would type.
const short = 40

// Page makes a sheet. Codes that nobody would type stand there as QR codes, too.
func Page(ctx context.Context, s library.CodeSheet) ([]byte, error) {
	t, err := template.New("sheet").Parse(page)
	if err != nil {
		return nil, fmt.Errorf("make a sheet of codes: %w", err)
	}
	of := struct {
		library.CodeSheet
		Long  bool
		Slips []slip
	}{CodeSheet: s}
	for _, code := range s.Codes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		one := slip{Code: code}
		if len(code) > short {
			of.Long, one.Picture = true, picture(code)
		}
		of.Slips = append(of.Slips, one)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, of); err != nil {
		return nil, fmt.Errorf("make a sheet of codes: %w", err)
	}
	return out.Bytes(), nil
}

// picture draws a code; "" for one that is too long for that, which is still there as text.
func picture(code string) template.URL {
	drawn, err := qr.Encode(code)
	if err != nil {
		return ""
	}
	raw, err := drawn.PNG()
	if err != nil {
		return ""
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(raw)) //nolint:gosec // of letters that are no markup
}
