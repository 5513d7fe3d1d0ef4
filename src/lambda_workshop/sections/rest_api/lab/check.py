"""Grades the lab: deploys the learner's handler behind an API that takes pictures, and sends it bytes."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, addresses, cleanup, deploying, functions, logs, web
from lambda_workshop.sections.rest_api.orders import exchange

ROOM = "inkwell-rest-api-lab"
FUNCTION = f"{ROOM}-function"
SERVICES = ("lambda", "apigateway", "s3", "iam", "logs")
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"
MOST_BYTES = 4 * 1024 * 1024

LAB = Exercise(
    "lab",
    title="Photos come in and go out",
    points=6,
    hints=(
        "Follow the bytes: what does API Gateway do to them on the way in, and what must it know on the way out?",
        "`base64.b64decode(event['body'])` when `isBase64Encoded` says so; `isBase64Encoded: True` beside the answer's "
        "body. Let S3 itself decide who was first: `put_object` takes a condition.",
        "`s3.put_object(..., IfNoneMatch='*')` raises a ClientError with the code `PreconditionFailed` when the key is "
        "there: answer 200. `s3.exceptions.NoSuchKey` is the 404.",
    ),
    resources=(ROOM,),
)


@dataclass(frozen=True)
class Photos:
    """The API with the learner's function behind it, and its bucket."""

    base: str
    bucket: str

    def post(self, photo: bytes, kind: str, *, name: str = "Content-Type") -> web.Reply:
        """Send a photo, with a token that nobody may log."""
        headers = [("Authorization", "ana.c0ffee-5ec2e7")] + ([(name, kind)] if kind else [])
        return web.request(f"{self.base}/photos", "POST", headers=headers, body=photo)

    def get(self, number: str) -> web.Reply:
        """Fetch one, as a browser's `<img>` does."""
        return web.request(f"{self.base}/photos/{number}", headers=[("Accept", "image/png,image/*,*/*;q=0.5")])


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "rest-api")


@LAB.step("A photo is taken")
def deployed(cloud: Cloud, source: str, random: Random) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    photos = _build(cloud, source)
    photo = PNG + random.randbytes(900)
    reply = photos.post(photo, "image/png")
    _expect("POST /photos", reply, 201, {"id": _id(photo)}, "run `python -m pytest` in the lab's folder first")
    return Passed(photos, found="201 and its SHA-256", evidence=exchange("POST /photos", reply))


@LAB.step("What comes out is byte for byte what came in", weight=2)
def same(deployed: Photos, random: Random) -> Passed:
    for start, kind in ((PNG, "image/png"), (JPEG, "image/jpeg")):
        photo = start + random.randbytes(2000)
        deployed.post(photo, kind, name="content-type")
        reply = deployed.get(_id(photo))
        if (reply.status, reply.header("content-type"), reply.content) != (200, kind, photo):
            raise NotYet(
                f"GET answered {reply.status}, {reply.header('content-type')}, {len(reply.content)} bytes that begin "
                f"with {reply.content[:12]!r}",
                expected=f"200, {kind}, the {len(photo)} bytes that came in",
                advice="decode the body before you keep it; encode it, and set `isBase64Encoded`, when you give it",
            )
    return Passed(found="a PNG and a JPEG come back as they were")


@LAB.step("The same photo is kept once")
def once(cloud: Cloud, deployed: Photos, random: Random) -> Passed:
    photo, s3 = PNG + random.randbytes(500), cloud.client("s3")
    first = deployed.post(photo, "image/png")
    tags = {"TagSet": [{"Key": "kept", "Value": "first"}]}
    _expect("POST /photos", first, 201, {"id": _id(photo)}, "a photo that was never there is 201")
    s3.put_object_tagging(Bucket=deployed.bucket, Key=_id(photo), Tagging=tags)
    again = deployed.post(photo, "image/png")
    _expect("POST /photos, the same again", again, 200, {"id": _id(photo)}, "let a condition decide: `IfNoneMatch='*'`")
    if not s3.get_object_tagging(Bucket=deployed.bucket, Key=_id(photo))["TagSet"]:
        raise NotYet(
            "the second upload overwrote the first",
            expected="the object of the first upload",
            advice="write with `IfNoneMatch='*'`",
        )
    return Passed(found="200, and the first upload is still there")


