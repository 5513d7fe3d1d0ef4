"""Put page views, and see into which shard each of them drops. Each button calls what a cell can call too."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.kinesis.views import STREAM, stream, view

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

NAME = "inkwell-kinesis-panel"


def open_stream(lesson: Lesson, shards: int = 3) -> Output:
    """Make the panel's stream with that many shards, if it is not there."""
    kinesis = lesson.client("kinesis")
    if stream(lesson.cloud, NAME) is None:
        kinesis.create_stream(StreamName=NAME, ShardCount=shards)
        kinesis.get_waiter("stream_exists").wait(StreamName=NAME, WaiterConfig={"Delay": 1})
    found = stream(lesson.cloud, NAME) or {}
    return Output(f"`{NAME}` has {len(found.get('Shards', []))} shards. `{STREAM}` is another stream.")


def drop(lesson: Lesson, *visitors: str) -> Output:
    """Put a view of each visitor, with the visitor as partition key; tell the shards that took them."""
    open_stream(lesson)
    rows, random = [], Random()
    for visitor in visitors:
        seen = view(random) | {"visitor": visitor}
        answer = lesson.client("kinesis").put_record(
            StreamName=NAME, PartitionKey=visitor, Data=json.dumps(seen).encode()
        )
        rows.append((visitor, seen["page"], answer["ShardId"]))
    return Output(Table("Where the views went", ("Partition key", "Page", "Shard"), rows))


def panel(lesson: Lesson) -> Any:
    """Some visitors, and the shards that their views drop into."""
    import ipywidgets as widgets

    names = widgets.Text(value="ada, bob, ada, cleo, bob, ada", description="Visitors")
    send = widgets.Button(description="Put their views", tooltip='Calls drop(kinesis, "ada", "bob", ...)')
    shown = widgets.HTML("")

    def show(output: Output) -> None:
        shown.value = output._repr_mimebundle_()["text/html"]

    def on_send(_button: object) -> None:
        visitors = [name.strip() for name in names.value.split(",") if name.strip()]
        show(drop(lesson, *visitors) if visitors else Output("Name a visitor, or several with commas between them."))

    send.on_click(on_send)
    show(Output("One visitor's views are always in one shard. Which one, the key decides."))
    return widgets.VBox([widgets.HBox([names, send]), shown])
