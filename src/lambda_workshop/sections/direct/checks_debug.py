"""The function that fails in its retry: the cause named, and orders that are mailed however often it runs."""

from __future__ import annotations

import json
from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, Unavailable, named_cause
from lambda_workshop.cloud import Cloud, TimedOut, buckets, functions, logs, until
from lambda_workshop.sections.direct.broken import MAILER, break_it, package, post

CAUSES = {
    "a": Option(
        "Lambda tries again with another event, so the order is not found.",
        "Both tries have the same request id and the same order in the log: a retry brings the same event.",
    ),
    "b": Option(
        "The first try left an invoice behind, and the second one takes it for a duplicate.",
        "The first try filed the invoice and failed after that; the retry stopped at the invoice.",
        correct=True,
    ),
    "c": Option(
        "Events are tried once only.",
        "The log shows two tries with one request id.",
    ),
    "d": Option(
        "The role may not write to the bucket.",
        "The invoice is in the bucket: the function wrote it.",
    ),
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


@debug.step("The mailer is there", weight=0)
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
    return named_cause(work, CAUSES)


@debug.step("A new order is mailed, although its first try fails", weight=2, needs=("cause",))
def mailed(cloud: Cloud, random: Random) -> Passed:
    since = logs.now_ms()
    order = _mailed_order(cloud, random)
    if order is None:
        _expect_retries(cloud, since)
        raise NotYet(
            f"{ORDERS} orders were handed over, and none of them is mailed",
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


def _expect_retries(cloud: Cloud, since: int) -> None:
    """Tell a function that does not bear its retry from a retry that never came."""
    every = logs.invocations(cloud, MAILER)
    # An event from before may still be retried now.
    older = {each.request_id for each in every if each.time_ms < since}
    tries = [each for each in every if each.request_id not in older]
    alone = len({each.request_id for each in tries}) == len(tries)
    if not tries or not alone or not all("MailServerSlow" in each.error for each in tries):
        return
    settings = functions.event_settings(cloud, MAILER) or {}
    if settings.get("MaximumRetryAttempts") == 0:
        raise NotYet(
            "the first try failed, and the settings allow no retry",
            expected="one retry, as `direct.debug.start()` set it",
            advice="put MaximumRetryAttempts back to 1: without a retry the mail is never sent",
        )
    raise Unavailable(
        f"the first try failed as it should, and no retry came within {ORDER_SECONDS:g} s",
        advice="on LocalStack, set `LAMBDA_RETRY_BASE_DELAY=1` before it starts: it waits a minute otherwise",
    )


def _mailed_order(cloud: Cloud, random: Random) -> str | None:
    """Hand over orders until one is mailed: an event that comes while a function is being updated may be late."""
    for _ in range(ORDERS):
        order, since = f"O-{random.randrange(10**8):08d}", logs.now_ms() - 1000
        cloud.client("lambda").invoke(FunctionName=MAILER, InvocationType="Event", Payload=json.dumps({"order": order}))

        def settled(order: str = order, since: int = since) -> bool:
            return _mailed(cloud, order) or _tried_twice(cloud, order, since)

        try:
            until(f"what comes of {order}", settled, timeout=ORDER_SECONDS, every=0.2)
        except TimedOut:
            continue
        if _mailed(cloud, order):
            return order
    return None


def _mailed(cloud: Cloud, order: str) -> bool:
    return buckets.read(cloud, post(cloud), f"mailed/{order}") == order.encode()


def _tried_twice(cloud: Cloud, order: str, since: int) -> bool:
    """Whether the log tells of two finished tries of one request that named this order."""
    tries = [each for each in logs.invocations(cloud, MAILER, since_ms=since) if each.duration_ms is not None]
    named = {each.request_id for each in tries if any(order in line for line in each.lines)}
    return any(sum(each.request_id == request for each in tries) > 1 for request in named)


@debug.step("A failed try still fails: Lambda must know of it", needs=("mailed",))
def honest(cloud: Cloud, random: Random) -> Passed:
    order = f"O-{random.randrange(10**8):08d}"
    first = functions.invoke(cloud, MAILER, {"order": order})
    if first.error is None and not _mailed(cloud, order):
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
            expected="the mail, and no error",
            advice="an event may come twice: each step must be able to run again",
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
