package books

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"html/template"
	"strings"
	"time"

	"matinee/library"
)

// page is a page that is printed; it needs nothing from anywhere else.
const page = `<!doctype html>
<html><head><meta charset="utf-8"><title>{{.Words.Title}}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body{font:11pt/1.5 sans-serif;color:#111;max-width:48em;margin:2em auto;padding:0 1em}
h1{font-size:16pt}
table{border-collapse:collapse;width:100%;margin:0 0 1.5em}
th,td{padding:.3em .5em;border-bottom:1px solid #ccc;text-align:right;font-variant-numeric:tabular-nums}
th:first-child,td:first-child{text-align:left}
thead{display:table-header-group}
tr{break-inside:avoid}
small,em{color:#555}
@page{margin:18mm}
@media print{body{margin:0;max-width:none}}
</style></head><body>
<h1>{{.Words.Title}}{{if .Party}}: {{.Party}}{{end}}</h1>
{{if .Of.Tests}}<p><em>{{.Words.Test}}: {{.Of.Tests}}</em></p>{{end}}
<table><tbody>
<tr><td>{{.Words.In}}</td><td>{{money .In}}</td></tr>
{{if .Store}}<tr><td>{{.Words.Store}}</td><td>{{money .Store}}</td></tr>
{{end}}<tr><td>{{.Words.Sold}}</td><td>{{.Of.Sold}}</td></tr>
<tr><td>{{.Words.Back}}</td><td>{{.Of.Back}}</td></tr>
<tr><td>{{.Words.Codes}}</td><td>{{.Of.Counted}}</td></tr>
</tbody></table>
<table><thead><tr><th>{{.Words.Party}}</th><th>{{.Words.Before}}</th><th>{{.Words.Share}}</th><th>{{.Words.Paid}}</th><th>{{.Words.Now}}</th></tr></thead><tbody>
{{range .Parties}}<tr><td>{{.Party}}</td><td>{{money .Opening}}</td><td>{{money (sum .Sales .Ads)}}</td><td>{{money (less .Paid)}}</td><td>{{money .Closing}}</td></tr>
{{end}}</tbody></table>
<table><thead><tr><th>{{.Words.Work}}</th><th>{{.Words.Sold}}</th><th>{{.Words.Sales}}</th><th>{{.Words.Ads}}</th></tr></thead><tbody>
{{range .Mine.Works}}<tr><td>{{if .Title}}{{.Title}}{{else}}{{.Bundle}}{{end}}{{if .Test}} <em>{{$.Words.Test}}</em>{{end}}</td><td>{{.Sold}}</td><td>{{money .Sales}}</td><td>{{money .Ads}}</td></tr>
{{end}}</tbody></table>
<table><thead><tr><th>{{.Words.Day}}</th><th>{{.Words.Sales}}</th><th>{{.Words.Ads}}</th></tr></thead><tbody>
{{range .Mine.Days}}<tr><td>{{day .Day}}{{if .Test}} <em>{{$.Words.Test}}</em>{{end}}</td><td>{{money .Sales}}</td><td>{{money .Ads}}</td></tr>
{{end}}</tbody></table>
{{if .Of.Against}}<table><thead><tr><th>{{.Words.Against}}</th><th>{{.Words.Day}}</th><th>{{.Words.Views}}</th><th>{{.Words.Reason}}</th><th>{{.Words.Back}}</th></tr></thead><tbody>
{{range .Of.Against}}<tr><td>{{.Sponsor}} · {{if .Title}}{{.Title}}{{else}}{{.Bundle}}{{end}}</td><td>{{day .From}}{{if ne (day .From) (day .Until)}} – {{day .Until}}{{end}}</td><td>{{.Views}}</td><td>{{.Reason}}</td><td>{{money (less .Minor)}}</td></tr>
{{end}}</tbody></table>
{{end}}<p><small>{{.Words.Computed}}</small></p>
</body></html>
`

// printed is what the page is made of.
type printed struct {
	Of        library.Takings
	Words     library.TakingsWords
	Party     string
	Mine      library.Tally
	Parties   []library.Tally
	In, Store int64
}

// mine are the takings as a party prints them: it does not need the others' accounts.
func mine(of library.Takings, party string, words library.TakingsWords) printed {
	p := printed{
		Of: of, Words: words, Party: party, Mine: of.Of(party), Parties: of.Parties,
		In: of.All.Sales + of.All.Ads, Store: of.Store.Sales + of.Store.Ads,
	}
	if party != "" {
		p.Parties = []library.Tally{p.Mine}
	}
	return p
}

// Page writes takings as a page that is printed, of one party or of all.
func Page(of library.Takings, party string, words library.TakingsWords) ([]byte, error) {
	t, err := template.New("page").Funcs(template.FuncMap{
		"money": func(minor int64) string { return library.Money{Currency: of.Money, Minor: minor}.String() },
		"sum":   func(a, b int64) int64 { return a + b },
		"less":  func(a int64) int64 { return -a },
		"day":   func(t time.Time) string { return t.UTC().Format(time.DateOnly) },
	}).Parse(page)
	if err != nil {
		return nil, fmt.Errorf("print a statement: %w", err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, mine(of, party, words)); err != nil {
		return nil, fmt.Errorf("print a statement: %w", err)
	}
	return out.Bytes(), nil
}

// Table writes takings as CSV: a line for each party, production and day. The first column
// says which; amounts are in the currency's usual unit.
func Table(of library.Takings, party string) ([]byte, error) {
	p := mine(of, party, library.TakingsWords{})
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	money := func(minor int64) string {
		return strings.TrimRight(strings.TrimSuffix(library.Money{Currency: of.Money, Minor: minor}.String(), string(of.Money)), " ")
	}
	write := func(kind, name string, test bool, sales, ads int64, more ...int64) {
		line := []string{kind, plain(name), string(of.Money), money(sales), money(ads)}
		for _, m := range more {
			line = append(line, money(m))
		}
		for len(line) < 8 {
			line = append(line, "")
		}
		_ = w.Write(append(line, map[bool]string{true: "test"}[test])) // an error stays until it is asked for
	}
	_ = w.Write([]string{"kind", "name", "currency", "sales", "ads", "owed_before", "paid_out", "owed_now", "test"})
	if party == "" {
		write("in", of.Month.Format("2006-01"), of.Tests > 0, of.All.Sales, of.All.Ads)
		write("store", "", of.Tests > 0, of.Store.Sales, of.Store.Ads, of.Store.Opening, -of.Store.Paid, of.Store.Closing)
	}
	for _, t := range p.Parties {
		write("party", t.Party, of.Tests > 0, t.Sales, t.Ads, t.Opening, -t.Paid, t.Closing)
	}
	for _, k := range p.Mine.Works {
		title := k.Title
		if title == "" {
			title = string(k.Bundle)
		}
		write("production", title, k.Test, k.Sales, k.Ads)
	}
	for _, o := range of.Against {
		write("objection", o.Sponsor+", "+o.From.UTC().Format(time.DateOnly)+": "+o.Reason, false, 0, -o.Minor)
	}
	for _, d := range p.Mine.Days {
		write("day", d.Day.UTC().Format(time.DateOnly), d.Test, d.Sales, d.Ads)
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// plain keeps a name from being computed by the program that opens the table.
func plain(name string) string {
	if name != "" && strings.ContainsRune("=+-@\t\r", rune(name[0])) {
		return "'" + name
	}
	return name
}
