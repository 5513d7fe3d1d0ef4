"""Make a PNG smaller, with nothing but the standard library, so that it runs in any Lambda runtime.

Reads 8-bit greyscale, RGB, palette, and both with alpha, not interlaced: what drawing programs write by default.
https://www.w3.org/TR/png-3/
"""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# How many bytes a pixel has, by the header's colour type.
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class NotAPicture(ValueError):
    """The bytes are not a PNG that this module reads."""


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height in pixels; raises NotAPicture."""
    if png[:8] != SIGNATURE or png[12:16] != b"IHDR" or len(png) < 33:
        raise NotAPicture("not a PNG file")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def shrink(png: bytes, size: int) -> bytes:
    """The same picture, at most `size` pixels wide and high; a smaller one keeps its size. Raises NotAPicture."""
    width, height, pixels = decode(png)
    scale = max(width, height, size) / size
    new_width, new_height = max(1, round(width / scale)), max(1, round(height / scale))
    return encode(new_width, new_height, _averaged(pixels, width, height, new_width, new_height))


def decode(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and rows of RGBA bytes; raises NotAPicture."""
    width, height = size_of(png)
    depth, colour, _, _, interlaced = png[24:29]
    if depth != 8 or interlaced or colour not in CHANNELS or not width or not height:
        raise NotAPicture("a PNG of a kind that is not supported: save it with 8 bits, not interlaced")
    data, palette, alpha = b"", b"", b""
    try:
        for kind, body in _chunks(png):
            if kind == b"IDAT":
                data += body
            elif kind == b"PLTE":
                palette = body
            elif kind == b"tRNS":
                alpha = body
        raw = zlib.decompress(data)
        rows = _unfiltered(raw, width * CHANNELS[colour], height, CHANNELS[colour])
        return width, height, [_rgba(row, colour, palette, alpha) for row in rows]
    except (struct.error, zlib.error, IndexError) as error:
        raise NotAPicture("the PNG file is damaged") from error


def encode(width: int, height: int, rows: list[bytes]) -> bytes:
    """A PNG of these rows of RGBA bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 8 <= len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        yield kind, png[at + 8 : at + 8 + length]
        at += length + 12


def _unfiltered(raw: bytes, stride: int, height: int, step: int) -> list[bytearray]:
    """Undo the filter of each row; a row is predicted from its left neighbour and the row above."""
    rows: list[bytearray] = []
    above = bytearray(stride)
    for number in range(height):
        start = number * (stride + 1)
        kind, row = raw[start], bytearray(raw[start + 1 : start + 1 + stride])
        if len(row) != stride or kind > 4:
            raise IndexError("a row is missing")
        for index in range(stride if kind else 0):
            left = row[index - step] if index >= step else 0
            corner = above[index - step] if index >= step else 0
            row[index] = (row[index] + _predicted(kind, left, above[index], corner)) & 255
        rows.append(row)
        above = row
    return rows


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 2:
        return up
    if kind == 3:
        return (left + up) // 2
    estimate = left + up - corner
    distances = (abs(estimate - left), abs(estimate - up), abs(estimate - corner))
    return (left, up, corner)[distances.index(min(distances))]


def _rgba(row: bytearray, colour: int, palette: bytes, alpha: bytes) -> bytes:
    out = bytearray()
    step = CHANNELS[colour]
    for at in range(0, len(row), step):
        pixel = row[at : at + step]
        if colour == 3:
            index = pixel[0]
            opacity = alpha[index] if index < len(alpha) else 255
            out += bytes([palette[3 * index], palette[3 * index + 1], palette[3 * index + 2], opacity])
        elif colour in (0, 4):
            out += bytes([pixel[0]] * 3 + [pixel[1] if colour == 4 else 255])
        else:
            out += bytes(pixel) if colour == 6 else bytes(pixel) + b"\xff"
    return bytes(out)


def _averaged(rows: list[bytes], width: int, height: int, new_width: int, new_height: int) -> list[bytes]:
    """Each new pixel is the mean of the box of old ones that it covers."""
    result = []
    for y in range(new_height):
        top, bottom = y * height // new_height, max((y + 1) * height // new_height, y * height // new_height + 1)
        out = bytearray()
        for x in range(new_width):
            left, right = x * width // new_width, max((x + 1) * width // new_width, x * width // new_width + 1)
            box = [row[4 * left : 4 * right] for row in rows[top:bottom]]
            count = (right - left) * (bottom - top)
            out += bytes(sum(sum(piece[channel::4]) for piece in box) // count for channel in range(4))
        result.append(bytes(out))
    return result
