"""A sign-up form: sign up, read the mail, confirm, sign in; and which triggers fired for it.

The buttons do what a cell can do too: `join(cognito, "ada@paper.example", name="Ada Byron")` signs up, confirms with the
code of the mail where there is one, and signs in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud import TimedOut, logs, mailbox
from lambda_workshop.notebook.display import Code, Output, Paragraph, Table
from lambda_workshop.sections.cognito.customers import Person, Pool, confirm, find, forget, said, sign_in, sign_up
from lambda_workshop.sections.cognito.names import CLIENT, FUNCTION, POOL

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

NOT_YET = f"There is no user pool `{POOL}` with an app `{CLIENT}` yet. *Wire it* first."


def join(lesson: Lesson, email: str, *, name: str = "Ada Byron") -> Output:
    """Sign up with this address, confirm where there is a code, sign in: what Cognito said, and the triggers it called.

    Who has this address already goes first, so that the call can be repeated.
    """
    pool = find(lesson.cloud, POOL, CLIENT)
    if pool is None or not pool.client_id:
        return Output(NOT_YET)
    who = _person(email, name)
    forget(lesson.cloud, pool, who)
    since, rows = logs.now_ms(), list[tuple[str, str]]()
    for step in (_up, _code, _in):
        text = _tried(lambda step=step: step(lesson, pool, who))  # type: ignore[misc]
        if text:
            rows.append((step.__doc__ or "", text))
        if text.startswith(_REFUSED):
            break
    return Output(Table(f"{who.email}", ("Step", "What came of it"), rows), *_fired(lesson, since))


def panel(lesson: Lesson) -> Any:
    """A form with name and address, and a button for each step."""
    import ipywidgets as widgets

    name = widgets.Text(value="Ada Byron", description="Name")
    email = widgets.Text(value="ada@paper.example", description="Mail")
    shown = widgets.HTML()

    def button(text: str, step: Callable[[Lesson, Pool, Person], str]) -> Any:
        made = widgets.Button(description=text)
        made.on_click(lambda _: _show(lesson, shown, _person(email.value, name.value), step))
        return made

    buttons = [button("Sign up", _up), button("Confirm", _code), button("Sign in", _in), button("Delete", _gone)]
    pool = find(lesson.cloud, POOL, CLIENT)
    shown.value = "" if pool and pool.client_id else _html(Output(NOT_YET))
    return widgets.VBox([widgets.HBox([name, email]), widgets.HBox(buttons), shown])


_REFUSED = "Cognito says: "


def _show(lesson: Lesson, shown: Any, who: Person, step: Callable[[Lesson, Pool, Person], str]) -> None:
    try:
        pool = find(lesson.cloud, POOL, CLIENT)
        if pool is None or not pool.client_id:
            shown.value = _html(Output(NOT_YET))
            return
        since = logs.now_ms()
        text = _tried(lambda: step(lesson, pool, who)) or "There was nothing to do."
        shown.value = _html(Output(f"{step.__doc__}: {text}", *_fired(lesson, since)))
    except Exception as error:  # a traceback in a widget's callback is seen by nobody
        shown.value = _html(Output(f"That did not work: {type(error).__name__}: {error}"))


def _up(lesson: Lesson, pool: Pool, who: Person) -> str:
    """Sign up"""
    answer = sign_up(lesson.cloud, pool, who)
    return "confirmed at once" if answer["UserConfirmed"] else "a code is on its way"


def _code(lesson: Lesson, pool: Pool, who: Person) -> str:
    """Confirm"""
    if not [message for message in mailbox.read(lesson.cloud, pool=pool.id, to=who.email) if message.code]:
        return ""
    status = lesson.client("cognito-idp").admin_get_user(UserPoolId=pool.id, Username=who.username)["UserStatus"]
    if status == "CONFIRMED":
        return ""
    message = confirm(lesson.cloud, pool, who)
    return f"by the mail `{message.subject}`: {message.body}"


def _in(lesson: Lesson, pool: Pool, who: Person) -> str:
    """Sign in"""
    claims = sign_in(lesson.cloud, pool, who)
    return json.dumps({name: claims[name] for name in ("email", "email_verified", "tier") if name in claims})


def _gone(lesson: Lesson, pool: Pool, who: Person) -> str:
    """Delete"""
    forget(lesson.cloud, pool, who)
    return f"nobody has {who.email} any more"


def _person(email: str, name: str) -> Person:
    return Person("panel-" + "".join(letter if letter.isalnum() else "-" for letter in email), name, email)


def _tried(call: Callable[[], str]) -> str:
    try:
        return call()
    except ClientError as error:
        return f"{_REFUSED}{said(error)}"
    except TimedOut as error:
        return f"{_REFUSED}{error}"


def _fired(lesson: Lesson, since_ms: int) -> list[Code | Paragraph | Table]:
    """The invocations of the rules since then."""
    found = logs.invocations(lesson.cloud, FUNCTION, since_ms=since_ms)
    if not found:
        return [Paragraph(f"No trigger called `{FUNCTION}`.")]
    rows = [
        (item.request_id[:8], "\n".join(item.lines[:2]) or "(printed nothing)", item.error or "ok") for item in found
    ]
    return [Table(f"`{FUNCTION}` was called", ("Request", "What it printed", "Result"), rows)]


def _html(output: Output) -> str:
    return "".join(part.html() for part in output.parts)
