"""The lamp that nobody can dim: the cause named, the capability mended twice over, and Alexa dims it."""

from __future__ import annotations

from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, functions
from lambda_workshop.sections.alexa_smart_home.broken import FUNCTION, ROOM, put_in_place
from lambda_workshop.sections.alexa_smart_home.home import BRIGHTNESS, home, story
from lambda_workshop.simulators.alexa import SmartHome

CAUSES = {
    "a": Option(
        "The handler does not know SetBrightness.",
        "Its code does, and its log has no such directive: Alexa never sent one. Why not?",
    ),
    "b": Option(
        "The permission is for switching only.",
        "A permission knows the skill, not what is said: whoever may send TurnOn may send SetBrightness.",
    ),
    "c": Option(
        "Alexa dropped a capability of the discovery answer, without a word.",
        "She takes the capabilities that she understands, and drops the rest. No error, no log line: what she "
        "did not take is as if the lamp did not have it.",
        correct=True,
    ),
    "d": Option(
        "The function answers too late.",
        "The REPORT lines show a few milliseconds, and for the dimming there is no invocation at all.",
    ),
}

debug = Exercise(
    "debug",
    title="The lamp that nobody can dim",
    points=4,
    hints=(
        "Compare two directives: one that arrives, and one that is never sent. Where does Alexa learn what a lamp can do?",
        "The log shows the discovery answer. Compare the capability that works with the one that does not, key by key: two "
        "things differ that should not.",
        '`"version": "3"` is a text, and `"supported": [{"name": "brightness"}]` a list of objects. The answer is in '
        "the function's variable ENDPOINTS: read it, mend it, and write all variables back with "
        "`update_function_configuration`.",
    ),
    resources=(ROOM,),
    setup=put_in_place,
)


@debug.step("The cause is named")
def cause(work: object) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("Alexa takes the drying lamp with all that it can do")
def taken(cloud: Cloud, work: object) -> Passed:
    found = functions.find(cloud, FUNCTION)
    if found is None:
        raise NotAttempted(f"no function called `{FUNCTION}`", advice="run `alexa_smart_home.debug.start()`")
    # The start's own state is no answer yet: only a learner who has named a cause has tried something.
    outcome = NotAttempted if work is None else NotYet
    lamp = found.environment.get("LAMP", "")
    if not lamp:
        raise NotYet(
            f"the variable LAMP of `{FUNCTION}` is gone",
            expected="the variables that `alexa_smart_home.debug.start()` set, with ENDPOINTS mended",
            advice="`update_function_configuration` replaces all variables: run `alexa_smart_home.debug.start()` again, "
            "and write every one back",
        )
    room = home(cloud, FUNCTION)
    discovered = room.discover()
    if lamp not in room.endpoints:
        raise NotYet(
            f"Alexa finds no device `{lamp}`: {discovered.problems[0] if discovered.problems else 'it is not there'}",
            expected="the same lamp, with the same endpointId: for Alexa another id is another device",
            advice="mend the capability, and leave the rest as it is",
            evidence=story([discovered]),
        )
    lacking = {"Alexa", "Alexa.PowerController", "Alexa.BrightnessController"} - room.endpoints[
        lamp
    ].capabilities.keys()
    if lacking or discovered.problems:
        why = discovered.problems[0] if discovered.problems else f"{sorted(lacking)[0]} is not in the answer"
        raise outcome(
            # Before a cause is named the check must not name it.
            why if work is not None else "the lamp cannot be dimmed",
            expected="Alexa, Alexa.PowerController and Alexa.BrightnessController",
            advice="compare it with the capability that works",
            evidence=story([discovered]) if work is not None else "",
        )
    return Passed((room, lamp), found="three capabilities", evidence=story([discovered]))


@debug.step("The lamp is switched and dimmed", weight=2)
def dimmed(taken: tuple[SmartHome, str], random: Random) -> Passed:
    room, lamp = taken
    percent = random.randint(1, 99)
    answers = [room.turn_on(lamp), room.set_brightness(lamp, percent), room.report_state(lamp)]
    for answered in answers:
        if not answered.fine:
            why = answered.problems[0] if answered.problems else str(answered.error)
            raise NotYet(
                why,
                expected="an answer that Alexa takes whole",
                advice="leave the function's code as it was; only what it tells at discovery was wrong",
                evidence=story(answers),
            )
    if (told := answers[-1].value(*BRIGHTNESS)) != percent:
        raise NotYet(
            f"set to {percent} %, it reports {told}",
            expected=str(percent),
            advice="leave the function's code as it was",
            evidence=story(answers),
        )
    return Passed(found=f"on, {percent} %", evidence=story(answers))
