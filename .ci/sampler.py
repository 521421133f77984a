"""A sampler channel: a creator's program on this machine that publishes four bundles, one free, one at a price, one
at a price or with ads and one whose premiere is some minutes away, and a sandbox store that sells what it consigns and shows a
sponsor's spot. The channel needs no server: the DHT is the programs themselves, and one more that only carries it.
"""
import contextlib
import datetime
import json
import os
import shutil
import subprocess
import time
import urllib.request

NAME = 'Sampler'
FREE, PRICED, ADS, PREMIERE = 'Open Air', 'Low Tide', 'Night Bus', 'High Water'
PARTIES = ('Sampler', 'Camera')  # who shares what comes in
TONES = {FREE: ('testsrc2', 330), PRICED: ('smptehdbars', 247), ADS: ('rgbtestsrc', 294), PREMIERE: ('yuvtestsrc', 196)}
SPONSOR = 'Cinema Cola'
SECONDS = 20


def network(own_port, others, host='127.0.0.1'):
    """Settings that make a DHT of programs on loopback, or on another address of this machine; others are ports, or addresses with ports."""
    nodes = ' '.join('%s:%d' % (host, other) if isinstance(other, int) else other for other in others) or host + ':9'
    return ['net.bind=' + host, 'net.dht=on', 'net.dhtnodes=' + nodes, 'net.port=%d' % own_port,
            'net.lsd=off', 'net.upnp=off']


def fresh(program, data, port, others, host='127.0.0.1'):
    """The command line of a program, given by its first words, with an empty data folder."""
    shutil.rmtree(data, ignore_errors=True)
    command = [*program, '--data', data]
    for choice in network(port, others, host):
        command += ['--set', choice]
    return command


def film(folder, title, size='1280x720'):
    picture, tone = TONES[title]
    at = os.path.join(folder, title)
    os.makedirs(at, exist_ok=True)
    path = os.path.join(at, title + '.mp4')
    if not os.path.exists(path):
        subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-t', str(SECONDS), '-i', '%s=s=%s:r=25' % (picture, size),
                        '-f', 'lavfi', '-t', str(SECONDS), '-i', 'sine=frequency=%d' % tone, '-c:v', 'libx264',
                        '-preset', 'ultrafast', '-g', '50', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-movflags', '+faststart',
                        '-f', 'mp4', path + '.new'], check=True)
        os.rename(path + '.new', path)
    return at


def spot(folder, size='1280x720'):
    """An advertisement of six seconds, as loud as films are."""
    path = os.path.join(folder, 'spot.mp4')
    if not os.path.exists(path):
        subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-t', '6', '-i', 'mandelbrot=s=%s:r=25' % size,
                        '-f', 'lavfi', '-t', '6', '-i', 'sine=frequency=523', '-af', 'loudnorm=I=-23', '-c:v', 'libx264',
                        '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-f', 'mp4', path + '.new'], check=True)
        os.rename(path + '.new', path)
    return path


class Shop:
    """A sandbox store: it sells, and no money moves."""

    def __init__(self, program, folder, port, host='127.0.0.1', https=()):
        self.data, self.address = os.path.join(folder, 'store'), '%s://%s:%d' % ('https' if https else 'http', host, port)
        shutil.rmtree(self.data, ignore_errors=True)
        self.program, self.log = [*program, 'store', '--dir', self.data], self.data + '.log'
        keys = json.loads(self.run('init', '--json'))
        self.key, self.recipient = keys['key'], keys['recipient']
        self.serve = ['serve', '--sandbox', '--listen', '%s:%d' % (host, port), *https]

    def run(self, *args):
        done = subprocess.run([*self.program, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise SystemExit('matinee store %s: %s' % (args[0], done.stderr.strip()))
        return done.stdout

    def campaign(self, root, film):
        """Takes a sponsor's campaign, paid before, with one spot: for one channel, skippable after three seconds."""
        number = self.run('campaign', 'new', SPONSOR, '100.00EUR', '--channel', root, '--per-day', '20').strip()
        self.run('campaign', 'pay', number, '50.00EUR', 'first', '--by', 'sandbox')
        self.run('campaign', 'spot', number, film, '--skip', '3s')

    def campaigns(self):
        return self.run('campaign').strip()

    @staticmethod
    def pay(page):
        """Presses the button of the page, as a buyer does."""
        with urllib.request.urlopen(urllib.request.Request(page, data=b''), timeout=20) as answer:
            answer.read()

    def statement(self, root, party=''):
        return self.run('statement', root, *([party] if party else []))

    def verify(self, root, receipts):
        """Writes the books out and recomputes them, with the receipts of buyers."""
        books = os.path.join(self.data, 'books.json')
        self.run('export', root, '-o', books)
        return self.run('verify', books, *receipts)


class Creator:
    """The creator's program, in a folder of its own."""

    def __init__(self, program, folder, port, others, host='127.0.0.1'):
        self.data, self.folder = os.path.join(folder, 'creator'), folder
        self.program = fresh(program, self.data, port, others, host)

    def run(self, *args):
        done = subprocess.run([*self.program, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise SystemExit('matinee %s: %s' % (args[0], done.stderr.strip()))
        return done.stdout

    def begin(self):
        """Makes the channel and returns its link."""
        self.run('channel', 'new', NAME)
        own = json.loads(self.run('channel', 'list', '--json'))[0]
        self.root = own['root']
        return own['link']

    def trust(self, shop):
        """Lets a store sell for the channel."""
        self.certificate = os.path.join(self.folder, 'store.certificate')
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.certificate)
        self.run('licence', 'certify', shop.key, shop.recipient, '--name', 'Corner', '--url', shop.address, '-o', self.certificate)

    def consign(self, title):
        """Hands the store what it sells."""
        self.run('licence', 'consign', title, 'standard', self.certificate, '--send')

    def publish(self, minutes=0, titles=tuple(TONES)):
        """Publishes bundles; the premiere is at most so many minutes away."""
        about = ['--no-check', '--creator', NAME, '--rights', 'Made by ffmpeg for this demonstration', '--license', 'CC0-1.0']
        paid = ['--price', '4.95EUR', '--split', 'Sampler=2', '--split', 'Camera=1', '--store-fee', '1000', '--window', '45d']
        how = {FREE: ['--free'], PRICED: paid, ADS: paid + ['--ads', 'all'], PREMIERE: paid}
        for title in titles:
            draft = os.path.join(film(self.folder, title), 'matinee-draft.json')
            with contextlib.suppress(FileNotFoundError):
                os.remove(draft)
            at = []
            if title == PREMIERE:  # counted from now: what came before took its time
                self.premiere = self.now().replace(second=0, microsecond=0) + datetime.timedelta(minutes=minutes)
                at = ['--premiere', self.premiere.strftime('%Y-%m-%dT%H:%M'), '--zone', 'UTC']
            self.run('publish', os.path.dirname(draft), *about, *how[title], *at)
            if title != FREE:
                self.consign(title)
        self.announced()

    def announced(self):
        """Until the DHT knows the last of what was published; whoever looks before finds what was replaced."""
        for _ in range(60):
            if json.loads(self.run('channel', 'list', '--json'))[0]['announced']['state'] == 'reached':
                return
            time.sleep(0.5)

    @staticmethod
    def now():
        return datetime.datetime.now(datetime.timezone.utc)

    def wait(self):
        """Until the premiere."""
        left = self.premiere - self.now()
        time.sleep(max(0.0, left.total_seconds()))
