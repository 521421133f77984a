"""The window people live in: what it costs idle, hidden and busy, how soon a large library is on the screen, how it
scrolls and how it is searched. Frames are counted at the swap of the buffers, outside the program (frames.c)."""
import contextlib
import json
import os
import shutil
import struct
import subprocess
import sys
import time

import lab
import media

sys.path.insert(0, lab.tool(''))
import desktop  # noqa: E402

BUNDLES = int(os.environ.get('SHELF') or 10000)
ITEMS = int(os.environ.get('SHELF_ITEMS') or 100000)
SEEDS = 100
IDLE = float(os.environ.get('IDLE') or 60)  # seconds
SCROLL = 10  # seconds
LOUD = 40  # how far apart red, green and blue are in the pictures of the fixture, and in nothing else of the window

ROWS = [  # name, words, unit, target
    ('idle/cores', 'window open and idle, library of %s: share of a core' % format(BUNDLES, ','), '%.2f %%', '≤ 1 %'),
    ('idle/frames', '  frames drawn meanwhile, each second', '%.2f', ''),
    ('idle/mib', '  memory', '%.0f MiB', ''),
    ('start/first', 'library of %s on the screen after the start' % format(BUNDLES, ','), '%.2f s', '≤ 1.5 s'),
    ('search/p99_ms', 'search over %s items, p99' % format(ITEMS, ','), '%.1f ms', '≤ 16 ms'),
    ('search/p50_ms', '  median', '%.1f ms', ''),
    ('search/worst_ms', '  worst', '%.1f ms', ''),
    ('busy/mib', 'one stream + %d seeds, memory of everything' % SEEDS, '%.0f MiB', '≤ 300 MiB'),
    ('hidden/cores', 'hidden in the tray with %d seeds: share of a core' % SEEDS, '%.2f %%', '≤ 1 %'),
    ('hidden/frames', '  frames drawn in all', '%.0f', 'none'),
    ('hidden/mib', '  memory', '%.0f MiB', ''),
    ('scroll/p95', 'scrolling the grid of %s, p95 of frames' % format(BUNDLES, ','), '%.1f ms', '≤ 33 ms'),
    ('scroll/p50', '  median', '%.1f ms', ''),
    ('scroll/worst', '  worst', '%.1f ms', ''),
]


