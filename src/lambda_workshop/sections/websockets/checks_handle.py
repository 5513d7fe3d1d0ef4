"""The chat's function: a message reaches everybody of its order, whoever is gone is forgotten, nonsense is answered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.websockets.room import (
    MESSAGE,
    long_text,
    message_event,
    new_connection_id,
    new_name,
    new_order,
    new_text,
)

handle = Exercise(
    "handle",
    title="The chat",
    points=3,
    hints=(
        "Who said it, and of which order? Who else is connected for that order? What if one of those has left?",
        "`connections.get_item` by `connectionId` finds the sender, `connections.query(IndexName='by-order', ...)` all of "
        "the order. "
        "`post_to_connection` is a method of the client `apigatewaymanagementapi`, whose `endpoint_url` is "
        "`https://{domainName}/{stage}` of the event. It raises `GoneException` for one who has left.",
        "`for item in found: try: api.post_to_connection(ConnectionId=item['connectionId'], "
        "Data=json.dumps(message, ensure_ascii=False).encode())`, then `except api.exceptions.GoneException: "
        "connections.delete_item(Key={'connectionId': item['connectionId']})`, and `return {'statusCode': 200}` at the end.",
    ),
)

_STAND_IN = Path(__file__).with_name("stand_in.py")
# Nobody checks them; boto3 wants some.
_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "check", "AWS_SECRET_ACCESS_KEY": "check"}
_NOT_RUN = Answer(None, None, "")


@dataclass(frozen=True)
class Case:
    """One message, who was connected, and what came of it."""

    event: Mapping[str, Any]
    items: Sequence[Mapping[str, Any]]
    open: Sequence[str]
    sender: str
    text: Any = None
    answer: Answer = _NOT_RUN

    @property
    def name(self) -> str:
        """The sender's."""
        return next(str(item["name"]["S"]) for item in self.items if item["connectionId"]["S"] == self.sender)

    @property
    def order(self) -> str:
        """The order that the sender follows."""
        return next(str(item["orderId"]["S"]) for item in self.items if item["connectionId"]["S"] == self.sender)

    @property
    def here(self) -> list[str]:
        """Who is connected for that order."""
        return [connection for connection in self.listed if connection in self.open]

    @property
    def gone(self) -> list[str]:
        """Who stands in the table for that order, and has left."""
        return [connection for connection in self.listed if connection not in self.open]

    @property
    def listed(self) -> list[str]:
        """All that the table has for that order."""
        return [item["connectionId"]["S"] for item in self.items if item["orderId"]["S"] == self.order]

    @property
    def seen(self) -> Mapping[str, Any]:
        """What the stand-in saw; empty when the function never came so far."""
        return self.answer.value if isinstance(self.answer.value, dict) else {}

    def told(self, connection: str) -> list[str]:
        """The texts that were posted to this connection."""
        return [item["data"] for item in self.seen.get("posted", ()) if item["to"] == connection]

    @property
    def evidence(self) -> str:
        """The message, the table, and what came of it."""
        rows = [
            f"{item['connectionId']['S']}  {item['orderId']['S']}  {item['name']['S']}"
            + ("" if item["connectionId"]["S"] in self.open else "  (gone)")
            for item in self.items
        ]
        posted = [f"{item['to']}  {_short(item['data'])}" for item in self.seen.get("posted", ())]
        parts = {
            f"said by {self.sender}, route {self.event['requestContext']['routeKey']}": [_short(self.event["body"])],
            "in the table": rows,
            "asked of AWS": list(self.seen.get("asked", ())),
            "posted": posted,
            "returned": [str(self.seen.get("raised") or json.dumps(self.seen.get("returned")))],
            "logged": [_short(line) for line in self.answer.log.splitlines() if line.strip()],
        }
        return "\n".join(
            f"{title}:\n" + "\n".join(f"  {line}" for line in lines or ["(nothing)"]) for title, lines in parts.items()
        )


@dataclass(frozen=True)
class Trial:
    """Every message of the check, one after the other in one environment."""

    said: Sequence[Case]
    gone: Sequence[Case]
    odd: Sequence[Case]
    long: Sequence[Case]

    @property
    def all(self) -> list[Case]:
        """All of them."""
        return [*self.said, *self.gone, *self.odd, *self.long]


@handle.step("What one customer says reaches everybody of the order, also the one who said it", weight=2)
def trial(handler: Handler, random: Random) -> Passed:
    ran = _run(handler, random)
    for case in ran.said:
        _expect_returned(case)
        _expect_said(case)
    return Passed(ran, found=f"{len(ran.said)} messages reached everybody", evidence=ran.said[0].evidence)


