#!/usr/bin/python3
"""A BitTorrent peer of another make (libtorrent) for the tests of the engine.

  peer.py make hybrid|v1 FOLDER|FILE TORRENT PIECE_BYTES
  peer.py run '{"torrent": …, "folder": …, …}'

run reads one JSON object:
  torrent   path of the .torrent, or "" with magnet
  magnet    a magnet link
  folder    where the files lie or go
  seed      true: the files are there and not checked first
  connect   ["host:port", …]
  settings  settings of the libtorrent session
  address   where it listens and from where it connects, 127.0.0.1 if it is missing
  pieces    it wants only so many, from the first; "done" is when it has these
It prints "port N" once it listens and "done" once it has everything, then obeys
lines on its input: "connect H:P", "limit N" (upload, bytes a second), and ends
with its input.
"""
import json
import os
import sys
import threading
import time

import libtorrent as lt


def make(kind, path, torrent, piece):
    storage = lt.file_storage()
    lt.add_files(storage, path)
    flags = [lt.create_torrent.v1_only] if kind == 'v1' else []
    builder = lt.create_torrent(storage, int(piece), *flags)
    lt.set_piece_hashes(builder, os.path.dirname(os.path.abspath(path)))
    with open(torrent, 'wb') as out:
        out.write(lt.bencode(builder.generate()))


def session(extra, address):
    settings = {
        'listen_interfaces': address + ':0', 'outgoing_interfaces': address, 'enable_dht': False, 'enable_lsd': False, 'enable_upnp': False,
        'enable_natpmp': False, 'allow_multiple_connections_per_ip': True, 'min_reconnect_time': 1,
        'enable_outgoing_utp': False, 'enable_incoming_utp': False, 'unchoke_interval': 1,
        'alert_mask': lt.alert.category_t.status_notification | lt.alert.category_t.error_notification,
    }
    settings.update(extra)
    return lt.session(settings)


def add(ses, want):
    params = lt.parse_magnet_uri(want['magnet']) if want.get('magnet') else lt.add_torrent_params()
    if want.get('torrent'):
        params.ti = lt.torrent_info(want['torrent'])
    params.save_path = want['folder']
    flags = lt.torrent_flags.default_flags & ~lt.torrent_flags.auto_managed & ~lt.torrent_flags.paused
    if want.get('seed'):
        flags |= lt.torrent_flags.seed_mode
    params.flags = flags
    return ses.add_torrent(params)


def connect(handle, address):
    host, port = address.rsplit(':', 1)
    handle.connect_peer((host, int(port)))


def obey(ses, handle):
    for line in sys.stdin:
        word, _, rest = line.strip().partition(' ')
        if word == 'connect':
            connect(handle, rest)
        elif word == 'limit':
            ses.apply_settings({'upload_rate_limit': int(rest)})
    os._exit(0)


def run(want):
    ses = session(want.get('settings') or {}, want.get('address') or '127.0.0.1')
    handle = add(ses, want)
    if want.get('pieces'):
        count = handle.torrent_file().num_pieces()
        handle.prioritize_pieces([4 if i < want['pieces'] else 0 for i in range(count)])
    while ses.listen_port() == 0:
        time.sleep(0.01)
    print('port', ses.listen_port(), flush=True)
    for address in want.get('connect') or []:
        connect(handle, address)
    threading.Thread(target=obey, args=(ses, handle), daemon=True).start()
    while not (handle.status().has_metadata and handle.status().is_finished):
        time.sleep(0.02)
    handle.flush_cache()
    time.sleep(0.1)
    print('done', flush=True)
    threading.Event().wait()


if sys.argv[1] == 'make':
    make(*sys.argv[2:])
else:
    run(json.loads(sys.argv[2]))
