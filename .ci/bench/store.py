"""The store: from the event that an order is settled to its licence, orders a second on both databases, big books, memory."""
import contextlib
import glob
import json
import os
import shutil
import subprocess
import sys

import lab

RATE, SECONDS = 200, int(os.environ.get('STORE_SECONDS') or 10)
FULL = int(os.environ.get('STORE_FULL') or 8)
ENTRIES = int(os.environ.get('STORE_ENTRIES') or 1_000_000)
PROCESSES = (1, 2, 4)
P99_MS, STATEMENT_S, MOST_MIB = 25, 2, 128


def postgres(stack):
    """A PostgreSQL of its own on loopback that syncs what it commits; its address, or None without one."""
    found = sorted(glob.glob('/usr/lib/postgresql/*/bin/initdb'))
    if not found:
        return None
    where, port = lab.fresh('store-postgres'), lab.free_port()
    data, programs = os.path.join(where, 'data'), os.path.dirname(found[-1])
    user = 'postgres' if os.geteuid() == 0 else None
    if user:
        shutil.chown(where, user)
        parent = where
        while parent != '/':  # its user has to reach it
            if not os.stat(parent).st_mode & 0o001:
                os.chmod(parent, os.stat(parent).st_mode | 0o001)
            parent = os.path.dirname(parent)
    run = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user, cwd=where)
    subprocess.run([os.path.join(programs, 'initdb'), '-D', data, '-U', 'store', '-A', 'trust', '-E', 'UTF8'], check=True, **run)
    server = subprocess.Popen([os.path.join(programs, 'postgres'), '-D', data, '-p', str(port), '-h', '127.0.0.1', '-k', ''], **run)
    stack.callback(lab.end, server)
    lab.wait_for('PostgreSQL', 60, lambda: lab.listens(port))
    return 'postgres://store@127.0.0.1:%d/postgres' % port


class Stores:
    """Processes of one store. Several share the keys and the database, as behind a load balancer."""

    def __init__(self, tool, count, database=None):
        self.tool, self.stack = tool, contextlib.ExitStack()
        self.dir = lab.fresh('store-%s-%d' % ('postgres' if database else 'sqlite', count))
        self.env = dict(os.environ, MATINEE_STORE_DATABASE=database or '')
        self.procs, self.urls = [], []
        for _ in range(count):
            port = lab.free_port()
            log = self.stack.enter_context(open(os.path.join(self.dir, 'log-%d' % port), 'w'))
            proc = subprocess.Popen([lab.HEADLESS, 'store', '--dir', self.dir, 'serve', '--sandbox', '--rate', '0', '--device-rate', '0', '--listen',
                                     '127.0.0.1:%d' % port], stdout=subprocess.DEVNULL, stderr=log, env=self.env)
            self.stack.callback(lab.end, proc)
            lab.wait_for('the store', 60, lambda: lab.listens(port))
            self.procs.append(proc)
            self.urls.append('http://127.0.0.1:%d' % port)
        self.env['FILM'] = self.ask('stock', self.dir, self.urls[0])

    def ask(self, *args):
        return subprocess.run([self.tool, *args], check=True, capture_output=True, text=True, env=self.env).stdout

    def memory(self):
        return max(lab.memory(p.pid, 'VmHWM') for p in self.procs)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stack.close()


def buyer():
    """Builds the program that buys, and tells of views."""
    tool = lab.work('store-go')
    subprocess.run(['go', 'build', '-o', tool, lab.here('store.go'), lab.here('receipts.go')], check=True, cwd=lab.TOP, env=dict(os.environ, CGO_ENABLED='0'))
    return tool


def measure():
    tool, figures = buyer(), {}
    with contextlib.ExitStack() as stack:
        address = postgres(stack)
        for database in (None, address):
            kind = 'postgres' if database else 'sqlite'
            for count in PROCESSES:
                if database:
                    subprocess.run(['psql', '-q', address, '-c', 'DROP SCHEMA public CASCADE; CREATE SCHEMA public'], check=True, stderr=subprocess.DEVNULL)
                with Stores(tool, count, database) as s:
                    if count == 1:
                        figures[kind + '/rate'] = json.loads(s.ask('rate', s.urls[0], str(RATE), str(SECONDS)))
                    figures['%s/full/%d' % (kind, count)] = json.loads(s.ask('full', str(FULL), *s.urls))
                    figures['%s/memory/%d' % (kind, count)] = s.memory()
                    lab.say('%s, %d processes: %s' % (kind, count, figures['%s/full/%d' % (kind, count)]))
            if not address:
                break
    where = lab.fresh('store-books')
    root = subprocess.run([tool, 'books', where, str(ENTRIES)], check=True, capture_output=True, text=True).stdout.strip()
    command = [lab.HEADLESS, 'store', '--dir', where, 'statement', root, 'Studio']
    figures['first'] = lab.usage(command)
    figures['statement'] = [lab.usage(command) for _ in range(lab.ROUNDS)]
    shutil.rmtree(where, ignore_errors=True)
    lab.record('store', figures)
    return figures


def report(figures):
    def said(value, aim, unit, good):
        return '**%s** (aim: %s %s%s)' % (value, aim, unit, '' if good else '; not reached')

    names = {'sqlite': 'SQLite, `synchronous=full`', 'postgres': 'PostgreSQL, `fsync` and `synchronous_commit` on'}
    lines = ['| | p50 | p99 | orders/s that came | failed |', '|---|---|---|---|---|']
    for kind, name in names.items():
        if got := figures.get(kind + '/rate'):
            lines.append('| %s | %.1f ms | %.1f ms | %.0f | %d |' % (name, got['p50_ms'], got['p99_ms'], got['orders'] / got['seconds'], got['failed']))
    full = ['| | ' + ' | '.join('%d process%s' % (n, '' if n == 1 else 'es') for n in PROCESSES) + ' | peak memory of one |',
            '|---|' + '---|' * (len(PROCESSES) + 1)]
    for kind, name in names.items():
        if kind + '/full/1' in figures:
            cells = ['%.0f' % (figures['%s/full/%d' % (kind, n)]['orders'] / figures['%s/full/%d' % (kind, n)]['seconds']) for n in PROCESSES]
            full.append('| %s | %s | %.0f MiB |' % (name, ' | '.join(cells), max(figures['%s/memory/%d' % (kind, n)] for n in PROCESSES)))
    p99 = figures['sqlite/rate']['p99_ms']
    most = max(v for k, v in figures.items() if '/memory/' in k)
    statement = lab.median([f['seconds'] for f in figures['statement']])
    return '\n\n'.join([
        'Buyers and store on the same machine. An order is placed, paid by the sandbox\'s event, and its licence fetched: three requests.',
        '**From the settling event to the licence, at %d orders a second for %d s**' % (RATE, SECONDS), '\n'.join(lines),
        '**Orders a second that go, of 16 buyers, for %d s**' % FULL, '\n'.join(full),
        'p99 on SQLite: %s. Memory: %s. A month\'s statement of books of %s entries, with the start of the program: %s; %.0f MiB. '
        'Books that were never added up, once: %.1f s, %.0f MiB.' % (
            said('%.1f ms' % p99, P99_MS, 'ms', p99 <= P99_MS), said('%.0f MiB' % most, MOST_MIB, 'MiB', most <= MOST_MIB),
            format(ENTRIES, ','), said('%.2f s' % statement, STATEMENT_S, 's', statement <= STATEMENT_S),
            lab.median([f['peak_mib'] for f in figures['statement']]), figures['first']['seconds'], figures['first']['peak_mib'])])


if __name__ == '__main__':
    print(report(measure()))
    sys.exit(0)
