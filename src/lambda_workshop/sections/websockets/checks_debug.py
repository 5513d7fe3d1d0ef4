"""The chat that the new tab does not hear: name the cause, mend it, and still forget those who are really gone."""

from __future__ import annotations

from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, TimedOut, addresses, functions, http_apis, logs, until
from lambda_workshop.cloud.http_apis import HttpApi
from lambda_workshop.sections.websockets.broken import (
    API,
    FUNCTION,
    ROOM,
    ROUTES,
    STAGE,
    STARTED_TAG,
    TABLE,
    put_in_place,
)
from lambda_workshop.sections.websockets.room import new_connection_id, new_text, said
from lambda_workshop.sections.websockets.tabs import SECONDS, NotLetIn, Tab

CAUSES = {
    "a": Option(
        "Her tab is put into the table only when it says something.",
        "The log has a line `... is in the table` for every `$connect`. Look at what follows it.",
    ),
    "b": Option(
        "The welcome comes too early, and she is taken for gone.",
        "Until `$connect` has returned there is no connection, and a post to it is 410. The log says `is in "
        "the table`, then `is gone: forgotten`, in one and the same call.",
        correct=True,
    ),
    "c": Option(
        "The function's role may not post to her tab.",
        "A role without `execute-api:ManageConnections` gets 403 for every connection, and the old tabs hear "
        "everything.",
    ),
    "d": Option(
        "A scan does not show a new item at once.",
        "It may be for a moment. This tab hears nothing for as long as it is silent. Look at the log of its "
        "`$connect`.",
    ),
}

debug = Exercise(
    "debug",
    title="The tab that hears nothing",
    points=4,
    hints=(
        "Follow the new tab's connection id through the log. When does it go into the table, and when out?",
        "Read `handler` from the top for the route `$connect`: what does `post` do when it raises GoneException, and when "
        "does a connection begin to exist?",
        "Take the welcome out of `$connect`. `post` stays as it is: whoever is gone while others talk must be forgotten.",
    ),
    resources=(ROOM,),
    setup=put_in_place,
)


@debug.step("The cause is named", weight=1)
def cause(work: object) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("The API is the one of the start, and may still call its function", weight=0)
def api(cloud: Cloud, work: object, random: Random) -> Passed:
    every = http_apis.named(cloud, API, protocol="WEBSOCKET")
    found = [item for item in every if STARTED_TAG in item.tags]
    if not found:
        outcome = NotYet if every else NotAttempted
        raise outcome(
            f"there is no `{API}` that the start made",
            expected="its customers know its address: mend it, do not replace it",
            advice="run `websockets.debug.start()`",
        )
    for key in ROUTES:
        route = found[0].routes.get(key)
        if route is None or route.function.rpartition(":function:")[2].partition(":")[0] != FUNCTION:
            raise NotYet(
                f"`{key}` leads to `{route.function if route else 'nothing'}`",
                expected=f"`{FUNCTION}`",
                advice="lead the route back to it, or begin anew with `websockets.debug.start()`",
            )
        arn = http_apis.source_arn(cloud, found[0].id, key, stage=STAGE)
        if why := functions.refusal(cloud, FUNCTION, http_apis.GATEWAY, source_arn=arn, source_account=cloud.account):
            raise NotYet(why, expected=f"`{http_apis.GATEWAY}` with this API's ARN", advice="give the permission back")
    if work is None and not _listens(cloud, found[0], random):
        # The start's own state is no answer yet: only a learner who has named a cause or mended it has tried something.
        raise NotAttempted("the chat is as the start left it", advice="read the log, name the cause, mend it")
    return Passed(found[0], found=f"`{API}` and `{FUNCTION}` are there")


@debug.step("A new tab that says nothing hears what others say", weight=2)
def heard(cloud: Cloud, api: HttpApi, random: Random) -> Passed:
    since, url = logs.now_ms(), _url(cloud, api)
    try:
        with Tab(url) as speaker:
            for number in range(2):
                text = new_text(random)
                with Tab(url) as new:
                    speaker.say(text)
                    # One call tells both: when one has heard it, the other has not long to wait.
                    for who, tab, seconds in (("who said it", speaker, SECONDS), ("the new tab", new, 2.0)):
                        if tab.hears({"text": text}, seconds=seconds) is None:
                            raise NotYet(
                                f"{who} did not hear `{text}`; it heard {tab.heard or 'nothing'}",
                                expected='`{"text": ...}`, for everybody who is connected',
                                advice=f"look at `websockets.logs('{FUNCTION}')`: what happens to its connection id?",
                                evidence=f"new tab number {number + 1}; logged:\n{said(cloud, FUNCTION, since_ms=since)}",
                            )
    except NotLetIn as error:
        raise NotYet(
            f"a new tab is not let in: {error}",
            expected="200 from `$connect`",
            advice=f"look at `websockets.logs('{FUNCTION}')`",
            evidence=f"logged:\n{said(cloud, FUNCTION, since_ms=since)}",
        ) from error
    return Passed(
        found="two new tabs heard what was said", evidence=f"logged:\n{said(cloud, FUNCTION, since_ms=since)}"
    )


@debug.step("Who is really gone is still forgotten, and nobody behind misses anything")
def forgotten(cloud: Cloud, api: HttpApi, heard: object, random: Random) -> Passed:
    since, dynamodb = logs.now_ms(), cloud.client("dynamodb")
    dead = [new_connection_id(random) for _ in range(3)]
    for connection in dead:
        dynamodb.put_item(TableName=TABLE, Item={"connectionId": {"S": connection}})

    def left() -> list[str]:
        rows = dynamodb.scan(TableName=TABLE, ConsistentRead=True)["Items"]
        return [row["connectionId"]["S"] for row in rows if row["connectionId"]["S"] in dead]

    with Tab(_url(cloud, api)) as tab:
        text = new_text(random)
        tab.say(text)
        if tab.hears({"text": text}) is None:
            raise NotYet(
                f"with three vanished tabs in the table, a tab heard {tab.heard or 'nothing'}",
                expected=f"`{text}`",
                advice="catch GoneException around each single post",
                evidence=f"logged:\n{said(cloud, FUNCTION, since_ms=since)}",
            )
        try:
            until("the vanished tabs to be forgotten", lambda: not left(), timeout=3)
        except TimedOut as error:
            raise NotYet(
                f"{left()[0]} is gone, and is still in `{TABLE}`",
                expected="deleted from the table: else every message tries it again",
                advice="let `post` forget whoever is gone, as it did before",
                evidence=f"logged:\n{said(cloud, FUNCTION, since_ms=since)}",
            ) from error
        finally:
            for connection in left():
                dynamodb.delete_item(TableName=TABLE, Key={"connectionId": {"S": connection}})
    return Passed(found="three vanished tabs are out of the table")


def _listens(cloud: Cloud, api: HttpApi, random: Random) -> bool:
    """Whether a new, silent tab hears anything."""
    text = new_text(random)
    try:
        with Tab(_url(cloud, api)) as speaker, Tab(_url(cloud, api)) as new:
            speaker.say(text)
            speaker.hears({"text": text})
            return new.hears({"text": text}, seconds=1.0) is not None
    except NotLetIn:
        return True


def _url(cloud: Cloud, api: HttpApi) -> str:
    return addresses.address(cloud, api.id, kind="websocket", stage=STAGE)
