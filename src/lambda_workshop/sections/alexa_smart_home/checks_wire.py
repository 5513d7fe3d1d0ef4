"""The wiring of the print room: a table, a function with rights to it, Alexa's permission, devices that she takes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, functions, roles
from lambda_workshop.cloud.core import missing
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.alexa_smart_home.home import BRIGHTNESS, LAMP, POWER, SENSOR, SKILL, app, home, story
from lambda_workshop.sections.alexa_smart_home.names import FUNCTION, TABLE
from lambda_workshop.simulators.alexa import Answered, SmartHome
from lambda_workshop.simulators.alexa.smart_home import PRINCIPAL

RIGHTS = ("dynamodb:GetItem", "dynamodb:PutItem")
_ALEXA_WAITS = 8
_CAPABILITIES = {
    LAMP: {"Alexa", "Alexa.PowerController", "Alexa.BrightnessController"},
    SENSOR: {"Alexa", "Alexa.TemperatureSensor"},
}

wire = Exercise(
    "wire",
    title="The print room",
    points=4,
    hints=(
        "Who calls whom here? Alexa calls the function, the function calls the table: two permissions, in two places.",
        "A capability needs `type`, `interface`, `version` (a text) and, where there is state, `properties` with "
        "`supported` and `retrievable`. Every device has the capability `Alexa` itself, without properties.",
        f"`lam.add_permission(FunctionName='{FUNCTION}', StatementId='alexa', Action='lambda:InvokeFunction', "
        f"Principal='{PRINCIPAL}', EventSourceToken=SKILL)`, and for the role "
        "`{'Action': ['dynamodb:GetItem', 'dynamodb:PutItem'], 'Resource': table_arn}`.",
    ),
    resources=(TABLE, FUNCTION),
)


@wire.step(f"The table `{TABLE}` exists")
def table(cloud: Cloud) -> Passed:
    client = cloud.client("dynamodb")
    try:
        found = client.describe_table(TableName=TABLE)["Table"]
    except client.exceptions.ClientError as error:
        if not missing(error):
            raise
        raise NotAttempted(f"no table called `{TABLE}`", advice="create it in the cell above") from error
    keys = [(key["AttributeName"], key["KeyType"]) for key in found["KeySchema"]]
    if keys != [("id", "HASH")]:
        raise NotYet(
            f"its key is {keys}", expected="`id` alone, a string", advice="delete the table, and create it again"
        )
    return Passed(str(found["TableArn"]), found="its key is `id`")


@wire.step(f"The function `{FUNCTION}` exists, and is quicker than Alexa's patience")
def function(cloud: Cloud) -> Passed:
    found = functions.find(cloud, FUNCTION)
    if found is None:
        raise NotAttempted(f"no function called `{FUNCTION}`", advice="deploy your handler in the cell above")
    if found.timeout > _ALEXA_WAITS:
        raise NotYet(
            f"the function may run for {found.timeout} s",
            expected=f"at most {_ALEXA_WAITS} s: Alexa gives up then, and you would pay for the rest",
            advice="set a shorter `timeout`",
        )
    return Passed(found, found=f"timeout {found.timeout} s")


@wire.step("AWS lets the function read and write the table")
def rights(cloud: Cloud, table: str, function: Function) -> Passed:
    role = roles.name_of(function.role)
    if denied := roles.denied(cloud, function.role, RIGHTS, table):
        raise NotYet(
            f"works here, but AWS would refuse it: the role `{role}` does not allow {', '.join(denied)}",
            expected=f"{', '.join(RIGHTS)} on `{table}`",
            advice="name both rights in the `policies` of the role",
        )
    if not roles.denied(cloud, function.role, ("dynamodb:DeleteTable",), f"{table}-of-somebody-else"):
        raise NotYet(
            f"the role `{role}` may do everything with every table",
            expected=f"{', '.join(RIGHTS)} on this table alone",
            advice="name the two actions and the table's ARN",
        )
    return Passed(found=f"`{role}` may get and put items")


@wire.step("AWS lets this skill call the function, and no other")
def permitted(cloud: Cloud, function: Function) -> Passed:
    if why := functions.refusal(cloud, FUNCTION, PRINCIPAL, token=SKILL):
        policy = functions.policy(cloud, FUNCTION)
        tokens = [item.condition("lambda:EventSourceToken") for item in policy if item.principal == PRINCIPAL]
        others = ", ".join(sorted({item.principal for item in policy})) or "nobody"
        if not tokens:
            why = f"the policy lets {others} in"
        elif tokens[0] and SKILL not in tokens:
            why = f"the permission is for `{tokens[0]}`"
        raise NotYet(
            f"works with a test event, but AWS would refuse Alexa: {why}",
            expected=f"`{PRINCIPAL}`, the smart home's own principal, with the skill's id as EventSourceToken",
            advice="call `add_permission` with that Principal and the action `lambda:InvokeFunction`",
        )
    if functions.decision(cloud, FUNCTION, PRINCIPAL, token="of somebody else").allowed:
        raise NotYet(
            "the permission names no EventSourceToken, so every smart-home skill in the world may call your function",
            expected=f"`EventSourceToken={SKILL}`",
            advice="remove that statement with `remove_permission`, and add it again with the skill's id",
        )
    return Passed(found=f"`{PRINCIPAL}` for `{SKILL}`")


@wire.step("Alexa finds the lamp and the sensor, and drops nothing")
def found(cloud: Cloud, permitted: object) -> Passed:
    room = home(cloud, FUNCTION)
    discovered = room.discover()
    _fine(discovered, "the discovery")
    for endpoint, wanted in _CAPABILITIES.items():
        device = room.endpoints.get(endpoint)
        if device is None:
            raise NotYet(
                f"no device has the endpointId `{endpoint}`; there are {sorted(room.endpoints) or 'none'}",
                expected=f"`{LAMP}` and `{SENSOR}`",
                advice="add it to `endpoints`, and deploy again",
                evidence=story([discovered]),
            )
        if lacking := sorted(wanted - device.capabilities.keys()):
            raise NotYet(
                f"`{endpoint}` has no capability {lacking[0]}",
                expected=", ".join(sorted(wanted)),
                advice="add the capability, and deploy again",
                evidence=story([discovered]),
            )
        silent = [
            name for name, item in device.capabilities.items() if name in wanted - {"Alexa"} and not item.retrievable
        ]
        if silent:
            raise NotYet(
                f"{silent[0]} of `{endpoint}` is not retrievable, so the app never asks for its state",
                expected='`"retrievable": True`',
                advice="set it in the capability's `properties`",
                evidence=story([discovered]),
            )
    return Passed(room, found=", ".join(item.friendly_name for item in room.app()), evidence=story([discovered]))


@wire.step("The lamp obeys, and its state outlives the execution environment", weight=2)
def obeys(cloud: Cloud, found: SmartHome, rights: object, random: Random) -> Passed:
    percent, delta = random.randint(20, 60), random.randint(5, 30)
    answers: list[Answered] = []
    actions: tuple[Callable[[], Answered], ...] = (
        lambda: found.turn_on(LAMP),
        lambda: found.set_brightness(LAMP, percent),
        lambda: found.adjust_brightness(LAMP, delta),
    )
    for action in actions:
        answers.append(action())
        _fine(answers[-1], "the lamp", answers)
    # Another home, which knows nothing: what it is told comes out of the table.
    fresh = home(cloud, FUNCTION)
    fresh.discover()
    report = fresh.report_state(LAMP)
    answers.append(report)
    _fine(report, "ReportState", answers)
    told = (report.value(*POWER), report.value(*BRIGHTNESS))
    stored = cloud.client("dynamodb").get_item(TableName=TABLE, Key={"id": {"S": LAMP}}, ConsistentRead=True)
    kept = _kept(stored.get("Item", {}))
    for where, state in (("ReportState tells", told), (f"`{TABLE}` holds", kept)):
        if state != ("ON", percent + delta):
            raise NotYet(
                f"{where} {state}",
                expected=f"('ON', {percent + delta}) after TurnOn, SetBrightness {percent}, AdjustBrightness {delta}",
                advice="deploy the `respond` that passed `alexa_smart_home.handle.check(respond)`, with `room.py` and "
                "the variable TABLE",
                evidence=story(answers),
            )
    return Passed(found=f"on, {percent + delta} %", evidence=story(answers))


@wire.step("The sensor tells its temperature, and the grant is taken")
def others(cloud: Cloud, found: SmartHome, random: Random) -> Passed:
    celsius = random.randint(150, 290) / 10
    item = {"id": {"S": SENSOR}, "celsius": {"N": str(celsius)}}
    cloud.client("dynamodb").put_item(TableName=TABLE, Item=item)
    answers = [found.report_state(SENSOR), found.accept_grant()]
    for answered in answers:
        _fine(answered, "the answer", answers)
    shown = found.shown(SENSOR)
    if shown is None or not shown.temperature or float(shown.temperature["value"]) != celsius:
        raise NotYet(
            f"the app shows {app(shown) if shown else 'nothing'}",
            expected=f"{celsius} degrees Celsius, as in the table",
            advice="deploy `room.py` as the lesson gives it",
            evidence=story(answers),
        )
    return Passed(found=f"{celsius} degrees Celsius", evidence=story(answers))


def _fine(answered: Answered, what: str, answers: list[Answered] | None = None) -> None:
    if answered.fine:
        return
    why = answered.problems[0] if answered.problems else ""
    if answered.error:
        why = why or f"ErrorResponse {answered.error.type}: {answered.error.message}"
    raise NotYet(
        f"{what}: {why}",
        expected="an answer that Alexa takes whole",
        advice="mend what is named; `alexa_smart_home.logs('inkwell-alexa-smart-home-room')` shows the function's log",
        evidence=f"{story(answers or [answered])}\nlogged:\n{answered.log or '(nothing)'}",
    )


def _kept(item: dict[str, Any]) -> tuple[str, int] | None:
    try:
        return item["power"]["S"], int(item["brightness"]["N"])
    except (KeyError, ValueError):
        return None
