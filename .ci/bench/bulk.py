"""Moving 1 GiB over loopback: download by every program from one seeder, upload to one leecher."""
import contextlib
import os
import shutil
import sys
import time

import lab
import media
from transmission import Daemon

MIB = int(os.environ.get('BULK_MIB') or 1024)
NAMES = {'libtorrent': 'libtorrent', 'matinee': 'Matinee', 'headless': 'Matinee, headless build',
         'matinee-256': 'Matinee, 256 KiB pieces', 'aria2': 'aria2', 'transmission': 'Transmission'}


def down_libtorrent(torrent, path, peer):
    return lab.usage([lab.tool('peer'), 'fetch', torrent, lab.fresh('bulk-out'), peer])


def down_matinee(torrent, path, peer, program=lab.PROGRAM):
    return lab.usage(lab.Library('bulk-out', program=program).command('add', torrent, '--peer', peer, '--wait'))


def down_aria2(torrent, path, peer):
    with lab.Helper(lab.here('tracker'), peer) as tracker:
        return lab.usage(['aria2c', '--no-conf', '--quiet', '--seed-time=0', '--enable-dht=false',
                          '--bt-enable-lpd=false', '--enable-peer-exchange=false', '--file-allocation=none',
                          '--bt-tracker=' + tracker.line(), '--dir', lab.fresh('bulk-out'), torrent])


def down_transmission(torrent, path, peer, seeder):
    """Transmission takes no loopback address from a tracker, so the seeder calls it."""
    out = lab.fresh('bulk-out')
    with Daemon(os.path.join(out, 'state'), out) as daemon:
        lab.wait_for('transmission', 10, daemon.answers)
        began, used = time.monotonic(), lab.cpu(daemon.pid)
        daemon.ask('torrent-add', filename=torrent)
        seeder.tell('127.0.0.1:%d' % daemon.peer_port)
        lab.wait_for('transmission', 400, lambda: all(done == 1 for _, done in daemon.states()), 0.1)
        return {'seconds': time.monotonic() - began, 'cpu': lab.cpu(daemon.pid) - used,
                'peak_mib': lab.memory(daemon.pid, 'VmHWM')}


def fetched(path):
    """Whether the download lies somewhere below the output with its full length."""
    for folder, _, names in os.walk(lab.work('bulk-out')):
        for name in names:
            if name == os.path.basename(path) and os.path.getsize(os.path.join(folder, name)) == os.path.getsize(path):
                return True
    return False


def download(name):
    folder, path, torrent = media.bulk(MIB, 256 if name == 'matinee-256' else 1024)
    how = {'libtorrent': down_libtorrent, 'aria2': down_aria2, 'transmission': down_transmission,
           'matinee': down_matinee, 'matinee-256': down_matinee,
           'headless': lambda *a: down_matinee(*a, program=lab.HEADLESS)}[name]
    with lab.Helper(lab.tool('peer'), 'seed', torrent, folder) as seeder:
        peer = seeder.line()
        figures = how(torrent, path, peer, seeder) if name == 'transmission' else how(torrent, path, peer)
    if not fetched(path):
        raise lab.Trouble('the download is not whole')
    shutil.rmtree(lab.work('bulk-out'), ignore_errors=True)
    return figures


def upload(name):
    """CPU of the seeder while a libtorrent leecher takes everything; seconds are the leecher's."""
    folder, path, torrent = media.bulk(MIB, 1024)
    with contextlib.ExitStack() as stack:
        if name == 'libtorrent':
            seeder = stack.enter_context(lab.Helper(lab.tool('peer'), 'seed', torrent, folder))
            address, pid = seeder.line(), seeder.pid
        else:
            library = lab.Library('bulk-up', program=lab.HEADLESS if name == 'headless' else lab.PROGRAM)
            library.run('add', torrent, '--folder', folder, '--wait')
            address, pid = '127.0.0.1:%d' % library.port, library.seed(stack).pid
        used = lab.cpu(pid)
        spent = lab.usage([lab.tool('peer'), 'fetch', torrent, lab.fresh('bulk-out'), address])
        figures = {'seconds': spent['seconds'], 'cpu': lab.cpu(pid) - used, 'peak_mib': lab.memory(pid, 'VmHWM')}
    if not fetched(path):
        raise lab.Trouble('the upload is not whole')
    shutil.rmtree(lab.work('bulk-out'), ignore_errors=True)
    return figures


def measure():
    mine = ['matinee', 'headless', 'matinee-256'] if lab.built() else []
    figures = {}
    for turn in range(lab.ROUNDS):
        for way, how, names in [('down', download, ['libtorrent', *mine, 'aria2', 'transmission']),
                                ('up', upload, ['libtorrent', *mine[:2]])]:
            for name in names:
                if name == 'transmission' and turn > 1:
                    continue  # it takes most of a minute each time and varies little
                try:
                    got = how(name)
                except lab.Trouble as trouble:
                    lab.say('  %s %s: %s' % (way, name, trouble))
                    continue
                lab.say('round %d  %-4s  %-12s %6.2f s  %5.2f CPU s  %5.0f MiB' % (
                    turn + 1, way, name, got['seconds'], got['cpu'], got['peak_mib']))
                for what, value in got.items():
                    figures.setdefault('%s/%s/%s' % (way, name, what), []).append(value)
    lab.record('bulk', figures)
    return figures


def table(figures, way):
    def at(name, what):
        return lab.median(figures.get('%s/%s/%s' % (way, name, what), []))

    gib = MIB / 1024
    lines = ['| | MB/s | × libtorrent | CPU s/GiB | peak memory |', '|---|---|---|---|---|']
    for name, title in NAMES.items():
        took = at(name, 'seconds')
        if took is None:
            continue
        base = at('libtorrent', 'seconds')
        lines.append('| %s | %.0f | %s | %.2f | %.0f MiB |' % (
            title, MIB * 1.048576 / took, '%.2f' % (base / took) if base else '–', at(name, 'cpu') / gib,
            at(name, 'peak_mib')))
    return '\n'.join(lines)


def report(figures):
    return '\n\n'.join([
        '%d MiB that do not compress, 1 MiB pieces, over loopback without a limit; seeder and leecher on the other '
        'side are libtorrent and share the same cores. Seconds count from the start of the program (Transmission: '
        'of the download) to the last verified byte. libtorrent maps its files, so their pages count as its memory.' % MIB,
        '**Download**', table(figures, 'down'),
        '**Upload** (the CPU is the seeder\'s)', table(figures, 'up'),
    ])


if __name__ == '__main__':
    print(report(measure()))
    sys.exit(0)
