"""Grades the lab: deploys the learner's handler behind a bucket, uploads and removes pictures, sends old events."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, TimedOut, buckets, cleanup, deploying, functions, until
from lambda_workshop.sections.s3.notifications import record
from lambda_workshop.sections.s3.pictures import plain, random_colour, random_name

ROOM = "inkwell-s3-lab"
FUNCTION = f"{ROOM}-catalogue"
SERVICES = ("lambda", "s3", "iam", "logs")
LAB = Exercise(
    "lab",
    title="The picture catalogue",
    points=6,
    hints=(
        "Two events of one key may arrive in the other order. What do you know of the entry that is there?",
        "Read the entry first, and compare its `sequencer` with the event's. Then decide: leave, write or delete.",
        "`one.rjust(n, '0') > other.rjust(n, '0')` with the greater length n compares two sequencers.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "s3")


@LAB.step("It runs behind a bucket")
def bucket(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    name = f"{ROOM}-{cloud.account}"
    cloud.client("s3").create_bucket(Bucket=name)
    rights = {"Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], "Resource": f"arn:aws:s3:::{name}/*"}
    package = functions.zip_of({"handler.py": source, "wrapper.py": WRAPPER})
    role = deploying.role(cloud, f"{ROOM}-role", [rights])
    arn = deploying.deploy(cloud, FUNCTION, package, handler="wrapper.handler", role_arn=role, timeout=10, memory=256)
    cloud.client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="pictures",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{name}",
        SourceAccount=cloud.account,
    )
    rule = {
        "LambdaFunctionArn": arn,
        "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "pictures/"}]}},
    }
    cloud.client("s3").put_bucket_notification_configuration(
        Bucket=name, NotificationConfiguration={"LambdaFunctionConfigurations": [rule]}
    )
    return Passed(name, found=f"`{FUNCTION}` is called for `{name}`")


@LAB.step("An uploaded picture gets its entry, a removed one loses it", weight=2)
def catalogue(cloud: Cloud, bucket: str, random: Random) -> Passed:
    name, width, height = random_name(random), random.randint(2, 60), random.randint(2, 60)
    body = plain(width, height, random_colour(random))
    cloud.client("s3").put_object(Bucket=bucket, Key=f"pictures/{name}", Body=body)
    found = _entry(cloud, bucket, name)
    wanted = {"key": f"pictures/{name}", "size": len(body), "width": width, "height": height}
    if {key: found.get(key) for key in wanted} != wanted:
        raise NotYet(
            f"the entry is `{json.dumps(found)}`", expected=json.dumps(wanted), advice="read README.md, point 1"
        )
    cloud.client("s3").delete_object(Bucket=bucket, Key=f"pictures/{name}")
    until(
        f"the entry of `{name}` to go",
        lambda: buckets.read(cloud, bucket, f"catalogue/{name}.json") is None,
        timeout=10.0,
        every=0.1,
        advice="read README.md, point 2",
    )
    return Passed(name, found=f"`{name}` came and went")


@LAB.step("Old and repeated events change nothing", needs=("catalogue",))
def order(cloud: Cloud, bucket: str, random: Random) -> Passed:
    name = random_name(random)
    cloud.client("s3").put_object(Bucket=bucket, Key=f"pictures/{name}", Body=plain(5, 4, random_colour(random)))
    first = _entry(cloud, bucket, name)
    latest = str(first["sequencer"])
    oldest = "0" * len(latest)
    for kind, sequencer in (
        ("ObjectCreated:Put", latest),
        ("ObjectCreated:Put", oldest),
        ("ObjectRemoved:Delete", oldest),
    ):
        _send(cloud, random, bucket, name, kind, sequencer, size=int(first["size"]))
    if _entry(cloud, bucket, name) != first:
        raise NotYet(
            "an event that is older than the entry changed it",
            expected=f"the entry with the sequencer {latest}",
            advice="compare the sequencers before you write or delete",
        )
    return Passed(found="the newest event wins")


@LAB.step("What is no picture stops nothing", needs=("catalogue",))
def odd(cloud: Cloud, bucket: str, random: Random) -> Passed:
    name = f"{random.randrange(16**8):08x}.txt"
    cloud.client("s3").put_object(Bucket=bucket, Key=f"pictures/{name}", Body=b"no picture")
    found = _entry(cloud, bucket, name)
    if found.get("width") is not None or found.get("height") is not None:
        raise NotYet(
            f"the entry is `{json.dumps(found)}`", expected="width and height null", advice="look at the signature"
        )
    return Passed(found="a text has an entry without width and height")


@LAB.step("The client is made once for an environment", needs=("catalogue",))
def clients(cloud: Cloud, bucket: str, random: Random) -> Passed:
    name = random_name(random)
    logs = [_send(cloud, random, bucket, name, "ObjectCreated:Put", f"0{number}") for number in range(2)]
    if any(f"{CLIENTS} 0" not in log for log in logs):
        raise NotYet(
            "a call made a client",
            expected="no client in a call",
            advice="make it at the top of the file",
            evidence=logs[-1],
        )
    cleanup.remove(cloud, (ROOM,), SERVICES)
    return Passed(found="no call makes a client")


def _entry(cloud: Cloud, bucket: str, name: str) -> dict[str, Any]:
    key = f"catalogue/{name}.json"
    try:
        body = until(f"`{key}`", lambda: buckets.read(cloud, bucket, key), timeout=10.0, every=0.1)
        found: dict[str, Any] = json.loads(body)
    except TimedOut as error:
        raise NotYet(f"there is no `{key}`", expected="an entry", advice="look at the function's log") from error
    except ValueError as error:
        raise NotYet(f"`{key}` is not JSON", expected="an entry", advice="write it with json.dumps") from error
    return found


def _send(cloud: Cloud, random: Random, bucket: str, name: str, kind: str, sequencer: str, *, size: int = 100) -> str:
    """Hand the function an event of our own; returns its log; raises NotYet when it failed."""
    item = record(random, f"pictures/{name}", event=kind, bucket=bucket)
    item["s3"]["object"] |= {"sequencer": sequencer, "size": size}
    found = functions.invoke(cloud, FUNCTION, {"Records": [item]})
    if found.error:
        raise NotYet(f"the function failed: {found.error_text}", expected="no exception", evidence=found.log)
    return found.log
