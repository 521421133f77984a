"""mpv as every rival's player: no window, no sound, spoken to by its JSON socket."""
import contextlib
import json
import os
import socket
import subprocess
import tempfile
import time

import lab

OPTIONS = ['--no-config', '--no-terminal', '--idle=yes', '--force-window=no', '--vo=null', '--ao=null',
           '--ytdl=no', '--load-scripts=no', '--hwdec=no']


class Player:
    """One idle mpv. Times are seconds on the monotonic clock."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='bench')
        path = os.path.join(self.folder, 'mpv')
        self.proc = subprocess.Popen(['mpv', *OPTIONS, '--input-ipc-server=' + path],
                                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.sock = socket.socket(socket.AF_UNIX)
        lab.wait_for('mpv', 20, lambda: self.sock.connect_ex(path) == 0, 0.005)
        self.pending = b''

    def command(self, *args):
        self.sock.sendall(json.dumps({'command': list(args)}).encode() + b'\n')

    def event(self, wanted, timeout):
        """The moment the wanted event comes."""
        deadline = time.monotonic() + timeout
        while True:
            while b'\n' in self.pending:
                line, self.pending = self.pending.split(b'\n', 1)
                said = json.loads(line)
                if said.get('event') == wanted:
                    return time.monotonic()
                if said.get('event') == 'end-file' and said.get('reason') == 'error':
                    raise lab.Trouble('mpv: ' + said.get('file_error', 'error'))
            self.sock.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                data = self.sock.recv(65536)
            except socket.timeout:
                raise lab.Trouble('mpv: no %s within %d s' % (wanted, timeout)) from None
            if not data:
                raise lab.Trouble('mpv ended')
            self.pending += data

    def first_frame(self, url, timeout=40):
        """Opens url; returns the moment its first frame is shown."""
        self.command('loadfile', url)
        return self.event('playback-restart', timeout)

    def seek(self, percent, timeout=40):
        """Seconds from the seek to the first frame after it."""
        began = time.monotonic()
        self.command('seek', percent, 'absolute-percent+keyframes')
        self.event('seek', timeout)
        return self.event('playback-restart', timeout) - began

    def close(self):
        self.sock.close()
        lab.end(self.proc, 5)
        with contextlib.suppress(OSError):
            for name in os.listdir(self.folder):
                os.remove(os.path.join(self.folder, name))
            os.rmdir(self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
