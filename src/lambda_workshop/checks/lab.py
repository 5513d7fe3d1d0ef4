"""What the checks of all labs share: reading the learner's `handler.py`, and counting the clients that a call makes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lambda_workshop.checks.handler import Handler, is_starter
from lambda_workshop.checks.outcome import NotAttempted, NotYet, Passed

CLIENTS = "workshop: clients made in this call:"
"""How the wrapper's line in the log begins; the number follows."""

_COUNTED = """\
import botocore.session

made = 0
create_client = botocore.session.Session.create_client


def counted(self, *arguments, **options):
    global made
    made += 1
    return create_client(self, *arguments, **options)


botocore.session.Session.create_client = counted

import handler as learner
"""


def wrapper(*names: str) -> str:
    """A module that stands between Lambda and these functions of the learner's `handler`, and counts their clients."""
    return _COUNTED + "".join(
        f'''

def {name}(event, context):
    before = made
    try:
        return learner.{name}(event, context)
    finally:
        print(f"{CLIENTS} {{made - before}}")
'''
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
