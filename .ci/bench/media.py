"""The films and files that are measured with, made once and kept."""
import os
import random
import subprocess

import lab

FORMS = {'mp4': 'MP4, index in front', 'mp4-end': 'MP4, index at the end', 'mkv': 'MKV'}
SECONDS = 90


def make_torrent(path, torrent, piece_kib):
    if not os.path.exists(torrent):
        subprocess.run([lab.tool('peer'), 'make', path, torrent, str(piece_kib)], check=True,
                       stdout=subprocess.DEVNULL)
    return torrent


def ffmpeg(*args):
    subprocess.run(['ffmpeg', '-nostdin', '-v', 'error', '-y', *args], check=True)


def film(form):
    """A film of 90 s at 1080p30 and 8 Mbit/s in one of the forms: folder, file, torrent of 256 KiB pieces."""
    folder = lab.work('films', form)
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, 'film.' + form.split('-')[0])
    if not os.path.exists(path):
        new = path + '.new'
        if form == 'mp4':
            lab.say('making the film (once)')
            ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=1920x1080:rate=30,noise=alls=8:allf=t',
                   '-f', 'lavfi', '-i', 'sine=frequency=330:beep_factor=4:sample_rate=48000', '-t', str(SECONDS),
                   '-c:v', 'libx264', '-preset', 'veryfast', '-g', '120', '-pix_fmt', 'yuv420p', '-b:v', '8M',
                   '-maxrate', '10M', '-bufsize', '16M', '-c:a', 'aac', '-b:a', '128k',
                   '-movflags', '+faststart', '-f', 'mp4', new)
        else:
            kind = ['-f', 'mp4'] if form == 'mp4-end' else ['-f', 'matroska']
            ffmpeg('-i', film('mp4')[1], '-c', 'copy', *kind, new)
        os.rename(new, path)
    return folder, path, make_torrent(path, os.path.join(folder, '..', form + '.torrent'), 256)


def bulk(mib, piece_kib):
    """A file that does not compress: folder, file, torrent."""
    folder = lab.work('bulk%d' % mib)
    path = os.path.join(folder, 'bulk.bin')
    if not os.path.exists(path):
        os.makedirs(folder, exist_ok=True)
        noise = random.Random(1)
        with open(path + '.new', 'wb') as out:
            for _ in range(mib):
                out.write(noise.randbytes(1 << 20))
        os.rename(path + '.new', path)
    return folder, path, make_torrent(path, lab.work('bulk%d-%d.torrent' % (mib, piece_kib)), piece_kib)


def many(count, kib=256):
    """Many small bundles: the folder of the files, the torrents."""
    folder, torrents = lab.work('many'), lab.work('many-torrents')
    os.makedirs(folder, exist_ok=True)
    os.makedirs(torrents, exist_ok=True)
    noise = random.Random(2)
    made = []
    for n in range(count):
        path = os.path.join(folder, 'bundle%04d.bin' % n)
        if not os.path.exists(path):
            with open(path, 'wb') as out:
                out.write(noise.randbytes(kib << 10))
        made.append(os.path.join(torrents, 'bundle%04d.torrent' % n))
    missing = [t for t in made if not os.path.exists(t)]
    if missing:
        import libtorrent as lt
        for torrent in missing:
            storage = lt.file_storage()
            lt.add_files(storage, os.path.join(folder, os.path.basename(torrent)[:-len('torrent')] + 'bin'))
            builder = lt.create_torrent(storage, 64 << 10, lt.create_torrent.v1_only)
            lt.set_piece_hashes(builder, folder)
            with open(torrent, 'wb') as out:
                out.write(lt.bencode(builder.generate()))
    return folder, made
