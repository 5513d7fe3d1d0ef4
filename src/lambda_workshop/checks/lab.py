"""What the checks of all labs share: reading the learner's `handler.py`, and counting the clients that a call makes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lambda_workshop.checks.handler import Handler, is_starter
from lambda_workshop.checks.outcome import NotAttempted, NotYet, Passed

CLIENTS = "workshop: clients made in this call:"
"""How the wrapper's line in the log begins; the number follows."""

CALL = "workshop:call"
"""The only key of an event that the wrapper takes apart: the event for the learner's handler, and a fault of the call.

Its fields are those of `verify.lab.Fault`; https://docs.aws.amazon.com/botocore/latest/reference/ has the names.
"""

_WRAPPED = f"""\
import contextlib
import os
import time

import botocore.client
import botocore.session

made = 0
fault = None
create_client = botocore.session.Session.create_client
make_api_call = botocore.client.BaseClient._make_api_call


def counted(self, *arguments, **options):
    global made
    made += 1
    return create_client(self, *arguments, **options)


def hindered(self, operation, parameters):
    now = fault
    if now is None or operation not in now["operations"] or now["times"] < 1:
        return make_api_call(self, operation, parameters)
    now["times"] -= 1
    answer = make_api_call(self, operation, parameters) if now["after"] else None
    time.sleep(now["seconds"])
    if now["ends"]:
        os._exit(1)
    if not now["code"]:
        return answer or make_api_call(self, operation, parameters)
    status = 500 if now["code"].startswith("Internal") else 400
    said = {{"Error": {{"Code": now["code"], "Message": "a fault of the check"}},
            "ResponseMetadata": {{"HTTPStatusCode": status, "RequestId": "check"}}}}
    raise self.exceptions.from_code(now["code"])(said, operation)


@contextlib.contextmanager
def watched(event):
    global fault
    before = made
    call = event["{CALL}"] if isinstance(event, dict) and list(event) == ["{CALL}"] else {{"event": event}}
    fault = call.get("fault")
    try:
        yield call["event"]
    finally:
        fault = None
        print(f"{CLIENTS} {{made - before}}")


botocore.session.Session.create_client = counted
botocore.client.BaseClient._make_api_call = hindered

import handler as learner
"""


def wrapper(*names: str, context: str = "context") -> str:
    """A module that stands between Lambda and these functions of the learner's `handler`.

    It counts the clients that they make in a call, and makes go wrong what the event wants (`CALL`). `context` is the
    expression that the learner's function gets for its context.
    """
    return _WRAPPED + "".join(
        f"""

def {name}(event, context):
    with watched(event) as given:
        return learner.{name}(given, {context})
"""
        for name in names
    )


WRAPPER = wrapper("handler")


def handler_text(work: object, section: str, *, names: Sequence[str] = ("handler",)) -> Passed:
    """The text of `handler.py` in the lab's folder `work`; raises NotAttempted when there is none, or the starter's.

    It is the starter's when each of its functions with these names still does nothing. What is no text is NotYet.
    """
    path = Path(work) / "handler.py" if isinstance(work, str | Path) else None
    if path is None or not path.is_file():
        raise NotAttempted(
            f"no `handler.py` in {work}", advice=f"run `workshop lab check {section}` beside the folder `labs/`"
        )
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise NotYet(f"{path} is no text in UTF-8: {error}", advice="save it as UTF-8 in your editor") from error
    if all(is_starter(Handler(text, name)) for name in names):
        raise NotAttempted("the handler's body is still empty", advice="replace the `...` in `handler.py`")
    return Passed(text, found=str(path))
