"""The site that is a 502: the cause named, the header renamed, a new version at the edge."""

from __future__ import annotations

from random import Random

from botocore.exceptions import ClientError

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, functions
from lambda_workshop.sections.cloudfront.broken import COUNTER, ROOM, break_it
from lambda_workshop.sections.cloudfront.checks_wire import told
from lambda_workshop.sections.cloudfront.judging import path
from lambda_workshop.sections.cloudfront.site import association, bucket_name, open_edge, upload
from lambda_workshop.simulators.edge import Edge, EventType

HEADER = "x-shop-variant"
CAUSES = {
    "a": Option(
        "CloudFront wants header names as people write them, with capitals.",
        "The names in `headers` must be in lower case; the `key` beside the value is for people, and may be left out.",
    ),
    "b": Option(
        "The function adds a header whose name CloudFront keeps for itself.",
        "Names that begin with X-Edge- are CloudFront's own, and it refuses the whole answer.",
        correct=True,
    ),
    "c": Option(
        "The header is not in the cache policy, so that CloudFront may not send it.",
        "A cache policy chooses what of a *request* is in the key. Headers of a response need no policy.",
    ),
    "d": Option(
        "At viewer-response no header may be added any more.",
        "Your own site adds two headers at viewer-response, and CloudFront takes them.",
    ),
}

debug = Exercise(
    "debug",
    title="The 502 of a function that succeeds",
    points=4,
    hints=(
        "A 503 says that the function failed. What does a 502 with `X-Cache: LambdaValidationError` say?",
        "Some names are CloudFront's: `Connection`, `X-Cache`, and all that begin with `X-Edge-` or `X-Amz-Cf-`. "
        "And where does the edge get its code from? Not from $LATEST.",
        "Replace `x-edge-variant` with `x-shop-variant` in the code, in the name and in the `key`. Then "
        "`update_function_code`, `publish_version`, and `update_distribution` with the new version's ARN and "
        "`IfMatch=now['ETag']`.",
    ),
    resources=(ROOM,),
    setup=break_it,
)


@debug.step("The broken site is there", weight=0)
def room(cloud: Cloud, work: object) -> Passed:
    edge = open_edge(cloud, ROOM)
    if edge is None or functions.find(cloud, COUNTER) is None:
        raise NotYet(
            f"the distribution `{ROOM}` or its function is gone",
            expected="the site that `cloudfront.debug.start()` makes, mended",
            advice="run the cell with `cloudfront.debug.start()` again",
        )
    if work is None and _version(edge) == f"{COUNTER}:1":
        raise NotAttempted("no cause is named, and nothing was mended", advice="visit the site, then set `cause`")
    return Passed(edge, found=f"`{ROOM}` at {edge.distribution.domain}")


@debug.step("The cause is named")
def cause(work: object, room: Edge) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("A mended version is at viewer-response", needs=("cause",))
def mended(cloud: Cloud, room: Edge) -> Passed:
    found = association(room.distribution, EventType.VIEWER_RESPONSE)
    if found is None:
        raise NotYet(
            "there is no function at viewer-response any more: pages come, and nobody is counted",
            expected="the mended function at viewer-response",
            advice="mend the function, do not take it away",
        )
    if _version(room) == f"{COUNTER}:1":
        client = cloud.client("lambda")
        code = [
            client.get_function_configuration(FunctionName=COUNTER, **more)["CodeSha256"]
            for more in ({}, {"Qualifier": "1"})
        ]
        if code[0] == code[1]:
            raise NotYet(
                "the function's code is the old one",
                expected=f"code that sets `{HEADER}`",
                advice="call `update_function_code` with a zip file of the mended text",
            )
        raise NotYet(
            "the function has new code, and the distribution still has version 1, which never changes",
            expected="a new version, and the distribution updated to it",
            advice="call `publish_version`, then `update_distribution` with its ARN",
        )
    try:
        refusals = room.refusals()
    except ClientError as error:
        raise NotYet(f"the version cannot be read: {error}", advice="publish a version that exists") from error
    if refusals:
        raise NotYet(f"AWS would refuse it: {refusals[0]}", advice="use a version of the function that was there")
    return Passed(found=f"`{_version(room)}`")


@debug.step("Each browser is told its variant", weight=2)
def counted(cloud: Cloud, room: Edge, mended: object, random: Random) -> Passed:
    bucket, page = bucket_name(cloud, ROOM), path(random, ".html")
    text = f"<h1>{random.randrange(10**9)}</h1>"
    upload(cloud, bucket, page[1:], text)
    basket = f"basket={random.randrange(10_000)}"
    visitors = {"b": f"{basket}; variant=b", "a": basket}
    try:
        for variant, cookie in random.sample(sorted(visitors.items()), k=2):
            answer = room.request("GET", page, headers={"Cookie": cookie})
            if answer.status != 200 or text not in answer.text:
                raise NotYet(
                    f"a new page was answered with {answer.status}: {answer.problem or answer.x_cache}",
                    expected="200 with the page",
                    advice="read the problem: which header is it this time?"
                    if answer.status == 502
                    else "follow the request with `visit`",
                    evidence=told(answer),
                )
            if answer.headers.get(HEADER) != variant:
                raise NotYet(
                    f"with the cookie `{cookie}` the header `{HEADER}` is `{answer.headers.get(HEADER) or 'missing'}`",
                    expected=f"`{variant}`",
                    advice="change the header's name only, and leave the rest of the code as it is",
                    evidence=told(answer),
                )
    finally:
        cloud.client("s3").delete_object(Bucket=bucket, Key=page[1:])
    return Passed(found="two visitors of one cached page, two variants in the header")


def _version(edge: Edge) -> str:
    found = association(edge.distribution, EventType.VIEWER_RESPONSE)
    return f"{found.name}:{found.version}" if found else ""
