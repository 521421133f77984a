"""transmission-daemon with a folder of its own, spoken to by its RPC on loopback."""
import contextlib
import json
import os
import subprocess
import urllib.error
import urllib.request

import lab


class Daemon:
    """Runs while the with statement does."""

    def __init__(self, folder, media):
        self.folder, self.port, self.peer_port, self.token = folder, lab.free_port(), lab.free_port(), ''
        os.makedirs(folder, exist_ok=True)
        settings = os.path.join(folder, 'settings.json')
        if not os.path.exists(settings):
            with open(settings, 'w') as f:
                json.dump({
                    'download-dir': media, 'incomplete-dir-enabled': False, 'dht-enabled': False,
                    'lpd-enabled': False, 'pex-enabled': False, 'utp-enabled': False, 'port-forwarding-enabled': False,
                    'peer-port': self.peer_port, 'bind-address-ipv4': '127.0.0.1', 'rpc-whitelist-enabled': False,
                    'rpc-host-whitelist-enabled': False, 'queue-stalled-enabled': False,
                    'download-queue-enabled': False, 'seed-queue-enabled': False, 'preallocation': 0,
                }, f)
        self.proc = subprocess.Popen(
            ['transmission-daemon', '--foreground', '--config-dir', folder, '--port', str(self.port),
             '--rpc-bind-address', '127.0.0.1', '--log-error'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.proc.pid

    def ask(self, method, **arguments):
        body = json.dumps({'method': method, 'arguments': arguments}).encode()
        for _ in range(2):
            request = urllib.request.Request('http://127.0.0.1:%d/transmission/rpc' % self.port, body,
                                             {'X-Transmission-Session-Id': self.token})
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.load(answer)['arguments']
            except urllib.error.HTTPError as refused:
                if refused.code != 409:
                    raise
                self.token = refused.headers['X-Transmission-Session-Id']
        raise lab.Trouble('transmission refuses')

    def answers(self):
        with contextlib.suppress(OSError):
            self.ask('session-get')
            return True
        return False

    def states(self):
        """(status, part done) of each torrent; status 6 is seeding."""
        got = self.ask('torrent-get', fields=['status', 'percentDone'])['torrents']
        return [(t['status'], t['percentDone']) for t in got]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        lab.end(self.proc)
