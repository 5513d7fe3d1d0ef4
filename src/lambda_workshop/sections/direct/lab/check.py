"""Grades the lab: deploys the learner's handler, and calls it with videos, changes and nonsense."""

from __future__ import annotations

import hashlib
import json
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, buckets, cleanup, deploying, functions

ROOM = "inkwell-direct-lab"
FUNCTION = f"{ROOM}-video"
SERVICES = ("lambda", "s3", "iam", "logs")
# Read at once, it leaves no room for Python in 128 MB.
VIDEO_MB = 120
LAB = Exercise(
    "lab",
    title="A video by its key",
    points=6,
    hints=(
        "What do you know of the video without reading it? Ask for that first.",
        "`head_object` gives `ContentLength` and `ETag`, or raises. `Body.iter_chunks()` gives the bytes piece by piece, "
        "and `hashlib.sha256()` takes them with `update`.",
        "Read the receipt; if its `etag` is that of `head_object`, answer from it. Otherwise hash, put the receipt, answer.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "direct")


@LAB.step("It runs")
def videos(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    bucket, receipts = f"{ROOM}-videos-{cloud.account}", f"{ROOM}-receipts-{cloud.account}"
    for name in (bucket, receipts):
        cloud.client("s3").create_bucket(Bucket=name)
    rights: list[dict[str, Any]] = [
        {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"},
        {"Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"arn:aws:s3:::{receipts}/*"},
        # Without it, S3 answers 403 and not 404 for what is not there.
        {"Action": "s3:ListBucket", "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{receipts}"]},
    ]
    deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"handler.py": source, "wrapper.py": WRAPPER}),
        handler="wrapper.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-role", rights),
        timeout=20,
        memory=128,
        environment={"RECEIPTS": receipts},
    )
    return Passed((bucket, receipts), found=f"`{FUNCTION}` is there")


@LAB.step("A large video is measured within 128 MB", weight=2)
def measured(cloud: Cloud, videos: tuple[str, str], random: Random) -> Passed:
    body = random.randbytes(1 << 20) * VIDEO_MB
    key = f"videos/{random.randrange(16**8):08x}.mp4"
    found = _call(cloud, videos[0], key, body)
    receipt = json.loads(buckets.read(cloud, videos[1], f"receipts/{key}.json") or b"{}")
    wanted = _wanted(key, body)
    if found != wanted or {name: receipt.get(name) for name in wanted} != wanted:
        raise NotYet(
            f"answered `{json.dumps(found)}`, filed `{json.dumps(receipt)}`",
            expected=json.dumps(wanted),
            advice="read README.md, points 1 and 2",
        )
    return Passed(key, found=f"{len(body)} bytes are measured and filed")


@LAB.step("The same event again is answered from the receipt, a changed video is read again")
def again(cloud: Cloud, videos: tuple[str, str], measured: str, random: Random) -> Passed:
    body = random.randbytes(1000)
    first = _call(cloud, videos[0], measured, body)
    if first != _wanted(measured, body):
        raise NotYet(f"after a change it answered `{json.dumps(first)}`", expected=json.dumps(_wanted(measured, body)))
    receipt = json.loads(buckets.read(cloud, videos[1], f"receipts/{measured}.json") or b"{}")
    marked = receipt | {"sha256": "from the receipt"}
    cloud.client("s3").put_object(Bucket=videos[1], Key=f"receipts/{measured}.json", Body=json.dumps(marked))
    second = functions.invoke(cloud, FUNCTION, {"bucket": videos[0], "key": measured})
    if not isinstance(second.value, dict) or second.value.get("sha256") != "from the receipt":
        raise NotYet(
            "the video was read once more, although it had not changed",
            expected="the receipt's answer, as its `etag` is that of the video",
            advice="read README.md, point 3",
        )
    return Passed(found="unchanged: from the receipt; changed: read again")


@LAB.step("Nonsense and missing videos are refused by name")
def refused(cloud: Cloud, videos: tuple[str, str], random: Random) -> Passed:
    gone = f"videos/{random.randrange(16**8):08x}.mp4"
    cases: tuple[tuple[dict[str, Any], str, str], ...] = (
        ({"key": gone}, "ValueError", "bucket"),
        ({"bucket": videos[0], "key": 7}, "ValueError", "key"),
        ({"bucket": videos[0], "key": gone}, "LookupError", gone),
    )
    for event, kind, word in cases:
        answer = functions.invoke(cloud, FUNCTION, event)
        error = answer.error or {}
        if error.get("errorType") != kind or word not in str(error.get("errorMessage")):
            raise NotYet(
                f"`{json.dumps(event)}` gave `{answer.error_text or json.dumps(answer.value)}`",
                expected=f"{kind} that names `{word}`",
                advice="read README.md, point 4",
                evidence=answer.log,
            )
    return Passed(found="each is refused with its reason")


@LAB.step("The client is made once for an environment", needs=("measured",))
def clients(cloud: Cloud, videos: tuple[str, str], measured: str) -> Passed:
    log = functions.invoke(cloud, FUNCTION, {"bucket": videos[0], "key": measured}).log
    if f"{CLIENTS} 0" not in log:
        raise NotYet("a call made a client", expected="none", advice="make it at the top of the file", evidence=log)
    cleanup.remove(cloud, (ROOM,), SERVICES)
    return Passed(found="no call makes a client")


def _call(cloud: Cloud, bucket: str, key: str, body: bytes) -> Any:
    cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=body)
    found = functions.invoke(cloud, FUNCTION, {"bucket": bucket, "key": key})
    if found.error:
        raise NotYet(f"the function failed: {found.error_text}", expected="an answer", evidence=found.log)
    return found.value


def _wanted(key: str, body: bytes) -> dict[str, Any]:
    return {"key": key, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
