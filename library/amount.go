package library

import (
	"strconv"
	"strings"
)

// ParseAmount reads a whole number with an optional unit: 500, 500k, 2 MB, 3GiB,
// 2 MB/s. k, M, G, T are powers of 1000; Ki, Mi, Gi, Ti of 1024.
func ParseAmount(text string) (int64, error) {
	text = strings.TrimSuffix(strings.TrimSpace(text), "/s")
	text = strings.TrimSuffix(text, "B")
	units := []struct {
		suffix string
		factor int64
	}{
		{"Ki", 1 << 10},
		{"Mi", 1 << 20},
		{"Gi", 1 << 30},
		{"Ti", 1 << 40},
		{"k", 1e3},
		{"K", 1e3},
		{"M", 1e6},
		{"G", 1e9},
		{"T", 1e12},
	}
	for _, u := range units {
		if rest, ok := strings.CutSuffix(text, u.suffix); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			if err != nil || v != v || v*float64(u.factor) > 1e18 || v*float64(u.factor) < -1e18 {
				return 0, Errorf(CodeBadSetting, "%q is not an amount", text)
			}
			return int64(v * float64(u.factor)), nil
		}
	}
	v, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return 0, Errorf(CodeBadSetting, "%q is not an amount", text)
	}
	return v, nil
}
