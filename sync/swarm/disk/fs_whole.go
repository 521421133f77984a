//go:build !(linux || darwin || freebsd)

package disk

// Data takes the whole file for data.
func (f osFile) Data(from int64) (start, end int64, err error) { return f.rest(from) }
