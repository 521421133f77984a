package seeding

import (
	"math"
	"testing"
	"time"

	"matinee/library"
)

func TestRoom(t *testing.T) {
	tests := []struct {
		name                 string
		quota, floor         int64
		used, free, incoming int64
		short                int64
		why                  library.Code
	}{
		{"enough", 100, 10, 50, 60, 50, 0, ""},
		{"over the quota by one", 100, 10, 50, 100, 51, 1, library.CodeQuota},
		{"no quota", 0, 10, 5000, 100, 50, 0, ""},
		{"into the floor", 0, 10, 0, 60, 51, 1, library.CodeDiskFull},
		{"both, none worse", 100, 10, 60, 50, 50, 10, library.CodeDiskFull},
		{"both, the quota worse", 100, 10, 90, 50, 50, 40, library.CodeQuota},
		{"nothing to write", 10, 1000, 50, 0, 0, 0, ""},
		{"an absurd length", 0, 200, 50, 100, math.MaxInt64, math.MaxInt64, library.CodeDiskFull},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := library.DefaultSettings()
			s.DiskQuota, s.DiskFloor = tt.quota, tt.floor
			if short, why := Room(s, tt.used, tt.free, tt.incoming); short != tt.short || why != tt.why {
				t.Errorf("short by %d (%s), want %d (%s)", short, why, tt.short, tt.why)
			}
		})
	}
}

func TestEvict(t *testing.T) {
	const gib = 1 << 30
	watched := func(in *Input) { in.Bundle.Watched = true }
	played := func(days int) func(*Input) {
		return func(in *Input) { in.Bundle.Played = noon().AddDate(0, 0, -days) }
	}
	size := func(n int64) func(*Input) { return func(in *Input) { in.Disk = n } }
	tests := []struct {
		name  string
		need  int64
		in    []Input
		want  []int // numbers of the bundles, in order
		short int64
	}{
		{"nothing needed", 0, []Input{bundle(1, 1, watched)}, nil, 0},
		{"watched before unwatched", gib, []Input{bundle(1, 1), bundle(2, 1, watched)}, []int{2}, 0},
		{"who gave back goes first", gib, []Input{bundle(1, 1, watched), bundle(2, 1, watched, ratio(1))}, []int{2}, 0},
		{"then the most common", gib, []Input{bundle(1, 1, watched, copies(4)), bundle(2, 1, watched, copies(40))}, []int{2}, 0},
		{"then the oldest", gib, []Input{bundle(1, 1, watched, played(5)), bundle(2, 1, watched, played(50))}, []int{2}, 0},
		{"several", 2 * gib, []Input{bundle(1, 1), bundle(2, 1, watched), bundle(3, 1, watched, ratio(2))}, []int{3, 2}, 0},
		{"the small one is spared", 3 * gib, []Input{bundle(1, 1, watched, ratio(1)), bundle(2, 1, watched, size(3*gib))}, []int{2}, 0},
		{"not enough", 3 * gib, []Input{bundle(1, 1, watched), bundle(2, 1)}, nil, gib},
		{"scarce", gib, []Input{bundle(1, 1, watched, copies(2.9))}, nil, gib},
		{"perhaps scarce", gib, []Input{bundle(1, 1, watched, copies(-1))}, nil, gib},
		{"seen yesterday", gib, []Input{bundle(1, 1, watched, played(1))}, nil, gib},
		{"half seen last week", gib, []Input{bundle(1, 1, played(7))}, nil, gib},
		{"half seen long ago", gib, []Input{bundle(1, 1, played(31))}, []int{1}, 0},
		{"incomplete", gib, []Input{bundle(1, 0.9, watched)}, nil, gib},
		{"streaming", gib, []Input{bundle(1, 1, watched, streaming)}, nil, gib},
		{"pinned", gib, []Input{bundle(1, 1, watched, func(in *Input) { in.Bundle.Pinned = true })}, nil, gib},
		{"bought", gib, []Input{bundle(1, 1, watched, func(in *Input) { in.Bundle.Bought = true })}, nil, gib},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			gone, short := Evict(noon(), tt.need, tt.in)
			if len(gone) != len(tt.want) || short != tt.short {
				t.Fatalf("%v go, short by %d, want %v and %d", gone, short, tt.want, tt.short)
			}
			for i, n := range tt.want {
				if gone[i].ID != bundle(n, 0).Bundle.ID {
					t.Errorf("%d. goes %s, want bundle %d", i+1, gone[i].ID, n)
				}
			}
		})
	}
	gone, _ := Evict(noon(), 1, []Input{bundle(1, 1, watched, ratio(1), played(10))})
	if len(gone) != 1 || gone[0].Reason != library.GoesSeeded || gone[0].Copies != 5 || gone[0].Idle != 240*time.Hour {
		t.Errorf("candidate %+v", gone)
	}
}

func TestUploadShare(t *testing.T) {
	const mb = 1_000_000
	st := func(ahead int, down int64) Stream {
		return Stream{Ahead: time.Duration(ahead) * time.Second, DownRate: down, BitRate: mb, UpPeak: 4 * mb, DownPeak: 8 * mb}
	}
	tests := []struct {
		name        string
		limit, last int64
		s           Stream
		up, down    int64
	}{
		{"comfortable, no limit", 0, 0, st(20, mb), 0, 0},
		{"comfortable, a limit", mb, 0, st(20, 0), mb, mb},
		{"complete", mb, 0, Stream{Complete: true, UpPeak: 4 * mb}, mb, mb},
		{"thin", 0, 0, st(10, mb), 2 * mb, 3375000},
		{"thin and falling behind", 0, 0, st(10, mb/2), mb, 1687500},
		{"thin and filling fast", 0, 0, st(10, 2*mb), 0, 0},
		{"starving", 0, 0, st(0, mb/2), uploadFloor, downloadFloor},
		{"starting well", 0, 0, st(0, 2*mb), mb, 1687500},
		{"never above a small limit", 5000, 0, st(0, 0), 5000, 5000},
		{"recovers by doubling", 0, 50_000, st(30, mb), 100_000, 100_000},
		{"is lifted when it bounds nothing", 0, unbounded, st(30, mb), 0, 0},
		{"falls at once", 0, 4 * mb, st(0, 0), uploadFloor, downloadFloor},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if up := UploadShare(tt.limit, tt.last, tt.s); up != tt.up {
				t.Errorf("upload %d, want %d", up, tt.up)
			}
			if down := DownloadShare(tt.limit, tt.last, tt.s); down != tt.down {
				t.Errorf("download %d, want %d", down, tt.down)
			}
		})
	}
}
