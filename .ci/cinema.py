"""A small cinema made here: films, a season and an album with their pictures, as
torrents, and media of a person's own. Everything is made once."""
import os
import subprocess

from desktop import TOP
from seeders import FFMPEG

FONT = os.path.join(TOP, 'assets', 'fonts', 'Inter-Bold.ttf')
LOOP = 20  # seconds of picture that are drawn; the rest repeats them
SMALL = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '34', '-g', '24', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '32k', '-ac', '1']

# Title, colours of its poster, the moving picture that stands for the film, minutes.
FILMS = [
    ('The Long Tide', '0x0B3C5D:0x328CC1', 'gradients=size=960x540:rate=12:speed=0.03:c0=0x0B3C5D:c1=0x328CC1:c2=0xD9B310:c3=0x1D2731:n=4', 47),
    ('Paper Lanterns', '0xB3541E:0xF4C95D', 'gradients=size=640x360:rate=12:speed=0.02:c0=0x7A2E0E:c1=0xF4C95D:c2=0xB3541E:n=3', 24),
    ('Northern Line', '0x1D2850:0x9DB4FF', 'life=size=320x180:rate=12:mold=10:life_color=#35C9A5:death_color=#0E1016', 18),
    ('Été à Sète', '0xD9705D:0xF7D9A0', 'gradients=size=640x360:rate=12:speed=0.02:c0=0xD9705D:c1=0xF7D9A0:c2=0x5DA9D9:n=3', 31),
    ('Slow Machines', '0x3D3D3D:0x9BA3B4', 'testsrc2=size=640x360:rate=12', 12),
    ('Orchard Street', '0x1E5631:0xA4DE02', 'gradients=size=640x360:rate=12:speed=0.03:c0=0x1E5631:c1=0xA4DE02:c2=0x0E1016:n=3', 22),
    ('Glass Harbour', '0x134E5E:0x71B280', 'gradients=size=640x360:rate=12:speed=0.05:seed=4:c0=0x134E5E:c1=0x71B280:n=2', 38),
    ('Night Radio', '0x42275A:0x734B6D', 'mandelbrot=size=640x360:rate=12:start_x=-1.2', 15),
    ('Ember', '0x870000:0xF7971E', 'gradients=size=640x360:rate=12:c0=0x870000:c1=0xF7971E:c2=0x190A05:n=3', 9),
]
SERIES = ('Letters Home', '0x283048:0x859398', ['The box', 'Unsent', 'A second key', 'Return'], 25)
ALBUM = ('Marlow Sound - Deep Blue Tapes', '0x141E30:0x243B55', ['Undertow', 'Harbour lights', 'Low water', 'Salt'], 4)
OWN = ('The garden', 'gradients=size=640x360:rate=12:c0=0x3B6E22:c1=0xE9D66B:c2=0x87B6D9:n=3:speed=0.03', 6)


def ffmpeg(*args):
    subprocess.run([*FFMPEG, *args], check=True)


def once(make, path):
    """Makes a file unless it is there."""
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        new = os.path.join(os.path.dirname(path), 'new-' + os.path.basename(path))
        make(new)
        os.rename(new, path)
    return path