@handle.step("Other orders hear nothing, and their connections are not read")
def private(trial: Trial) -> Passed:
    for case in trial.said:
        others = [item["connectionId"]["S"] for item in case.items if item["orderId"]["S"] != case.order]
        if heard := [connection for connection in others if case.told(connection)]:
            raise NotYet(
                f"{heard[0]} follows another order and heard it",
                expected=f"the connections of {case.order} alone",
                advice="query the index `by-order` with the sender's `orderId`",
                evidence=case.evidence,
            )
        if "Scan" in case.seen["asked"]:
            raise NotYet(
                "the function scans the table: every message reads, and pays for, the connections of all orders",
                expected="a query of the index `by-order`",
                advice="`connections.query(IndexName='by-order', KeyConditionExpression=Key('orderId').eq(order))`",
                evidence=case.evidence,
            )
    return Passed(found="only the order's own connections", evidence=trial.said[0].evidence)


@handle.step("Who is gone is forgotten, and the others hear the message all the same", weight=2)
def gone(trial: Trial) -> Passed:
    for case in trial.gone:
        _expect_returned(case)
        _expect_said(case)
        if lost := [connection for connection in case.here if connection not in case.seen["left"]]:
            raise NotYet(
                f"{lost[0]} is connected, and its item was deleted",
                expected="only those deleted who are gone",
                advice="delete an item only where its own post raised GoneException",
                evidence=case.evidence,
            )
        if kept := [connection for connection in case.gone if connection in case.seen["left"]]:
            raise NotYet(
                f"{kept[0]} is gone and still in the table: every message will try it again, for ever",
                expected="its item deleted",
                advice="where GoneException is caught, call `connections.delete_item`",
                evidence=case.evidence,
            )
    return Passed(found="those who left are out of the table", evidence=trial.gone[0].evidence)


@handle.step("What cannot be understood is answered with an error, to its sender alone")
def odd(trial: Trial) -> Passed:
    for case in trial.odd:
        _expect_returned(case)
        told = case.told(case.sender)
        if len(told) != 1 or not _is_error(told[0]):
            raise NotYet(
                f"to `{_short(case.event['body'])}` the sender heard {f'`{_short(told[0])}`' if told else 'nothing'}",
                expected='`{"error": "<why>"}`, posted to the sender',
                advice="post it: what the function returns does not reach the client"
                if not told
                else "a text is a string that is not empty; anything else is an error",
                evidence=case.evidence,
            )
        if others := [item["to"] for item in case.seen["posted"] if item["to"] != case.sender]:
            raise NotYet(
                f"{others[0]} heard of somebody else's mistake",
                expected="nobody but the sender",
                advice="post the error to `requestContext.connectionId` only",
                evidence=case.evidence,
            )
    return Passed(found=f"{len(trial.odd)} odd messages are answered", evidence=trial.odd[0].evidence)


@handle.step("A long text in any language fits into one message")
def long(trial: Trial) -> Passed:
    for case in trial.long:
        if "PayloadTooLarge" in case.seen.get("raised", ""):
            raise NotYet(
                f"a text of {len(case.text.encode())} bytes became too large: `{case.seen['raised']}`",
                expected=f"at most {MESSAGE} bytes",
                advice="`json.dumps` writes `ž` as six bytes, `\\u017e`: give it `ensure_ascii=False`, then `.encode()`",
                evidence=case.evidence,
            )
        _expect_returned(case)
        _expect_said(case)
    return Passed(found=f"{len(trial.long[0].text.encode())} bytes arrive", evidence=trial.long[0].evidence)


@handle.step("What customers say stays out of the log")
def quiet(trial: Trial) -> Passed:
    for case in trial.all:
        secrets = [case.name, json.dumps(case.name)[1:-1], *([case.text] if isinstance(case.text, str) else [])]
        if leaked := [secret for secret in secrets if len(secret) > 3 and secret in case.answer.log]:
            raise NotYet(
                f"the log holds `{_short(leaked[0])}`",
                expected="neither names nor texts",
                advice="print ids and counts, never the event or its body",
                evidence=case.evidence,
            )
    return Passed(found="no name and no text in the log")


def _is_error(data: str) -> bool:
    try:
        said = json.loads(data)
    except ValueError:
        return False
    return isinstance(said, dict) and bool(said.get("error"))


