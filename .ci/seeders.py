"""Media made here, and the programs of others that seed it on this machine."""
import contextlib
import hashlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
MEDIA = os.path.join(TOP, 'build', 'window', 'media')
SECONDS = 30
TURN = 360 / SECONDS  # degrees by which the hue of the mark turns in a second
FILMS = ['front.mp4', 'end.mp4', 'tracks.mkv', 'film.webm']
MUSIC = ['tone.flac', 'tone.mp3']
FFMPEG = ['ffmpeg', '-nostdin', '-v', 'error', '-y']

# A mark in the middle of the picture turns through all hues once, so that a
# picture of the screen tells the time that it shows.
MOVING = ('testsrc2=size=%(size)s:rate=30,noise=alls=8:allf=t[base];'
          'color=c=0xA05050:size=%(mark)s:rate=30,hue=h=t*' + str(TURN) + '[mark];'
          '[base][mark]overlay=(W-w)/2:(H-h)/2,format=yuv420p')


def film(size, mark):
    return ['-filter_complex', MOVING % {'size': size, 'mark': mark}, '-t', str(SECONDS)]


TONE = ['-f', 'lavfi', '-i', 'sine=frequency=330:beep_factor=4:sample_rate=48000']


def make_media():
    """Makes each file once, in build/window/media."""
    os.makedirs(MEDIA, exist_ok=True)
    made('front.mp4', [*TONE, *film('1920x1080', '480x300'), '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '60',
                       '-b:v', '8M', '-minrate', '8M', '-maxrate', '8M', '-bufsize', '8M',
                       '-c:a', 'aac', '-b:a', '128k', '-movflags', '+faststart'])
    front = os.path.join(MEDIA, 'front.mp4')
    made('end.mp4', ['-i', front, '-c', 'copy', '-metadata', 'title=Index at the end'])
    with facts() as (english, french, chapters):
        made('tracks.mkv', [
            '-i', front, '-f', 'lavfi', '-t', str(SECONDS), '-i', 'sine=frequency=220', '-i', english, '-i', french, '-i', chapters,
            '-map', '0:v', '-map', '0:a', '-map', '1:a', '-map', '2', '-map', '3', '-map_metadata', '4', '-c:v', 'copy',
            '-c:a', 'aac', '-c:s', 'srt', '-disposition:s', '0', '-metadata:s:a:0', 'language=eng',
            '-metadata:s:a:1', 'language=fre', '-metadata:s:s:0', 'language=eng', '-metadata:s:s:1', 'language=fre'])
    made('film.webm', [*TONE, *film('1280x720', '320x200'), '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8',
                       '-g', '60', '-b:v', '4M', '-c:a', 'libopus'])
    for name, codec in (('tone.flac', 'flac'), ('tone.mp3', 'libmp3lame')):
        noise = ['-f', 'lavfi', '-i', 'anoisesrc=amplitude=0.1:sample_rate=48000', '-t', '60', '-ac', '2']
        made(name, [*noise, '-c:a', codec, '-metadata', 'title=A quiet tone', '-metadata', 'artist=Nobody'])


def made(name, args):
    path = os.path.join(MEDIA, name)
    if not os.path.exists(path):
        part = os.path.join(MEDIA, 'new-' + name)
        subprocess.run([*FFMPEG, *args, part], check=True)
        os.rename(part, path)


@contextlib.contextmanager
def facts():
    """Two subtitle files in colours that can be told apart, and chapters."""
    paths = [os.path.join(MEDIA, name) for name in ('english.srt', 'french.srt', 'chapters.txt')]
    for path, text in zip(paths, (subtitles('00ff00', 'GREEN WORDS'), subtitles('ff00ff', 'MOTS ROSES'), chapters())):
        with open(path, 'w', encoding='utf-8') as out:
            out.write(text)
    yield paths
    for path in paths:
        os.remove(path)


def subtitles(colour, words):
    line = '%d\n00:00:%02d,000 --> 00:00:%02d,000\n<font color="#%s">%s</font>\n\n'
    return ''.join(line % (i + 1, i, i + 1, colour, words * 2) for i in range(SECONDS))


def chapters():
    text = ';FFMETADATA1\n'
    for i in range(3):
        text += '[CHAPTER]\nTIMEBASE=1/1\nSTART=%d\nEND=%d\ntitle=Part %d\n' % (i * 10, i * 10 + 10, i + 1)
    return text


