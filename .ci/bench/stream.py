"""First frame and seek, one seeder behind a slow line, every program in turn."""
import contextlib
import json
import os
import time

import lab
import media
import npm
from player import Player

RATE = 2_500_000  # bytes a second of the line
RIVALS = ['http', 'matinee', 'peerflix', 'libtorrent', 'webtorrent']
NAMES = {'http': 'perfect HTTP server', 'matinee': 'Matinee', 'peerflix': 'peerflix',
         'libtorrent': 'libtorrent with deadlines', 'webtorrent': 'WebTorrent'}


def server(name, torrent, peer):
    """The command that serves a torrent from a peer."""
    out = lab.fresh('stream-out')
    if name == 'libtorrent':
        return [lab.here('serve_libtorrent'), torrent, out, peer], None
    folder = npm.package(name)
    script = {'peerflix': 'serve_peerflix.js', 'webtorrent': 'serve_webtorrent.mjs'}[name]
    return ['node', lab.here(script), torrent, out, peer], dict(os.environ, NODE_PATH=folder)


def rival(name, form, rtt):
    """Seconds from handing the source over to the first frame, and of the seek."""
    folder, path, torrent = media.film(form)
    with contextlib.ExitStack() as stack:
        player = stack.enter_context(Player())
        if name == 'http':
            address = stack.enter_context(lab.Helper(lab.here('serve_http'), path)).line()
            url = 'http://%s/%s' % (lab.link(stack, address, RATE, rtt), os.path.basename(path))
            began = time.monotonic()
        else:
            address = stack.enter_context(lab.Helper(lab.tool('peer'), 'seed', torrent, folder)).line()
            command, env = server(name, torrent, lab.link(stack, address, RATE, rtt))
            helper = stack.enter_context(lab.Helper(*command, env=env))
            helper.line()  # it is up and idle
            began = time.monotonic()
            helper.tell('go')
            url = helper.line()
        first = player.first_frame(url) - began
        time.sleep(0.5)
        return first, player.seek(80)


def ours(form, rtt):
    """The same of Matinee, by its own clock: from the moment the source is handed to the running engine."""
    folder, path, torrent = media.film(form)
    with contextlib.ExitStack() as stack:
        address = stack.enter_context(lab.Helper(lab.tool('peer'), 'seed', torrent, folder)).line()
        peer = lab.link(stack, address, RATE, rtt)
        said = json.loads(lab.Library('stream-matinee').run(
            'play', torrent, '--peer', peer, '--headless', '--json', '--until', 'first-frame', '--seek', '80%'))
        return said['first_frame_ms'] / 1000, said['seek_ms'] / 1000


def one(name, form, rtt):
    try:
        return ours(form, rtt) if name == 'matinee' else rival(name, form, rtt)
    except lab.Trouble as trouble:
        lab.say('  %s, %s: %s' % (name, form, trouble))
        return None, None


def measure():
    rivals = [r for r in RIVALS if r != 'matinee' or lab.built()]
    for form in media.FORMS:
        media.film(form)
    figures = {}
    for turn in range(lab.ROUNDS):
        for rtt in (0, 40):
            for form in media.FORMS:
                for name in rivals:
                    first, seek = one(name, form, rtt)
                    lab.say('round %d  %2d ms  %-8s %-11s first %s  seek %s' % (
                        turn + 1, rtt, form, name, seconds(first), seconds(seek)))
                    figures.setdefault('%s/%d/first/%s' % (form, rtt, name), []).append(first)
                    figures.setdefault('%s/%d/seek/%s' % (form, rtt, name), []).append(seek)
    lab.record('stream', figures)
    return figures


def seconds(value):
    return '–' if value is None else '%.2f s' % value


def table(figures, what, rtt):
    """One table: rows are programs, columns the forms, each with its ratio to the perfect server."""
    def at(form, name):
        return lab.median(figures.get('%s/%d/%s/%s' % (form, rtt, what, name), []))

    lines = ['| | ' + ' | '.join(media.FORMS.values()) + ' |', '|---' * (len(media.FORMS) + 1) + '|']
    for name in RIVALS:
        cells = []
        for form in media.FORMS:
            value, best = at(form, name), at(form, 'http')
            ratio = ' (%.2f ×)' % (value / best) if value and best and name != 'http' else ''
            cells.append(seconds(value) + ratio)
        if any(c != '–' for c in cells):
            lines.append('| %s | %s |' % (NAMES[name], ' | '.join(cells)))
    return '\n'.join(lines)


def report(figures):
    return '\n\n'.join([
        'One seeder (libtorrent) behind a line of 2.5 MB/s; film of 90 s, 1080p30 H.264 at 8 Mbit/s, 256 KiB pieces. '
        'Engine and player are running; the clock starts when the source is handed over and stops at the first '
        'frame. In brackets: the ratio to a web server that has the whole file, over the same line.',
        '**First frame**', table(figures, 'first', 0),
        '**First frame, 40 ms round trip** (the handshake of a connection costs a round trip too)',
        table(figures, 'first', 40),
        '**Seek to 80 %, half a second after the first frame**', table(figures, 'seek', 0),
        '**Seek, 40 ms round trip**', table(figures, 'seek', 40),
    ])
