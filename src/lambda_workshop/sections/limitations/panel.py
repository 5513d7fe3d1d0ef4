"""Limits to touch: what AWS says to too much, answers of any size, and calls that overlap.

Each of it is a function that a cell can call too: `trials`, `answer_of`, `at_once`.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError

from lambda_workshop.cloud import deploying, functions
from lambda_workshop.notebook.display import Output, Table

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

TRIAL, SIZES, CALLS = (f"inkwell-limitations-{name}" for name in ("trial", "sizes", "calls"))
_ANSWER = "def handler(event, context):\n    return 'x' * event['bytes']\n"
_WHO = """\
import threading
import uuid

me, calls = uuid.uuid4().hex[:6], 0


def handler(event, context):
    global calls
    calls += 1
    threading.Event().wait(0.2)
    return [me, calls]
"""


def trials(lesson: Lesson) -> Output:
    """Ask for too much in nine ways; returns what each of them was told."""
    cloud = lesson.cloud
    role = deploying.role(cloud, f"{TRIAL}-role")
    small = functions.zip_of({"index.py": _ANSWER})
    layer = f"arn:aws:lambda:{cloud.region}:{cloud.account}:layer:inkwell-limitations-paper"
    rows: list[tuple[str, str, str]] = []

    def create(what: str, limit: str, **settings: Any) -> None:
        arguments = {"FunctionName": TRIAL, "Runtime": deploying.RUNTIME, "Role": role, "Handler": "index.handler"}
        arguments |= {"Code": {"ZipFile": small}} | settings
        rows.append((what, limit, _told(lambda: cloud.client("lambda").create_function(**arguments))))
        _remove(lesson, TRIAL)

    create("a timeout of 901 s", "900 s", Timeout=901)
    create("10,241 MB of memory", "10,240 MB", MemorySize=10241)
    create("10,241 MB in /tmp", "10,240 MB", EphemeralStorage={"Size": 10241})
    create("5,000 bytes of variables", "4 KB", Environment={"Variables": {"PRICES": "x" * 5000}})
    create("six layers", "5", Layers=[f"{layer}-{number}:1" for number in range(6)])
    create("a zip of 51 MB", "50 MB", Code={"ZipFile": _package(51)})
    _deploy(lesson, SIZES, _ANSWER, memory=1024)
    request = json.dumps({"bytes": 1, "padding": "x" * 6_400_000})
    rows.append(("an event of 6.4 MB", "6 MB", _told(lambda: _invoke(lesson, SIZES, request))))
    event = json.dumps({"bytes": 1, "padding": "x" * 1_100_000})
    asked = "an asynchronous event of 1.1 MB"
    rows.append((asked, "1 MB", _told(lambda: _invoke(lesson, SIZES, event, InvocationType="Event"))))
    rows.append(("a call too many at once", "a concurrency of 0, reserved", _told(lambda: _throttled(lesson, SIZES))))
    return Output(Table("Too much", ("Asked for", "Limit", "What came back"), rows))


def answer_of(lesson: Lesson, megabytes: float) -> Output:
    """Call a function that answers with so many megabytes; returns what the caller got."""
    _deploy(lesson, SIZES, _ANSWER, memory=1024)
    wanted = int(megabytes * 1024 * 1024)
    answer = functions.invoke(lesson.cloud, SIZES, {"bytes": wanted})
    if answer.error_text:
        return Output(f"{megabytes:g} MB asked for. Instead of an answer: `{answer.error_text}`")
    return Output(f"{megabytes:g} MB asked for, {len(answer.value):,} characters came back.")


def at_once(lesson: Lesson, name: str = "", *, calls: int = 6) -> Output:
    """Call a function so many times at once, and so many times one by one; returns the answers in order.

    Without a name it is one that tells its environment, and how often that was called.
    """
    if not 1 <= calls <= 20:
        return Output("1 to 20 calls: more would tell nothing new.")
    if not name:
        name = CALLS
        _deploy(lesson, CALLS, _WHO, memory=128)
    call = functions.invoke
    with ThreadPoolExecutor(calls) as pool:
        together = [item.value for item in pool.map(lambda _: call(lesson.cloud, name, {}), range(calls))]
    alone = [call(lesson.cloud, name, {}).value for _ in range(calls)]
    rows = [("at once", _shown(together)), ("one by one", _shown(alone))]
    return Output(Table(f"{calls} calls of {name}, twice", ("How", "Answers"), rows))


def panel(lesson: Lesson) -> Any:
    """A slider for the size of an answer, and one for the calls that overlap, each with its button."""
    import ipywidgets as widgets

    size = widgets.FloatSlider(value=5.5, min=0.5, max=8, step=0.5, description="MB")
    calls = widgets.IntSlider(value=6, min=1, max=12, description="Calls")
    ask = widgets.Button(description="Ask for it", tooltip="An answer of that size", button_style="primary")
    go = widgets.Button(description="Call at once", tooltip="Overlapping calls, then single ones")
    sized, called = widgets.HTML(), widgets.HTML()
    ask.on_click(lambda _: _show(sized, lambda: answer_of(lesson, size.value)))
    go.on_click(lambda _: _show(called, lambda: at_once(lesson, calls=calls.value)))
    return widgets.VBox([widgets.HBox([size, ask]), sized, widgets.HBox([calls, go]), called])


def _show(where: Any, action: Callable[[], Output]) -> None:
    try:
        said = action()
    except Exception as error:  # a traceback in a widget's callback is seen by nobody
        said = Output(f"That did not work: {type(error).__name__}: {error}")
    where.value = "".join(part.html() for part in said.parts)


def _shown(answers: list[Any]) -> str:
    """`[["3f2a1b", 2], ...]` as `3f2a1b: 2 calls`, in the order of the environments; other answers as they are."""
    if not all(isinstance(item, list) for item in answers):
        return ", ".join(json.dumps(item) for item in answers)
    counted = Counter(str(item[0]) for item in answers)
    return ", ".join(f"environment {name}: {count}" for name, count in counted.items())


def _deploy(lesson: Lesson, name: str, source: str, *, memory: int) -> None:
    if functions.find(lesson.cloud, name) is None:
        role = deploying.role(lesson.cloud, f"{name}-role")
        package = functions.zip_of({"index.py": source})
        deploying.deploy(lesson.cloud, name, package, handler="index.handler", role_arn=role, timeout=10, memory=memory)


def _invoke(lesson: Lesson, name: str, payload: str, **options: Any) -> None:
    lesson.client("lambda").invoke(FunctionName=name, Payload=payload, **options)


def _throttled(lesson: Lesson, name: str) -> None:
    """Call a function that may not run at all, and let it run again."""
    session: Any = lesson.session
    # What Lambda answers, and not what a second try would get.
    impatient = session.client("lambda", config=Config(retries={"total_max_attempts": 1}))
    impatient.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    try:
        impatient.invoke(FunctionName=name, Payload=json.dumps({"bytes": 1}))
    finally:
        impatient.delete_function_concurrency(FunctionName=name)


def _remove(lesson: Lesson, name: str) -> None:
    if functions.find(lesson.cloud, name) is not None:
        lesson.client("lambda").delete_function(FunctionName=name)


def _told(request: Callable[[], object]) -> str:
    """The error that a request got; says so when the backend let it pass."""
    try:
        request()
    except ClientError as error:
        found = error.response["Error"]
        return f"{found['Code']}: {found['Message'][:160]}"
    return "taken by this backend; AWS refuses it"


def _package(megabytes: int) -> bytes:
    """A zip of that size, in which nothing is shrunk."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("index.py", _ANSWER)
        archive.writestr("photos", bytes(megabytes * 1024 * 1024))
    return buffer.getvalue()
