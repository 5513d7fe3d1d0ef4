"""Pictures that are drawn on the spot, for probes and for the panel."""

from __future__ import annotations

from random import Random

from lambda_workshop.sections.s3.thumbnail import encode

Colour = tuple[int, int, int]


def plain(width: int, height: int, colour: Colour) -> bytes:
    """A PNG of one colour."""
    return encode(width, height, [bytes((*colour, 255)) * width] * height)


def stripes(width: int = 240, height: int = 160) -> bytes:
    """A PNG of coloured stripes."""
    colours: tuple[Colour, ...] = ((214, 69, 65), (245, 171, 53), (38, 166, 91), (31, 58, 147))
    band = max(1, width // len(colours))
    row = b"".join(bytes((*colours[min(x // band, len(colours) - 1)], 255)) for x in range(width))
    return encode(width, height, [row] * height)


def gradient(width: int = 200, height: int = 200) -> bytes:
    """A PNG that goes from dark to light."""
    rows = []
    for y in range(height):
        rows.append(b"".join(bytes((x * 255 // width, y * 255 // height, 128, 255)) for x in range(width)))
    return encode(width, height, rows)


def random_colour(random: Random) -> Colour:
    """A colour that no other probe has."""
    return random.randint(20, 235), random.randint(20, 235), random.randint(20, 235)


def random_name(random: Random) -> str:
    """A file name as customers have them: spaces, a plus, letters beyond ASCII."""
    word = random.choice(("Mein Foto", "l'été à Nice", "Zoë & Max", "100% +1", "日の出 2"))
    return f"{word} {random.randrange(16**6):06x}.png"
