"""Place, print and delete orders, and watch the revenue. Each button calls what a cell can call too."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING, Any

from lambda_workshop.cloud import tables
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.dynamodb.orders import ORDERS, REVENUE, order, put, total

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

WAIT_SECONDS = 2.5
_NOT_WIRED = f"There is no table `{ORDERS}` or `{REVENUE}` yet. *Wire it* first."


def place(lesson: Lesson, cents: int = 1700, status: str = "placed") -> Output:
    """Write an order, and tell what the revenue became within two and a half seconds."""
    cloud = lesson.cloud
    if tables.find(cloud, ORDERS) is None or tables.find(cloud, REVENUE) is None:
        return Output(_NOT_WIRED)
    before, item = total(cloud) or 0, order(Random(), status, cents=cents)
    put(cloud, item)
    deadline = time.monotonic() + WAIT_SECONDS
    while (now := total(cloud) or 0) == before and time.monotonic() < deadline:
        pass
    rows = [(item["orderId"]["S"], status, str(cents), str(before), str(now))]
    return Output(Table("The change", ("Order", "Status", "Cents", "Revenue before", "and after"), rows))


def panel(lesson: Lesson) -> Any:
    """An amount, a status, and the revenue."""
    import ipywidgets as widgets

    cents = widgets.IntSlider(value=1700, min=100, max=9900, step=100, description="Cents")
    status = widgets.Dropdown(options=("placed", "draft"), description="Status")
    send = widgets.Button(description="Write the order", tooltip="Calls place(dynamodb, cents, status)")
    shown = widgets.HTML("")

    def show(output: Output) -> None:
        shown.value = output._repr_mimebundle_()["text/html"]

    send.on_click(lambda _button: show(place(lesson, cents.value, status.value)))
    show(Output("Write an order. Only placed ones count."))
    return widgets.VBox([widgets.HBox([cents, status, send]), shown])
