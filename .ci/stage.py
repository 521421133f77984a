"""What scripts need that run Matinee and its surroundings: programs in the background that end politely, waits for what
they do, and steps that are printed with their time.
"""
import contextlib
import os
import socket
import subprocess
import sys
import time

PATIENCE = 180  # seconds until something must have happened; nothing depends on being quick


@contextlib.contextmanager
def helper(*command):
    """A tool that prints its address and lives until its input is closed."""
    proc = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        address = proc.stdout.readline().strip()
        if not address:
            sys.exit('%s did not start' % os.path.basename(command[0]))
        yield address
    finally:
        proc.stdin.close()
        try:
            proc.wait(5)
        except subprocess.TimeoutExpired:
            proc.kill()
            proc.wait()


@contextlib.contextmanager
def background(command, log=None, env=None):
    """A program in the background, ended politely."""
    proc = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, env=env)
    try:
        yield proc
    finally:
        proc.terminate()
        try:
            proc.wait(60)
        except subprocess.TimeoutExpired:
            proc.kill()
            proc.wait()
            sys.exit('%s did not end within a minute' % ' '.join(command[-2:]))


@contextlib.contextmanager
def step(what):
    began = time.monotonic()
    note = []
    yield note.append
    print('%7.2f s  %s%s' % (time.monotonic() - began, what, ''.join(': ' + n for n in note)), flush=True)


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def until(what, holds, pause=0.1, seconds=PATIENCE):
    """What holds() returns as soon as that is something; the end of the script when it never is."""
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > deadline:
            sys.exit('waited %d s for %s' % (seconds, what))
        time.sleep(pause)
    return found


def alive(proc):
    if proc.poll() is not None:
        sys.exit('%s ended with status %d' % (' '.join(proc.args[-2:]), proc.returncode))
    return True


def wait_for_port(port, proc, host='127.0.0.1'):
    def listens():
        alive(proc)
        with contextlib.suppress(OSError), socket.create_connection((host, port), 1):
            return True
        return False
    until('port %d' % port, listens, 0.02)


def wait_for_socket(data, proc):
    """Until the program that owns a data folder hears commands."""
    until('matinee to answer', lambda: alive(proc) and os.path.exists(os.path.join(data, 'control.sock')), 0.05)
