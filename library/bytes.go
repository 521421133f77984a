package library

import "fmt"

// Bytes writes an amount with sensible digits in powers of 1000: 940 B, 2.4 MB,
// 212 GB.
func Bytes(n int64) string {
	const step = 1000
	if n < step && n > -step {
		return fmt.Sprintf("%d B", n)
	}
	// The bounds lie where the number would be rounded up to one more digit.
	const oneDigit, whole = 9.95, 999.5
	v := float64(n) / step
	units := []string{"kB", "MB", "GB", "TB", "PB", "EB"}
	at := 0
	for (v >= whole || v <= -whole) && at < len(units)-1 {
		v /= step
		at++
	}
	if v < oneDigit && v > -oneDigit {
		return fmt.Sprintf("%.1f %s", v, units[at])
	}
	return fmt.Sprintf("%.0f %s", v, units[at])
}
