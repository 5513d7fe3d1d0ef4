"""A conversation with the skill: your sentences, Alexa's answers, and the request and answer behind each.

The buttons do what a cell can do too: `talk(alexa_skill, model, "alexa, open inkwell", "where is order 4711")`.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lambda_workshop.backends import BackendError
from lambda_workshop.cloud import functions
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.alexa_skill.names import FUNCTION
from lambda_workshop.sections.alexa_skill.talking import begin, sent
from lambda_workshop.simulators.alexa import Conversation, ModelRefused, Turn

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

NOT_YET = f"There is no model, or no function `{FUNCTION}`, to talk to. *Wire it* first."
MOST_SHOWN = 30
"""Sentences in the panel; it says how many earlier ones it leaves out."""


def talk(lesson: Lesson, model: Any, *sentences: str) -> Output:
    """Say these sentences to the skill, one after the other, on a fresh device; an empty one is silence."""
    try:
        conversation = _begin(lesson, model)
    except ModelRefused as error:
        return Output(f"The model does not build: {error}")
    if conversation is None:
        return Output(NOT_YET)
    turns = [conversation.say(sentence) if sentence else conversation.silence() for sentence in sentences]
    rows = [(turn.sentence or "(silence)", sent(turn), turn.speech or "(nothing)", _after(turn)) for turn in turns]
    return Output(Table("A conversation", ("You", "Alexa sends", "Alexa says", "Afterwards"), rows))


def panel(lesson: Lesson, *, model: Any = None) -> Any:
    """A conversation with `inkwell-alexa-skill-orders`, understood by this interaction model."""
    import ipywidgets as widgets

    sentence = widgets.Text(placeholder="alexa, open inkwell", description="You say")
    say = widgets.Button(description="Say it", button_style="primary")
    silence = widgets.Button(description="Say nothing", tooltip="Wait until Alexa stops listening")
    anew = widgets.Button(description="Start anew", tooltip="A fresh device: no session, nothing remembered")
    shown = widgets.HTML()
    view = _View(lesson, model, shown)

    def spoken(_: object = None) -> None:
        text, sentence.value = sentence.value.strip(), ""
        if text:
            view.do(lambda conversation: conversation.say(text))

    say.on_click(spoken)
    # What the browser sends when Enter is pressed in the field.
    sentence.on_msg(lambda _widget, content, _buffers: spoken() if content.get("event") == "submit" else None)
    silence.on_click(lambda _: view.do(lambda conversation: conversation.silence()))
    anew.on_click(lambda _: view.anew())
    return widgets.VBox([widgets.HBox([sentence, say, silence, anew]), shown])


class _View:
    """The conversation of a panel and how it is shown."""

    def __init__(self, lesson: Lesson, model: Any, shown: Any) -> None:
        self._lesson, self._model, self._shown = lesson, model, shown
        self._conversation: Conversation | None = None
        self.anew()

    def anew(self) -> None:
        """A fresh device, and an empty page."""
        self._conversation, hello = None, "Say `alexa, open inkwell`."
        try:
            self._conversation = _begin(self._lesson, self._model)
            self._note(hello if self._conversation else NOT_YET)
        except (ModelRefused, BackendError) as error:
            self._note(str(error))

    def do(self, action: Callable[[Conversation], Turn]) -> None:
        """Say something, and show all that was said."""
        if self._conversation is None:
            self.anew()
        if self._conversation is None:
            return
        try:
            action(self._conversation)
        except Exception as error:  # a traceback in a widget's callback is seen by nobody
            self._note(f"That did not work: {type(error).__name__}: {error}")
            return
        turns = self._conversation.turns
        left_out = f"<p>{len(turns) - MOST_SHOWN} earlier ones are not shown.</p>" if len(turns) > MOST_SHOWN else ""
        self._shown.value = left_out + "".join(map(_bubbles, turns[-MOST_SHOWN:])) + _behind(turns[-1])

    def _note(self, text: str) -> None:
        self._shown.value = "".join(part.html() for part in Output(text).parts)


def _begin(lesson: Lesson, model: Any) -> Conversation | None:
    if model is None or functions.find(lesson.cloud, FUNCTION) is None:
        return None
    return begin(lesson.cloud, FUNCTION, model)


def _after(turn: Turn) -> str:
    state = "Alexa listens" if turn.session_open else f"session over: {turn.ended_reason}"
    return "\n".join([state, *turn.problems, *turn.remarks])


def _bubbles(turn: Turn) -> str:
    """What you said on the right, what Alexa said on the left."""
    box = "border:1px solid var({colour});border-radius:8px;padding:.2em .6em;margin:.2em;max-width:70%"
    mine = f"{box.format(colour='--jp-brand-color1')};margin-left:auto"
    hers = box.format(colour="--jp-warn-color1" if turn.problems else "--jp-border-color1")
    said = html.escape(turn.sentence or "(silence)")
    small = html.escape(f"{sent(turn)} · {_after(turn)}")
    return (
        f"<div style='display:flex'><div style='{mine}'><strong>You:</strong> {said}</div></div>"
        f"<div style='display:flex'><div style='{hers}'><strong>Alexa:</strong> {html.escape(turn.speech or '(nothing)')}"
        f"<br><small style='white-space:pre-wrap'>{small}</small></div></div>"
    )


def _behind(turn: Turn) -> str:
    """The last request and answer as JSON, folded."""
    if turn.request is None:
        return ""
    style = "font-family:var(--jp-code-font-family, monospace);white-space:pre-wrap;max-height:24em;overflow:auto"
    parts = (("What Alexa sent last", turn.request), ("What the function answered", turn.response))
    return "".join(
        f"<details><summary>{title}</summary><pre style='{style}'>{html.escape(json.dumps(value, indent=2))}</pre></details>"
        for title, value in parts
    )
