"""Grades the capstone: deploys the learner's functions behind all triggers of the shop, and sends orders through it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, handler_text
from lambda_workshop.cloud import Cloud, TimedOut, buckets, cleanup, functions, logs, queues, until, web
from lambda_workshop.sections.cloudwatch_alarm.alarms import told
from lambda_workshop.sections.http_api.orders import exchange
from lambda_workshop.sections.inkwell.lab.wiring import (
    ALARM,
    BUSY,
    DESK,
    FOLLOWERS,
    FUNCTIONS,
    ORDERS,
    QUIET,
    ROOM,
    SERVICES,
    SLOW,
    Shop,
    build,
    function,
    stop_alarm,
)  # fmt: skip
from lambda_workshop.sections.s3.notifications import record as photo_record
from lambda_workshop.sections.s3.pictures import plain, random_colour, random_name
from lambda_workshop.sections.s3.thumbnail import NotAPicture, size_of
from lambda_workshop.sections.sqs.jobs import reported_ids
from lambda_workshop.sections.websockets.room import new_connection_id
from lambda_workshop.sections.websockets.tabs import NotLetIn, Tab
from lambda_workshop.verify import logged

LAB = Exercise(
    "lab",
    title="The whole shop",
    points=16,
    hints=(
        "Each function is one that you know. Follow one order: who calls whom, what arrives twice, and which part of a "
        "batch may fail alone?",
        "Let single conditional writes decide: a new order, a printed job, a newer alarm. Put each `try` around one "
        "job, one photo, one post. `events/` holds what each function gets.",
        "`attribute_not_exists(orderId)`, `#status = :placed` with `ADD sheets :copies`, and `attribute_not_exists(since) "
        "OR since < :since`; `FailedEntryCount` in the answer of `put_events`; `except GoneException` around one post.",
    ),
    resources=(ROOM,),
)


@dataclass(frozen=True)
class Order:
    """What a customer asks for. Name and address must not be seen anywhere else."""

    key: str
    paper: str
    copies: int
    name: str
    address: str

    @property
    def body(self) -> str:
        fields = {"paper": self.paper, "copies": self.copies, "name": self.name, "address": self.address}
        return json.dumps(fields)

    @property
    def job(self) -> dict[str, Any]:
        return {"orderId": self.key, "paper": self.paper, "copies": self.copies}

    def shown(self, status: str) -> dict[str, Any]:
        return self.job | {"status": status}


PRIVATE = ("Byron-", "Square-")
"""Names and addresses are made with these."""


def new_order(random: Random) -> Order:
    """An order with a key that is new."""
    number = f"{random.randrange(16**8):08x}"
    paper, copies = random.choice(("A5", "A4", "A3")), random.randint(2, 900)
    return Order(
        f"o-{number}", paper, copies, f"Ada Byron-{number}", f"{random.randint(1, 99)} St James Square-{number}"
    )


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "inkwell", names=FUNCTIONS)


@LAB.step("The shop opens")
def shop(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    opened = build(cloud, source)
    reply = opened.send("GET /orders/nowhere", opened.ana)
    if reply.status != 404:
        raise NotYet(
            f"an order that is not there answered {reply.status}: `{reply.text}`",
            expected="404: `shop` is called, and finds nothing",
            advice="run `python -m pytest` in the lab's folder first",
            evidence=logged(cloud, function("shop")),
        )
    # It dies meanwhile: twice it is tried.
    cloud.client("sqs").send_message(QueueUrl=opened.jobs, MessageBody="poison")
    return Passed(opened, found=f"{len(FUNCTIONS)} functions stand behind their triggers")


@LAB.step("An order is placed once, and is its customer's own", weight=2)
def placed(shop: Shop, random: Random) -> Passed:
    order = new_order(random)
    post = f"POST /orders with {order.body}"
    first = shop.send("POST /orders", shop.ana, body=order.body, key=order.key)
    _expect(shop, post, first, 201, order.shown("placed"))
    again = shop.send("POST /orders", shop.ana, body=new_order(random).body, key=order.key)
    if again.status != 200 or not isinstance(again.value, dict) or again.value.get("copies") != order.copies:
        raise NotYet(
            f"the same key again answered {again.status}: `{again.text}`",
            expected="200 with the first order",
            advice="write with the condition that the order is not there, and read what is",
            evidence=exchange(post, again),
        )
    other = new_order(random)
    for request, status, body in (
        (f"GET /orders/{order.key}", 404, ""),
        ("POST /orders", 409, other.body),
    ):
        reply = shop.send(request, shop.eve, body=body, key=order.key)
        _refused(f"{request} of another customer's order", reply, status)
    # The first round starts the environments, so that the second one really meets.
    for _ in range(2):
        _all_at_once(shop, random)
    bodies = ["", "two of A4", "[]", "null", "{}", json.dumps({"paper": "A4", "copies": 2})]
    for wrong in ({"copies": 0}, {"copies": 1001}, {"copies": "2"}, {"copies": True}, {"paper": "A9"}, {"name": ""}):
        bodies.append(json.dumps(json.loads(other.body) | wrong))
    for body in bodies:
        reply = shop.send("POST /orders", shop.ana, body=body, key=f"o-{random.randrange(16**8):08x}")
        _refused(f"POST /orders with `{body}`", reply, 400)
    return Passed(found=f"one order of three at once, and {len(bodies)} odd ones are refused")


@LAB.step("One order goes all the way to its customer's tab", weight=3)
def way(cloud: Cloud, shop: Shop, random: Random) -> Passed:
    order = new_order(random)
    try:
        with Tab(shop.tabs) as tab:
            _follow(cloud, tab, order.key, "unknown")
            reply = shop.send("POST /orders", shop.ana, body=order.body, key=order.key)
            _expect(shop, "POST /orders", reply, 201, order.shown("placed"))
            if tab.hears({"order": order.key, "status": "printed"}, seconds=12.0) is None:
                raise _lost(cloud, shop, order)
            _follow(cloud, tab, order.key, "printed")
            tab.send("anything")
            if not isinstance(_answer(tab, "error"), dict):
                raise NotYet("a tab that sent `anything` heard no error", expected='`{"error": "<why>"}`')
    except NotLetIn as error:
        raise NotYet(f"a tab is not let in: {error}", expected='`{"statusCode": 200}` for `$connect`') from error
    found = shop.send(f"GET /orders/{order.key}", shop.ana)
    _expect(shop, "GET /orders/{id}", found, 200, order.shown("printed"))
    _expect_sheets(cloud, order.key, order.copies, "one order was printed")
    events = shop.heard(order.key)
    wanted = [("OrderPlaced", order.job), ("OrderPrinted", order.job)]
    if [(event["detail-type"], event["detail"]) for event in events] != wanted:
        shown = ", ".join(f"{event['detail-type']} {json.dumps(event['detail'])}" for event in events)
        raise NotYet(
            f"the bus carried {shown or 'nothing'}",
            expected=f"OrderPlaced and OrderPrinted, each with `{json.dumps(order.job)}`",
            advice="compare the status of both images, and put these three fields on the bus",
        )
    return Passed(order, found=f"{order.key}: placed, printed on {order.copies} sheets, told")


@LAB.step("A job is printed once, and a bad one holds up no other", weight=2)
def printed(cloud: Cloud, shop: Shop, random: Random) -> Passed:
    orders = [replace(order, key=f"{QUIET}{order.key}") for order in (new_order(random) for _ in range(3))]
    for order in orders:
        _keep(cloud, order)
    once, other, raced = orders
    bad = ["no job", "[]", "{}", json.dumps(new_order(random).job), json.dumps(once.job | {"copies": "many"})]
    bodies = [json.dumps(once.job), *bad, json.dumps(once.job), json.dumps(other.job)]
    event = _jobs(bodies)
    wanted = [record["messageId"] for record in event["Records"] if record["body"] in bad]
    failed = reported_ids(_call(cloud, "printer", event))
    if failed is None or sorted(failed) != sorted(wanted):
        raise NotYet(
            f"of a batch with {len(bad)} bad jobs, `printer` reported {failed}",
            expected=f"{wanted}",
            advice="catch what a single job raises; a job that is printed already is not a failure, "
            "one whose order does not exist is",
            evidence="sent:\n" + "\n".join(f"  {record['messageId']} {record['body']}" for record in event["Records"]),
        )
    for order in (once, other):
        _expect_sheets(
            cloud, order.key, order.copies, "a job came twice" if order is once else "bad jobs came before it"
        )
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: _call(cloud, "printer", _jobs([json.dumps(raced.job)])), range(3)))
    _expect_sheets(cloud, raced.key, raced.copies, "a job came three times at once")
    return Passed(found=f"{len(bad)} bad jobs come back, three good ones are printed once")


@LAB.step("The bus hears what matters, and what it does not take comes again", weight=2)
def published(cloud: Cloud, shop: Shop, random: Random) -> Passed:
    good, busy, behind = new_order(random), new_order(random), new_order(random)
    image = _image(good)
    records = [
        _record(random, None, image),
        _record(random, image, image | {"address": {"S": "elsewhere"}}),
        _record(random, image, None),
        _record(random, None, _image(busy) | {"orderId": {"S": f"{BUSY}{busy.key}"}}),
        _record(random, None, _image(behind)),
    ]
    answer = _call(cloud, "publish", {"Records": records})
    number = records[3]["dynamodb"]["SequenceNumber"]
    if reported_ids(answer) is None or reported_ids(answer)[:1] != [number]:  # type: ignore[index]
        raise NotYet(
            f"the bus did not take the fourth of five records, and `publish` answered `{json.dumps(answer)}`",
            expected=f"`{number}` first in `batchItemFailures`",
            advice="look at `FailedEntryCount` in the answer of `put_events`: it does not raise",
        )
    events = shop.heard(good.key)
    if [event["detail-type"] for event in events] != ["OrderPlaced"]:
        raise NotYet(
            f"an order was placed, moved and deleted: the bus carried {[event['detail-type'] for event in events]}",
            expected="one OrderPlaced",
            advice="compare the status of both images",
        )
    return Passed(found="one event of three changes, and the failed record reported")


@LAB.step("A tab that is gone is forgotten, and one that fails holds up no other")
def gone(cloud: Cloud, shop: Shop, random: Random) -> Passed:
    order = new_order(random)
    dead = [f"0{new_connection_id(random)}", f"~{new_connection_id(random)}"]
    slow = f"{SLOW}{random.randrange(16**8):08x}"
    with Tab(shop.tabs) as tab:
        _follow(cloud, tab, order.key, "unknown")
        for connection in (*dead, slow):
            item = {"orderId": {"S": order.key}, "connectionId": {"S": connection}}
            cloud.client("dynamodb").put_item(TableName=FOLLOWERS, Item=item)
        event = _golden("printed") | {"detail": order.job}
        _call(cloud, "tell", event)
        if tab.hears({"order": order.key, "status": "printed"}) is None:
            raise NotYet("an open tab among three that fail heard nothing", expected="its order's status")
    left = _followers(cloud, order.key)
    if slow not in left or set(dead) & set(left):
        raise NotYet(
            f"of two tabs that are gone and one that is slow, these are left: {sorted({slow, *dead} & set(left))}",
            expected=f"['{slow}']",
            advice="delete the item where GoneException is caught, and nowhere else",
        )
    return Passed(found="two are forgotten, the slow one stays")


@LAB.step("A photo gets its thumbnail, whatever was uploaded beside it")
def photo(cloud: Cloud, shop: Shop, random: Random) -> Passed:
    name, width, height = random_name(random), random.randint(65, 200), random.randint(65, 200)
    s3 = cloud.client("s3")
    s3.put_object(Bucket=shop.bucket, Key=f"photos/{name}", Body=plain(width, height, random_colour(random)))
    _expect_thumbnail(cloud, shop, name)
    text, second = f"{random.randrange(16**8):08x}.png", f"b {random_name(random)}"
    # Not by the bucket: these two must come in one event.
    keys = [f"photos/{each}" for each in (text, "gone.png", second)]
    hidden = {keys[0]: b"no picture", keys[2]: plain(90, 70, random_colour(random))}
    s3.put_bucket_notification_configuration(Bucket=shop.bucket, NotificationConfiguration={})
    for key, body in hidden.items():
        s3.put_object(Bucket=shop.bucket, Key=key, Body=body)
    _call(cloud, "thumbnail", {"Records": [photo_record(random, key, bucket=shop.bucket) for key in keys]})
    _expect_thumbnail(cloud, shop, second)
    if buckets.read(cloud, shop.bucket, f"thumbnails/{text}") is not None:
        raise NotYet("a text got a thumbnail", expected="none")
    return Passed(found="two thumbnails, and none of a text")


@LAB.step("A poison job dies, and the alarm pauses the shop", weight=2)
def alarm(cloud: Cloud, shop: Shop, random: Random) -> Passed:
    try:
        until("the poison job to die", lambda: queues.counts(cloud, shop.dead)[0] > 0, timeout=20.0, every=0.2)
    except TimedOut as error:
        raise NotYet(
            "a job that is not JSON did not come to the dead-letter queue",
            expected="it fails twice, and SQS moves it there",
            advice="report it in `batchItemFailures`",
            evidence=logged(cloud, function("printer")),
        ) from error
    news = []
    for state, status, word in (("ALARM", 503, "paused"), ("OK", 201, "open"), ("ALARM", 503, "paused")):
        cloud.client("cloudwatch").set_alarm_state(AlarmName=ALARM, StateValue=state, StateReason="jobs die")
        news.append({"shop": word})
        _expect_status(cloud, shop, random, status, f"the alarm went to {state}")
    old, state = told("alarm"), _state(cloud)
    for value, timestamp in (
        ("OK", "2020-01-01T00:00:00.000+0000"),
        ("INSUFFICIENT_DATA", "2099-01-01T00:00:00.000+0000"),
    ):
        old["alarmData"]["state"] |= {"value": value, "timestamp": timestamp}
        for _ in range(2):
            _call(cloud, "pause", old)
        _expect_status(cloud, shop, random, 503, f"the shop is paused, and an event of {timestamp[:4]} said {value}")
    if _state(cloud) != state:
        raise NotYet("a late event changed the item `shop`", expected="what the newest event left")
    stop_alarm(cloud)
    heard = shop.announced(len(news))
    if heard != news:
        raise NotYet(
            f"the topic carried {json.dumps(heard)}",
            expected=json.dumps(news),
            advice="publish once for each change, and after the write that decides",
        )
    return Passed(found="paused, opened, paused; late events change nothing")


@LAB.step("No log names a customer", needs=("placed", "way"))
def discreet(cloud: Cloud, shop: Shop) -> Passed:
    secrets = (*PRIVATE, *shop.secrets())
    for name in FUNCTIONS:
        text = "\n".join(line.text for line in logs.lines(cloud, function(name)))
        if seen := [secret for secret in secrets if secret in text]:
            raise NotYet(
                f"the log of `{name}` holds `{seen[0][:24]}`",
                expected="keys of orders and ids of messages only",
                advice="print single fields, never an event, a body or an item",
            )
    return Passed(found=f"{len(FUNCTIONS)} logs without a name, an address or a token")


@LAB.step("No client is made in a call", needs=("placed", "way", "printed"))
def clients(cloud: Cloud, shop: Shop) -> Passed:
    calls: Mapping[str, Any] = {
        "shop": _golden("request"),
        "publish": {"Records": []},
        "printer": _jobs(["no job"]),
        "tell": _golden("printed") | {"detail": {"orderId": "o-nobody", "paper": "A4", "copies": 1}},
        "live": _golden("follow"),
        "thumbnail": {"Records": []},
        "pause": told("alarm"),
    }
    for name, event in calls.items():
        made = "?"
        for _ in range(3):
            log = functions.invoke(cloud, function(name), event).log
            made = next(
                (line.removeprefix(CLIENTS).strip() for line in log.splitlines() if line.startswith(CLIENTS)), "?"
            )
            # A first call in a new environment may make its clients late.
            if made == "0":
                break
        if made != "0":
            raise NotYet(
                f"a warm call of `{name}` made {made} client(s)",
                expected="none: making a client takes longer than the rest",
                advice="make them outside the functions, so that the environment keeps them",
            )
    return Passed(found="no warm call makes a client")


def _golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent.parent / "events" / f"{name}.json").read_text("utf-8"))
    return found


def _call(cloud: Cloud, name: str, event: object) -> Any:
    """What the function answers; raises NotYet when it raised."""
    found = functions.invoke(cloud, function(name), event)
    if found.error:
        raise NotYet(
            f"`{name}` raised `{found.error_text}`",
            expected="an answer: one part that fails is not a reason to raise",
            advice="put the `try` around each single part",
            evidence=f"logged:\n{found.log}",
        )
    return found.value


def _expect(shop: Shop, line: str, reply: web.Reply, status: int, wanted: Any) -> None:
    if (reply.status, reply.value) != (status, wanted):
        raise NotYet(
            f"{line} answered {reply.status}: `{reply.text}`",
            expected=f"{status} and `{json.dumps(wanted)}`",
            advice="answer with these four fields as JSON text; DynamoDB's numbers are Decimals: make them `int`",
            evidence=logged(shop.cloud, function("shop")),
        )


def _refused(line: str, reply: web.Reply, status: int) -> None:
    if reply.status != status or not (isinstance(reply.value, dict) and reply.value.get("error")):
        raise NotYet(
            f"{line} answered {reply.status}: `{reply.text}`",
            expected=f'{status} with `{{"error": "<why>"}}`',
            advice="check everything before you write, and put the reason into the body",
        )


def _all_at_once(shop: Shop, random: Random) -> None:
    orders, key = [new_order(random) for _ in range(3)], new_order(random).key
    with ThreadPoolExecutor(3) as pool:
        replies = list(pool.map(lambda each: shop.send("POST /orders", shop.ana, body=each.body, key=key), orders))
    copies = {reply.value.get("copies") if isinstance(reply.value, dict) else None for reply in replies}
    if sorted(reply.status for reply in replies) != [200, 200, 201] or len(copies) != 1:
        raise NotYet(
            f"three orders with one key, at once, answered {', '.join(str(reply.status) for reply in replies)}, with "
            f"{len(copies)} different orders",
            expected="one 201, two 200, all with the same order",
            advice="let one conditional write decide: a read before the write is a race",
            evidence="\n".join(f"{reply.status} {reply.text}" for reply in replies),
        )


def _follow(cloud: Cloud, tab: Tab, order: str, status: str) -> None:
    tab.send(json.dumps({"action": "follow", "order": order}))
    wanted = {"order": order, "status": status}
    if tab.hears(wanted) is None:
        raise NotYet(
            f"a tab that follows heard {json.dumps(tab.heard) if tab.heard else 'nothing'}",
            expected=f"`{json.dumps(wanted)}`",
            advice="remember the connection first, then post the order's status",
            evidence=logged(cloud, function("live")),
        )


def _answer(tab: Tab, field: str) -> Any:
    def look() -> list[Any]:
        return [message for message in tab.listen() if isinstance(message, dict) and message.get(field)]

    try:
        return until("an answer", look, timeout=5.0, every=0.02)[0]
    except TimedOut:
        return None


def _lost(cloud: Cloud, shop: Shop, order: Order) -> NotYet:
    """How far the order went, and the log of the function at which it stopped."""
    kinds = [event["detail-type"] for event in shop.heard(order.key)]
    status = _item(cloud, order.key).get("status", {}).get("S")
    if "OrderPlaced" not in kinds:
        at, found = "publish", "no OrderPlaced came to the bus"
    elif status != "printed":
        at, found = "printer", f"its job went to the queue, and its status is {status}"
    elif "OrderPrinted" not in kinds:
        at, found = "publish", "it is printed, and no OrderPrinted came to the bus"
    else:
        at, found = "tell", "OrderPrinted came to the bus, and its tab was not told"
    return NotYet(
        f"{order.key} did not arrive: {found}",
        expected="placed, printed, told",
        advice=f"look at `{at}`",
        evidence=logged(cloud, function(at)),
    )


def _item(cloud: Cloud, key: str) -> dict[str, Any]:
    found = cloud.client("dynamodb").get_item(TableName=ORDERS, Key={"orderId": {"S": key}}, ConsistentRead=True)
    item: dict[str, Any] = found.get("Item", {})
    return item


def _expect_sheets(cloud: Cloud, key: str, copies: int, what: str) -> None:
    item = _item(cloud, key)
    found = (item.get("status", {}).get("S"), item.get("sheets", {}).get("N"))
    if found != ("printed", str(copies)):
        raise NotYet(
            f"{what}: its status is {found[0]}, its sheets are {found[1]}",
            expected=f"printed, {copies} sheets",
            advice="one `update_item` that changes what is placed, and nothing else, does it",
            evidence=logged(cloud, function("printer")),
        )


def _image(order: Order) -> dict[str, dict[str, str]]:
    texts = {"orderId": order.key, "paper": order.paper, "name": order.name, "address": order.address}
    texts |= {"customer": "c-1", "status": "placed"}
    return {name: {"S": text} for name, text in texts.items()} | {"copies": {"N": str(order.copies)}}


def _keep(cloud: Cloud, order: Order) -> None:
    """Put an order into the table; the bus drops its event, so that its job is sent by hand only."""
    cloud.client("dynamodb").put_item(TableName=ORDERS, Item=_image(order))


def _jobs(bodies: Sequence[str]) -> dict[str, Any]:
    (first,) = _golden("jobs")["Records"]
    return {"Records": [first | {"messageId": f"m-{number}", "body": body} for number, body in enumerate(bodies)]}


def _record(random: Random, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> dict[str, Any]:
    found: dict[str, Any] = _golden("order_placed")["Records"][0]
    found["eventName"] = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
    change = found["dynamodb"]
    del change["NewImage"]
    change |= {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image is not None}
    change["Keys"] = {"orderId": (new or old or {})["orderId"]}
    change["SequenceNumber"] = f"{random.randrange(10**21):030d}"
    return found


def _followers(cloud: Cloud, order: str) -> list[str]:
    items = cloud.client("dynamodb").query(
        TableName=FOLLOWERS,
        KeyConditionExpression="orderId = :order",
        ExpressionAttributeValues={":order": {"S": order}},
        ConsistentRead=True,
    )["Items"]
    return [item["connectionId"]["S"] for item in items]


def _state(cloud: Cloud) -> Any:
    return cloud.client("dynamodb").scan(TableName=DESK, ConsistentRead=True)["Items"]


def _expect_thumbnail(cloud: Cloud, shop: Shop, name: str) -> None:
    key = f"thumbnails/{name}"
    try:
        body = until(f"`{key}`", lambda: buckets.read(cloud, shop.bucket, key), timeout=8.0, every=0.1)
        if max(size_of(body)) != 64:
            raise NotYet(f"`{key}` has {size_of(body)} pixels", expected="64 on the longer side")
    except (TimedOut, NotAPicture) as error:
        raise NotYet(
            f"there is no picture `{key}`",
            expected="a thumbnail of `photos/...`",
            advice="keys come quoted: `unquote_plus`; one record that is not a photo is not a reason to stop",
            evidence=logged(cloud, function("thumbnail")),
        ) from error


def _expect_status(cloud: Cloud, shop: Shop, random: Random, status: int, what: str) -> None:
    seen: list[int] = []

    def answers() -> bool:
        order = new_order(random)
        seen.append(shop.send("POST /orders", shop.ana, body=order.body, key=order.key).status)
        return seen[-1] == status

    try:
        until("the shop", answers, timeout=6.0, every=0.1)
    except TimedOut as error:
        raise NotYet(
            f"{what}, and an order answers {seen[-1]}",
            expected=str(status),
            advice="the newest event decides: compare timestamps in the write itself",
            evidence=logged(cloud, function("pause")),
        ) from error
