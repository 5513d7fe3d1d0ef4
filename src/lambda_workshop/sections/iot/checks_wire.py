"""The rule: its statement, its action, its permission, its error action, and readings that go through."""

from __future__ import annotations

from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.iot.sensors import COOLER, HOT, RULE, publish, reading, rule, rule_arn

PROBE_SECONDS = 6.0

wire = Exercise(
    "wire",
    title="The cooler",
    points=4,
    hints=(
        "A message goes a way: topic, statement, action, permission, function. Which stop does the failing step look at?",
        "The statement selects, the rule's actions say who gets it. `topic(2)` is the second level of the topic.",
        "`SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'`; the "
        "permission's source is `arn:aws:iot:us-east-1:ACCOUNT:rule/inkwell_iot_hot`.",
    ),
    resources=("inkwell-iot-cooler", "inkwell-iot-hot"),
)


@wire.step(f"The function `{COOLER}` exists")
def function(cloud: Cloud) -> Passed:
    found = functions.find(cloud, COOLER)
    if found is None:
        raise NotAttempted(f"there is no function `{COOLER}`", advice="deploy `cooler` under this name")
    return Passed(found, found=f"`{found.arn}`")


@wire.step(f"The rule `{RULE}` calls it")
def topic_rule(cloud: Cloud, function: Function) -> Passed:
    found = rule(cloud, RULE)
    if found is None:
        raise NotYet(f"there is no rule `{RULE}`", expected="the rule", advice="call `put_rule` of the example with it")
    targets = [action["lambda"]["functionArn"] for action in found.get("actions", []) if "lambda" in action]
    if function.arn not in targets:
        raise NotYet(
            f"its actions call {targets or 'no function'}",
            expected=f"`{function.arn}`",
            advice="give `{'lambda': {'functionArn': ...}}` among its actions",
        )
    if found.get("ruleDisabled"):
        raise NotYet("the rule is disabled", expected="enabled", advice="call `rules.enable_topic_rule`")
    return Passed(found, found=f"`{found['sql']}`")


@wire.step("AWS IoT may invoke it, for this rule of yours only")
def permitted(cloud: Cloud, topic_rule: dict[str, Any]) -> Passed:
    service, arn = "iot.amazonaws.com", rule_arn(cloud, RULE)
    if refusal := functions.refusal(cloud, COOLER, service, source_arn=arn, source_account=cloud.account):
        raise NotYet(
            f"AWS would refuse it: {refusal}",
            expected=f"a statement for `{service}` with the source `{arn}`",
            advice="call `lam.add_permission`, or the function `allow` of the example",
        )
    ours = [item for item in functions.policy(cloud, COOLER) if item.principal == service]
    if not all(item.condition("aws:SourceArn") and item.condition("aws:SourceAccount") for item in ours):
        raise NotYet(
            "a statement names no rule, or no account: other people's rules may invoke the function",
            expected="`SourceArn` and `SourceAccount` in every statement",
            advice="remove the open statement and add it again",
        )
    return Passed(found=f"`{service}` may, for `{arn}`")


@wire.step("It has an error action")
def error_action(topic_rule: dict[str, Any]) -> Passed:
    if not topic_rule.get("errorAction"):
        raise NotYet(
            "when the function cannot be called, nobody hears of it",
            expected="an `errorAction`, such as to publish to `print-room/errors`",
            advice="give `errorAction` beside `actions`: `{'republish': {'topic': ..., 'roleArn': ...}}`",
        )
    return Passed(found=f"{next(iter(topic_rule['errorAction']))}")


@wire.step("A hot reading of any printer arrives, with the printer's name", weight=2, needs=("permitted",))
def probe(cloud: Cloud, random: Random) -> Passed:
    printer, hot = f"p-{random.randrange(16**6):06x}", reading(random)
    since = logs.now_ms()
    publish(cloud, printer, hot)
    wanted = f"cool {printer} {hot['celsius']}"
    try:
        line = logs.wait_for(cloud, COOLER, printer, since_ms=since, timeout=PROBE_SECONDS)
    except TimedOut as error:
        seen = "\n".join(line.text for line in logs.lines(cloud, COOLER, since_ms=since)[-10:])
        raise NotYet(
            f"{hot['celsius']} degrees at `print-room/{printer}/climate`, and after {PROBE_SECONDS:g} s nothing was printed of it",
            expected=f"`{wanted}`",
            advice="compare the statement's topic with this one; `topic(2)` gives the printer",
            evidence=seen or f"(nothing: `{COOLER}` was not called)",
        ) from error
    if wanted not in line.text:
        raise NotYet(f"it printed `{line.text}`", expected=f"`{wanted}`", advice="print printer and celsius")
    return Passed(printer, found=f"`{line.text}`")


@wire.step("Cool readings, tests and other topics call nobody", needs=("probe",))
def quiet(cloud: Cloud, random: Random) -> Passed:
    since = logs.now_ms()
    token = f"q-{random.randrange(16**6):06x}"
    trials: dict[str, tuple[dict[str, Any], str, str]] = {
        f"{token}-cool": (reading(random, hot=False), "print-room/{}/climate", f"a reading of {HOT} degrees or less"),
        f"{token}-test": (reading(random, state="test"), "print-room/{}/climate", "a test"),
        f"{token}-ink": (reading(random), "print-room/{}/ink", "a message of another kind"),
        f"{token}-shop": (reading(random), "shop/{}/climate", "the climate of another room"),
    }
    for name, (message, topic, _what) in trials.items():
        publish(cloud, "", message, topic=topic.format(name))
    if called := logs.unwanted(cloud, COOLER, *trials, since_ms=since):
        raise NotYet(
            f"the function was called for {next(what for name, (*_, what) in trials.items() if name in called)}",
            expected=f"readings above {HOT} degrees of `print-room/PRINTER/climate`, and no tests",
            advice="look at the statement's topic and at its WHERE",
            evidence=called,
        )
    return Passed(found="four other messages called nobody")