@LAB.step("What cannot be printed is refused with a reason", weight=2)
def odd(cloud: Cloud, deployed: Photos, random: Random) -> Passed:
    photo = PNG + random.randbytes(100)
    cases = [
        ("a text", b"hello", "text/plain", 415),
        ("a GIF", b"GIF89a" + random.randbytes(20), "image/gif", 415),
        ("a PNG that says it is a JPEG", photo, "image/jpeg", 400),
        ("an empty body", b"", "image/png", 400),
        ("more than 4 MB", PNG + bytes(MOST_BYTES), "image/png", 413),
    ]
    for what, body, kind, status in cases:
        _expect_refusal(f"POST /photos with {what}", deployed.post(body, kind), status)
    for number in (_id(b"never"), "handler.py"):
        _expect_refusal(f"GET /photos/{number}", deployed.get(number), 404)
    return Passed(found=f"{len(cases) + 2} requests are refused")


@LAB.step("The log keeps tokens and photos to itself")
def discreet(cloud: Cloud, deployed: Photos, same: object) -> Passed:
    text = "\n".join(line.text for line in logs.lines(cloud, FUNCTION))
    for secret, what in (("5ec2e7", "a token"), (base64.b64encode(PNG[:6]).decode(), "a photo")):
        if secret in text:
            raise NotYet(
                f"the log holds {what}", expected="neither", advice="print single fields, never the event or the body"
            )
    return Passed(found="no token and no photo")


@LAB.step("No client is made in a call")
def one_client(cloud: Cloud, deployed: Photos, once: object) -> Passed:
    for _ in range(3):
        deployed.get(_id(b"never"))
    lines = [line.text for line in logs.lines(cloud, FUNCTION) if line.text.startswith(CLIENTS)]
    made = lines[-1].removeprefix(CLIENTS).strip() if lines else "?"
    if made != "0":
        raise NotYet(
            f"a warm call made {made} client(s)",
            expected="none: making a client takes longer than the write",
            advice="make the client outside the handler, so that the environment keeps it",
        )
    return Passed(found="a warm call makes no client")


def _build(cloud: Cloud, source: str) -> Photos:
    gateway: Any = cloud.client("apigateway")
    bucket = f"{ROOM}-{cloud.account}"
    cloud.client("s3").create_bucket(Bucket=bucket)
    rights = [
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"arn:aws:s3:::{bucket}/*"},
        # Without it S3 answers 403, not 404, for a key that is not there.
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}"},
    ]
    arn = deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"handler.py": source, "probe.py": WRAPPER}),
        handler="probe.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-role", [{"Statement": rights}]),
        timeout=10,
        memory=256,
        environment={"BUCKET": bucket},
    )
    api = gateway.create_rest_api(name=ROOM, binaryMediaTypes=["image/png", "image/jpeg"])["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    photos = gateway.create_resource(restApiId=api, parentId=root, pathPart="photos")["id"]
    one = gateway.create_resource(restApiId=api, parentId=photos, pathPart="{id}")["id"]
    uri = f"arn:aws:apigateway:{cloud.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    for resource, verb in ((photos, "POST"), (one, "GET")):
        where = {"restApiId": api, "resourceId": resource, "httpMethod": verb}
        gateway.put_method(**where, authorizationType="NONE")
        gateway.put_integration(**where, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    gateway.create_deployment(restApiId=api, stageName="prod")
    cloud.client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{cloud.region}:{cloud.account}:{api}/*",
    )
    return Photos(addresses.address(cloud, api, kind="rest", stage="prod"), bucket)


def _id(photo: bytes) -> str:
    return hashlib.sha256(photo).hexdigest()


def _expect(line: str, reply: web.Reply, status: int, wanted: Any, advice: str) -> None:
    if (reply.status, reply.value) != (status, wanted):
        raise NotYet(
            f"{line} answered {reply.status}: `{reply.text}`",
            expected=f"{status} and `{wanted}`",
            advice=advice,
            evidence=exchange(line, reply),
        )


def _expect_refusal(line: str, reply: web.Reply, status: int) -> None:
    if reply.status != status or not (isinstance(reply.value, dict) and reply.value.get("error")):
        raise NotYet(
            f"{line} answered {reply.status}: `{reply.text[:200]}`",
            expected=f'{status} with `{{"error": "<why>"}}`',
            advice="check type, size and first bytes before you write, and put the reason into the body",
            evidence=exchange(line, reply),
        )
