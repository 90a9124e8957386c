"""Photographs without the place where they were taken.

A telephone writes its position into every picture. What a photograph proves here is what it shows; where somebody
stood is a fact about a person that nobody asked for. The picture itself and the time of taking stay as they are.
"""

import re
import struct

from django.utils.translation import gettext as _

from .file_kinds import Refused

_EXIF, _XMP = b"Exif\x00\x00", (b"http://ns.adobe.com/xap/1.0/", b"http://ns.adobe.com/xmp/extension/")
_GPS = 0x8825
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}


def without_place(content: bytes, code: str, name: str) -> bytes:
    """The picture (code: jpeg, png, webp) without position and without XMP, which may repeat it; other files as they
    are. Raises Refused when the file breaks off."""
    strip = {"jpeg": _jpeg, "png": _png, "webp": _webp}.get(code)
    if strip is None:
        return content
    try:
        return strip(content)
    except (struct.error, IndexError, ValueError) as error:
        raise Refused(_("“%(name)s” is damaged: the picture breaks off.") % {"name": name}) from error


def _jpeg(content: bytes) -> bytes:
    kept, place = [content[:2]], 2
    while True:
        if content[place] != 0xFF:
            raise ValueError("no marker")
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in (0xDA, 0xD9):
            # The picture itself begins.
            return b"".join([*kept, content[place:]])
        (size,) = struct.unpack_from(">H", content, place + 2)
        segment = content[place : place + 2 + size]
        if size < 2 or len(segment) < 2 + size:
            raise ValueError("short segment")
        place += 2 + size
        if marker == 0xE1 and segment[4:].startswith(_XMP):
            continue
        if marker == 0xE1 and segment[4:].startswith(_EXIF):
            segment = segment[:10] + _without_gps(segment[10:])
        kept.append(segment)


def _without_gps(exif: bytes) -> bytes:
    """The same bytes with an empty GPS directory, and nothing where its values stood."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return bytes(len(exif))
    found = bytearray(exif)
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, _type, _count, value = struct.unpack_from(f"{order}HHII", exif, entry)
            if tag == _GPS:
                _empty(found, order, value)
    except struct.error:
        # Metadata that cannot be read cannot be cleaned either; the picture does without.
        return bytes(len(exif))
    return bytes(found)


def _empty(exif: bytearray, order: str, start: int) -> None:
    (count,) = struct.unpack_from(f"{order}H", exif, start)
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        _tag, kind, number, value = struct.unpack_from(f"{order}HHII", exif, entry)
        size = _SIZES.get(kind, 1) * number
        if size > 4:
            end = min(value + size, len(exif))
            exif[value:end] = bytes(max(end - value, 0))
    end = start + 2 + 12 * count
    exif[start:end] = bytes(end - start)


def _png(content: bytes) -> bytes:
    kept, place = [content[:8]], 8
    while place < len(content):
        size, kind = struct.unpack_from(">I4s", content, place)
        chunk = content[place : place + 12 + size]
        if len(chunk) < 12 + size:
            raise ValueError("short chunk")
        place += 12 + size
        told = chunk[8 : 8 + 40]
        is_text = kind in (b"tEXt", b"zTXt", b"iTXt")
        if kind == b"eXIf" or (is_text and re.match(rb"XML:com\.adobe\.xmp|Raw profile type", told)):
            continue
        kept.append(chunk)
        if kind == b"IEND":
            return b"".join(kept)
    raise ValueError("no end")


def _webp(content: bytes) -> bytes:
    kept, place = [], 12
    while place < len(content):
        kind, size = struct.unpack_from("<4sI", content, place)
        chunk = bytearray(content[place : place + 8 + size + size % 2])
        if len(chunk) < 8 + size:
            raise ValueError("short chunk")
        place += 8 + size + size % 2
        if kind in (b"EXIF", b"XMP "):
            continue
        if kind == b"VP8X":
            chunk[8] &= ~0x0C
        kept.append(bytes(chunk))
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
