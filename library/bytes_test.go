package library

import (
	"math"
	"testing"
)

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 940: "940 B", 999: "999 B", 1000: "1.0 kB", 9940: "9.9 kB", 9960: "10 kB",
		999_400: "999 kB", 999_600: "1.0 MB", 2_400_000: "2.4 MB", 212_000_000_000: "212 GB",
		9_960_000: "10 MB", 999_999_999: "1.0 GB", -999: "-999 B", -1500: "-1.5 kB", -999_600: "-1.0 MB",
		math.MaxInt64: "9.2 EB", math.MinInt64: "-9.2 EB",
	} {
		if got := Bytes(n); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}