class Window:
    """The program with its window, whose frames are counted."""

    def __init__(self, library, *args, command=None, around=None):
        self.frames_file = library.data + '.frames'
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.frames_file)
        # How the library was looked at last, by whomever, is kept there.
        env = {**os.environ, 'XDG_CONFIG_HOME': lab.fresh('desk-config'), **(around or {}),
               'LD_PRELOAD': counter(), 'FRAMES_FILE': self.frames_file}
        self.began = time.monotonic()
        self.proc = subprocess.Popen(command or library.command(*args), env=env, stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def frames(self):
        """The moments of all frames so far, in seconds."""
        with contextlib.suppress(FileNotFoundError), open(self.frames_file, 'rb') as f:
            data = f.read()
            return [at / 1e9 for at in struct.unpack('<%dQ' % (len(data) // 8), data[:len(data) // 8 * 8])]
        return []

    def idle(self, seconds=IDLE):
        """What it costs while nobody touches it."""
        used, drawn = lab.cpu(self.proc.pid), len(self.frames())
        time.sleep(seconds)
        return {'cores': 100 * (lab.cpu(self.proc.pid) - used) / seconds,
                'frames': (len(self.frames()) - drawn), 'mib': lab.memory(self.proc.pid)}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        lab.end(self.proc)


def counter():
    """The library that counts frames, built once."""
    made = lab.work('frames.so')
    source = lab.here('frames.c')
    if not os.path.exists(made) or os.path.getmtime(made) < os.path.getmtime(source):
        subprocess.run(['gcc', '-O2', '-shared', '-fPIC', '-o', made, source, '-ldl'], check=True)
    return made


def shelf(*args):
    """The tool that makes large libraries."""
    made = lab.work('shelf')
    subprocess.run(['go', 'build', '-o', made, lab.here('shelf.go')], check=True, cwd=lab.TOP)
    return subprocess.run([made, *args], check=True, stdout=subprocess.PIPE, text=True).stdout


def large(*where):
    """A library of many bundles with pictures, made once; each measurement gets it as it was made."""
    made = lab.work('shelf-%d' % BUNDLES)
    if not os.path.exists(os.path.join(made, 'made')):
        shutil.rmtree(made, ignore_errors=True)
        lab.say('making a library of %d bundles (once)' % BUNDLES)
        shelf('fill', made, os.path.join(made, 'pictures'), str(BUNDLES), '1', 'picture')
        open(os.path.join(made, 'made'), 'w').close()
    library = lab.Library(*(where or ['shelf-now']))
    for name in os.listdir(made):
        if name.startswith('library.db'):
            shutil.copy(os.path.join(made, name), library.data)
    os.symlink(os.path.join(made, 'pictures'), os.path.join(library.data, 'pictures'))
    return library


def seeds(name):
    """A library that seeds a hundred finished bundles."""
    folder, torrents = media.many(SEEDS)
    library = lab.Library(name, keep=True)
    if not os.path.exists(os.path.join(library.data, 'checked')):
        lab.say('adding %d bundles (once)' % SEEDS)
        with contextlib.ExitStack() as stack:
            library.seed(stack)
            for torrent in torrents:
                library.run('add', torrent, '--folder', folder)
            lab.wait_for('checking', 600, lambda: library.states().count('seeding') == SEEDS, 0.5)
        open(os.path.join(library.data, 'checked'), 'w').close()
    return library


def view(desk, window):
    """Finds the window and gives it the size that is measured at."""
    if not desk.find('Matinee', window.proc):
        raise lab.Trouble('no window')
    desk.resize(1280, 800)


def coloured(desk):
    """Points of the screen that can only be pictures."""
    picture = desk.shot()
    box = (picture.width // 2 - 200, picture.height // 2 - 100, 400, 300)
    return picture.count(box, lambda r, g, b: abs(r - g) > LOUD or abs(g - b) > LOUD)


def start():
    """From the start of the program until pictures of its library are on the screen, however it opens: until the last
    frame before the look that found them. The look itself takes a third of a second, and is no part of it."""
    library, desk = large(), desktop.Desktop()
    with Window(library) as window:
        if not desk.find('Matinee', window.proc, pause=0.1):
            raise lab.Trouble('no window')
        lab.wait_for('pictures', 60, lambda: coloured(desk) > 2000, 0.1)
        return {'first': window.frames()[-1] - window.began}


def idle():
    library, desk = large(), desktop.Desktop()
    with Window(library) as window:
        view(desk, window)
        lab.wait_for('pictures', 60, lambda: coloured(desk) > 2000, 0.2)
        desk.move(5, desk.size[1] - 5)
        time.sleep(10)
        got = window.idle()
        got['frames'] /= IDLE
        return got


def hidden():
    """In the tray of a real panel; where none can be started it would be minimised instead."""
    library = seeds('desk-hidden')
    panel = subprocess.Popen(['xfce4-panel', '--disable-wm-check'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(3)
        with Window(library, '--hidden') as window:
            lab.wait_for('seeding', 60, lambda: library.states().count('seeding') == SEEDS, 0.5)
            time.sleep(15)  # past the time that a hidden window waits for a tray
            return window.idle()
    finally:
        lab.end(panel)


def busy():
    """A stream of a film over a line of 2.5 MB/s in the window, while the others seed."""
    library = seeds('desk-busy')
    folder, _, torrent = media.film('mp4')
    with contextlib.ExitStack() as stack:
        seeder = stack.enter_context(lab.Helper(lab.tool('peer'), 'seed', torrent, folder)).line()
        peer = lab.link(stack, seeder, 2500000)
        window = stack.enter_context(Window(library))
        lab.wait_for('the window', 60, lambda: library.states().count('seeding') == SEEDS, 0.5)
        library.run('add', torrent, '--peer', peer)
        stack.callback(lambda: library.run('remove', torrent_id(library), '--files'))
        library.run('play', torrent)
        time.sleep(30)
        return {'mib': lab.memory(window.proc.pid)}


def torrent_id(library):
    return next(b['id'] for b in json.loads(library.run('list', '--json')) if b['state'] != 'seeding' or b['title'].startswith('film'))


def scroll():
    """The wheel turned without a pause through the grid, frame by frame."""
    library, desk = large(), desktop.Desktop()
    with Window(library) as window:
        view(desk, window)
        desk.key('alt+2')  # the library as a grid
        lab.wait_for('pictures', 60, lambda: coloured(desk) > 2000, 0.2)
        desk.move(740, 500)
        time.sleep(3)
        began = time.monotonic()
        # A click takes a millisecond more than its delay; were it longer than a sixtieth of a second in all, frames would
        # be left out because there is nothing to draw.
        subprocess.run(['xdotool', 'click', '--repeat', str(SCROLL * 60), '--delay', '14', '5'], check=True)
        ended = time.monotonic()
        moments = [at for at in window.frames() if began + 0.5 <= at <= ended]
        gaps = sorted((b - a) * 1000 for a, b in zip(moments, moments[1:]))
        if len(gaps) < 20:
            raise lab.Trouble('only %d frames while scrolling' % len(gaps))
        return {'p50': gaps[len(gaps) // 2], 'p95': gaps[int(len(gaps) * 0.95)], 'worst': gaps[-1]}


def search():
    made = lab.work('items-%d' % ITEMS)
    if not os.path.exists(made):
        lab.say('making a library of %d items (once)' % ITEMS)
        shelf('fill', made + '.new', '', str(ITEMS // 10), '10')
        os.rename(made + '.new', made)
    return json.loads(shelf('search', made))


def measure():
    if not os.environ.get('DISPLAY'):
        raise lab.Trouble('no display; run it through .ci/with-display')
    if not lab.built():
        raise lab.Trouble('no ./matinee')
    figures = {}
    how = {'start': start, 'idle': idle, 'search': search, 'busy': busy, 'hidden': hidden, 'scroll': scroll}
    only = os.environ.get('DESK')
    for turn in range(lab.ROUNDS):
        for name, one in how.items():
            if only and name not in only.split(','):
                continue
            try:
                got = one()
            except (lab.Trouble, subprocess.SubprocessError) as trouble:
                lab.say('  desk %s: %s' % (name, trouble))
                continue
            lab.say('round %d  desk %-7s %s' % (turn + 1, name, ', '.join('%s %.2f' % pair for pair in got.items())))
            for what, value in got.items():
                figures.setdefault('%s/%s' % (name, what), []).append(value)
    lab.record('desk', figures)
    return figures


def report(figures):
    return '\n\n'.join([
        'Drawn in software on a virtual screen, window of 1280×800. Frames are counted where the program hands them to the '
        'screen, by a library put in front of the system\'s; while scrolling, a frame\'s time is that from one to the next.',
        lab.table(ROWS, figures)])
