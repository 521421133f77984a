"""The program with its window, on a library of its own and on this machine alone."""
import json
import os
import shutil
import signal
import subprocess

from desktop import TOP
from seeders import end, free_port

PROGRAM = os.environ.get('MATINEE', os.path.join(TOP, 'matinee'))


class Program:
    """Commands, and the window while it is open. Everything lies in a folder of work; what was there goes unless it is kept."""

    def __init__(self, work, name='data', keep=False):
        self.work, self.data, self.proc = work, os.path.join(work, name), None
        self.log = self.data + '.txt'
        if not keep:
            shutil.rmtree(self.data, ignore_errors=True)
        self.port = free_port()
        self.base = [PROGRAM, '--data', self.data]
        for choice in ['net.dht=off', 'net.lsd=off', 'net.upnp=off', 'net.port=%d' % self.port]:
            self.base += ['--set', choice]

    def __call__(self, *args, **more):
        return subprocess.run([*self.base, *args], stdout=subprocess.PIPE, check=True, text=True, **more).stdout

    def bundles(self):
        return json.loads(self('list', '--json'))

    def open(self, desk, env=None, *args):
        """Starts it and finds its window."""
        env = {**os.environ, 'XDG_CONFIG_HOME': os.path.join(self.work, 'config'), **(env or {})}
        with open(self.log, 'w', encoding='utf-8') as log:
            self.proc = subprocess.Popen([*self.base, *args], stderr=log, env={k: v for k, v in env.items() if v is not None})
        return desk.find('Matinee', self.proc)

    def end(self, number=signal.SIGTERM, by=None):
        """Ends it, by a signal or by what a person does; returns its exit status, None when it had to be killed, and its words."""
        if by:
            by()
        else:
            self.proc.send_signal(number)
        code = end(self.proc, 20)
        with open(self.log, encoding='utf-8', errors='replace') as words:
            return code, words.read()
