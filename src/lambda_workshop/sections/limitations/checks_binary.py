"""The photo that comes back: base64 in, base64 out, and nothing that raises."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"

binary = Exercise(
    "binary",
    title="A photo through JSON",
    points=3,
    hints=(
        "There are three things to work out: which bytes came, what kind of file they are, and how they get back into JSON.",
        "`isBase64Encoded` says whether `body` is base64 or the text itself. `base64.b64decode` gives bytes; look at how "
        "they begin with `bytes.startswith`.",
        '`data = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()`, and in the answer '
        '`"body": base64.b64encode(data).decode()` with `"isBase64Encoded": True`.',
    ),
)


@dataclass(frozen=True)
class Sent:
    """One request: its event, and the bytes and type that must come back (None: it must be refused)."""

    what: str
    event: dict[str, Any]
    data: bytes | None = None
    kind: str = ""


@dataclass(frozen=True)
class Run:
    """A request and its answer."""

    sent: Sent
    answer: Answer

    @property
    def evidence(self) -> str:
        """The event and the answer, shortened in words."""
        given = self.answer.error_text or json.dumps(self.answer.value)
        return f"sent:\n  {_short(json.dumps(self.sent.event))}\nanswered:\n  {_short(given)}"


@dataclass(frozen=True)
class Trial:
    """Every request of the check, one after the other in one environment."""

    photos: tuple[Run, ...]
    others: tuple[Run, ...]


@binary.step("Photos come back, byte for byte")
def trial(handler: Handler, random: Random) -> Passed:
    photos, others = _photos(random), _others(random)
    answers = iter(handler.run([item.event for item in (*photos, *others)]))
    found = Trial(*(tuple(Run(item, next(answers)) for item in group) for group in (photos, others)))
    for run in found.photos:
        value = _answered(run)
        if value.get("statusCode") != 200:
            raise NotYet(
                f"{run.sent.what} got `{value.get('statusCode')}`",
                expected="200, with the photo",
                advice="decode the body when `isBase64Encoded` is true, and look at its first bytes",
                evidence=run.evidence,
            )
        if _bytes_of(run, value) != run.sent.data:
            raise NotYet(
                f"{run.sent.what} came back with other bytes",
                expected="exactly the bytes that were sent",
                advice="encode the bytes once: `base64.b64encode(data).decode()`",
                evidence=run.evidence,
            )
    return Passed(found, found=f"{len(found.photos)} photos", evidence=found.photos[0].evidence)


@binary.step("Their type and their size are in the headers")
def headers(trial: Trial) -> Passed:
    for run in trial.photos:
        given = {str(name).lower(): value for name, value in (_answered(run).get("headers") or {}).items()}
        wanted = {"content-type": run.sent.kind, "x-bytes": str(len(run.sent.data or b""))}
        for name, value in wanted.items():
            if given.get(name) != value:
                raise NotYet(
                    f"for {run.sent.what} the header `{name}` is `{given.get(name)}`",
                    expected=f"`{value}`, as text, from the bytes themselves",
                    advice="count the decoded bytes, and take the type from how they begin",
                    evidence=run.evidence,
                )
    return Passed(found="`content-type` and `x-bytes` are right")


@binary.step("Anything that is not a photo gets 415, and nothing raises", weight=2, needs=("trial",))
def refused(trial: Trial) -> Passed:
    for run in trial.others:
        value = _answered(run)
        if value.get("statusCode") != 415:
            raise NotYet(
                f"{run.sent.what} got `{value.get('statusCode')}`",
                expected="415",
                advice="trust the bytes, and neither the headers nor the look of the text",
                evidence=run.evidence,
            )
    return Passed(found=f"{len(trial.others)} others are refused")


def _photos(random: Random) -> Sequence[Sent]:
    return [
        _sent("a PNG", PNG + random.randbytes(200), "image/png"),
        _sent("a JPEG", JPEG + random.randbytes(5000), "image/jpeg"),
        _sent("a JPEG that calls itself a PNG", JPEG + random.randbytes(90), "image/jpeg", claimed="image/png"),
        _sent("a large PNG", PNG + random.randbytes(300_000), "image/png"),
        _sent("a PNG without headers", PNG + random.randbytes(20), "image/png", claimed=""),
    ]


def _others(random: Random) -> Sequence[Sent]:
    text = base64.b64encode(PNG + random.randbytes(40)).decode()
    return [
        Sent("a text", _event("hello", False, "text/plain")),
        Sent("a text that calls itself a PNG", _event("hello", False, "image/png")),
        Sent("a text that is a PNG's base64", _event(text, False, "text/plain")),
        Sent("a PDF", _event(base64.b64encode(b"%PDF-1.7" + random.randbytes(40)).decode(), True, "application/pdf")),
        Sent("a body that is not base64", _event("\u00e9\u00e8 ===", True, "image/png")),
        Sent("an empty body", _event("", True, "image/png")),
        Sent("no body", _event(None, False, "image/png")),
    ]


def _sent(what: str, data: bytes, kind: str, claimed: str | None = None) -> Sent:
    return Sent(what, _event(base64.b64encode(data).decode(), True, kind if claimed is None else claimed), data, kind)


def _event(body: str | None, encoded: bool, claimed: str) -> dict[str, Any]:
    """What of a request's event counts here.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    """
    return {"headers": {"content-type": claimed} if claimed else {}, "body": body, "isBase64Encoded": encoded}


def _answered(run: Run) -> dict[str, Any]:
    if run.answer.error is not None:
        raise NotYet(
            f"for {run.sent.what} it failed with `{run.answer.error_text}`",
            expected="an answer: JSON carries text, and a request may hold anything",
            advice="return base64 text instead of bytes, and refuse what cannot be decoded",
            evidence=run.evidence,
        )
    if not isinstance(run.answer.value, dict):
        raise NotYet(
            f"for {run.sent.what} it answered `{json.dumps(run.answer.value)}`",
            expected="an object with `statusCode`, `headers`, `isBase64Encoded` and `body`",
            advice="return such a dictionary",
            evidence=run.evidence,
        )
    return run.answer.value


def _bytes_of(run: Run, value: dict[str, Any]) -> bytes | None:
    if value.get("isBase64Encoded") is not True:
        raise NotYet(
            f"for {run.sent.what} the answer has `isBase64Encoded` {json.dumps(value.get('isBase64Encoded'))}",
            expected="true: otherwise the caller gets the base64 text, and no photo",
            advice="set it beside the body",
            evidence=run.evidence,
        )
    try:
        return base64.b64decode(str(value.get("body")), validate=True)
    except ValueError:
        return None


def _short(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:300]} ... ({len(text) - 300} characters more)"
