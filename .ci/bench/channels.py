"""channels: what channels cost: a large one verified, and a thousand followed at rest."""
import re
import statistics
import subprocess

import lab

BENCHES = [
    ('verify', './sync/channel', 'Verify1000', 'ms/verified', 'a channel of 1,000 bundles verified', '%.0f ms', '≤ 150 ms'),
    ('idle', './app/owner', 'Idle1000Channels', 'core-%', '1,000 followed channels at rest: share of a core', '%.2f %%', '≤ 1 %'),
]


def once(package, bench, unit):
    """Runs a Go benchmark once and returns one of its figures."""
    out = subprocess.run(['go', 'test', '-run', '^$', '-bench', '^Benchmark%s$' % bench, '-benchtime', '1x', '-timeout', '30m', package],
                         cwd=lab.TOP, capture_output=True, text=True)
    found = re.search(r'([\d.]+) ' + re.escape(unit), out.stdout)
    if out.returncode or not found:
        raise lab.Trouble('%s: %s' % (bench, (out.stdout + out.stderr)[-400:]))
    return float(found.group(1))


def measure():
    figures = {}
    for n in range(lab.ROUNDS):
        for key, package, bench, unit, what, form, _ in BENCHES:
            value = once(package, bench, unit)
            figures.setdefault(key, []).append(value)
            lab.say('round %d  channels  %s: %s' % (n + 1, what, form % value))
    lab.record('channels', figures)
    return figures


def report(figures):
    rows = ['| figure | median | worst | wanted |', '|---|---|---|---|']
    for key, _, _, _, what, form, wanted in BENCHES:
        values = figures[key]
        rows.append('| %s | %s | %s | %s |' % (what, form % statistics.median(values), form % max(values), wanted))
    return '\n'.join(rows)
