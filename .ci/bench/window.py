"""The picture: cores used and frames dropped while a 1080p30 film is shown on a software-drawn screen."""
import contextlib
import json
import os
import subprocess
import time

import lab
import media

SECONDS = float(os.environ.get('SHOWN') or 60)
NAMES = {'mpv-1912': '`mpv --vo=x11`, picture 1912×1032', 'mpv-1280': '`mpv --vo=x11`, picture 1280×720',
         'matinee': 'Matinee, window of 1280×800'}


def mpv(size):
    """The bare player, as the least that showing it costs."""
    _, path, _ = media.film('mp4')
    proc = subprocess.Popen(['mpv', '--no-config', '--no-terminal', '--vo=x11', '--ao=null', '--hwdec=no', '--loop',
                             '--no-border', '--geometry=%s+0+0' % size, '--no-keepaspect-window', path],
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(5)
        used = lab.cpu(proc.pid)
        time.sleep(SECONDS)
        return {'cores': (lab.cpu(proc.pid) - used) / SECONDS, 'dropped': None}
    finally:
        lab.end(proc, 5)


def matinee():
    """The whole program with its window, the film complete on disk."""
    folder, _, torrent = media.film('mp4')
    library = lab.Library('window-matinee')
    library.run('add', torrent, '--folder', folder, '--wait')
    proc = subprocess.Popen(library.command('play', torrent, '--json'), stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        time.sleep(8)
        used = lab.cpu(proc.pid)
        time.sleep(SECONDS)
        cores = (lab.cpu(proc.pid) - used) / SECONDS
    finally:
        lab.end(proc)
    with contextlib.suppress(ValueError, KeyError):  # the report of the play, if it gives one
        return {'cores': cores, 'dropped': json.loads(proc.stdout.read())['dropped']}
    return {'cores': cores, 'dropped': None}


def measure():
    if not os.environ.get('DISPLAY'):
        raise lab.Trouble('no display; run it through .ci/with-display')
    figures = {}
    how = {'mpv-1912': lambda: mpv('1912x1032'), 'mpv-1280': lambda: mpv('1280x720')}
    if lab.built():
        how['matinee'] = matinee
    for turn in range(min(lab.ROUNDS, 3)):
        for name, one in how.items():
            try:
                got = one()
            except lab.Trouble as trouble:
                lab.say('  window %s: %s' % (name, trouble))
                continue
            lab.say('round %d  window %-9s %.2f cores  %s dropped' % (turn + 1, name, got['cores'], got['dropped']))
            for what, value in got.items():
                figures.setdefault('%s/%s' % (name, what), []).append(value)
    lab.record('window', figures)
    return figures


def report(figures):
    lines = ['| | cores | frames dropped in %.0f s |' % SECONDS, '|---|---|---|']
    for name, title in NAMES.items():
        cores = lab.median(figures.get(name + '/cores', []))
        dropped = lab.median(figures.get(name + '/dropped', []))
        if cores is not None:
            lines.append('| %s | %.2f | %s |' % (title, cores, '–' if dropped is None else '%.0f' % dropped))
    return 'A 1080p30 film, complete on disk, drawn in software on a virtual screen of 1920×1080.\n\n' + '\n'.join(lines)
