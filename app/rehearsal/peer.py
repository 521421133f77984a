"""A peer of another make (libtorrent) that lives on loopback alone.

peer.py TORRENT FOLDER RATE   seeds what lies in FOLDER, at most RATE bytes a second (0: no limit)
                              and prints its address; then obeys lines:
  count             prints how many payload bytes it sent
  rate BYTES        changes the limit
  connect HOST:PORT connects there
It ends with its input.
"""
import sys

import libtorrent as lt

torrent, folder, rate = sys.argv[1:]
ses = lt.session({
    'listen_interfaces': '127.0.0.1:0', 'enable_dht': False, 'enable_lsd': False,
    'enable_upnp': False, 'enable_natpmp': False, 'enable_outgoing_utp': False,
    'allow_multiple_connections_per_ip': True, 'rate_limit_ip_overhead': False,
    'unchoke_slots_limit': 20, 'peer_turnover': 0,
})
params = lt.add_torrent_params()
params.ti = lt.torrent_info(torrent)
params.save_path = folder
params.upload_limit = int(rate)
params.flags = (lt.torrent_flags.default_flags & ~lt.torrent_flags.auto_managed
                & ~lt.torrent_flags.paused) | lt.torrent_flags.seed_mode
handle = ses.add_torrent(params)
# Peers on this machine would pass a limit by.
everything = lt.ip_filter()
ses.set_peer_class_filter(everything)
print('127.0.0.1:%d' % ses.listen_port(), flush=True)
for line in sys.stdin:
    word, _, rest = line.strip().partition(' ')
    if word == 'count':
        print(handle.status().total_payload_upload, flush=True)
    elif word == 'rate':
        handle.set_upload_limit(int(rest))
    elif word == 'connect':
        host, port = rest.rsplit(':', 1)
        handle.connect_peer((host, int(port)))
