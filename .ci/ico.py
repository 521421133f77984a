"""ico.py ICO PNG...: an icon of Windows out of pictures of several sizes."""
import struct
import sys


def main(target, sources):
    pictures = [open(path, "rb").read() for path in sources]
    entries, at = b"", 6 + 16 * len(pictures)
    for png in pictures:
        width, height = struct.unpack(">II", png[16:24])
        entries += struct.pack("<BBBBHHII", width % 256, height % 256, 0, 0, 1, 32, len(png), at)
        at += len(png)
    with open(target, "wb") as out:
        out.write(struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(pictures))


main(sys.argv[1], sys.argv[2:])
