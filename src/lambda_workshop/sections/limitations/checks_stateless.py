"""The count that no call forgets: kept in a table, and changed in one request."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

from botocore.exceptions import ClientError

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, functions, missing, roles
from lambda_workshop.cloud.functions import Function

COUNTER, TABLE, ROLE = "inkwell-limitations-counter", "inkwell-limitations-visits", "inkwell-limitations-counter-role"
AT_ONCE = 8
"""Calls that overlap; each may need an environment of its own."""

stateless = Exercise(
    "stateless",
    title="A count that survives",
    points=4,
    hints=(
        "Two calls at once are two environments. What can both of them see, and who makes sure that both additions count?",
        "`update_item` changes an item where it is, and can return the new value. Look up `ADD` for its "
        "`UpdateExpression`, and `ReturnValues`.",
        '`table.update_item(Key={"page": event["page"]}, UpdateExpression="ADD visits :one", '
        'ExpressionAttributeValues={":one": 1}, ReturnValues="UPDATED_NEW")` gives the new count in `Attributes`.',
    ),
    resources=(COUNTER, TABLE),
)


@stateless.step(f"The table `{TABLE}` has the key `page`")
def table(cloud: Cloud) -> Passed:
    try:
        found = cloud.client("dynamodb").describe_table(TableName=TABLE)["Table"]
    except ClientError as error:
        if missing(error):
            raise NotAttempted(f"no table called `{TABLE}`", advice="create it in the cell above") from error
        raise
    keys = [(item["AttributeName"], item["KeyType"]) for item in found["KeySchema"]]
    if keys != [("page", "HASH")]:
        raise NotYet(f"its key is {keys}", expected="`page`, alone", advice="delete the table and create it again")
    return Passed(str(found["TableArn"]), found="its key is `page`")


@stateless.step(f"`{COUNTER}` counts a page, one by one")
def counter(cloud: Cloud, table: str, random: Random) -> Passed:
    found = functions.find(cloud, COUNTER)
    if found is None:
        raise NotAttempted(f"no function called `{COUNTER}`", advice="deploy it in the cell above")
    page = _page(random)
    for wanted in (1, 2, 3):
        _expect(cloud, page, wanted)
    return Passed(found, found=f"`{page}` was seen 1, 2, 3 times")


@stateless.step("Each page has a count of its own")
def pages(cloud: Cloud, counter: Function, random: Random) -> Passed:
    first, second = _page(random), _page(random)
    for page, wanted in ((first, 1), (second, 1), (first, 2)):
        _expect(cloud, page, wanted)
    return Passed(found=f"`{first}` 2, `{second}` 1")


@stateless.step("A new environment carries on with the count")
def survives(cloud: Cloud, counter: Function, random: Random) -> Passed:
    page = _page(random)
    _expect(cloud, page, 1)
    functions.renew(cloud, counter, page)
    _expect(cloud, page, 2, "environments come and go: what only one of them knows is lost")
    return Passed(found="after a change, in another environment, the count carries on")


@stateless.step(f"{AT_ONCE} calls at once, and none is lost", weight=2)
def at_once(cloud: Cloud, counter: Function, random: Random) -> Passed:
    page = _page(random)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: functions.invoke(cloud, COUNTER, {"page": page}), range(AT_ONCE)))
    failed = [answer.error_text for answer in answers if answer.error_text]
    if failed:
        raise NotYet(
            f"{len(failed)} of {AT_ONCE} calls failed: `{failed[0]}`",
            expected="every call counted",
            advice="let DynamoDB add, instead of refusing what another call has changed",
        )
    given = sorted(answer.value["visits"] for answer in answers)
    evidence = f"{AT_ONCE} calls at once for `{page}` answered:\n  {given}"
    if given != list(range(1, AT_ONCE + 1)):
        twice = [number for number, count in Counter(given).items() if count > 1]
        raise NotYet(
            f"{len(twice)} numbers were given more than once, such as {twice[0]}" if twice else f"they got {given}",
            expected=f"1 to {AT_ONCE}, each once: between a read and a write another call may write",
            advice="add in one request, with `ADD` in an `UpdateExpression`",
            evidence=evidence,
        )
    return Passed(found=f"1 to {AT_ONCE}, each once", evidence=evidence)


@stateless.step("The role may count in this table, and no more")
def rights(cloud: Cloud, counter: Function, table: str) -> Passed:
    if not roles.allowed(cloud, counter.role, "dynamodb:UpdateItem", table):
        raise NotYet(
            "works here, but AWS would refuse it: the role may not `dynamodb:UpdateItem` on the table",
            expected=f"`dynamodb:UpdateItem` on `{table}`",
            advice="add that statement to the role's `policies`",
        )
    other = table.replace(TABLE, "inkwell-payroll")
    for action, resource in (("dynamodb:UpdateItem", other), ("dynamodb:DeleteTable", table)):
        if roles.allowed(cloud, counter.role, action, resource):
            raise NotYet(
                f"the role may `{action}` on `{resource.rsplit('/', 1)[-1]}`, which a counter never needs",
                expected=f"`dynamodb:UpdateItem` on `{table}`",
                advice="name the action and the table instead of `*`",
            )
    return Passed(found=f"it may update items of `{TABLE}`")


def _page(random: Random) -> str:
    return f"{random.choice(('posters', 'cards', 'books', 'frames'))}-{random.randrange(1_000_000):06d}"


def _expect(cloud: Cloud, page: str, wanted: int, why: str = "one more each time") -> None:
    answer = functions.invoke(cloud, COUNTER, {"page": page})
    if answer.error_text or answer.value != {"page": page, "visits": wanted}:
        given = answer.error_text or json.dumps(answer.value)
        raise NotYet(
            f"for `{page}` it answered `{given}`",
            expected=f'`{{"page": "{page}", "visits": {wanted}}}`: {why}',
            advice="keep the count in the table, under the page's key",
            evidence=f"logged:\n{answer.log}",
        )
