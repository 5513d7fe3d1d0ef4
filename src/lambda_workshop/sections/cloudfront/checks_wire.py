"""The wiring of the site: a bucket that trusts one distribution, and a version at four events, as AWS would accept it."""

from __future__ import annotations

import json
from random import Random

from botocore.exceptions import ClientError

from lambda_workshop.aws.policies import Grant, Kind, Request, acting_for, beyond, may, parse, service
from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, functions
from lambda_workshop.sections.cloudfront.checks_handle import PAGE, SECURE
from lambda_workshop.sections.cloudfront.judging import event, path
from lambda_workshop.sections.cloudfront.site import FUNCTION, SITE, association, bucket_name, open_edge, upload
from lambda_workshop.simulators.edge import Answer, Edge, EventType
from lambda_workshop.simulators.edge.bucket_access import SERVICE, document
from lambda_workshop.simulators.edge.distribution import DistributionRefused, NotSimulated

wire = Exercise(
    "wire",
    title="The site",
    points=4,
    hints=(
        "Two sides must trust each other. Who assumes the role, and whom does the bucket let in?",
        "`publish_version` gives the ARN with the number, and `at(viewer_request=..., ...)` takes it once for each "
        "event. The bucket's policy needs the distribution's ARN, so the distribution comes first.",
        "`distribute('inkwell-cloudfront-site', {'TargetOriginId': 'site', 'ViewerProtocolPolicy': "
        "'redirect-to-https', 'CachePolicyId': CACHING_OPTIMIZED, 'LambdaFunctionAssociations': at(...)})`, then a "
        "policy that allows `s3:GetObject` on `.../*` to `cloudfront.amazonaws.com`, with `{'StringEquals': "
        "{'AWS:SourceArn': the distribution's ARN}}`.",
    ),
    resources=(SITE, FUNCTION),
)


@wire.step(f"The distribution `{SITE}` serves the bucket")
def site(cloud: Cloud) -> Passed:
    try:
        edge = open_edge(cloud)
    except (DistributionRefused, NotSimulated) as error:
        raise NotYet(
            f"the distribution cannot be served: {error}", advice="leave out what the task does not name"
        ) from error
    if edge is None:
        raise NotAttempted(f"no distribution has the comment `{SITE}`", advice="create it in the cells above")
    distribution, bucket = edge.distribution, bucket_name(cloud)
    origin = distribution.origins[distribution.behaviours[-1].origin]
    if origin.bucket != bucket:
        raise NotYet(
            f"its origin is `{origin.domain}`",
            expected=f"the bucket `{bucket}`",
            advice="use `origin` from above, and its `Id` as `TargetOriginId`",
        )
    if origin.signed != "access-control":
        raise NotYet(
            "CloudFront does not sign its requests to the bucket",
            expected="an origin access control, so that the bucket can stay private",
            advice="give the origin `OriginAccessControlId`, as `origin` from above has it",
        )
    return Passed(edge, found=f"{distribution.id} at {distribution.domain}")


@wire.step("One numbered version is at all four events")
def version(site: Edge) -> Passed:
    found = {kind: association(site.distribution, kind) for kind in EventType}
    if not any(found.values()):
        raise NotYet(
            "the distribution has no function",
            expected="your version at all four events",
            advice="give the behaviour `LambdaFunctionAssociations=at(...)`",
        )
    if lacking := [kind.value for kind, item in found.items() if item is None]:
        raise NotYet(
            f"there is no function at {', '.join(lacking)}",
            expected="your version at all four events",
            advice="name all four in `at(...)`",
        )
    arns = {item.function for item in found.values() if item}
    if len(arns) > 1 or f":{FUNCTION}:" not in next(iter(arns)):
        raise NotYet(
            f"the events have {', '.join(f'`{arn}`' for arn in sorted(arns))}",
            expected=f"one version of `{FUNCTION}`",
            advice="publish a version, and use its ARN four times",
        )
    return Passed(next(iter(arns)), found=f"`{next(iter(arns))}`")


@wire.step("It is the version of your latest code")
def latest(cloud: Cloud, version: str) -> Passed:
    client = cloud.client("lambda")
    try:
        old = client.get_function_configuration(FunctionName=version)
        new = client.get_function_configuration(FunctionName=FUNCTION)
    except ClientError as error:
        raise NotYet(
            f"`{version}` is gone: every request is a 503",
            expected="the function, with this version",
            advice="deploy, publish and associate it again",
        ) from error
    if old["CodeSha256"] != new["CodeSha256"]:
        raise NotYet(
            f"version {version.rpartition(':')[2]} has older code than the function",
            expected="the code that you deployed last: a version never changes",
            advice="publish a new version, and update the distribution",
        )
    return Passed(found=f"version {version.rpartition(':')[2]} has the code of $LATEST")


@wire.step("AWS would run it at the edge")
def accepted(cloud: Cloud, site: Edge, version: str) -> Passed:
    if refusals := site.refusals():
        raise NotYet(
            f"AWS would refuse it: {refusals[0]}",
            expected="a role that `lambda.amazonaws.com` and `edgelambda.amazonaws.com` may assume, and a function "
            "that has only what the edge supports",
            advice="change what the message names: `trust` from above is the role's trust policy, and the function has no "
            "environment variables",
        )
    name, _, number = version.rpartition(":")
    answer = functions.invoke(cloud, name, event("viewer-request", "/sale"), qualifier=number)
    value = answer.value if isinstance(answer.value, dict) else {}
    if answer.error_text or str(value.get("status")) != "302":
        raise NotYet(
            f"called with `/sale`, it answered `{answer.error_text or answer.value}`",
            expected="302: the handler that `cloudfront.handle.check(handler)` passes",
            advice="deploy that handler, publish a version, and update the distribution",
        )
    return Passed(found="us-east-1, no environment variables, a role that both services may assume")