def poster(path, title, colours, size='800x1160'):
    """A wash of two colours with the title on it."""
    first, second = colours.split(':')
    width, height = map(int, size.split('x'))
    wash = ':'.join("%s='%d+(%d-%d)*(X/W*0.35+Y/H*0.65)'" % (part, a, b, a) for part, a, b in zip('rgb', parts(first), parts(second)))
    words = "drawtext=fontfile=%s:text='%s':fontsize=%d:fontcolor=white@0.92:x=(w-tw)/2:y=h*0.74" % (FONT, title, width // 12)
    sun = "drawbox=x=iw*0.14:y=ih*0.12:w=iw*0.72:h=2:color=white@0.5:t=fill"
    ffmpeg('-f', 'lavfi', '-i', 'color=black:size=' + size, '-vf', 'format=gbrp,geq=%s,%s,%s' % (wash, sun, words), '-frames:v', '1', path)


def parts(colour):
    """Red, green and blue of a colour written 0xRRGGBB."""
    return [int(colour[i:i + 2], 16) for i in (2, 4, 6)]


def film(path, moving, minutes, *more):
    """Draws a part and repeats it, so that an hour costs a minute."""
    part = path + '.part.mkv'
    ffmpeg('-f', 'lavfi', '-i', moving, '-f', 'lavfi', '-i', 'sine=frequency=220', '-t', str(LOOP), *SMALL, part)
    ffmpeg('-stream_loop', str(minutes * 60 // LOOP - 1), '-i', part, *more, '-c', 'copy', path)
    os.remove(part)


def facts(work):
    """What the first film has besides its picture: subtitles in two languages, and chapters."""
    def written(name, text):
        def write(path):
            with open(path, 'w', encoding='utf-8') as out:
                out.write(text)
        return once(write, os.path.join(work, 'facts', name))
    lines = {'eng': 'The water comes back every night.', 'fre': 'L’eau revient chaque nuit.'}
    args = []
    for language, line in lines.items():
        text = ''.join('%d\n00:%02d:00,000 --> 00:%02d:50,000\n%s\n\n' % (i + 1, i, i, line) for i in range(47))
        args += ['-i', written(language + '.srt', text)]
    chapters = ';FFMETADATA1\n' + ''.join('[CHAPTER]\nTIMEBASE=1/1\nSTART=%d\nEND=%d\ntitle=%s\n' % c for c in (
        (0, 520, 'Low water'), (520, 1630, 'The pier'), (1630, 2820, 'Spring tide')))
    return [*args, '-i', written('chapters.txt', chapters), '-map', '0', '-map', '1', '-map', '2', '-map_metadata', '3',
            '-metadata:s:a:0', 'language=eng', '-metadata:s:s:0', 'language=eng', '-metadata:s:s:1', 'language=fre']


def torrent(work, folder):
    made = os.path.join(work, 'torrents', os.path.basename(folder) + '.torrent')
    return once(lambda path: subprocess.run([os.path.join(TOP, '.ci', 'peer'), 'make', folder, path], check=True,
                                            stdout=subprocess.DEVNULL), made)


def bundles(work):
    """Title and torrent of everything that is shared; it lies in work/media."""
    made = []
    for n, (title, colours, moving, minutes) in enumerate(FILMS):
        folder = os.path.join(work, 'media', title)
        once(lambda path: film(path, moving, minutes, *(facts(work) if n == 0 else [])), os.path.join(folder, title + '.mkv'))
        once(lambda path: poster(path, title, colours), os.path.join(folder, 'poster.jpg'))
        made.append((title, torrent(work, folder)))
    made.append((SERIES[0], torrent(work, series(work))))
    made.append((ALBUM[0], torrent(work, album(work))))
    return made


def series(work):
    title, colours, episodes, minutes = SERIES
    folder = os.path.join(work, 'media', title)
    once(lambda path: poster(path, title, colours), os.path.join(folder, 'poster.jpg'))
    for n, name in enumerate(episodes, 1):
        moving = 'gradients=size=640x360:rate=12:speed=0.02:seed=%d:c0=0x283048:c1=0x%06X:c2=0x859398:n=3' % (n, 0x904030 + n * 0x1F2B)
        once(lambda path: film(path, moving, minutes), os.path.join(folder, '%s S01E%02d %s.mkv' % (title, n, name)))
    return folder


def album(work):
    title, colours, tracks, minutes = ALBUM
    artist, name = title.split(' - ')
    folder = os.path.join(work, 'media', title)
    cover = once(lambda path: poster(path, name, colours, '900x900'), os.path.join(folder, 'cover.jpg'))
    for n, track in enumerate(tracks, 1):
        once(lambda path: ffmpeg('-f', 'lavfi', '-i', 'sine=frequency=%d' % (180 + 40 * n), '-i', cover, '-t', str(minutes * 60 + 7 * n),
                                 '-map', '0', '-map', '1', '-c:a', 'libmp3lame', '-b:a', '48k', '-c:v', 'mjpeg', '-disposition:v', 'attached_pic',
                                 '-metadata', 'title=' + track, '-metadata', 'artist=' + artist, '-metadata', 'album=' + name,
                                 '-metadata', 'track=%d' % n, path),
             os.path.join(folder, '%02d %s.mp3' % (n, track)))
    return folder


def own(work):
    """A folder with a film of a person's own, and some notes."""
    title, moving, minutes = OWN
    folder = os.path.join(work, 'own')
    once(lambda path: film(path, moving, minutes), os.path.join(folder, title, title + '.mkv'))

    def write(path):
        with open(path, 'w', encoding='utf-8') as out:
            out.write('nothing that plays\n')
    once(write, os.path.join(folder, 'notes.txt'))
    return folder
