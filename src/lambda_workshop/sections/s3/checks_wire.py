"""The bucket's wiring: what exists, what S3 may call, what the role may do, and photos that go through."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, buckets, functions, logs, roles, until
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.s3.names import photo_bucket
from lambda_workshop.sections.s3.pictures import Colour, plain, random_colour, random_name
from lambda_workshop.sections.s3.thumbnail import NotAPicture, decode

THUMBNAILER = "inkwell-s3-thumbnailer"
LARGEST = 64
PROBE_SECONDS = 12.0

wire = Exercise(
    "wire",
    title="The photo bucket",
    points=4,
    hints=(
        "Three things must agree: the bucket's rule, the function's policy, the role's rights. Which "
        "of them does the failing step look at?",
        "The rule is in the bucket's notification configuration, with `Filter`. `add_permission` makes the policy, "
        "with `SourceArn` and `SourceAccount`. The rights are two statements, one to get and one to put.",
        "`put_bucket_notification_configuration` takes `LambdaFunctionConfigurations` with `LambdaFunctionArn`, "
        "`Events=['s3:ObjectCreated:*']` and `Filter={'Key': {'FilterRules': [...prefix..., ...suffix...]}}`; the "
        "resource of a right is `arn:aws:s3:::BUCKET/photos/*`.",
    ),
    resources=("inkwell-s3-photos", "inkwell-s3-thumbnailer"),
)


@wire.step("The bucket `inkwell-s3-photos-` and your account exists")
def bucket(cloud: Cloud) -> Passed:
    name = photo_bucket(cloud)
    if not buckets.exists(cloud, name):
        raise NotAttempted(f"there is no bucket `{name}`", advice="create it with `storage.create_bucket`")
    return Passed(name, found=f"`{name}` is there")


@wire.step("The function `inkwell-s3-thumbnailer` exists")
def function(cloud: Cloud) -> Passed:
    found = functions.find(cloud, THUMBNAILER)
    if found is None:
        others = ", ".join(f"`{name}`" for name in functions.names(cloud)) or "no other"
        raise NotAttempted(
            f"there is no function `{THUMBNAILER}`; there is {others}", advice="deploy it under exactly this name"
        )
    return Passed(found, found=f"it runs as {roles.name_of(found.role)}, for at most {found.timeout} s")


@wire.step("S3 may invoke it, for this bucket of yours only")
def permitted(cloud: Cloud, bucket: str, function: Function) -> Passed:
    arn = f"arn:aws:s3:::{bucket}"
    service = "s3.amazonaws.com"
    refusal = functions.refusal(cloud, THUMBNAILER, service, source_arn=arn, source_account=cloud.account)
    if refusal:
        raise NotYet(
            f"AWS would refuse it: {refusal}",
            expected=f"a statement for `{service}` with the source `{arn}`",
            advice="call `lam.add_permission`, or the function `allow` of the example",
        )
    ours = [item for item in functions.policy(cloud, THUMBNAILER) if item.principal == service]
    if any(item.condition("aws:SourceArn") in ("", "*", "arn:aws:s3:::*") for item in ours):
        raise NotYet(
            "any bucket of anybody may invoke the function",
            expected=f"`SourceArn={arn}` in every statement for S3",
            advice="remove the open statement and add one with SourceArn and SourceAccount",
        )
    if not all(item.condition("aws:SourceAccount") == cloud.account for item in ours):
        raise NotYet(
            "the permission names the bucket and not its owner",
            expected=f'`SourceAccount="{cloud.account}"`: when you delete the bucket, somebody else may take its name',
            advice="remove the statement and add it again with SourceAccount",
        )
    return Passed(found=f"`{service}` may, for `{arn}` of {cloud.account}")


@wire.step("The role may read photos and write thumbnails, and no more")
def rights(cloud: Cloud, bucket: str, function: Function) -> Passed:
    base = f"arn:aws:s3:::{bucket}"
    for action, key in (("s3:GetObject", "photos/cat.png"), ("s3:PutObject", "thumbnails/cat.png")):
        if not roles.allowed(cloud, function.role, action, f"{base}/{key}"):
            raise NotYet(
                f"works here, but AWS would refuse it: the role may not `{action}` on `{key}`",
                expected=f"`{action}` on `{base}/{key.partition('/')[0]}/*`",
                advice="add that statement to the policies of the role",
            )
    for action, key in (("s3:PutObject", "photos/cat.png"), ("s3:DeleteObject", "photos/cat.png")):
        if roles.allowed(cloud, function.role, action, f"{base}/{key}"):
            raise NotYet(
                f"the role may `{action}` on `{key}`, which the function never needs",
                expected="`s3:GetObject` below `photos/` and `s3:PutObject` below `thumbnails/`, nothing else",
                advice="name the actions and the prefixes instead of `*`: a mistake in the code then stays small",
            )
    return Passed(found="it gets below `photos/` and puts below `thumbnails/`")


@wire.step("Created objects below `photos/` that end in `.png` call it, and no others")
def rule(cloud: Cloud, bucket: str, function: Function) -> Passed:
    found = buckets.function_notifications(cloud, bucket)
    mine = [item for item in found if item["LambdaFunctionArn"].partition(f":{THUMBNAILER}")[1]]
    if not mine:
        raise NotYet(
            f"the bucket has {len(found)} rules, none for `{THUMBNAILER}`",
            expected=f"a rule for `{function.arn}`",
            advice="call `storage.put_bucket_notification_configuration` after `add_permission`",
        )
    if not any(event in ("s3:ObjectCreated:*",) for item in mine for event in item["Events"]):
        raise NotYet(
            f"the rule names {mine[0]['Events']}",
            expected="`s3:ObjectCreated:*`: large uploads are not `Put`, nor are copies",
            advice="put the notification again with that event",
        )
    for item in mine:
        rules = {
            part["Name"].lower(): part["Value"] for part in item.get("Filter", {}).get("Key", {}).get("FilterRules", [])
        }
        if rules.get("prefix") != "photos/" or rules.get("suffix") != ".png":
            raise NotYet(
                f"the rule has the filter {rules or '(none)'}",
                expected="prefix `photos/` and suffix `.png`; without the prefix, each thumbnail calls it again",
                advice="add both to `Filter` and put the notification again",
            )
    return Passed(found="prefix `photos/`, suffix `.png`, every kind of creation")


@dataclass(frozen=True)
class Photo:
    """A random photo that the check uploads."""

    key: str
    colour: Colour
    width: int
    height: int

    @property
    def thumbnail(self) -> str:
        """Where its thumbnail belongs."""
        return "thumbnails/" + self.key.removeprefix("photos/")


@wire.step("A photo with an odd name gets its thumbnail", weight=2, needs=("permitted", "rule"))
def probe(cloud: Cloud, bucket: str, function: Function, random: Random) -> Passed:
    photo = Photo(
        f"photos/{random_name(random)}", random_colour(random), random.randint(90, 240), random.randint(90, 240)
    )
    since = logs.now_ms()
    _upload(cloud, bucket, photo.key, plain(photo.width, photo.height, photo.colour))
    sent = f"uploaded `{photo.key}`, {photo.width} x {photo.height} pixels of colour {photo.colour}"
    try:
        made = until(
            f"`{photo.thumbnail}`",
            lambda: buckets.read(cloud, bucket, photo.thumbnail),
            timeout=PROBE_SECONDS,
            every=0.1,
        )
    except TimedOut as error:
        raise NotYet(
            f"after {PROBE_SECONDS:g} s there is no `{photo.thumbnail}`",
            expected=error.expected,
            advice="read the function's log below; the key in the event is URL-encoded",
            evidence=f"{sent}\nlogged:\n{_logged(cloud, since)}",
        ) from error
    evidence = f"{sent}\nfound `{photo.thumbnail}`, {len(made)} bytes"
    _expect_thumbnail(photo, made, evidence)
    return Passed(photo, found=f"`{photo.thumbnail}` shows it in small", evidence=evidence)


@wire.step("What is no photo gets none, and thumbnails call nobody")
def quiet(cloud: Cloud, bucket: str, probe: Photo, random: Random) -> Passed:
    token = f"{random.randrange(16**6):06x}"
    since = logs.now_ms()
    for key in (f"notes/{token}.png", f"photos/{token}.txt"):
        cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=plain(2, 2, probe.colour))

    def called() -> list[str]:
        lines = [line.text for line in logs.lines(cloud, THUMBNAILER, since_ms=since)]
        made = [
            key for key in buckets.keys(cloud, bucket, "thumbnails/") if token in key or key.count("thumbnails/") > 1
        ]
        return made + [line for line in lines if token in line]

    try:
        seen = until("nothing", called, timeout=1.0, every=0.2)
    except TimedOut:
        return Passed(found="two other objects called nobody")
    raise NotYet(
        f"something happened that should not: `{seen[0]}`",
        expected="only objects below `photos/` that end in `.png` call the function",
        advice="look at the rule's filter, and at where the function writes",
    )


def _upload(cloud: Cloud, bucket: str, key: str, body: bytes) -> None:
    cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=body, ContentType="image/png")


def _expect_thumbnail(photo: Photo, made: bytes, evidence: str) -> None:
    try:
        width, height, rows = decode(made)
    except NotAPicture as error:
        raise NotYet(
            f"the thumbnail cannot be read: {error}",
            expected="a PNG",
            advice="put what `shrink` returns",
            evidence=evidence,
        ) from error
    scale = LARGEST / max(photo.width, photo.height)
    wanted = round(photo.width * scale), round(photo.height * scale)
    if max(width, height) > LARGEST or abs(width - wanted[0]) > 1 or abs(height - wanted[1]) > 1:
        raise NotYet(
            f"the thumbnail has {width} x {height} pixels",
            expected=f"about {wanted[0]} x {wanted[1]}: at most {LARGEST}, in the photo's proportions",
            advice=f"call `shrink(photo, {LARGEST})`",
            evidence=evidence,
        )
    colour = tuple(rows[height // 2][4 * (width // 2) : 4 * (width // 2) + 3])
    if any(abs(one - other) > 3 for one, other in zip(colour, photo.colour, strict=True)):
        raise NotYet(
            f"the thumbnail has the colour {colour}",
            expected=f"{photo.colour}: a picture of this very photo",
            advice="get the object that the event names, in each invocation anew",
            evidence=evidence,
        )


def _logged(cloud: Cloud, since: int) -> str:
    lines: list[Any] = [line.text for line in logs.lines(cloud, THUMBNAILER, since_ms=since - 1000)]
    return "\n".join(lines[-20:]) or f"(nothing: `{THUMBNAILER}` was not called)"
