"""Downloads a torrent with libtorrent from its webseeds alone: fetch.py TORRENT SAVE_PATH

Prints what it found as JSON. Speaks to the webseeds only.
"""
import json
import sys
import time

import libtorrent as lt

torrent, folder = sys.argv[1:]
info = lt.torrent_info(torrent)
hashes = info.info_hashes()
ses = lt.session({
    'listen_interfaces': '127.0.0.1:0', 'enable_dht': False, 'enable_lsd': False, 'enable_upnp': False,
    'enable_natpmp': False, 'ssrf_mitigation': False, 'alert_mask': lt.alert.category_t.all_categories,
})
params = lt.add_torrent_params()
params.ti, params.save_path = info, folder
params.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
handle = ses.add_torrent(params)
bad, deadline = [], time.time() + 120
while time.time() < deadline:
    ses.wait_for_alert(200)
    for alert in ses.pop_alerts():
        if isinstance(alert, (lt.hash_failed_alert, lt.torrent_error_alert, lt.file_error_alert, lt.url_seed_alert)):
            bad.append(str(alert))
    status = handle.status()
    if status.is_seeding or bad:
        break
files = info.files()
print(json.dumps({
    'v1': str(hashes.v1), 'has_v2': hashes.has_v2(), 'seeding': status.is_seeding, 'bad': bad,
    'files': {files.file_path(i): files.file_size(i) for i in range(files.num_files())
              if not files.file_flags(i) & lt.file_flags_t.flag_pad_file},
}))
