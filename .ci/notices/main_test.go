package main

import (
	"strings"
	"testing"
)

func TestAnUnknownLicenceFails(t *testing.T) {
	mit := "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the \"Software\"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:\n\nThe above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.\n\nTHE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."
	for _, c := range []struct{ name, body, want string }{
		{"known", mit, ""},
		{"not known", "Licensed under the GNU Affero General Public License v3.0 only. SPDX-License-Identifier: AGPL-3.0-only\n" +
			"You should have received a copy of the GNU Affero General Public License along with this program. If not, see <https://www.gnu.org/licenses/>.", "no licence that is known|which is not among"},
		{"none", "", "no licence that is known"},
	} {
		it := component{name: "m", version: "v1", texts: []text{{"LICENSE", []byte(c.body)}}}
		err := it.classify()
		if c.want == "" && (err != nil || len(it.kinds) == 0) {
			t.Errorf("%s: %v, %v", c.name, it.kinds, err)
		}
		if c.want != "" && (err == nil || !matches(err.Error(), c.want)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func matches(text, any string) bool {
	for _, want := range strings.Split(any, "|") {
		if strings.Contains(text, want) {
			return true
		}
	}
	return false
}
