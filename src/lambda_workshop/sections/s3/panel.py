"""Drop a picture into the bucket and see its thumbnail. Each button calls a function that a cell can call too."""

from __future__ import annotations

import base64
import html
import io
from typing import TYPE_CHECKING, Any

from lambda_workshop.cloud import TimedOut, buckets, until
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.s3.names import photo_bucket
from lambda_workshop.sections.s3.pictures import gradient, stripes
from lambda_workshop.sections.s3.thumbnail import SIGNATURE, NotAPicture, size_of

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

SAMPLES = {"stripes": stripes, "gradient": gradient}
LARGEST_PIXELS = 600
"""Pictures are brought to this size before they are uploaded: the given code is slow, and a room waits."""


class Picture(Output):
    """A picture with its name and size; as text, only these."""

    def __init__(self, key: str, png: bytes) -> None:
        width, height = size_of(png)
        super().__init__(f"`{key}`: {width} x {height} pixels, {len(png)} bytes")
        self.png = png

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        # Inside the HTML, which JupyterLab takes where there is some: beside it the picture would not be seen.
        bundle = super()._repr_mimebundle_()
        source = base64.b64encode(self.png).decode()
        image = f'<img alt="{html.escape(str(self))}" src="data:image/png;base64,{source}" style="max-width:100%">'
        return bundle | {"text/html": bundle["text/html"] + image, "image/png": self.png}


def sample_picture(name: str = "stripes") -> bytes:
    """A PNG that is drawn on the spot: `stripes` or `gradient`."""
    if name not in SAMPLES:
        raise ValueError(f"there is no sample {name!r}; there are: {', '.join(SAMPLES)}")
    return SAMPLES[name]()


def as_png(data: bytes) -> bytes:
    """The picture as a PNG of a kind and a size that the thumbnailer reads; raises NotAPicture."""
    from PIL import Image, UnidentifiedImageError

    try:
        if data.startswith(SIGNATURE) and max(size_of(data)) <= LARGEST_PIXELS and data[24] == 8 and not data[28]:
            return data
        with Image.open(io.BytesIO(data)) as opened:
            opened.thumbnail((LARGEST_PIXELS, LARGEST_PIXELS))
            written = io.BytesIO()
            opened.convert("RGBA").save(written, "PNG")
            return written.getvalue()
    except (UnidentifiedImageError, OSError) as error:
        raise NotAPicture("this file is not a picture that can be read: take a PNG or a JPEG") from error


def upload(lesson: Lesson, name: str, data: bytes) -> Output:
    """Put a picture (PNG or JPEG) into the photo bucket under `photos/`; returns what was stored."""
    bucket = photo_bucket(lesson.cloud)
    if not buckets.exists(lesson.cloud, bucket):
        return Output(f"There is no bucket `{bucket}` yet. *Wire it* first.")
    try:
        png = as_png(data)
    except NotAPicture as error:
        return Output(f"`{name}`: {error}.")
    key = f"photos/{name.rpartition('.')[0] or name}.png"
    lesson.client("s3").put_object(Bucket=bucket, Key=key, Body=png, ContentType="image/png")
    return Picture(key, png)


def thumbnail_of(lesson: Lesson, name: str, *, timeout: float = 5.0) -> Output:
    """The thumbnail of `photos/NAME`, once it is there; waits at most that many seconds."""
    bucket = photo_bucket(lesson.cloud)
    if not buckets.exists(lesson.cloud, bucket):
        return Output(f"There is no bucket `{bucket}` yet. *Wire it* first.")
    key = f"thumbnails/{name.rpartition('.')[0] or name}.png"
    try:
        png = until(f"`{key}`", lambda: buckets.read(lesson.cloud, bucket, key), timeout=timeout, every=0.1)
        return Picture(key, png)
    except TimedOut:
        return Output(f"There is no `{key}` after {timeout:g} s. The log of `inkwell-s3-thumbnailer` says why.")
    except NotAPicture as error:
        return Output(f"`{key}` cannot be shown: {error}.")


def contents(lesson: Lesson) -> Output:
    """What is in the photo bucket."""
    bucket = photo_bucket(lesson.cloud)
    if not buckets.exists(lesson.cloud, bucket):
        return Output(f"There is no bucket `{bucket}` yet. *Wire it* first.")
    rows = [(key,) for key in buckets.keys(lesson.cloud, bucket)]
    return Output(Table(f"In `{bucket}`", ("Key",), rows)) if rows else Output(f"`{bucket}` is empty.")


def panel(lesson: Lesson) -> Any:
    """Two samples, a file of your own, and what became of them."""
    import ipywidgets as widgets

    sample = widgets.Dropdown(options=list(SAMPLES), description="Sample")
    draw = widgets.Button(description="Upload the sample", tooltip="Calls upload(s3, name, sample_picture(...))")
    own = widgets.FileUpload(
        accept="image/png,image/jpeg", multiple=False, description="Upload a picture", layout={"width": "auto"}
    )
    listing = widgets.Button(description="List the bucket", tooltip="Calls contents(s3)")
    shown = widgets.HTML(_as_html(Output("Choose a sample or a picture of your own. Its thumbnail appears here.")))

    def show(name: str, data: bytes) -> None:
        shown.value = _as_html(Output(f"`{name}` is on its way ..."))
        stored = upload(lesson, name, data)
        parts = [stored]
        if isinstance(stored, Picture):
            parts.append(thumbnail_of(lesson, name))
        shown.value = "".join(_as_html(part) for part in parts)

    def on_sample(_button: object) -> None:
        show(f"{sample.value} sample.png", sample_picture(sample.value))

    def on_own(change: dict[str, Any]) -> None:
        for item in change["new"]:
            show(item["name"], bytes(item["content"]))

    draw.on_click(on_sample)
    own.observe(on_own, names="value")
    listing.on_click(lambda _button: setattr(shown, "value", _as_html(contents(lesson))))
    return widgets.VBox([widgets.HBox([sample, draw]), widgets.HBox([own, listing]), shown])


def _as_html(output: Output) -> str:
    """The output for the panel."""
    shown: str = output._repr_mimebundle_()["text/html"]
    return shown
