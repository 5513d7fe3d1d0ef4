"""The rest of the limits: as much as AWS gives, and no more at a time than what stands behind can take."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, functions
from lambda_workshop.cloud.functions import Function

POSTER = "inkwell-limitations-poster"
PENS = 2
_PRICES = Path(__file__).parent / "prices.json"
_LARGEST = {"Timeout": (900, "s"), "MemorySize": (10240, "MB"), "EphemeralStorage": (10240, "MB")}

rest = Exercise(
    "rest",
    title="As much as it gets",
    points=3,
    hints=(
        "All the numbers are in the table above. What does not fit into an environment variable can travel with the code.",
        "`limitations.deploy` takes `timeout`, `memory` and `files`. `/tmp` is `EphemeralStorage`, and concurrency has "
        "an operation of its own.",
        "`timeout=900, memory=10240, files={'prices.json': limitations.file('prices.json')}`, then "
        "`update_function_configuration(EphemeralStorage={'Size': 10240})` and "
        "`put_function_concurrency(ReservedConcurrentExecutions=2)`.",
    ),
    resources=(POSTER,),
)


@rest.step("The function knows the price of every paper")
def poster(cloud: Cloud, random: Random) -> Passed:
    found = functions.find(cloud, POSTER)
    if found is None:
        raise NotAttempted(f"no function called `{POSTER}`", advice="deploy it in the cell above")
    prices: dict[str, Any] = json.loads(_PRICES.read_text("utf-8"))
    for paper in random.sample(sorted(prices), 4):
        answer = functions.invoke(cloud, POSTER, {"paper": paper})
        if answer.error_text or answer.value != prices[paper]:
            raise NotYet(
                f"for `{paper}` it answered `{answer.error_text or json.dumps(answer.value)}`",
                expected=f"`{json.dumps(prices[paper])}`, as in `prices.json`",
                advice="ship the whole list: `files={'prices.json': limitations.file('prices.json')}`",
                evidence=f"logged:\n{answer.log}",
            )
    return Passed(found, found="four random papers have their price")


@rest.step("It has the largest timeout, memory and `/tmp`")
def largest(cloud: Cloud, poster: Function) -> Passed:
    settings = cloud.client("lambda").get_function_configuration(FunctionName=POSTER)
    for name, (wanted, unit) in _LARGEST.items():
        value = settings.get(name)
        given = value.get("Size") if isinstance(value, dict) else value
        if given != wanted:
            raise NotYet(
                f"`{name}` is {given} {unit}",
                expected=f"{wanted} {unit}, the most that AWS takes",
                advice="set it with `limitations.deploy` or `update_function_configuration`",
            )
    return Passed(found="900 s, 10,240 MB of memory and of `/tmp`")


@rest.step("Nothing large is in its environment variables")
def variables(poster: Function) -> Passed:
    size = sum(len(name) + len(value) for name, value in poster.environment.items())
    if any("cents" in value for value in poster.environment.values()):
        raise NotYet(
            f"a part of the price list is in its environment variables, {size} bytes",
            expected="the list in the package: all variables together may have 4,096 bytes, and prices grow",
            advice="deploy it without that variable",
        )
    return Passed(found=f"{size} bytes")


@rest.step(f"{PENS} calls run at a time, and a third is throttled", weight=2)
def reserved(cloud: Cloud, poster: Function) -> Passed:
    client = cloud.client("lambda")
    given = client.get_function_concurrency(FunctionName=POSTER).get("ReservedConcurrentExecutions")
    if given != PENS:
        raise NotYet(
            f"its reserved concurrency is {'not set' if given is None else given}",
            expected=f"{PENS}: the plotter has two pens, and the account's other functions keep theirs",
            advice="call `lam.put_function_concurrency(FunctionName=..., ReservedConcurrentExecutions=2)`",
        )
    session: Any = cloud.session
    # What Lambda answers, and not what a second try would get.
    impatient = session.client("lambda", config=Config(retries={"total_max_attempts": 1}))

    def call(_number: int) -> str:
        payload = json.dumps({"paper": "A4-satin", "seconds": 0.5})
        try:
            impatient.invoke(FunctionName=POSTER, Payload=payload)["Payload"].read()
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "ran"

    with ThreadPoolExecutor(PENS + 1) as pool:
        answers = sorted(pool.map(call, range(PENS + 1)))
    if answers != ["TooManyRequestsException", "ran", "ran"]:
        raise NotYet(
            f"three calls at once got {answers}",
            expected="two that ran, and TooManyRequestsException (429)",
            advice="wait until earlier calls of the function are done, and check again",
        )
    return Passed(found="two ran, the third got TooManyRequestsException (429)")
