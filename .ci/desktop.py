"""A desktop for scripts that use the window as a person does: keys, mouse, and
pictures of the screen. It needs an X server (see with-display), xdotool and
ffmpeg."""
import os
import subprocess
import sys
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
STAGED = 'MATINEE_STAGED'


def on_own_display(script, screen='1920x1080'):
    """Starts the script again on a display of its own, unless it is there already."""
    if os.environ.get(STAGED):
        return
    env = {**os.environ, STAGED: screen, 'SCREEN': screen}
    os.execve(os.path.join(HERE, 'with-display'), ['with-display', script, *sys.argv[1:]], env)


class Picture:
    """What the screen showed: red, green and blue of each pixel, row by row."""

    def __init__(self, width, height, data):
        self.width, self.height, self.data = width, height, data

    def pixel(self, x, y):
        at = (y * self.width + x) * 3
        return tuple(self.data[at:at + 3])

    def rows(self, box):
        x, y, width, height = box
        for line in range(y, y + height):
            at = (line * self.width + x) * 3
            yield self.data[at:at + width * 3]

    def count(self, box, wanted):
        """How many pixels of a box wanted(red, green, blue) accepts."""
        return sum(1 for row in self.rows(box) for r, g, b in zip(row[::3], row[1::3], row[2::3]) if wanted(r, g, b))

    def average(self, box):
        """The mean red, green and blue of a box."""
        rows = b''.join(self.rows(box))
        return tuple(sum(rows[i::3]) / (len(rows) / 3) for i in range(3))

    def same(self, other, box=None):
        """Whether a box, or all, shows the same as in another picture."""
        box = box or (0, 0, self.width, self.height)
        return list(self.rows(box)) == list(other.rows(box))

    def save(self, path):
        """Writes a PNG file."""
        os.makedirs(os.path.dirname(path), exist_ok=True)
        subprocess.run(['ffmpeg', '-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s',
                        '%dx%d' % (self.width, self.height), '-i', '-', '-frames:v', '1', path],
                       input=self.data, check=True)

    def fingerprint(self, box):
        return zlib.crc32(b''.join(self.rows(box)))


class Desktop:
    """Mouse, keyboard and eye. Places are relative to the window found last."""

    def __init__(self):
        self.left = self.top = 0
        self.window = None
        self.screen = self.size = tuple(map(int, (os.environ.get(STAGED) or os.environ['SCREEN']).split('x')))

    def find(self, title, proc, seconds=60, pause=0.2):
        """Waits for a window of proc and takes it as the one that is used."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and proc.poll() is None:
            found = run('search', '--onlyvisible', '--name', '^%s$' % title, check=False).split()
            if found:
                self.window = found[-1]
                self.measure()
                return True
            time.sleep(pause)
        return False

    def measure(self):
        """Finds out where the window is; xdotool counts a frame twice."""
        facts = subprocess.run(['xwininfo', '-id', self.window], stdout=subprocess.PIPE, check=True, text=True).stdout
        figure = {name.strip(): value.strip() for name, _, value in (line.partition(':') for line in facts.splitlines())}
        self.left, self.top = int(figure['Absolute upper-left X']), int(figure['Absolute upper-left Y'])
        self.size = int(figure['Width']), int(figure['Height'])

    def resize(self, width, height):
        run('windowsize', '--sync', self.window, str(width), str(height), check=False)
        run('windowmove', self.window, '2', '24')
        time.sleep(0.7)
        self.measure()

    def shot(self):
        """A picture of the window."""
        area = '%dx%d' % self.size
        data = subprocess.run(
            ['ffmpeg', '-nostdin', '-v', 'error', '-f', 'x11grab', '-draw_mouse', '0', '-video_size', area, '-i',
             '%s+%d,%d' % (os.environ['DISPLAY'], self.left, self.top), '-frames:v', '1',
             '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'], stdout=subprocess.PIPE, check=True).stdout
        return Picture(*self.size, data)

    def move(self, x, y):
        run('mousemove', str(self.left + x), str(self.top + y))

    def click(self, x, y, button=1):
        """Moves there and clicks, at a person's pace: Fyne takes a click that
        comes with the move for one at the place before."""
        self.move(x, y)
        time.sleep(0.15)
        run('click', str(button))

    def double_click(self, x, y):
        self.move(x, y)
        time.sleep(0.15)
        run('click', '--repeat', '2', '--delay', '100', '1')

    def key(self, *names):
        run('key', *names)

    def type(self, text):
        run('type', '--delay', '4', text)


def run(*args, check=True):
    return subprocess.run(['xdotool', *args], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=check, text=True).stdout
