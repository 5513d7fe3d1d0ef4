"""The backend that lessons would use now, and LocalStack: its edition, its token, what it can carry."""

from __future__ import annotations

from collections.abc import Mapping

from lambda_workshop.backends import BackendError, localstack_state
from lambda_workshop.backends.choose import choose
from lambda_workshop.backends.localstack_state import Sighting, State
from lambda_workshop.doctor.finding import Finding
from lambda_workshop.doctor.machine import clock_beside


def examine(env: Mapping[str, str]) -> list[Finding]:
    """LocalStack first, as it is what may be mended; then the backend that a lesson gets."""
    found = []
    try:
        seen = localstack_state.look(env, ask_docker=True)
    except BackendError as error:
        return [Finding("LocalStack", False, str(error), "unset LOCALSTACK_HOST")]
    found.append(_localstack(env, seen))
    if seen.backend is not None:
        found += [_sections(seen)]
        if beside := clock_beside(seen.endpoint_url):
            found.append(beside)
    return [*found, _backend(env)]


def _localstack(env: Mapping[str, str], seen: Sighting) -> Finding:
    wanted = (env.get("WORKSHOP_BACKEND") or "").strip().lower() == "localstack"
    if seen.backend is not None:
        token = "LOCALSTACK_AUTH_TOKEN is set" if env.get("LOCALSTACK_AUTH_TOKEN") else "no token here, none needed"
        return Finding("LocalStack", True, f"{seen.backend.title} at {seen.endpoint_url}; {token}", needed=wanted)
    # Nobody need have one; but one that was asked for, or is there and does not serve, is worth a command.
    expected = wanted or bool(env.get("LOCALSTACK_HOST")) or seen.state is not State.STOPPED
    if not expected:
        return Finding("LocalStack", True, f"{seen.sentence} None is needed.", needed=False)
    return Finding("LocalStack", False, seen.sentence, seen.command, needed=wanted)


def _sections(seen: Sighting) -> Finding:
    from lambda_workshop.authoring.section import all_sections

    assert seen.backend is not None
    has = seen.backend.services()
    every = all_sections()
    others = [section.id for section in every if not has.issuperset(section.services)]
    text = f"{len(every) - len(others)} of {len(every)} on LocalStack"
    return Finding("sections", True, text + (f"; on the embedded backend: {', '.join(others)}" if others else ""))


def _backend(env: Mapping[str, str]) -> Finding:
    try:
        chosen = choose(env=env)
        chosen.backend.health()
    except BackendError as error:
        return Finding("backend", False, str(error), "mend the above, then `workshop start`")
    return Finding("backend", True, chosen.backend.describe())