class Torrent:
    """A .torrent file of one media file, and the folder the file lies in."""

    def __init__(self, name, folder=MEDIA):
        self.name, self.folder = name, folder
        self.file = os.path.join(folder, name)
        self.path = self.file + '.torrent'
        if not os.path.exists(self.path):
            subprocess.run([os.path.join(HERE, 'peer'), 'make', self.file, self.path], check=True, stdout=subprocess.DEVNULL)
        with open(self.path, 'rb') as source:
            data = source.read()
        at = data.index(b'4:info') + 6  # info is the last entry of what peer makes
        self.id = hashlib.sha1(data[at:-1]).hexdigest()

    def magnet(self, *peers):
        return 'magnet:?xt=urn:btih:%s&dn=%s%s' % (self.id, self.name, ''.join('&x.pe=' + p for p in peers))


@contextlib.contextmanager
def tool(*command):
    """A script that prints its address and lives until its input is closed."""
    proc = subprocess.Popen([os.path.join(HERE, command[0]), *command[1:]],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        address = proc.stdout.readline().strip()
        if not address:
            raise SystemExit('%s did not start' % command[0])
        yield address
    finally:
        proc.stdin.close()
        end(proc)


def end(proc, seconds=15):
    """Waits for a process, and kills it when it does not end."""
    try:
        return proc.wait(seconds)
    except subprocess.TimeoutExpired:
        proc.kill()
        proc.wait()
        return None


@contextlib.contextmanager
def libtorrent(torrents, rates):
    """A libtorrent session and a line of so many bytes/s for each torrent; yields the addresses."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(tool('link', stack.enter_context(tool('peer', 'seed', t.path, t.folder)), str(rate)))
               for t, rate in zip(torrents, rates)]


@contextlib.contextmanager
def transmission(torrents, rates, work):
    """One transmission-daemon with all torrents, a line to it for each; yields the addresses."""
    home = os.path.join(work, 'transmission-daemon')
    shutil.rmtree(home, ignore_errors=True)
    os.makedirs(home)
    rpc, port = free_port(), free_port()
    with open(os.path.join(home, 'settings.json'), 'w', encoding='utf-8') as out:
        json.dump({
            'bind-address-ipv4': '127.0.0.1', 'dht-enabled': False, 'lpd-enabled': False, 'pex-enabled': False,
            'port-forwarding-enabled': False, 'utp-enabled': False, 'peer-port': port, 'rpc-port': rpc,
            'rpc-bind-address': '127.0.0.1', 'rpc-authentication-required': False, 'rpc-whitelist-enabled': False,
            'download-dir': MEDIA, 'rename-partial-files': False, 'ratio-limit-enabled': False,
        }, out)
    proc = subprocess.Popen(['transmission-daemon', '--foreground', '--config-dir', home],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        call = Remote('http://127.0.0.1:%d/transmission/rpc' % rpc)
        for t in torrents:
            call('torrent-add', {'filename': t.path, 'download-dir': t.folder})
        wait('transmission has checked its files', 120, lambda: proc.poll() is not None or all(
            t['percentDone'] == 1 and t['status'] == 6
            for t in call('torrent-get', {'fields': ['percentDone', 'status']})['torrents']))
        with contextlib.ExitStack() as stack:
            yield [stack.enter_context(tool('link', '127.0.0.1:%d' % port, str(rate))) for rate in rates]
    finally:
        proc.terminate()
        end(proc)


class Remote:
    """Calls of Transmission's RPC."""

    def __init__(self, url):
        self.url, self.session = url, ''

    def __call__(self, method, arguments, patience=100):
        body = json.dumps({'method': method, 'arguments': arguments}).encode()
        for _ in range(patience):
            try:
                request = urllib.request.Request(self.url, body, {'X-Transmission-Session-Id': self.session})
                with urllib.request.urlopen(request, timeout=10) as answer:
                    return json.load(answer)['arguments']
            except urllib.error.HTTPError as problem:
                if problem.code != 409:
                    raise
                self.session = problem.headers['X-Transmission-Session-Id']
            except OSError:  # it does not listen yet
                time.sleep(0.1)
        raise SystemExit('transmission does not answer')


def wait(what, seconds, holds):
    """Waits until holds() is true and returns what it said."""
    deadline = time.monotonic() + seconds
    while True:
        if value := holds():
            return value
        if time.monotonic() > deadline:
            raise TimeoutError('waited %d s in vain until %s' % (seconds, what))
        time.sleep(0.1)


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]
