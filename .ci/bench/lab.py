"""What every measurement needs: places, helpers with an end, CPU and memory of a process, medians."""
import contextlib
import json
import os
import select
import shutil
import socket
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
WORK = os.environ.get('BENCH_DIR') or os.path.join(TOP, 'build', 'bench')
PROGRAM = os.path.join(TOP, 'matinee')
HEADLESS = os.path.join(TOP, 'matinee-headless')
ROUNDS = int(os.environ.get('ROUNDS') or 5)
TICK = os.sysconf('SC_CLK_TCK')
PAGE = os.sysconf('SC_PAGESIZE')


def tool(name):
    return os.path.join(TOP, '.ci', name)


def here(name):
    return os.path.join(HERE, name)


def work(*parts):
    return os.path.join(WORK, *parts)


def fresh(*parts):
    """An empty folder below the working place."""
    path = work(*parts)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    return path


def say(text):
    print(text, flush=True)


class Trouble(Exception):
    """A measurement that could not be made; the others go on."""


class Helper:
    """A child process spoken to by lines; it ends when its input is closed."""

    def __init__(self, *command, **kwargs):
        self.name = os.path.basename(command[0])
        kwargs.setdefault('stderr', subprocess.DEVNULL)
        self.proc = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, **kwargs)
        self.pid = self.proc.pid
        self.pending = b''

    def line(self, timeout=30):
        deadline = time.monotonic() + timeout
        while b'\n' not in self.pending:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.proc.stdout], [], [], left)[0]:
                raise Trouble('%s said nothing for %d s' % (self.name, timeout))
            data = os.read(self.proc.stdout.fileno(), 4096)
            if not data:
                raise Trouble('%s ended' % self.name)
            self.pending += data
        line, self.pending = self.pending.split(b'\n', 1)
        return line.decode().strip()

    def tell(self, text):
        self.proc.stdin.write((text + '\n').encode())

    def close(self):
        with contextlib.suppress(OSError):
            self.proc.stdin.close()
        try:
            self.proc.wait(3)
        except subprocess.TimeoutExpired:
            end(self.proc)
        self.proc.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def end(proc, patience=15):
    """Asks a process to end, then makes it."""
    proc.terminate()
    try:
        proc.wait(patience)
    except subprocess.TimeoutExpired:
        proc.kill()
        proc.wait()


def link(stack, address, rate, round_trip_ms=0):
    """A slow line in front of address; returns the line's own address."""
    return stack.enter_context(Helper(tool('link'), address, str(rate), str(round_trip_ms))).line()


def usage(command, timeout=600, **kwargs):
    """Runs a command to its end: seconds, CPU seconds, peak MiB."""
    began = time.monotonic()
    proc = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **kwargs)
    status = spent = None
    while status is None:
        pid, got, resources = os.wait4(proc.pid, os.WNOHANG)
        if pid:
            status, spent = got, resources
        elif time.monotonic() - began > timeout:
            proc.kill()
            os.wait4(proc.pid, 0)
            proc.returncode = -9
            raise Trouble('%s took longer than %d s' % (os.path.basename(command[0]), timeout))
        else:
            time.sleep(0.01)
    proc.returncode = os.waitstatus_to_exitcode(status)
    if proc.returncode:
        raise Trouble('%s: exit status %d' % (os.path.basename(command[0]), proc.returncode))
    return {'seconds': time.monotonic() - began, 'cpu': spent.ru_utime + spent.ru_stime,
            'peak_mib': spent.ru_maxrss / 1024}


def cpu(pid):
    """CPU seconds a living process has used, all threads."""
    with open('/proc/%d/stat' % pid) as f:
        fields = f.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(pid, what='VmRSS'):
    """MiB of a living process: VmRSS now, VmHWM at its peak, RssAnon its own."""
    with open('/proc/%d/status' % pid) as f:
        for line in f:
            if line.startswith(what + ':'):
                return int(line.split()[1]) / 1024
    return 0.0


def bytes_read(pid):
    """Bytes a process asked the system to read, from the page cache too."""
    with open('/proc/%d/io' % pid) as f:
        return int(f.readline().split()[1])


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def wait_for(what, timeout, test, pause=0.02):
    """Polls test until it is true; returns the seconds it took."""
    began = time.monotonic()
    while not test():
        if time.monotonic() - began > timeout:
            raise Trouble('%s: not within %d s' % (what, timeout))
        time.sleep(pause)
    return time.monotonic() - began


def listens(port):
    with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', port), 1):
        return True
    return False


class Library:
    """A folder of Matinee's state. Its commands speak to this machine only."""

    def __init__(self, *parts, program=PROGRAM, keep=False, media=None):
        self.program, self.port = program, free_port()
        self.data = work(*parts) if keep else fresh(*parts)
        self.flags = ['--data', self.data]
        for choice in ['net.dht=off', 'net.lsd=off', 'net.upnp=off', 'disk.floor=0', 'net.port=%d' % self.port]:
            self.flags += ['--set', choice]
        if media:
            self.flags += ['--set', 'media.folder=' + media]

    def command(self, *args):
        return [self.program, *self.flags, *args]

    def run(self, *args, timeout=120):
        """One command; what it printed."""
        done = subprocess.run(self.command(*args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=timeout)
        if done.returncode:
            raise Trouble('matinee %s: %s' % (args[0], done.stderr.strip()))
        return done.stdout

    def seed(self, stack):
        """matinee seed in the background until the stack ends; returns once it says it seeds."""
        engine = stack.enter_context(Helper(*self.command('seed')))
        stack.callback(end, engine.proc)
        engine.line(60)
        return engine

    def states(self):
        return [b['state'] for b in json.loads(self.run('list', '--json'))]


def median(values):
    values = [v for v in values if v is not None]
    return statistics.median(values) if values else None


def table(rows, figures):
    """The medians of a part beside what is to be reached: rows of name, words, unit and target."""
    lines = ['| | Matinee | to reach |', '|---|---|---|']
    for name, words, unit, target in rows:
        value = median(figures.get(name, []))
        if value is not None:
            lines.append('| %s | %s | %s |' % (words, unit % value, target))
    return '\n'.join(lines)


def built():
    return os.path.exists(PROGRAM)


def record(name, result):
    """Keeps the raw figures of one measurement."""
    os.makedirs(WORK, exist_ok=True)
    with open(work(name + '.json'), 'w') as f:
        json.dump(result, f, indent=1)


if sys.version_info < (3, 9):
    sys.exit('the benchmarks need Python 3.9')