@wire.step("Only this distribution reads the bucket")
def private(cloud: Cloud, site: Edge) -> Passed:
    bucket, distribution = bucket_name(cloud), site.distribution
    text, cloudfront = document(cloud.client("s3"), bucket), service(SERVICE)
    policy, shown, objects = parse(text), json.dumps(json.loads(text or "{}"), indent=2), f"arn:aws:s3:::{bucket}/*"
    wanted = Grant(("s3:Get*",), (objects,), (cloudfront,), acting_for(distribution.arn))
    excess = {one.kind for one in beyond(policy, wanted)}
    if Kind.EVERYBODY in excess:
        raise NotYet(
            "the bucket's policy lets everybody in, past CloudFront",
            expected=f"the service `{SERVICE}` only",
            advice=f'make the principal `{{"Service": "{SERVICE}"}}`',
            evidence=shown,
        )
    page = Request("s3:GetObject", f"arn:aws:s3:::{bucket}/index.html", cloudfront, acting_for(distribution.arn))
    decision = may(page, resource_policy=policy)
    if not decision.allowed and Kind.SOURCE not in excess:
        raise NotYet(
            "the bucket's policy does not let CloudFront in, so every page is a 403: it " + decision.reason,
            expected=f"`s3:GetObject` for `{SERVICE}`",
            advice="put a bucket policy",
            evidence=shown,
        )
    if Kind.SOURCE in excess:
        raise NotYet(
            "works here, but it is not safe on AWS: a distribution of any account may read the bucket, or yours may not",
            expected=f'`{{"StringEquals": {{"AWS:SourceArn": "{distribution.arn}"}}}}` as `Condition`',
            advice="add the condition, with the ARN of this distribution",
            evidence=shown,
        )
    if Kind.ACTION in excess:
        raise NotYet(
            "the policy allows more than reading",
            expected="`s3:GetObject` alone",
            advice="CloudFront only fetches pages: take the other actions away",
            evidence=shown,
        )
    return Passed(found="the service, this distribution, and `s3:GetObject`")


@wire.step("Viewers are led to HTTPS, and pages are cached")
def behaviour(site: Edge) -> Passed:
    found = site.distribution.behaviours[-1]
    if found.viewers != "redirect-to-https":
        raise NotYet(
            f"`ViewerProtocolPolicy` is `{found.viewers}`",
            expected="`redirect-to-https`",
            advice="set it in the behaviour",
        )
    if not found.cache.caches:
        raise NotYet(
            "the cache policy keeps nothing, so all four functions run for every request",
            expected="`CACHING_OPTIMIZED`",
            advice="set `CachePolicyId` in the behaviour",
        )
    if found.cache.chosen.cookies.takes("variant"):
        raise NotYet(
            "cookies are in the cache key: each customer's basket makes a copy of its own of every page",
            expected="`CACHING_OPTIMIZED`: the function puts the variant into the path, and the path is in the key",
            advice="set `CachePolicyId` in the behaviour",
        )
    return Passed(found="redirect-to-https, and a policy that caches")


@wire.step("A new page goes through, is cached, and leaves with the headers", weight=2)
def probe(cloud: Cloud, site: Edge, accepted: object, private: object, random: Random) -> Passed:
    bucket, folder = bucket_name(cloud), path(random)
    text = f"<h1>Inkwell {random.randrange(10**9)}</h1>"
    key = f"{folder[1:]}/index.html"
    upload(cloud, bucket, key, text)
    try:
        first, second = site.request("GET", f"{folder}/"), site.request("GET", f"{folder}/")
    finally:
        cloud.client("s3").delete_object(Bucket=bucket, Key=key)
    _expect(first, 200, text, f"{folder}/")
    for name, value in SECURE.items():
        if first.headers.get(name) != value:
            raise NotYet(
                f"the page left without `{name}: {value}`",
                expected="both security headers",
                advice="check the handler, and its association at viewer-response",
                evidence=told(first),
            )
    if second.x_cache != "Hit from cloudfront":
        raise NotYet(
            f"asked again, CloudFront says `{second.x_cache}`",
            expected="`Hit from cloudfront`",
            advice="use `CACHING_OPTIMIZED` as the cache policy",
            evidence=told(second),
        )
    sale = site.request("GET", "/sale")
    _expect(sale, 302, "", "/sale")
    missing = site.request("GET", path(random, ".html"))
    _expect(missing, 404, PAGE, "a page that is not there")
    return Passed(
        found="200 and a miss, then a hit; `/sale` is a 302, a missing page a 404",
        evidence=f"{told(first)}\n{told(second)}",
    )


def told(answer: Answer) -> str:
    """An answer in a few lines, for a result's evidence."""
    lines = [f"{answer.status} {answer.reason}, X-Cache: {answer.x_cache}", f"functions: {', '.join(answer.events)}"]
    if answer.problem:
        lines.append(f"problem: {answer.problem}")
    return "\n".join([*lines, f"body: {answer.text[:300]}"])


def _expect(answer: Answer, status: int, text: str, what: str) -> None:
    if answer.status != status or text not in answer.text:
        raise NotYet(
            f"{what} was answered with {answer.status}" + (f": {answer.problem}" if answer.problem else ""),
            expected=f"{status}" + (f" with `{text}`" if text else ""),
            advice="send the same request with `visit`, and follow it through the hooks",
            evidence=told(answer),
        )
