"""From the event that an order is settled to the first frame of what was bought: a buyer waits with the program open, and
somebody pays in the browser. Once the film is here already, once nothing of it is.
"""
import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time

import lab
import media

sys.path.insert(0, os.path.dirname(lab.HERE))
import sampler

RATE = 2_500_000  # bytes a second of the line, as in stream.py
AIM = 1.0
KINDS = {'here': 'downloaded before', 'streams': 'streaming, nothing of it here'}
FORM, TITLE = 'mp4', 'Bought'


def prepare(stack):
    """A store, a creator's film that it sells, and a buyer who follows and has nothing of it yet; kept, and with the film."""
    creator, port, tree = lab.Library('bought-creator'), lab.free_port(), lab.work('bought-mirror')
    shop = sampler.Shop([lab.HEADLESS if os.path.exists(lab.HEADLESS) else lab.PROGRAM], lab.fresh('bought-shop'), lab.free_port())
    creator.run('channel', 'new', TITLE, '--mirror', 'http://127.0.0.1:%d/' % port)
    own = json.loads(creator.run('channel', 'list', '--json'))[0]
    shop.run('channel', own['root'])
    log = stack.enter_context(open(shop.log, 'w', encoding='utf-8'))
    serving = stack.enter_context(lab.Helper(*shop.program, *shop.serve, stderr=log))
    stack.callback(lab.end, serving.proc)
    serving.line()
    shutil.rmtree(tree, ignore_errors=True)
    creator.run('channel', 'export', tree)
    mirror = stack.enter_context(lab.Helper('python3', '-m', 'http.server', str(port), '--bind', '127.0.0.1', '--directory', tree))
    stack.callback(lab.end, mirror.proc)
    lab.wait_for('the mirror', 20, lambda: lab.listens(port))
    buyer = lab.Library('bought-buyer')
    buyer.run('follow', own['link'], '--local')
    buyer.run('rules', TITLE, '--download')
    certificate = lab.work('bought.certificate')
    with contextlib.suppress(FileNotFoundError):
        os.remove(certificate)
    creator.run('licence', 'certify', shop.key, shop.recipient, '--name', 'Bench', '--url', shop.address, '-o', certificate)
    film = media.film(FORM)[1]
    folder = lab.fresh('bought-film')
    os.link(film, os.path.join(folder, os.path.basename(film)))
    said = json.loads(creator.run('publish', folder, '--title', TITLE, '--price', '4.95EUR', '--split', 'Bench=1', '--store-fee', '1000', '--window', '45d',
                                  '--no-check', '--creator', 'Bench', '--rights', 'none', '--license', 'CC0-1.0', '--json'))
    creator.run('licence', 'consign', TITLE, 'standard', certificate, '--send')
    creator.run('channel', 'export', tree)
    torrent, above = os.path.join(creator.data, 'studio', said['id'], 'bundle.torrent'), os.path.dirname(said['folder'])
    with contextlib.ExitStack() as meanwhile:  # it takes in the bundle, as the button does before it orders; there is nobody to fetch it from yet
        buyer.seed(meanwhile)
        buyer.run('refresh')
        lab.wait_for('the bundle', 60, buyer.states, 0.2)
    keep(buyer, 'streams')
    with seeder(torrent, above) as peer:
        buyer.run('add', torrent, '--peer', peer, '--wait')
    keep(buyer, 'here')
    return buyer, shop, torrent, above


def keep(buyer, kind):
    shutil.rmtree(buyer.data + '-' + kind, ignore_errors=True)
    shutil.copytree(buyer.data, buyer.data + '-' + kind)


@contextlib.contextmanager
def seeder(torrent, above):
    with contextlib.ExitStack() as stack:
        address = stack.enter_context(lab.Helper(lab.tool('peer'), 'seed', torrent, above)).line()
        yield lab.link(stack, address, RATE)


def first_frame(buyer, shop, torrent, above, kind):
    """Seconds from the settling event until the licence is here, and on to the first frame."""
    shutil.rmtree(buyer.data)
    shutil.copytree(buyer.data + '-' + kind, buyer.data)  # at the same place: a library knows where its media go
    with contextlib.ExitStack() as stack:
        peer = stack.enter_context(seeder(torrent, above))
        buyer.seed(stack)
        waiting = stack.enter_context(lab.Helper(*buyer.command('buy', TITLE, '--json'), stderr=subprocess.STDOUT))
        words = waiting.line(60).split()  # which order, and where it is paid
        order, page = words[0], words[-1]
        time.sleep(1 + turn_of(order))  # anywhere between two looks at the store
        began = time.monotonic()
        threading.Thread(target=shop.pay, args=(page,)).start()
        paid = waiting.line(60)
        licensed = time.monotonic() - began
        if not paid.startswith('{'):
            raise lab.Trouble(paid)
        said = json.loads(buyer.run('play', torrent, *(['--peer', peer] if kind == 'streams' else []), '--headless', '--json', '--until', 'first-frame'))
    return {'licensed': licensed, 'added': said['added_ms'] / 1000, 'first': licensed + said['first_frame_ms'] / 1000}


def turn_of(order):
    """A part of half a second, which is from one look at the store to the next, that the order's number draws."""
    return int(order[:8], 16) / 0xffffffff / 2


def measure():
    figures = {}
    with contextlib.ExitStack() as stack:
        prepared = prepare(stack)
        for turn in range(lab.ROUNDS):
            for kind in list(KINDS)[::1 if turn % 2 else -1]:
                value = first_frame(*prepared, kind)
                lab.say('round %d  %-8s licensed %.2f s, found in %.2f s, first frame %.2f s' % (turn + 1, kind, value['licensed'], value['added'], value['first']))
                figures.setdefault(kind, []).append(value)
    lab.record('bought', figures)
    return figures


def report(figures):
    lines = ['| | license here | first frame: median | slowest |', '|---|---|---|---|']
    for kind, title in KINDS.items():
        first = [f['first'] for f in figures[kind]]
        lines.append('| %s | %.2f s | **%.2f s** (aim: %.0f s%s) | %.2f s |' % (
            title, lab.median([f['licensed'] for f in figures[kind]]), lab.median(first), AIM, '' if lab.median(first) <= AIM else '; not reached', max(first)))
    return '\n\n'.join([
        'A buyer\'s program is open and waits for an order; the clock starts when the button of the sandbox\'s page is pressed, at any moment '
        'between two looks of the program at the store, and stops at the first frame. The player\'s start as a process of its own is left out: '
        'in the window it is there. The film of "Streaming", MP4 with its index in front, sealed; the line is of 2.5 MB/s.', '\n'.join(lines)])
