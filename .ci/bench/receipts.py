"""Receipts of ads: views with real tokens told to a store, verified, counted and posted, on both databases."""
import contextlib
import json
import os
import subprocess
import sys

import lab
import store

RECEIPTS = int(os.environ.get('RECEIPTS') or 20_000)
PROCESSES = (1, 2)
AIM = 3_000


def measure():
    tool, figures = store.buyer(), {}
    with contextlib.ExitStack() as stack:
        address = store.postgres(stack)
        for database in (None, address):
            kind = 'postgres' if database else 'sqlite'
            for count in PROCESSES:
                if database:
                    subprocess.run(['psql', '-q', address, '-c', 'DROP SCHEMA public CASCADE; CREATE SCHEMA public'], check=True, stderr=subprocess.DEVNULL)
                with store.Stores(tool, count, database) as s:
                    got = json.loads(s.ask('receipts', s.dir, str(RECEIPTS), *s.urls))
                    got['mib'] = s.memory()
                figures['%s/%d' % (kind, count)] = got
                lab.say('%s, %d processes: %s' % (kind, count, got))
                if got['receipts'] != RECEIPTS or got['twice'] != RECEIPTS // 10 or got['failed']:
                    raise lab.Trouble('of %d receipts, %s' % (RECEIPTS, got))
            if not address:
                break
    lab.record('receipts', figures)
    return figures


def report(figures):
    names = {'sqlite': 'SQLite, `synchronous=full`', 'postgres': 'PostgreSQL, `fsync` and `synchronous_commit` on'}
    lines = ['| | ' + ' | '.join('%d process%s' % (n, '' if n == 1 else 'es') for n in PROCESSES) + ' | peak memory of one |', '|---|' + '---|' * (len(PROCESSES) + 1)]
    best = 0
    for kind, name in names.items():
        if kind + '/1' not in figures:
            continue
        rates = [figures['%s/%d' % (kind, n)]['receipts'] / figures['%s/%d' % (kind, n)]['seconds'] for n in PROCESSES]
        best = max([best, *rates])
        lines.append('| %s | %s | %.0f MiB |' % (name, ' | '.join('%.0f' % r for r in rates), max(figures['%s/%d' % (kind, n)]['mib'] for n in PROCESSES)))
    return '\n\n'.join([
        '%s views are told over HTTP, each by itself, 64 at the same time, by a program on the same machine; then a tenth of them again, which is '
        'refused. Each token is verified (RSA of 2048 bits), noted as spent, counted against budget and cap, and what it makes due is posted.' % format(RECEIPTS, ','),
        '**Receipts a second**', '\n'.join(lines),
        'At best: **%.0f** a second (aim: %s%s).' % (best, format(AIM, ','), '' if best >= AIM else '; not reached')])


if __name__ == '__main__':
    print(report(measure()))
    sys.exit(0)