def _expect_returned(case: Case) -> None:
    """The function came to its end, and API Gateway takes its answer."""
    if case.answer.error is not None or case.seen.get("raised"):
        raise NotYet(
            f"the function raised `{case.answer.error_text or case.seen.get('raised')}`",
            expected="no exception: the sender would read `Internal server error`, and nobody behind this one anything",
            advice="catch GoneException around each single post"
            if "Gone" in str(case.seen.get("raised"))
            else "the client's address is `https://{domainName}/{stage}`, both from `requestContext`"
            if "Forbidden" in str(case.seen.get("raised"))
            else "look at the log below",
            evidence=case.evidence,
        )
    returned = case.seen["returned"]
    if not isinstance(returned, dict) or str(returned.get("statusCode", 200)) != "200":
        raise NotYet(
            f"the function returned `{json.dumps(returned)}`: the sender would read `Internal server error`"
            if not isinstance(returned, dict)
            else f"the function returned `{json.dumps(returned)}`",
            expected='`{"statusCode": 200}`',
            advice="return it at the end, whatever was said",
            evidence=case.evidence,
        )


def _expect_said(case: Case) -> None:
    """Everybody who is here heard it once, in the right form."""
    wanted = {"from": case.name, "text": case.text}
    for connection in case.here:
        told = case.told(connection)
        who = "the sender" if connection == case.sender else connection
        if not told:
            raise NotYet(
                f"{who} heard nothing",
                expected=f"`{_short(json.dumps(wanted, ensure_ascii=False))}`, posted to each connection of the order",
                advice="post to every item that the query gives"
                if case.seen["posted"]
                else "call `post_to_connection`: what the function returns does not reach the client",
                evidence=case.evidence,
            )
        try:
            found = [json.loads(text) for text in told]
        except ValueError:
            found = list(told)
        if found != [wanted]:
            raise NotYet(
                f"{who} heard `{_short(', '.join(told))}`",
                expected=f"`{_short(json.dumps(wanted, ensure_ascii=False))}`, once",
                advice="`from` is the sender's `name` in the table, `text` what was said",
                evidence=case.evidence,
            )


def _run(handler: Handler, random: Random) -> Trial:
    table = f"connections-{random.randrange(16**6):06x}"
    groups = _cases(random)
    flat = [case for group in groups for case in group]
    source = f"{handler.source}\n\n{_STAND_IN.read_text('utf-8')}"
    probes = [
        {
            "handler": handler.name,
            "event": case.event,
            "items": case.items,
            "open": case.open,
            "table": table,
            "stage": case.event["requestContext"]["stage"],
        }
        for case in flat
    ]
    standing = replace(handler, source=source, name="_workshop_probe")
    answers = standing.run(probes, timeout=10.0, environment={"TABLE": table, **_CREDENTIALS})
    done = iter([replace(case, answer=answer) for case, answer in zip(flat, answers, strict=True)])
    return Trial(*([next(done) for _ in group] for group in groups))


def _cases(random: Random) -> list[list[Case]]:
    texts = [new_text(random), new_text(random)]
    nonsense: list[tuple[str, object]] = [
        ("$default", "are you there?"),
        ("$default", {"action": "shout", "text": new_text(random)}),
        ("$default", "[1]"),
        ("say", {"action": "say"}),
        ("say", {"action": "say", "text": ""}),
        ("say", {"action": "say", "text": 7}),
    ]
    return [
        [_case(random, "say", {"action": "say", "text": text}, text) for text in texts],
        [
            _case(random, "say", {"action": "say", "text": text}, text, gone=count)
            for count, text in ((1, texts[1]), (3, texts[0]))
        ],
        [_case(random, route, body) for route, body in nonsense],
        [
            _case(random, "say", json.dumps({"action": "say", "text": text}, ensure_ascii=False), text)
            for text in [long_text(random)]
        ],
    ]


def _case(random: Random, route: str, body: object, text: Any = None, *, gone: int = 0) -> Case:
    order, other = new_order(random), new_order(random)
    here = [new_connection_id(random) for _ in range(3)]
    left, elsewhere = [new_connection_id(random) for _ in range(gone)], [new_connection_id(random) for _ in range(2)]
    mine, sender = [*here, *left], random.choice(here)
    random.shuffle(mine)
    if gone:
        # Somebody who is here comes behind one who is gone, so that a loop that ends there is seen.
        mine = [left[0], *[connection for connection in mine if connection != left[0]]]
    items = [_item(random, connection, order) for connection in mine]
    items += [_item(random, connection, other) for connection in elsewhere]
    return Case(message_event(sender, body, route=route), items, [*here, *elsewhere], sender, text)


def _item(random: Random, connection: str, order: str) -> dict[str, Any]:
    return {
        "connectionId": {"S": connection},
        "orderId": {"S": order},
        "name": {"S": new_name(random)},
        "expires": {"N": "1795441136"},
    }


def _short(text: str) -> str:
    """At most 100 characters, cut visibly."""
    return text if len(text) <= 100 else f"{text[:90]}… ({len(text)} characters)"
