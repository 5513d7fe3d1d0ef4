"""The large answer: by value while it is small, by a signed address when it is not."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lambda_workshop.checks import Answer, Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, functions, roles
from lambda_workshop.cloud.functions import Function

ALBUM = "inkwell-limitations-album"
LARGEST_INLINE, LARGE = 5_000_000, 58_000
"""Bytes that come by value, and a number of photos that takes more than 6 MB."""
_HOUR = 3600
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

size = Exercise(
    "size",
    title="An answer that is too large",
    points=4,
    hints=(
        "What is too large to return, and which service could hand it to the caller instead of you?",
        "`s3.put_object` puts the JSON there. `s3.generate_presigned_url('get_object', ...)` makes an address that "
        "carries the function's own permission.",
        "`place = {'Bucket': os.environ['BUCKET'], 'Key': f'albums/{uuid.uuid4()}.json'}`, then `put_object(**place, "
        "Body=text.encode())` and `generate_presigned_url('get_object', Params=place, ExpiresIn=900)`.",
    ),
    resources=(ALBUM, "inkwell-limitations-"),
)


@dataclass(frozen=True)
class Large:
    """A large answer: its address, and what it must show."""

    url: str
    photos: int


@size.step("A small album comes as it is")
def small(cloud: Cloud, random: Random) -> Passed:
    found = functions.find(cloud, ALBUM)
    if found is None:
        raise NotAttempted(f"no function called `{ALBUM}`", advice="deploy it in the cell above")
    count = random.randint(3, 200)
    answer = functions.invoke(cloud, ALBUM, {"photos": count})
    value = answer.value if isinstance(answer.value, dict) else {}
    if answer.error_text or len(value.get("photos") or ()) != count:
        raise NotYet(
            f"for {count} photos it answered `{_short(answer)}`",
            expected=f'`{{"photos": [...]}}` with {count} of them: a detour by S3 costs time and money',
            advice="return the photos themselves up to 5,000,000 bytes",
            evidence=f"logged:\n{answer.log}",
        )
    return Passed(found, found=f"{count} photos, {len(json.dumps(value))} bytes")


@size.step("A large album comes as an address", weight=2)
def large(cloud: Cloud, small: Function, random: Random) -> Passed:
    return Passed(_large(cloud, LARGE + random.randrange(500)), found="an address instead of 6 MB")


@size.step("Whoever has the address gets the whole album")
def whole(large: Large) -> Passed:
    photos = _get(large)
    if len(photos) != large.photos:
        raise NotYet(
            f"{len(photos)} of {large.photos} photos are there",
            expected="all of them: half an answer that looks whole is the worst of errors",
            advice="put the same JSON there that you would have returned",
        )
    return Passed(found=f"{large.photos} photos, got without any credentials")


@size.step("The address is good for an hour at most")
def expires(large: Large) -> Passed:
    query = parse_qs(urlsplit(large.url).query)
    if "X-Amz-Expires" in query:
        seconds = int(query["X-Amz-Expires"][0])
    else:
        # The older signature tells the moment, and not the span.
        seconds = round(int(query.get("Expires", ["0"])[0]) - time.time())
    if not 0 < seconds <= _HOUR:
        raise NotYet(
            f"it is good for {seconds} seconds",
            expected=f"at most {_HOUR}: an address is a key, and keys get lost",
            advice="set `ExpiresIn`, in seconds",
        )
    return Passed(found=f"good for {seconds} seconds")


@size.step("Two answers never share a key")
def apart(cloud: Cloud, large: Large, whole: object) -> Passed:
    other = _large(cloud, large.photos + 7)
    if urlsplit(other.url).path == urlsplit(large.url).path or len(_get(large)) != large.photos:
        raise NotYet(
            "the second answer took the place of the first",
            expected="a key of its own for each: two callers may ask at once",
            advice="put a `uuid.uuid4()` or the request's id into the key",
        )
    return Passed(found="another answer, another key")


@size.step("The role may put and get these objects, and no more")
def rights(cloud: Cloud, small: Function, large: Large) -> Passed:
    bucket, key = _place(large, small)
    arn = f"arn:aws:s3:::{bucket}"
    for action in ("s3:PutObject", "s3:GetObject"):
        if not roles.allowed(cloud, small.role, action, f"{arn}/{key}"):
            raise NotYet(
                f"works here, but AWS would refuse it: the role may not `{action}` on `{key}`",
                expected="`s3:PutObject` and `s3:GetObject`: a signed address may do what its signer may do",
                advice="add both to the role's `policies`",
            )
    for action, resource in (("s3:DeleteObject", f"{arn}/{key}"), ("s3:GetObject", "arn:aws:s3:::inkwell-payroll/x")):
        if roles.allowed(cloud, small.role, action, resource):
            raise NotYet(
                f"the role may `{action}` on `{resource}`, which the function never needs",
                expected=f"`s3:PutObject` and `s3:GetObject` on `{arn}/*`",
                advice="name the actions and the bucket instead of `*`",
            )
    return Passed(found=f"it may put and get below `{arn}`")


def _large(cloud: Cloud, count: int) -> Large:
    answer = functions.invoke(cloud, ALBUM, {"photos": count})
    value = answer.value if isinstance(answer.value, dict) else {}
    url = value.get("url")
    if answer.error_text or not isinstance(url, str) or not url.startswith("http"):
        raise NotYet(
            f"for {count} photos it answered `{_short(answer)}`",
            expected='`{"url": ...}`, since the photos themselves take more than 6 MB',
            advice="put the JSON into the bucket above 5,000,000 bytes",
            evidence=f"logged:\n{answer.log}",
        )
    return Large(url, count)


def _get(large: Large) -> list[Any]:
    try:
        with _opener.open(large.url, timeout=10) as answer:
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            raise NotYet(
                f"the address answers {error.code}",
                expected="the album, for whoever has the address",
                advice="sign it: `s3.generate_presigned_url('get_object', Params=...)`",
                evidence=f"got:\n  {large.url}",
            ) from error
    except ValueError as error:
        raise NotYet("there is no JSON behind the address", expected="the album", advice="put the JSON") from error
    return list(found.get("photos") or ()) if isinstance(found, dict) else []


def _place(large: Large, function: Function) -> tuple[str, str]:
    """The bucket and the key behind an address, whichever of S3's two forms it has."""
    bucket = str(function.environment.get("BUCKET", ""))
    path = urlsplit(large.url).path.lstrip("/")
    if bucket and path.startswith(f"{bucket}/"):
        return bucket, path.removeprefix(f"{bucket}/")
    host = urlsplit(large.url).hostname or ""
    if host.startswith("inkwell-"):
        return host.partition(".")[0], path
    first, _slash, key = path.partition("/")
    return first, key


def _short(answer: Answer) -> str:
    text = answer.error_text or json.dumps(answer.value)
    return text if len(text) <= 200 else f"{text[:200]} ... ({len(text) - 200:,} characters more)"
