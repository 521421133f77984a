package media

import "golang.org/x/sys/unix"

// niceness is how far a helper stands back: the picture that plays goes first.
const niceness = 10

// restrain bounds the memory of a process that has just been started, and lets
// others go first. It is a second line, behind the bounds that the program itself is
// given: one that ended meanwhile, or a system that refuses, is no failure.
func restrain(pid int, memory uint64) {
	limit := unix.Rlimit{Cur: memory, Max: memory}
	_ = unix.Prlimit(pid, unix.RLIMIT_DATA, &limit, nil)
	_ = unix.Setpriority(unix.PRIO_PROCESS, pid, niceness)
}
