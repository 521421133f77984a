"""Publishing: sealing and hashing a file in one pass, against age alone and a plain SHA-1 and SHA-256 pass alone."""
import os
import shutil
import subprocess
import sys

import lab

MIB = int(os.environ.get('SEAL_MIB') or 2048)
NAMES = {'age': '`age`, sealing alone', 'age-synced': '`age`, and `sync` of what it wrote', 'hash': 'SHA-1 and SHA-256 in one pass, alone',
         'matinee': 'Matinee: sealed, both sums, pieces of v1 and v2, synced'}
MEMORY = '/dev/shm'  # what is written there waits for no disk: the work alone
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
    places = ['disk'] + (['memory'] if free(MEMORY) > 2 * MIB else [])
    for turn in range(lab.ROUNDS):
        for place in places:
            for name in NAMES:
                if place == 'memory' and name == 'age-synced':
                    continue
                out = lab.fresh('seal-out') if place == 'disk' else os.path.join(MEMORY, 'seal-out-%d' % os.getpid())
                os.makedirs(out, exist_ok=True)
                warm(path)
                os.sync()  # nobody waits for what another wrote
                sealed = os.path.join(out, 'sealed')
                command = {'age': ['age', '-r', recipient, '-o', sealed, path], 'hash': [made, 'hash', path],
                           'age-synced': ['sh', '-c', 'age -r "$1" -o "$2" "$3" && sync -d "$2"', 'sh', recipient, sealed, path],
                           'matinee': [made, 'publish', path, out]}[name]
                try:
                    got = lab.usage(command)
                finally:
                    shutil.rmtree(out, ignore_errors=True)
                lab.say('round %d  %-6s %-10s %6.2f s  %5.2f CPU s  %5.0f MiB' % (turn + 1, place, name, got['seconds'], got['cpu'], got['peak_mib']))
                for what, value in got.items():
                    figures.setdefault('%s/%s/%s' % (place, name, what), []).append(value)
    lab.record('seal', figures)
    return figures


def free(folder):
    """MiB that can be written to a folder."""
    try:
        at = os.statvfs(folder)
    except OSError:
        return 0
    return at.f_bavail * at.f_frsize >> 20


def report(figures):
    def at(place, name, what):
        return lab.median(figures['%s/%s/%s' % (place, name, what)])

    def share(place, age):
        return max(at(place, age, 'seconds'), at(place, 'hash', 'seconds')) / at(place, 'matinee', 'seconds')

    places = [p for p in ('memory', 'disk') if p + '/matinee/seconds' in figures]
    titles = {'memory': 'written to memory', 'disk': 'written to the disk'}
    lines = ['| | ' + ' | '.join('MiB/s, %s' % titles[p] for p in places) + ' | CPU s/GiB | peak memory |', '|---' * (len(places) + 3) + '|']
    for name, title in NAMES.items():
        speeds = ['%.0f' % (MIB / at(p, name, 'seconds')) if '%s/%s/seconds' % (p, name) in figures else '–' for p in places]
        lines.append('| %s | %s | %.2f | %.0f MiB |' % (title, ' | '.join(speeds), at('disk', name, 'cpu') / (MIB / 1024), at('disk', name, 'peak_mib')))
    said = ['written to the disk, where `age` leaves the end to the kernel: **%.2f**' % share('disk', 'age'),
            'written to the disk by both: **%.2f**' % share('disk', 'age-synced')]
    if 'memory' in places:
        said.insert(0, 'written to memory, the work alone: **%.2f**' % share('memory', 'age'))
    return '\n\n'.join([
        '%d MiB that do not compress, from the page cache. Memory is that of the whole process.' % MIB, '\n'.join(lines),
        'Of the slower of the others (aim: %.1f or more): %s. Memory: %.0f MiB (aim: %d at most).' % (
            GOAL, '; '.join(said), max(at(p, 'matinee', 'peak_mib') for p in places), MOST_MIB)])


if __name__ == '__main__':
    print(report(measure()))
    sys.exit(0)
