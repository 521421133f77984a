"""Publishing: sealing and hashing a file in one pass, against age alone and a plain SHA-1 and SHA-256 pass alone."""
import os
import shutil
import subprocess
import sys

import lab

MIB = int(os.environ.get('SEAL_MIB') or 2048)
NAMES = {'age': '`age`, sealing alone', 'hash': 'SHA-1 and SHA-256 in one pass, alone',
         'matinee': 'Matinee: sealed, both sums, pieces of v1 and v2, synced'}
GOAL = 0.8
MOST_MIB = 64


def source():
    """A file that does not compress, in a folder of its own, made once."""
    folder = lab.work('seal')
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, 'source-%d.mkv' % MIB)
    if not os.path.exists(path):
        with open(path + '.new', 'wb') as f:
            for _ in range(MIB):
                f.write(os.urandom(1 << 20))
        os.rename(path + '.new', path)
    return path


def warm(path):
    """Everybody reads from the page cache: what is measured is the work, not the disk."""
    with open(path, 'rb') as f:
        while f.read(8 << 20):
            pass


def measure():
    made = lab.work('seal-go')
    subprocess.run(['go', 'build', '-o', made, lab.here('seal.go')], check=True, cwd=lab.TOP)
    key = subprocess.run(['age-keygen'], check=True, capture_output=True, text=True).stdout
    recipient = key.split('public key: ')[1].split()[0]
    path = source()
    figures = {}
    for turn in range(lab.ROUNDS):
        for name in NAMES:
            out = lab.fresh('seal-out')
            warm(path)
            command = {'age': ['age', '-r', recipient, '-o', os.path.join(out, 'sealed'), path], 'hash': [made, 'hash', path],
                       'matinee': [made, 'publish', path, out]}[name]
            got = lab.usage(command)
            lab.say('round %d  %-8s %6.2f s  %5.2f CPU s  %5.0f MiB' % (turn + 1, name, got['seconds'], got['cpu'], got['peak_mib']))
            for what, value in got.items():
                figures.setdefault('%s/%s' % (name, what), []).append(value)
            shutil.rmtree(out, ignore_errors=True)
    lab.record('seal', figures)
    return figures


def report(figures):
    def at(name, what):
        return lab.median(figures['%s/%s' % (name, what)])

    slower = max(at('age', 'seconds'), at('hash', 'seconds'))
    lines = ['| | MiB/s | CPU s/GiB | peak memory |', '|---|---|---|---|']
    for name, title in NAMES.items():
        lines.append('| %s | %.0f | %.2f | %.0f MiB |' % (title, MIB / at(name, 'seconds'), at(name, 'cpu') / (MIB / 1024), at(name, 'peak_mib')))
    share = slower / at('matinee', 'seconds')
    return '\n\n'.join([
        '%d MiB that do not compress, from the page cache to the disk. Memory is that of the whole process.' % MIB, '\n'.join(lines),
        'Of the slower of the first two: **%.2f** (aim: %.1f or more). Memory: %.0f MiB (aim: %d at most).' % (
            share, GOAL, at('matinee', 'peak_mib'), MOST_MIB)])


if __name__ == '__main__':
    print(report(measure()))
    sys.exit(0)
