"""Publish orders, and see whom each of them reached. Each button calls what a cell can call too."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud import logs, missing
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.sns.orders import INVOICE, LOYALTY, order, publish

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

COUNTRIES = ("AT", "DE", "CH", "IT")
WAIT_SECONDS = 2.0


def place(lesson: Lesson, country: str = "AT", cents: int = 7500) -> Output:
    """Publish an order, and tell which functions were called for it within two seconds."""
    placed = order(Random()) | {"cents": cents}
    since = logs.now_ms()
    try:
        publish(lesson.cloud, placed, country)
    except ClientError as error:
        if not missing(error):
            raise
        return Output("There is no topic `inkwell-sns-orders` yet. *Wire it* first.")
    deadline, reached = time.monotonic() + WAIT_SECONDS, dict[str, str]()
    while time.monotonic() < deadline and len(reached) < 2:
        for name in (INVOICE, LOYALTY):
            for line in logs.lines(lesson.cloud, name, since_ms=since):
                if placed["orderId"] in line.text:
                    reached[name] = line.text
    rows = [
        (name, reached.get(name, "not called: a filter, a permission or a subscription may be the reason"))
        for name in (INVOICE, LOYALTY)
    ]
    title = f"Order {placed['orderId']}: {cents} cents, {country}"
    return Output(Table(title, ("Subscriber", "What it printed"), rows))


def panel(lesson: Lesson) -> Any:
    """A country, an amount, and who hears of the order."""
    import ipywidgets as widgets

    country = widgets.Dropdown(options=COUNTRIES, description="Country")
    cents = widgets.IntSlider(value=7500, min=500, max=15000, step=500, description="Cents")
    send = widgets.Button(description="Place the order", tooltip="Calls place(sns, country, cents)")
    shown = widgets.HTML("")

    def show(output: Output) -> None:
        shown.value = output._repr_mimebundle_()["text/html"]

    send.on_click(lambda _button: show(place(lesson, country.value, cents.value)))
    show(Output("Choose a country and an amount. Who hears of the order?"))
    return widgets.VBox([widgets.HBox([country, cents, send]), shown])
