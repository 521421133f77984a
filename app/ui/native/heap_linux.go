//go:build cgo && linux

package native

/*
#include <malloc.h>

static int keep_heap(int trim, int map) {
#ifdef __GLIBC__
	return mallopt(M_TRIM_THRESHOLD, trim) && mallopt(M_MMAP_THRESHOLD, map);
#else
	return 1;
#endif
}

static void trim_heap(void) {
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}
*/
import "C"

// What C's allocator keeps for itself of what was freed at the end of its heap,
// and from which size on a block is a mapping of its own, in bytes.
const (
	heapKept   = 32 << 20
	heapMapped = 4 << 20
)

// KeepHeap stops C's allocator from giving the end of its heap back to the system
// after every frame. A software rasterizer takes 64 KiB for each thing it draws,
// some ten megabytes a frame, and frees them in one go: given back and taken again,
// each of those pages is cleared and mapped anew sixty times a second. It reports
// whether the allocator agreed.
func KeepHeap() bool { return C.keep_heap(heapKept, heapMapped) != 0 }

// TrimHeap gives back to the system what C's allocator holds and nobody uses. It
// takes milliseconds, during which some of who allocates waits.
func TrimHeap() { C.trim_heap() }
