"""A conversation with a custom skill: sentences in, the deployed function's answers out, as on an Alexa device.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/handle-requests-sent-by-alexa.html
https://developer.amazon.com/en-US/docs/alexa/custom-skills/manage-skill-session-and-session-attributes.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lambda_workshop.cloud.core import Cloud
from lambda_workshop.simulators.alexa.answers import Answer, read_answer
from lambda_workshop.simulators.alexa.built_in import FALLBACK, STOP_WORDS
from lambda_workshop.simulators.alexa.dialog import Ask, Dialog, DialogRules, Question
from lambda_workshop.simulators.alexa.envelope import Device, Envelopes, SkillSession
from lambda_workshop.simulators.alexa.interaction_model import InteractionModel
from lambda_workshop.simulators.alexa.matching import Match, fit, match_intents, says
from lambda_workshop.simulators.alexa.samples import Token
from lambda_workshop.simulators.alexa.sentences import Said, hear
from lambda_workshop.simulators.alexa.slot_values import Vocabulary
from lambda_workshop.simulators.alexa.turns import (
    ERROR,
    EXCEEDED_MAX_REPROMPTS,
    NOT_OPENED,
    SKILL_ENDED,
    USER_INITIATED,
    Exchange,
    Turn,
)
from lambda_workshop.simulators.endpoint import Caller, Endpoint, Permission, Session

PRINCIPAL = "alexa-appkit.amazon.com"
TIME_LIMIT = 8.0
"""Seconds that Alexa waits for a skill."""
_FAILED = "There was a problem with the requested skill's response."
_DISPATCH = ("INVALID_RESPONSE", "An exception occurred while dispatching the request to the skill.")
_HOME = "AMAZON.NavigateHomeIntent"


@dataclass
class _Doing:
    """A turn while it happens."""

    sentence: str
    exchanges: list[Exchange] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    speech: list[str] = field(default_factory=list)
    ended: str = ""
    card: Mapping[str, Any] | None = None


class Conversation:
    """A person, a device and one custom skill.

    Args:
        session: a session of the backend, or a `Cloud`.
        function: the skill's endpoint: a function's name or ARN, with or without `:alias`.
        model: the interaction model, loaded or as its JSON (data, text or file).
        skill_id: the skill's id, `amzn1.ask.skill.` and a UUID.
        locale: the language of the requests; the sentences are English in any case.
        screen: whether the device has a display; without one a session that is left open ends by itself.
        time_limit: seconds that Alexa waits for an answer.
        asks_permission: false on LocalStack 4.14.0, which refuses Amazon's principals in AddPermission.
        now: the time, for requests and for dates such as "tomorrow".

    Raises:
        ModelRefused: the console would not build the model.
    """

    def __init__(
        self,
        session: Session | Cloud,
        function: str,
        model: InteractionModel | Mapping[str, Any] | str | Path,
        skill_id: str,
        *,
        locale: str = "en-US",
        screen: bool = False,
        time_limit: float = TIME_LIMIT,
        asks_permission: bool = True,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.model = model if isinstance(model, InteractionModel) else InteractionModel.load(model)
        self.skill_id = skill_id
        self.turns: list[Turn] = []
        self._endpoint = Endpoint(
            session, function, Caller(PRINCIPAL, skill_id), time_limit=time_limit, asks_permission=asks_permission
        )
        self._known = Vocabulary(self.model, lambda: now().date())
        self._rules = DialogRules(self.model, self._known)
        self._envelopes = Envelopes(skill_id, Device(screen=screen), locale, now)
        self._session: SkillSession | None = None
        self._listening = False
        self._dialog: Dialog | None = None
        self._reprompt = ""

    @property
    def open(self) -> bool:
        """Whether a session is open."""
        return self._session is not None

    @property
    def attributes(self) -> Mapping[str, Any]:
        """The session attributes that the next request will carry."""
        return self._session.attributes if self._session else {}

    def refusal(self) -> str:
        """Why Amazon would refuse the function as the skill's endpoint, in words; empty when it takes it."""
        return self._refused(self._endpoint.permission())

    def _refused(self, permission: Permission) -> str:
        why = permission.refusal
        if not why:
            return ""
        return (
            f"The trigger setting for the Lambda {self._endpoint.function} is invalid: {why}. Amazon needs "
            f"lambda:InvokeFunction for the principal {PRINCIPAL} with EventSourceToken {self.skill_id}"
        )

    def say(self, sentence: str) -> Turn:
        """Say a sentence to the device; returns what came of it. A function that fails or answers nonsense is told
        in the turn's `problems` and raises nothing."""
        doing = _Doing(sentence)
        said = hear(sentence, self.model.invocation_name)
        listened_to = self.open and self._listening and not said.woke
        # While the skill listens, its name is an answer like any other, where the model has a use for it.
        if said.names_skill and not (listened_to and match_intents(self.model, said.words, self._known)):
            self._invoke(doing, said)
        elif not self.open:
            doing.ended = NOT_OPENED
            doing.problems.append(
                f"Alexa does not open the skill: the sentence does not name `{self.model.invocation_name}`. "
                f"Say `alexa, open {self.model.invocation_name}` or `alexa, ask {self.model.invocation_name} ...`"
            )
        elif not self._listening and not said.woke:
            doing.problems.append("the microphone is closed: only a sentence that begins with `alexa` is heard")
        else:
            self._answer(doing, said.words)
        return self._finish(doing)

    def silence(self) -> Turn:
        """Say nothing until Alexa stops waiting: the reprompt comes once, then the session ends."""
        doing = _Doing("")
        if self.open:
            self._unanswered(doing)
        else:
            doing.ended = NOT_OPENED
        return self._finish(doing)

    def _finish(self, doing: _Doing) -> Turn:
        turn = Turn(
            sentence=doing.sentence,
            exchanges=tuple(doing.exchanges),
            speech=" ".join(part for part in doing.speech if part),
            reprompt=self._reprompt if self.open and self._listening else "",
            session_open=self.open,
            ended_reason="" if self.open else doing.ended,
            problems=tuple(doing.problems),
            remarks=tuple(doing.remarks),
            card=doing.card,
        )
        self.turns.append(turn)
        return turn

    def _invoke(self, doing: _Doing, said: Said) -> None:
        """The skill is called by its name: a new session, with or without a question."""
        permission = self._endpoint.permission()
        if why := self._refused(permission):
            doing.problems.append(why)
            doing.speech.append("I am unable to reach the requested skill.")
            doing.ended = NOT_OPENED
            self._close()
            return
        if permission.open_to_all:
            doing.remarks.append(
                f"the permission names no EventSourceToken: every skill of {PRINCIPAL} may invoke the function"
            )
        self._close()
        self._session = SkillSession()
        for reading in said.readings:
            if not reading:
                break
            if match := match_intents(self.model, reading, self._known):
                self._begin(doing, match)
                return
        if said.readings[0] and FALLBACK in self.model.intents:
            self._begin(doing, Match(FALLBACK))
            return
        if said.readings[0]:
            doing.remarks.append(f"no intent matches `{' '.join(said.readings[0])}`, so Alexa opens the skill instead")
        self._request(doing, self._envelopes.launch(self._session), None, "")

    def _answer(self, doing: _Doing, words: tuple[str, ...]) -> None:
        """A sentence in an open session."""
        if " ".join(words) in STOP_WORDS:
            self._end(doing, USER_INITIATED)
            return
        own = [name for name in self.model.intents if name.startswith("AMAZON.")]
        command = match_intents(self.model, words, self._known, only=own) if own else None
        question = self._dialog.question if self._dialog else None
        if self._dialog and question:
            confirming = question.about is not Ask.SLOT
            if confirming and (says(words, "AMAZON.YesIntent") or says(words, "AMAZON.NoIntent")):
                self._confirm(doing, self._dialog, question, says(words, "AMAZON.YesIntent"))
                return
            if command is None and not confirming and self._fill(doing, self._dialog, question, words):
                return
        match = command if command and command.sure else match_intents(self.model, words, self._known)
        if match and match.intent == _HOME:
            self._end(doing, USER_INITIATED)
        elif match and self._dialog and question and match.intent == self._dialog.intent:
            self._go_on(doing, self._heard(self._dialog, match))
        elif match:
            self._begin(doing, match)
        elif FALLBACK in self.model.intents:
            self._begin(doing, Match(FALLBACK))
        else:
            doing.remarks.append(f"no intent matches `{' '.join(words)}`, and the model has no {FALLBACK}")
            self._unanswered(doing)

    def _fill(self, doing: _Doing, dialog: Dialog, question: Question, words: tuple[str, ...]) -> bool:
        """Whether the words answer the question for a slot; then the dialog goes on."""
        intent = self.model.intents[dialog.intent]
        types = {slot.name: slot.type for slot in intent.slots.values()}
        samples = [*intent.slots[question.slot].samples, (Token(question.slot, slot=True),)]
        fits = [match for sample in samples if (match := fit(sample, words, types, self._known))]
        if not fits:
            return False
        best = max(fits, key=lambda match: match.score)
        other = match_intents(self.model, words, self._known)
        if other and not best.sure and other.score > best.score:
            return False
        self._go_on(doing, self._heard(dialog, best))
        return True

    def _heard(self, dialog: Dialog, match: Match) -> Dialog:
        for name, heard in match.heard.items():
            dialog = dialog.with_slot(dialog.slots[name].filled(heard))
        return replace(dialog, question=None)

    def _confirm(self, doing: _Doing, dialog: Dialog, question: Question, yes: bool) -> None:
        told = "CONFIRMED" if yes else "DENIED"
        if question.about is Ask.SLOT_CONFIRMATION:
            dialog = dialog.with_slot(replace(dialog.slots[question.slot], confirmation=told))
        else:
            dialog = replace(dialog, confirmation=told)
        self._go_on(doing, replace(dialog, question=None))

    def _begin(self, doing: _Doing, match: Match) -> None:
        if match.intent == _HOME:
            self._end(doing, USER_INITIATED)
            return
        self._go_on(doing, self._rules.begin(match.intent, match.heard))

    def _go_on(self, doing: _Doing, dialog: Dialog) -> None:
        """Ask what the dialog model wants to know, or send the intent to the skill."""
        rules = self.model.dialog.get(dialog.intent)
        state = ""
        if rules and rules.auto and not dialog.started:
            dialog = self._rules.next_question(dialog) if dialog.confirmation != "DENIED" else dialog
            if dialog.question:
                self._ask(doing, dialog)
                return
            state = "COMPLETED"
        elif rules:
            state = "IN_PROGRESS" if dialog.started else "STARTED"
            state = "COMPLETED" if dialog.confirmation == "DENIED" else state
        self._send(doing, dialog, state)

    def _send(self, doing: _Doing, dialog: Dialog, state: str) -> None:
        assert self._session is not None
        request = self._envelopes.intent(
            self._session, dialog.intent, dialog.slots, confirmation=dialog.confirmation, dialog_state=state
        )
        self._request(doing, request, replace(dialog, started=True, question=None), state)

    def _ask(self, doing: _Doing, dialog: Dialog) -> None:
        """Alexa asks a question of the dialog model itself."""
        prompt = dialog.question.prompt if dialog.question else ""
        doing.speech.append(prompt)
        self._dialog, self._reprompt, self._listening = dialog, prompt, True

    def _request(self, doing: _Doing, event: dict[str, Any], dialog: Dialog | None, state: str) -> None:
        """Send a request and do what its answer says."""
        assert self._session is not None
        reply = self._endpoint.invoke(event)
        doing.exchanges.append(Exchange(event, reply))
        self._session.new = False
        self._dialog, self._reprompt, self._listening = None, "", False
        if reply.failure:
            self._fail(doing, [reply.failure])
            return
        answer = read_answer(reply.value, len(reply.payload))
        doing.problems += answer.ignored
        doing.remarks += answer.remarks
        if answer.refused:
            self._fail(doing, list(answer.refused))
            return
        self._session.attributes = dict(answer.attributes)
        doing.card = answer.card or doing.card
        if answer.dialog is None:
            doing.speech.append(answer.speech)
            self._after(doing, answer)
        else:
            self._direct(doing, answer, answer.dialog, dialog, state)

    def _direct(
        self, doing: _Doing, answer: Answer, directive: Mapping[str, Any], dialog: Dialog | None, state: str
    ) -> None:
        """Carry out a dialog directive of the skill."""
        directed = self._rules.directed(dialog, directive)
        if isinstance(directed, str):
            self._fail(doing, [directed])
            return
        doing.speech.append(answer.speech)
        delegated = directive["type"] == "Dialog.Delegate"
        if answer.should_end is True:
            doing.problems.append(
                f"{directive['type']} with `shouldEndSession` true: the session ends before the user can answer"
            )
            self._after(doing, answer)
        elif delegated and directed.question is None:
            if state == "COMPLETED" and dialog and directed.intent == dialog.intent:
                self._fail(doing, ["Dialog.Delegate for a dialog that is COMPLETED: there is nothing left to ask"])
                return
            self._send(doing, directed, "COMPLETED")
        elif delegated:
            if answer.reprompt:
                doing.remarks.append("the reprompt beside Dialog.Delegate is not used: the prompts are the model's")
            self._ask(doing, directed)
        else:
            if not answer.speech:
                doing.remarks.append(f"{directive['type']} without `outputSpeech`: the user hears no question")
            self._dialog, self._reprompt, self._listening = directed, answer.reprompt, True

    def _after(self, doing: _Doing, answer: Answer) -> None:
        """Keep the session open or end it, as the answer says."""
        if answer.should_end is False:
            self._listening, self._reprompt = True, answer.reprompt
            if not answer.reprompt:
                doing.remarks.append("the session stays open and there is no reprompt: a user who misses it is lost")
            return
        if answer.should_end is None and self._envelopes.device.screen:
            # A device with a display shows the answer for half a minute and listens only after the wake word.
            self._listening = False
            return
        if answer.should_end is None:
            doing.remarks.append("`shouldEndSession` is missing: a device without a screen ends the session")
        if answer.speech.rstrip().endswith("?"):
            doing.remarks.append("the answer ends with a question, and the session ends before it can be answered")
        doing.ended = SKILL_ENDED
        self._close()

    def _unanswered(self, doing: _Doing) -> None:
        """Nothing was said, or nothing that means an intent: the reprompt once, then the end."""
        if self._reprompt and self._listening:
            doing.speech.append(self._reprompt)
            # The question is asked twice at most.
            self._reprompt = ""
            return
        self._end(doing, EXCEEDED_MAX_REPROMPTS)

    def _fail(self, doing: _Doing, problems: list[str]) -> None:
        doing.problems += problems
        doing.speech.append(_FAILED)
        self._end(doing, ERROR, _DISPATCH)

    def _end(self, doing: _Doing, reason: str, error: tuple[str, str] | None = None) -> None:
        """End the session from Alexa's side and tell the skill, whose answer changes nothing any more."""
        assert self._session is not None
        event = self._envelopes.ended(self._session, reason, error)
        reply = self._endpoint.invoke(event)
        doing.exchanges.append(Exchange(event, reply))
        if reply.failure:
            doing.remarks.append(f"SessionEndedRequest: {reply.failure}")
        elif read_answer(reply.value, len(reply.payload)).speech:
            doing.remarks.append("the answer to SessionEndedRequest has speech, which nobody hears")
        doing.ended = reason
        self._close()

    def _close(self) -> None:
        self._session, self._dialog, self._reprompt, self._listening = None, None, "", False
