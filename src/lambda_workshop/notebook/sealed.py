"""An exercise in a copy of the course that holds no checks and no solutions: it is checked once it is handed in."""

from __future__ import annotations

from typing import Any

from lambda_workshop.checks.work import to_data
from lambda_workshop.notebook.display import Output
from lambda_workshop.notebook.exercise import LessonExercise


class SealedExercise(LessonExercise):
    """One exercise whose check is elsewhere: `check` looks whether there is something to hand in."""

    def check(self, work: object = None) -> Any:
        """Say whether the work can be handed in; what is right is told after grading. Never raises."""
        data = to_data(work)
        if data["kind"] == "unreadable":
            return Output(f"{self.id}: {data['found']}. Next: {data['advice']}.")
        what = {"handler": "your handler can be read", "value": "your answer is noted"}.get(data["kind"], "")
        said = f"{self.id}: {what}. " if what else f"{self.id}: "
        return Output(f"{said}In this class checks run once you have handed in: `{self._lesson_name}.submit()`.")

    def solution(self, *, reveal: bool = False) -> Output:
        """Nothing: this copy of the course has no solutions."""
        return Output(f"This copy of the course has no solution of {self.id}: it comes back with your marks.")

    @property
    def _after_hints(self) -> str:
        return "These are all."
