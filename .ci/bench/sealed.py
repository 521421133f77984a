"""First frame of the same film sealed and in clear, published, licensed and played by the program's own ways."""
import contextlib
import json
import os
import shutil
import time

import lab
import media

RATE = 2_500_000  # bytes a second of the line, as in stream.py
KINDS = {'clear': 'in clear', 'sealed': 'sealed'}
GOALS = {'mp4': 1.25, 'mp4-end': 1.10, 'mkv': 1.25}  # with its index at the end an MP4's tail is needed anyway; an MKV's is not, mpv asks for it when it seeks
ABOUT = ['--no-check', '--creator', 'Bench', '--rights', 'none', '--license', 'CC0-1.0', '--json']
HOW = {'clear': ['--free'], 'sealed': ['--price', '4.95EUR', '--split', 'Bench=1', '--store-fee', '1000', '--window', '45d']}


def publish(creator):
    """Every form both ways: by form and kind the infohash, the .torrent and the folder above the bundle's."""
    made = {}
    for form in media.FORMS:
        film = media.film(form)[1]
        for kind in KINDS:
            folder = lab.fresh('sealed-films', form + '-' + kind)
            os.link(film, os.path.join(folder, os.path.basename(film)))
            said = json.loads(creator.run('publish', folder, '--title', '%s %s' % (form, kind), *HOW[kind], *ABOUT))
            torrent = os.path.join(creator.data, 'studio', said['id'], 'bundle.torrent')
            made[form, kind] = said['bundle'], torrent, os.path.dirname(said['folder'])
    return made


def prepare(stack):
    """A creator, and a viewer who follows, has what is sealed licensed, and nothing of it yet."""
    creator, viewer = lab.Library('sealed-creator'), lab.Library('sealed-viewer')
    port, tree = lab.free_port(), lab.work('sealed-mirror')
    creator.run('channel', 'new', 'Bench', '--mirror', 'http://127.0.0.1:%d/' % port)
    shutil.rmtree(tree, ignore_errors=True)
    creator.run('channel', 'export', tree)
    mirror = stack.enter_context(lab.Helper('python3', '-m', 'http.server', str(port), '--bind', '127.0.0.1', '--directory', tree))
    stack.callback(lab.end, mirror.proc)
    lab.wait_for('the mirror', 20, lambda: lab.listens(port))
    viewer.run('follow', json.loads(creator.run('channel', 'list', '--json'))[0]['link'], '--local')
    viewer.run('rules', 'Bench', '--download')
    made = publish(creator)
    creator.run('channel', 'export', tree)
    with contextlib.ExitStack() as meanwhile:  # it takes in what its channel has; there is nobody to fetch it from yet
        viewer.seed(meanwhile)
        viewer.run('refresh')
        lab.wait_for('the bundles of the channel', 60, lambda: len(viewer.states()) == len(made), 0.2)
    device = viewer.run('licence', 'device').split()[-1]
    for (_, kind), (bundle, _, _) in made.items():
        if kind == 'sealed':
            licence = lab.work('sealed.licence')
            with contextlib.suppress(FileNotFoundError):
                os.remove(licence)
            creator.run('licence', 'issue', bundle, device, '-o', licence)
            viewer.run('licence', 'import', licence)
    shutil.rmtree(viewer.data + '-kept', ignore_errors=True)
    shutil.copytree(viewer.data, viewer.data + '-kept')
    return viewer, made


def first_frame(viewer, torrent, folder):
    """Seconds to the first frame for a viewer who has nothing yet."""
    shutil.rmtree(viewer.data)
    shutil.copytree(viewer.data + '-kept', viewer.data)  # at the same place: a library knows where its media go
    with contextlib.ExitStack() as stack:
        address = stack.enter_context(lab.Helper(lab.tool('peer'), 'seed', torrent, folder)).line()
        peer = lab.link(stack, address, RATE)
        said = json.loads(viewer.run('play', torrent, '--peer', peer, '--headless', '--json', '--until', 'first-frame'))
    return said['first_frame_ms'] / 1000


def measure():
    figures = {}
    with contextlib.ExitStack() as stack:
        viewer, made = prepare(stack)
        for turn in range(lab.ROUNDS):
            for form in media.FORMS:
                for kind in list(KINDS)[::1 if turn % 2 else -1]:
                    value = first_frame(viewer, *made[form, kind][1:])
                    lab.say('round %d  %-8s %-7s first %.2f s' % (turn + 1, form, kind, value))
                    figures.setdefault('%s/%s' % (form, kind), []).append(value)
                    time.sleep(0.2)
    lab.record('sealed', figures)
    return figures


def report(figures):
    lines = ['| | ' + ' | '.join(media.FORMS.values()) + ' |', '|---' * (len(media.FORMS) + 1) + '|']
    at = {key: lab.median(values) for key, values in figures.items()}
    for kind, title in KINDS.items():
        lines.append('| first frame, %s | %s |' % (title, ' | '.join('%.2f s' % at['%s/%s' % (form, kind)] for form in media.FORMS)))
    ratios = ['%.2f × (aim: %.2f at most)' % (at[form + '/sealed'] / at[form + '/clear'], GOALS[form]) for form in media.FORMS]
    lines.append('| sealed against clear | %s |' % ' | '.join(ratios))
    return '\n\n'.join([
        'The films of "Streaming", each published by a creator twice, sealed and free, and played by a program that follows the channel and '
        'holds a license of the creator\'s. One seeder (libtorrent) behind a line of 2.5 MB/s; the clock starts when the bundle is '
        'to be played and stops at the first frame.', '\n'.join(lines)])
