package media

import (
	"os/exec"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// conceal has a program open no terminal, which would flash over the window, and stand
// back from its start: the picture that plays goes first.
func conceal(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW | windows.BELOW_NORMAL_PRIORITY_CLASS}
}

// restrain bounds the memory of a process that has just been started. It is a second line,
// behind the bounds that the program itself is given: one that ended meanwhile, or a system
// that refuses, is no failure.
func restrain(pid int, memory uint64) {
	const access = windows.PROCESS_SET_QUOTA | windows.PROCESS_TERMINATE
	process, err := windows.OpenProcess(access, false, uint32(pid)) //nolint:gosec // a process's number
	if err != nil {
		return
	}
	defer func() { _ = windows.CloseHandle(process) }()
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return
	}
	defer func() { _ = windows.CloseHandle(job) }() // it holds for as long as the process runs
	var limits windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	limits.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_PROCESS_MEMORY
	limits.ProcessMemoryLimit = uintptr(memory)
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	if err == nil {
		_ = windows.AssignProcessToJobObject(job, process)
	}
}
