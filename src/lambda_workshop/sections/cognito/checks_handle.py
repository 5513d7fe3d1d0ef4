"""The rules: one handler behind three triggers, which refuses, confirms, words a mail and adds a claim."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.cognito.customers import STAFF, domain, golden, person

handle = Exercise(
    "handle",
    title="The rules",
    points=3,
    hints=(
        "One event goes in, the same event comes out. What differs is what you write into `event['response']`.",
        "`event['triggerSource']` begins with PreSignUp, CustomMessage or TokenGeneration. PreSignUp has two sources here, "
        "and the rules are for one of them. Compare domains in lower case, and whole: all that follows the last `@`.",
        "`event['response']['claimsOverrideDetails'] = {'claimsToAddOrOverride': {'tier': tier}}`, where tier is `staff` "
        "only if `email_verified` is the string `true`. `return event` is the last line, outside of every `if`.",
    ),
)


@dataclass(frozen=True)
class Fired:
    """One event of the check, and what came of it."""

    event: Mapping[str, Any]
    answer: Answer

    @property
    def source(self) -> str:
        """The trigger source."""
        return str(self.event["triggerSource"])

    @property
    def response(self) -> dict[str, Any]:
        """The `response` of what the handler returned; raises NotYet where Cognito would not take it."""
        if self.answer.error:
            raise NotYet(
                f"{self.source} for {self._who()} made it fail: `{self.answer.error_text}`",
                expected="the event, returned",
                advice="look at the event below",
                evidence=self.evidence,
            )
        value = self.answer.value
        if value is None:
            raise NotYet(
                f"{self.source} got nothing back",
                expected="the event: without it Cognito answers `Invalid lambda function output : Invalid JSON`",
                advice="put `return event` last, outside of every `if`",
                evidence=self.evidence,
            )
        kept = isinstance(value, dict) and {**value, "response": 0} == {**self.event, "response": 0}
        if not kept or not isinstance(value.get("response"), dict):
            raise NotYet(
                f"{self.source} got back something other than its event",
                expected="the same event, changed in `response` only",
                advice="change `event['response']`, and return `event`",
                evidence=self.evidence,
            )
        found: dict[str, Any] = value["response"]
        return found

    @property
    def evidence(self) -> str:
        """The event, the answer and the log."""
        given = self.answer.error_text or json.dumps(self.answer.value, indent=2)
        return (
            f"sent:\n{json.dumps(self.event, indent=2)}\nanswered:\n{given}\n"
            f"logged:\n{self.answer.log.strip() or '(nothing)'}"
        )

    def _who(self) -> str:
        return str(self.event["request"].get("userAttributes", {}).get("email", "somebody"))


@dataclass(frozen=True)
class Trial:
    """Every event of the check by name, in one environment. `refused` are the domains of its variable REFUSED."""

    refused: tuple[str, ...]
    fired: Mapping[str, Fired]

    def like(self, start: str) -> list[Fired]:
        """Those whose name begins so."""
        return [fired for name, fired in self.fired.items() if name.startswith(start)]


# No points: every handler that returns its event gets as far.
@handle.step("The example customer may sign up, and confirms by a code", weight=0)
def trial(handler: Handler, random: Random) -> Passed:
    refused = tuple(domain(random) for _ in range(3))
    good, bad = domain(random), random.choice(refused)
    other = golden("pre_sign_up")
    other["request"]["userAttributes"]["email"] = f"someone@{good}"
    events: dict[str, dict[str, Any]] = {"golden": other}
    for number, address in enumerate((f"x@{bad}", f"x@{bad.upper()}", f"x{random.randrange(99)}@{bad.title()}")):
        events[f"bad {number}"] = _sign_up(address)
    for number, address in enumerate((f"x@{good}", f"{bad}@{good}", f"x@not{bad}", f"x@{bad}.{good}")):
        events[f"good {number}"] = _sign_up(address)
    events["staff 0"], events["staff 1"] = _sign_up(f"grace@{STAFF}"), _sign_up(f"Grace@{STAFF.title()}")
    events["not staff"] = _sign_up(f"grace@{STAFF}.{good}")
    events["invited"] = golden("pre_sign_up_by_administrator")
    events["invited"]["request"]["userAttributes"]["email"] = f"x@{bad}"
    for number in range(2):
        who = person(random, good)
        events[f"mail {number}"] = golden("custom_message_sign_up")
        events[f"mail {number}"]["request"] |= {"codeParameter": f"{{{'#' * (4 + number)}}}"}
        events[f"mail {number}"]["request"]["userAttributes"] |= {"email": who.email, "name": who.name}
    events["nameless"] = golden("custom_message_sign_up")
    del events["nameless"]["request"]["userAttributes"]["name"]
    events["other mail"] = golden("custom_message_forgotten_password")
    for name, address, verified in (
        ("token staff", f"grace@{STAFF}", "true"),
        ("token unproven", f"grace@{STAFF}", "false"),
        ("token customer", f"x@{good}", "true"),
    ):
        events[name] = golden("pre_token_generation")
        events[name]["request"]["userAttributes"] |= {"email": address, "email_verified": verified}
    events["unknown"] = golden("post_authentication")
    answers = handler.run(list(events.values()), environment={"REFUSED": json.dumps(refused)})
    pairs = zip(events.items(), answers, strict=True)
    ran = Trial(refused, {name: Fired(event, answer) for (name, event), answer in pairs})
    _expect_sign_up(ran.fired["golden"], confirmed=False)
    return Passed(ran, found="an ordinary customer signs up", evidence=ran.fired["golden"].evidence)


@handle.step("Addresses of refused domains may not sign up", weight=2)
def refusing(trial: Trial) -> Passed:
    for fired in trial.like("bad"):
        if not fired.answer.error:
            address = fired.event["request"]["userAttributes"]["email"]
            raise NotYet(
                f"{address} may sign up, and REFUSED is {list(trial.refused)}",
                expected="an exception, whose text the customer reads",
                advice="raise an error for such a domain, whatever its case",
                evidence=fired.evidence,
            )
    for fired in trial.like("good"):
        _expect_sign_up(fired, confirmed=False)
    return Passed(found="whole domains only, in any case", evidence=trial.fired["bad 1"].evidence)


@handle.step("Staff are confirmed at once, with their address taken as verified")
def staff(trial: Trial) -> Passed:
    for fired in trial.like("staff"):
        _expect_sign_up(fired, confirmed=True)
    _expect_sign_up(trial.fired["not staff"], confirmed=False)
    return Passed(found=f"addresses of {STAFF}, and no others", evidence=trial.fired["staff 0"].evidence)


@handle.step("Somebody whom an administrator invites is not judged", needs=("refusing",))
def invited(trial: Trial) -> Passed:
    fired = trial.fired["invited"]
    if fired.response != fired.event["response"]:
        raise NotYet(
            f"{fired.source} changed the response",
            expected="the event as it came",
            advice="the rules are for the source PreSignUp_SignUp",
            evidence=fired.evidence,
        )
    return Passed(found="the event comes back as it came")


@handle.step("The mail after a sign-up has the customer's name, and the place for the code")
def mail(trial: Trial) -> Passed:
    for fired in [*trial.like("mail"), trial.fired["nameless"]]:
        response, request = fired.response, fired.event["request"]
        text = response.get("emailMessage")
        name = request["userAttributes"].get("name", "")
        for wanted, what in (
            (request["codeParameter"], "`codeParameter`, in whose place Cognito puts the code"),
            (name, "the customer's name"),
        ):
            if not isinstance(text, str) or wanted not in text:
                raise NotYet(
                    f"the mail is `{text}`",
                    expected=f"a string with `{wanted}`: {what}",
                    advice="build it from the request's `codeParameter` and `userAttributes`",
                    evidence=fired.evidence,
                )
        if not response.get("emailSubject"):
            raise NotYet("the mail has no subject", expected="`emailSubject`", advice="set it", evidence=fired.evidence)
    other = trial.fired["other mail"]
    if other.response != other.event["response"]:
        raise NotYet(
            f"{other.source} got the mail of a sign-up",
            expected="the event as it came, so that Cognito's own words stay",
            advice="the words are for the source CustomMessage_SignUp",
            evidence=other.evidence,
        )
    return Passed(found="name and code, in the mail after a sign-up only", evidence=trial.fired["mail 0"].evidence)


@handle.step("The token tells the tier: staff only with a verified address", weight=2)
def tier(trial: Trial) -> Passed:
    for name, wanted in (("token staff", "staff"), ("token unproven", "customer"), ("token customer", "customer")):
        fired = trial.fired[name]
        details = fired.response.get("claimsOverrideDetails") or {}
        added = details.get("claimsToAddOrOverride") if isinstance(details, dict) else None
        got = added.get("tier") if isinstance(added, dict) else None
        if got != wanted:
            about = fired.event["request"]["userAttributes"]
            raise NotYet(
                f"{about['email']} with email_verified `{about['email_verified']}` gets the tier {got!r}",
                expected=f"`{wanted}`: an address that nobody has proven is a claim, not a fact",
                advice="set `claimsOverrideDetails`; `email_verified` is the string `true` or `false`",
                evidence=fired.evidence,
            )
    return Passed(found="staff, and two customers", evidence=trial.fired["token staff"].evidence)


@handle.step("Any other event comes back as it came", needs=("refusing",))
def untouched(trial: Trial) -> Passed:
    fired = trial.fired["unknown"]
    if fired.response != fired.event["response"]:
        raise NotYet(f"{fired.source} changed the response", expected="the event as it came", evidence=fired.evidence)
    return Passed(found=f"{fired.source} is let through")


def _sign_up(address: str) -> dict[str, Any]:
    event = golden("pre_sign_up")
    event["request"]["userAttributes"]["email"] = address
    return event


def _expect_sign_up(fired: Fired, *, confirmed: bool) -> None:
    address = fired.event["request"]["userAttributes"]["email"]
    response = fired.response
    got = (response.get("autoConfirmUser"), response.get("autoVerifyEmail"))
    if got != (confirmed, confirmed):
        raise NotYet(
            f"{address} signs up with autoConfirmUser {got[0]!r} and autoVerifyEmail {got[1]!r}",
            expected=f"{confirmed} for both" + (", as real booleans" if confirmed else ": a code proves the address"),
            advice=f"set both for addresses of {STAFF}, and leave them alone for all others",
            evidence=fired.evidence,
        )
