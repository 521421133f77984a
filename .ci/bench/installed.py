"""What people install: how large it is, how soon a click brings a large library, and what a login costs. The program is
the one of the .deb, unpacked beside the system, started by the commands of its desktop entry and of its autostart entry."""
import configparser
import glob
import os
import shlex
import shutil
import subprocess
import time

import desk
import lab

PACKAGES = os.path.join(lab.TOP, 'build', 'package')
SETTLED = 30  # seconds after the login

ROWS = [  # name, words, unit, target
    ('deb/mb', 'package for Debian, without libmpv', '%.1f MB', '≤ 60 MB'),
    ('rpm/mb', '  for Fedora', '%.1f MB', ''),
    ('windows/mb', '  for Windows, with libmpv and FFmpeg', '%.1f MB', ''),
    ('portable/mb', '  folder for any Linux, with libmpv', '%.1f MB', ''),
    ('unpacked/mb', '  on the disk, from the package for Debian', '%.1f MB', ''),
    ('click/first', 'from a click to a library of %s on the screen' % format(desk.BUNDLES, ','), '%.2f s', '≤ 1.5 s'),
    ('login/cpu', 'from a login to the sign in the tray, with %d seeds: processor' % desk.SEEDS, '%.2f s', '≤ 1 s'),
    ('login/seconds', '  time until then', '%.2f s', ''),
    ('login/settled', '  processor in the first %d s' % SETTLED, '%.2f s', ''),
]


def package(pattern):
    found = sorted(glob.glob(os.path.join(PACKAGES, pattern)), key=os.path.getmtime)
    if not found:
        raise lab.Trouble('no package %s: make package' % pattern)
    return found[-1]


def sizes():
    figures = {}
    for name, pattern in {'deb': 'matinee_*.deb', 'rpm': 'matinee-[0-9]*.rpm', 'windows': 'matinee-*-setup.exe',
                          'portable': 'matinee-*.tar.xz'}.items():
        try:
            figures[name + '/mb'] = os.path.getsize(package(pattern)) / 1e6
        except lab.Trouble as trouble:
            lab.say('  installed: %s' % trouble)
    return figures


class Home:
    """A person's home, and the program as the package brings it."""

    def __init__(self, name):
        self.root, self.home = lab.fresh(name + '-root'), lab.fresh(name + '-home')
        subprocess.run(['dpkg-deb', '-x', package('matinee_*.deb'), self.root], check=True)
        self.around = {'HOME': self.home, 'XDG_DATA_HOME': os.path.join(self.home, 'data'),
                       'XDG_CONFIG_HOME': os.path.join(self.home, 'config'),
                       'PATH': os.path.join(self.root, 'usr/bin') + ':' + os.environ['PATH']}

    def unpacked(self):
        return sum(os.path.getsize(os.path.join(d, f)) for d, _, files in os.walk(self.root) for f in files) / 1e6

    def library(self):
        """Where the program looks for its library when it is told nothing."""
        return os.path.join(os.path.basename(self.home), 'data', 'matinee')

    def quiet(self):
        """What is stored in the library itself keeps its traffic on this machine."""
        for key in ['net.dht', 'net.lsd', 'net.upnp', 'net.trackers']:
            self.run('settings', key, 'off')
        self.run('settings', 'net.port', str(lab.free_port()))
        self.run('settings', 'ui.greeted', '1')

    def run(self, *args):
        subprocess.run(['matinee', *args], env={**os.environ, **self.around}, check=True, stdout=subprocess.DEVNULL,
                       stdin=subprocess.DEVNULL)

    def entry(self, path):
        """The command of a desktop entry, started with nothing."""
        entry = configparser.ConfigParser(interpolation=None, strict=False)
        entry.optionxform = str
        entry.read(path)
        return [word for word in shlex.split(entry['Desktop Entry']['Exec']) if not word.startswith('%')]


def click():
    home = Home('click')
    library, screen = desk.large(home.library()), desk.desktop.Desktop()
    home.quiet()
    command = home.entry(os.path.join(home.root, 'usr/share/applications/org.matinee.Matinee.desktop'))
    with desk.Window(library, command=command, around=home.around) as window:
        if not screen.find('Matinee', window.proc, pause=0.1):
            raise lab.Trouble('no window')
        lab.wait_for('pictures', 60, lambda: desk.coloured(screen) > 2000, 0.1)
        return {'click/first': window.frames()[-1] - window.began, 'unpacked/mb': home.unpacked()}


def in_tray():
    """How many signs the tray's watcher knows of."""
    said = subprocess.run(['dbus-send', '--session', '--print-reply', '--dest=org.kde.StatusNotifierWatcher',
                           '/StatusNotifierWatcher', 'org.freedesktop.DBus.Properties.Get',
                           'string:org.kde.StatusNotifierWatcher', 'string:RegisteredStatusNotifierItems'],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    return said.count('string "')


def login():
    home = Home('login')
    seeds = desk.seeds('desk-hidden')
    shutil.copytree(seeds.data, lab.work(home.library()), symlinks=True)
    home.quiet()
    home.run('settings', 'start.login', 'on')
    panel = subprocess.Popen(['xfce4-panel', '--disable-wm-check'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(3)
        before = in_tray()
        command = home.entry(glob.glob(os.path.join(home.home, 'config/autostart/*.desktop'))[0])
        program = subprocess.Popen(command, env={**os.environ, **home.around}, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            seconds = lab.wait_for('the tray', 30, lambda: in_tray() > before)
            spent = lab.cpu(program.pid)
            time.sleep(SETTLED - seconds)
            return {'login/cpu': spent, 'login/seconds': seconds, 'login/settled': lab.cpu(program.pid)}
        finally:
            lab.end(program)
    finally:
        lab.end(panel)


def measure():
    if not os.environ.get('DISPLAY'):
        raise lab.Trouble('no display; run it through .ci/with-display')
    figures = {name: [value] for name, value in sizes().items()}
    for turn in range(lab.ROUNDS):
        for one in click, login:
            try:
                got = one()
            except (lab.Trouble, OSError, subprocess.SubprocessError) as trouble:
                lab.say('  installed %s: %s' % (one.__name__, trouble))
                continue
            lab.say('round %d  installed %s' % (turn + 1, ', '.join('%s %.2f' % pair for pair in got.items())))
            for name, value in got.items():
                figures.setdefault(name, []).append(value)
    lab.record('installed', figures)
    return figures


def report(figures):
    return '\n\n'.join([
        'What `make package` made, unpacked and started by the commands of its desktop entry and of its autostart entry, on a '
        'virtual screen of 1920×1080 drawn in software, with a real panel.', lab.table(ROWS, figures)])
