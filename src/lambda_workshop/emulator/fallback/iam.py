"""Roles, and the documents of managed policies."""

from __future__ import annotations

from typing import Any

from lambda_workshop.emulator.fallback.ministack import Record, Store, iam, iam_evaluator


def roles() -> Store[Record]:
    """The roles by name."""
    return iam._roles


def managed_document(policy_arn: str, account: str) -> Any:
    """The document of a managed policy, AWS's or the account's own, in its default version; None for one unknown."""
    return iam_evaluator._resolve_managed_policy_document(policy_arn, account)


def question(asked: Any) -> tuple[str, str, dict[str, str]]:
    """What is asked of a policy: the action, the resource's ARN and the condition keys."""
    return str(asked.action), str(asked.resource_arn), dict(asked.service_context)


def answer(allowed: bool) -> Any:
    """What MiniStack's services take for an answer."""
    return iam_evaluator.EvalResult("Allow" if allowed else "ImplicitDeny")
