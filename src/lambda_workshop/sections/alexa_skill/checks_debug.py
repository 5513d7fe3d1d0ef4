"""The skill that hangs up: the cause named, the answer's two misplaced keys mended, a reorder that goes through."""

from __future__ import annotations

from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, functions
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.alexa_skill.broken import FUNCTION, MODEL, ROOM, put_in_place
from lambda_workshop.sections.alexa_skill.talking import begin, transcript

CAUSES = {
    "a": Option(
        "Alexa may not call the function a second time.",
        "A permission does not wear out, and the first call went through. Nothing was even sent a second time.",
    ),
    "b": Option(
        "The answer has `shouldEndSession` where Alexa does not look.",
        "It is beside `response` and belongs inside it. Alexa ignores keys that she does not know, so the "
        "session ends as if nothing were said about it. Where does the answer put `sessionAttributes`?",
        correct=True,
    ),
    "c": Option(
        "The answer comes too late.",
        "The REPORT line shows a few milliseconds, and Alexa spoke the answer. A late answer is an apology instead.",
    ),
    "d": Option(
        "The interaction model has no intent for a bare number.",
        "It has: `{copies}` is a sample of CopiesIntent. The sentence never became a request, because no "
        "session was open.",
    ),
}

debug = Exercise(
    "debug",
    title="The skill that hangs up",
    points=4,
    hints=(
        "The function runs, answers in time, and its words are spoken. What else does an answer tell Alexa?",
        "Compare the answer's keys with those of your own handler, level by level. Two of them live on the wrong one.",
        '`{"version": "1.0", "sessionAttributes": attributes, "response": {..., "shouldEndSession": end}}`. Deploy it '
        f"with `lam.update_function_code(FunctionName='{FUNCTION}', ZipFile=alexa_skill.package(reorder))`.",
    ),
    resources=(ROOM,),
    setup=put_in_place,
)


@debug.step("The cause is named")
def cause(work: object) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("Opened, the skill waits for an answer")
def waits(cloud: Cloud, work: object) -> Passed:
    found = functions.find(cloud, FUNCTION)
    if found is None:
        raise NotAttempted(f"no function called `{FUNCTION}`", advice="run `alexa_skill.debug.start()`")
    if not found.environment.get("PICTURE"):
        raise NotYet(
            f"`{FUNCTION}` was made again, and its variable PICTURE went with the old one",
            expected="the function that `alexa_skill.debug.start()` made, with other code",
            advice="run `alexa_skill.debug.start()` again, and mend what it makes",
        )
    talk = begin(cloud, FUNCTION, MODEL)
    turn = talk.say("alexa, open inkwell again")
    # The start's own state is no answer yet: only a learner who has named a cause has tried something.
    outcome = NotAttempted if work is None else NotYet
    if not turn.session_open:
        raise outcome(
            f"the session is over after the first answer ({turn.ended_reason})",
            expected="an open session: the answer asks a question",
            advice="look at the problem that Alexa names below",
            evidence=transcript(talk.turns),
        )
    if turn.problems:
        raise NotYet(
            turn.problems[0],
            expected="an answer that Alexa takes as it is",
            advice="put every key on its level",
            evidence=transcript(talk.turns),
        )
    if found.environment["PICTURE"] not in turn.speech:
        raise NotYet(
            f"the first sentence was answered with `{turn.speech}`",
            expected=f"a question with `{found.environment['PICTURE']}`, from the variable PICTURE",
            advice="keep what the function said; only the keys of its answer are on the wrong level",
            evidence=transcript(talk.turns),
        )
    return Passed(found, found="the session is open after the first answer", evidence=transcript(talk.turns))


@debug.step("A reorder goes through, and ends the session", weight=2)
def reordered(cloud: Cloud, waits: Function, random: Random) -> Passed:
    picture, copies = waits.environment["PICTURE"], str(random.randint(2, 99))
    talk = begin(cloud, FUNCTION, MODEL)
    talk.say("alexa, open inkwell again")
    asked, done = talk.say(f"{copies} copies"), talk.say("yes")
    evidence = transcript(talk.turns)
    for turn, sentence in ((asked, f"{copies} copies"), (done, "yes")):
        if turn.problems:
            raise NotYet(
                f"`{sentence}`: {turn.problems[0]}",
                expected=f"an answer with {copies} and `{picture}`, which the session remembers",
                advice="where does the answer put `sessionAttributes`, and where does Alexa look for them?",
                evidence=evidence,
            )
        if copies not in turn.speech or picture not in turn.speech:
            raise NotYet(
                f"`{sentence}` was answered with `{turn.speech}`",
                expected=f"an answer with {copies} and `{picture}`",
                advice="keep what the function said; only the keys of its answer are on the wrong level",
                evidence=evidence,
            )
    if done.session_open:
        raise NotYet(
            "the order is placed, and the session is still open",
            expected="`shouldEndSession` true in the last answer",
            advice="leave the argument `end` in place",
            evidence=evidence,
        )
    return Passed(found=f"{copies} copies of {picture} are ordered", evidence=evidence)
