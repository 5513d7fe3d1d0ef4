"""The thumbnailer that the s3 section gives, beside Pillow."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from lambda_workshop.sections.s3.panel import Picture
from lambda_workshop.sections.s3.pictures import gradient, plain
from lambda_workshop.sections.s3.thumbnail import NotAPicture, decode, shrink, size_of


def saved(mode: str, size: tuple[int, int] = (37, 23)) -> bytes:
    """A picture with every kind of row, as Pillow writes it: it chooses a filter for each."""
    picture = Image.open(io.BytesIO(gradient(*size))).convert("RGBA").convert(mode)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P"])
def test_every_kind_of_picture_is_read_as_pillow_reads_it(mode: str) -> None:
    png = saved(mode)
    width, height, rows = decode(png)
    expected = Image.open(io.BytesIO(png)).convert("RGBA")
    assert (width, height) == expected.size
    assert b"".join(rows) == expected.tobytes()


def test_the_thumbnail_has_the_proportions_and_the_colour() -> None:
    small = Image.open(io.BytesIO(shrink(plain(200, 100, (10, 200, 30)), 64))).convert("RGB")
    assert small.size == (64, 32)
    assert small.getcolors() == [(64 * 32, (10, 200, 30))]


def test_a_small_picture_keeps_its_size() -> None:
    assert size_of(shrink(plain(20, 10, (1, 2, 3)), 64)) == (20, 10)


def test_the_mean_of_a_box_is_taken() -> None:
    reduced = Image.open(io.BytesIO(gradient(128, 128))).convert("RGBA").reduce(2)
    ours = Image.open(io.BytesIO(shrink(gradient(128, 128), 64))).convert("RGBA")
    apart = [abs(one - other) for one, other in zip(ours.tobytes(), reduced.tobytes(), strict=True)]
    assert max(apart) <= 1


@pytest.mark.parametrize("damage", [b"", b"text", plain(9, 9, (1, 1, 1))[:40], plain(9, 9, (1, 1, 1))[:-30]])
def test_what_is_no_picture_is_refused_in_words(damage: bytes) -> None:
    with pytest.raises(NotAPicture):
        decode(damage)


def test_an_interlaced_picture_is_refused_with_what_to_do() -> None:
    png = bytearray(plain(4, 4, (0, 0, 0)))
    png[28] = 1
    with pytest.raises(NotAPicture, match="not interlaced"):
        decode(bytes(png))


def test_a_picture_is_seen_where_its_description_is_shown() -> None:
    bundle = Picture("photos/a.png", gradient())._repr_mimebundle_()
    assert f"{base64.b64encode(bundle['image/png']).decode()}" in bundle["text/html"]
    assert 'alt="`photos/a.png`' in bundle["text/html"]
