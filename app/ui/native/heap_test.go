package native

import "testing"

func TestTheHeapIsKept(t *testing.T) {
	if !KeepHeap() {
		t.Fatal("C's allocator does not take the bounds")
	}
}
