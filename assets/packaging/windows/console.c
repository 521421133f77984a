/* matinee.com: what a terminal starts for "matinee". It starts matinee.exe beside it, which
   is made for windows and which no terminal waits for, waits, and ends as that one did. */
#include <stdio.h>
#include <windows.h>

/* matinee.exe hears Ctrl+C as well, and ends in order; until then this waits. */
static BOOL WINAPI stay(DWORD what) { return what == CTRL_C_EVENT || what == CTRL_BREAK_EVENT; }

int wmain(void)
{
	static wchar_t program[32768];
	STARTUPINFOW start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
	PROCESS_INFORMATION process;
	DWORD length = GetModuleFileNameW(NULL, program, 32768), status = 1;

	if (length < 4 || length == 32768)
		return 1;
	wcscpy(program + length - 4, L".exe");
	start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
	start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
	start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
	SetConsoleCtrlHandler(stay, TRUE);
	if (!CreateProcessW(program, GetCommandLineW(), NULL, NULL, TRUE, 0, NULL, NULL, &start, &process)) {
		fwprintf(stderr, L"matinee: %ls does not start (error %lu).\n", program, GetLastError());
		return 1;
	}
	WaitForSingleObject(process.hProcess, INFINITE);
	GetExitCodeProcess(process.hProcess, &status);
	return (int)status;
}
