"""The function that fails in its retry: the cause named, and orders that are mailed however often it runs."""

from __future__ import annotations

import json
from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, buckets, functions, logs, until
from lambda_workshop.sections.direct.broken import MAILER, break_it, package, post

_WHY_NOT = {
    "a": "both tries have the same request id and the same order in the log: a retry brings the same event.",
    "c": "the log shows two tries with one request id.",
    "d": "the invoice is in the bucket: the function wrote it.",
}
ORDERS, ORDER_SECONDS = 3, 5.0

debug = Exercise(
    "debug",
    title="The mail that never goes out",
    points=4,
    hints=(
        "Compare the two errors in the log. Why is the second one another error than the first?",
        "The first try stopped in the middle. Which of its two steps was done, and what does the code say when it finds "
        "that?",
        "An invoice that is there is no reason to stop: `if not invoice_exists(order): file_invoice(order)`, then "
        "`send_mail(order)` in any case. Deploy it with `mail.py` in the package, and set the handler's name.",
    ),
    resources=("inkwell-direct-debug",),
    setup=break_it,
)


@debug.step("The mailer is there")
def mailer(cloud: Cloud, work: object) -> Passed:
    found = functions.find(cloud, MAILER)
    if found is None or not buckets.exists(cloud, post(cloud)):
        raise NotYet(
            f"`{MAILER}` or its bucket is gone",
            expected="the wiring that `direct.debug.start()` makes, mended",
            advice="run the cell with `direct.debug.start()` again",
        )
    if work is None and _unchanged(cloud):
        raise NotAttempted("no cause is named, and nothing was mended", advice="read the log, then set `cause`")
    return Passed(found, found=f"`{MAILER}` is there")


@debug.step("The cause is named", needs=("mailer",))
def cause(work: object) -> Passed:
    if work is None:
        raise NotYet("no cause is named", expected="a, b, c or d", advice="set `cause` to its letter")
    letter = work.strip().lower() if isinstance(work, str) else ""
    if letter in _WHY_NOT:
        raise NotYet(f'"{letter}" is not it: {_WHY_NOT[letter]}', advice="compare the two tries in the log")
    if letter != "b":
        raise NotYet(f"{work!r} is not one of the choices", expected="a, b, c or d", advice="set `cause` to a letter")
    return Passed(found='"b": the first try filed the invoice and failed after that; the retry stopped at the invoice.')


@debug.step("A new order is mailed, although its first try fails", weight=2, needs=("cause",))
def mailed(cloud: Cloud, random: Random) -> Passed:
    since = logs.now_ms()
    order = _mailed_order(cloud, random)
    if order is None:
        raise NotYet(
            f"an order was handed over, and after {ORDERS * ORDER_SECONDS:g} s it is not mailed",
            expected="`mailed/` and the order in the bucket, after one retry",
            advice="read the log below: what does the second try say?",
            evidence=_logged(cloud, since),
        )
    if buckets.read(cloud, post(cloud), f"tries/{order}") is None:
        raise NotYet(
            "the mail server was not asked",
            expected="`send_mail` of mail.py, as it is",
            advice="call it, and leave mail.py as it is",
            evidence=_logged(cloud, since),
        )
    if buckets.read(cloud, post(cloud), f"invoices/{order}.txt") is None:
        raise NotYet(
            f"there is no invoice of {order}", expected="it is filed before it is mailed", advice="call file_invoice"
        )
    return Passed(order, found=f"{order} is filed and mailed", evidence=_logged(cloud, since))


def _mailed_order(cloud: Cloud, random: Random) -> str | None:
    """Hand over orders until one is mailed: an event that comes while a function is being updated may be late."""
    for _ in range(ORDERS):
        order = f"O-{random.randrange(10**8):08d}"
        place, body = f"mailed/{order}", order.encode()
        cloud.client("lambda").invoke(FunctionName=MAILER, InvocationType="Event", Payload=json.dumps({"order": order}))
        try:
            until(place, lambda: buckets.read(cloud, post(cloud), place) == body, timeout=ORDER_SECONDS, every=0.1)  # noqa: B023
        except TimedOut:
            continue
        return order
    return None


@debug.step("A failed try still fails: Lambda must know of it", needs=("mailed",))
def honest(cloud: Cloud, random: Random) -> Passed:
    order = f"O-{random.randrange(10**8):08d}"
    first = functions.invoke(cloud, MAILER, {"order": order})
    if first.error is None and buckets.read(cloud, post(cloud), f"mailed/{order}") is None:
        raise NotYet(
            "the mail server did not answer, and the function returned as if all were well",
            expected="an error, so that Lambda tries again",
            advice="let the exception of `send_mail` go through",
            evidence=first.log,
        )
    again = functions.invoke(cloud, MAILER, {"order": order})
    if again.error is not None:
        raise NotYet(
            f"the same order once more gives `{again.error_text}`",
            expected="a mail, and no error",
            advice="an event may come twice: each step must bear it",
            evidence=again.log,
        )
    return Passed(found="the first try fails, the second mails, and the same event again does no harm")


def _unchanged(cloud: Cloud) -> bool:
    import base64
    import hashlib

    configuration = cloud.client("lambda").get_function_configuration(FunctionName=MAILER)
    wanted = base64.b64encode(hashlib.sha256(package()).digest()).decode()
    return bool(configuration["CodeSha256"] == wanted)


def _logged(cloud: Cloud, since: int) -> str:
    return "\n".join(line.text for line in logs.lines(cloud, MAILER, since_ms=since - 1000)[-30:]) or "(nothing)"
