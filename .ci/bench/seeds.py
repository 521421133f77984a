"""A thousand finished bundles: how long until all are seeding, how much memory, how much CPU while nothing happens."""
import contextlib
import os
import time

import lab
import media
from transmission import Daemon

COUNT = int(os.environ.get('SEEDS') or 1000)
IDLE = float(os.environ.get('IDLE') or 60)  # seconds
NAMES = {'libtorrent': 'libtorrent', 'transmission': 'Transmission', 'matinee': 'Matinee',
         'headless': 'Matinee, headless build'}


def idle(pid, ready):
    """CPU over the idle time, then memory."""
    time.sleep(5)  # what starting up still does is not idling
    used, reads = lab.cpu(pid), lab.bytes_read(pid)
    time.sleep(IDLE)
    return {'ready': ready, 'mib': lab.memory(pid), 'cpu': lab.cpu(pid) - used, 'read_mib': reads / 2**20}


def libtorrent():
    folder, torrents = media.many(COUNT)
    with lab.Helper(lab.here('seed_many'), folder, os.path.dirname(torrents[0])) as helper:
        helper.line()
        began = time.monotonic()
        helper.tell('go')
        helper.line()
        return idle(helper.pid, time.monotonic() - began)


def transmission():
    folder, torrents = media.many(COUNT)
    state = lab.work('many-transmission')
    seeding = lambda daemon: len([s for s, _ in daemon.states() if s == 6]) == COUNT
    if not os.path.exists(os.path.join(state, 'checked')):
        with Daemon(state, folder) as daemon:
            lab.wait_for('transmission', 10, daemon.answers)
            for torrent in torrents:
                daemon.ask('torrent-add', filename=torrent)
            daemon.ask('torrent-start')  # those whose check an earlier run cut short
            lab.wait_for('transmission: checking', 1800, lambda: seeding(daemon), 0.5)
        open(os.path.join(state, 'checked'), 'w').close()
    began = time.monotonic()
    with Daemon(state, folder) as daemon:
        lab.wait_for('transmission', 30, daemon.answers, 0.005)
        lab.wait_for('transmission', 60, lambda: seeding(daemon), 0.005)
        return idle(daemon.pid, time.monotonic() - began)


def matinee(program=lab.PROGRAM):
    folder, torrents = media.many(COUNT)
    # The check that follows adding is not measured, so both builds share one library.
    library = lab.Library('many-matinee', program=program, keep=True)
    checked = os.path.join(library.data, 'checked')
    if not os.path.exists(checked):
        lab.say('adding %d bundles (once)' % COUNT)
        with contextlib.ExitStack() as stack:
            library.program = lab.HEADLESS  # it starts faster, and it starts often
            library.seed(stack)
            for torrent in torrents:
                library.run('add', torrent, '--folder', folder)
            lab.wait_for('matinee: checking', 600, lambda: seeding(library), 0.5)
        open(checked, 'w').close()
        library.program = program
    with contextlib.ExitStack() as stack:
        began = time.monotonic()
        engine = library.seed(stack)
        ready = time.monotonic() - began
        if not seeding(library):
            raise lab.Trouble('matinee said ready before everything was seeding')
        return idle(engine.pid, ready)


def seeding(library):
    return library.states().count('seeding') == COUNT


def measure():
    how = {'libtorrent': libtorrent, 'transmission': transmission}
    if lab.built():
        how['matinee'] = matinee
        how['headless'] = lambda: matinee(lab.HEADLESS)
    figures = {}
    for turn in range(min(lab.ROUNDS, int(os.environ.get('SEED_ROUNDS') or 3))):
        for name, one in how.items():
            try:
                got = one()
            except lab.Trouble as trouble:
                lab.say('  seeds %s: %s' % (name, trouble))
                continue
            lab.say('round %d  seeds  %-12s ready %.2f s  %4.0f MiB  %.2f CPU s idle  %.1f MiB read' % (
                turn + 1, name, got['ready'], got['mib'], got['cpu'], got['read_mib']))
            for what, value in got.items():
                figures.setdefault('%s/%s' % (name, what), []).append(value)
    lab.record('seeds', figures)
    return figures


def report(figures):
    lines = ['| | ready | memory | CPU in %.0f idle s | read until then |' % IDLE, '|---|---|---|---|---|']
    for name, title in NAMES.items():
        at = {what: lab.median(figures.get('%s/%s' % (name, what), [])) for what in ('ready', 'mib', 'cpu', 'read_mib')}
        if at['ready'] is not None:
            lines.append('| %s | %.2f s | %.0f MiB | %.2f s | %.0f MiB |' % (
                title, at['ready'], at['mib'], at['cpu'], at['read_mib']))
    return '\n\n'.join([
        '%d finished bundles of 256 KiB in 4 pieces (%d MiB in all: who reads that much has hashed everything again). '
        'Ready: from the start of the program, for libtorrent from a running session, until all are seeding.'
        % (COUNT, COUNT // 4), '\n'.join(lines)])
