"""The verbs: each registers one step, in the words that every section uses for it.

A verb names earlier steps by what they returned: `jobs = wire.exists("queue", JOBS)`, then `source=jobs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from lambda_workshop.checks import Exercise, Passed
from lambda_workshop.checks.exercise import StepLike, StepSpec
from lambda_workshop.cloud import Cloud
from lambda_workshop.verify import cases, existence, mappings, rights
from lambda_workshop.verify.cases import CaseLike
from lambda_workshop.verify.mappings import Setting

Given = Any
"""A value, or an earlier step that gives it."""
C = TypeVar("C", bound=Callable[..., Iterable[CaseLike]])


@dataclass(frozen=True)
class Verbs(Exercise):
    """An exercise that looks at the cloud: what `Wire`, `Debug` and `Lab` have in common."""

    def exists(
        self,
        kind: str,
        *names: str,
        text: str = "",
        advice: str = "",
        find: Callable[[Cloud, str], Any] | None = None,
        weight: float = 1.0,
        needs: Sequence[StepLike] = (),
    ) -> StepSpec:
        """A step: the resource is there. Its value is the resource; of several names, a dictionary of them.

            jobs = wire.exists("queue", JOBS)
            both = wire.exists("function", INVOICE, LOYALTY)
            alarm = wire.exists("alarm", ALARM, find=alarms.find)

        See `existence.KINDS` for the kinds, and `existence.found` for the rest.
        """
        several = f"The {kind}s {' and '.join(f'`{name}`' for name in names)} exist"

        def exists(cloud: Cloud) -> Passed:
            return existence.found(cloud, kind, *names, advice=advice, find=find)

        return self.add(
            text or (several if len(names) > 1 else f"The {kind} `{names[0]}` exists"),
            exists,
            weight=weight,
            needs=needs,
        )

    def calls(
        self,
        text: str,
        function: Given,
        *,
        judge: cases.Judge = cases.expect,
        advice: str = "deploy the handler that passed `handle.check(handler)`: run both cells again",
        found: str = "called directly, it answers as it should",
        qualifier: str = "",
        weight: float = 1.0,
        needs: Sequence[StepLike] = (),
    ) -> Callable[[C], StepSpec]:
        """Decorates a generator of cases: a step that calls the deployed function with each, and judges the answers.

            @wire.calls("Called directly, it prints two jobs", printer)
            def answers(random): yield batch([good_job(random), good_job(random)])

        `function` is a name or an earlier step whose value is the Function. The step's value is the list of trials.
        """

        def register(make: C) -> StepSpec:
            def calls(cloud: Cloud, random: Random, function: Any) -> Passed:
                name = function if isinstance(function, str) else function.name
                trials = []
                for item in cases.made(make, random):
                    trials.append(cases.call(cloud, name, item, qualifier=qualifier))
                    judge(trials[-1], advice)
                return Passed(trials, found=found, evidence=trials[-1].evidence)

            return self.add(text, calls, given={"function": function}, name=make.__name__, weight=weight, needs=needs)

        return register

    def may_be_called(
        self,
        functions: Given,
        *,
        by: str,
        for_: Given,
        how: str = "`lam.add_permission`",
        text: str = "",
        within: str = "",
        account: bool = False,
        qualifier: str = "",
        weight: float = 1.0,
        needs: Sequence[StepLike] = (),
    ) -> StepSpec:
        """A step: the service may call the function for this source, and nobody else may.

            permitted = wire.may_be_called((INVOICE, LOYALTY), by="sns.amazonaws.com", for_=topic)

        Args:
            functions: a name, several, or a step whose value is a Function or a dictionary of them.
            by: the service's principal.
            for_: the source: an ARN, something with an `arn`, several of them, or a step with such a value.
            how: the call that gives the permission, for the advice.
            text: what the learner reads.
            within: what a statement's sources may be together, with `*`, where it may be more than these sources.
            account: whether each statement must name the account too.
            qualifier: the version or alias that is called.
            weight: see `add`.
            needs: see `add`.
        """

        def may_be_called(cloud: Cloud, functions: Any, source: Any) -> Passed:
            passed = Passed()
            for name in _names(functions):
                passed = rights.expect_callable(
                    cloud,
                    name,
                    by=by,
                    sources=rights.arns_of(source),
                    within=within,
                    account=account,
                    qualifier=qualifier,
                    how=how,
                )
            return passed

        text = text or f"`{by}` may call it, for this source only"
        given = {"functions": functions, "source": for_}
        return self.add(text, may_be_called, given=given, weight=weight, needs=needs)

    def role_may(
        self,
        of: Given,
        rights_: Mapping[str, Given],
        *,
        text: str,
        how: str = "add the missing rights to the `policies` of the role",
        service: str = "lambda.amazonaws.com",
        no_more: Sequence[str] = (),
        weight: float = 1.0,
        needs: Sequence[StepLike] = (),
    ) -> StepSpec:
        """A step: the role trusts the service and may do what is wanted, and nothing else of `no_more`.

            rights = wire.role_may(printer, dict.fromkeys(RIGHTS, jobs), text="AWS lets the poller read the queue")

        Args:
            of: a function's step, whose role is asked, or a role's ARN.
            rights_: each action with its resource: an ARN, something with an `arn`, `*`, or a step with such a value.
            text: what the learner reads.
            how: what to do about a missing right.
            service: who must be able to assume the role.
            no_more: services, such as `s3`, of which it may have no other right, on any other resource.
            weight: see `add`.
            needs: see `add`.
        """
        given = {"of": of} | {f"right_{number}": resource for number, resource in enumerate(rights_.values())}

        def role_may(cloud: Cloud, of: Any, **resources: Any) -> Passed:
            values = [resources[f"right_{number}"] for number in range(len(resources))]
            wanted, role = dict(zip(rights_, values, strict=True)), rights.role_of(of)
            return rights.expect_role_may(cloud, role, wanted, no_more=no_more, service=service, how=how)

        return self.add(text, role_may, given=given, weight=weight, needs=needs)

    def joins(
        self,
        source: Given,
        function: Given,
        *,
        what: str,
        text: str,
        twice: str,
        weight: float = 1.0,
        needs: Sequence[StepLike] = (),
    ) -> StepSpec:
        """A step: one enabled event source mapping joins them; its value is the EventSourceMapping.

        See `mappings.expect_mapping` for `what` and `twice`.
        """

        def joins(cloud: Cloud, source: Any, function: Any) -> Passed:
            (name,) = _names(function)
            return mappings.expect_mapping(cloud, name, rights.arn_of(source), what=what, twice=twice)

        return self.add(text, joins, given={"source": source, "function": function}, weight=weight, needs=needs)

    def settings(
        self, text: str, thing: Given, *wanted: Setting, of: str, weight: float = 1.0, needs: Sequence[StepLike] = ()
    ) -> StepSpec:
        """A step: the settings of a mapping, or of what AWS describes as a dictionary, are as wanted.

        wire.settings("Batches of 5 at most", mapping, Setting("BatchSize", at_most(5), "at most 5"), of="mapping")
        """

        def settings(thing: Any) -> Passed:
            return mappings.expect_settings(thing, *wanted, of=of)

        return self.add(text, settings, given={"thing": thing}, weight=weight, needs=needs)


@dataclass(frozen=True)
class Wire(Verbs):
    """The exercise of a wiring: what exists, who may call whom, how it is set, and what goes through it."""

    name: str = field(default="wire", kw_only=True)


def _names(functions: Any) -> list[str]:
    """The names of a function or of several, given as names, as Functions or as a dictionary of them."""
    if isinstance(functions, str):
        return [functions]
    if isinstance(functions, Mapping | Sequence):
        return [name for item in functions for name in _names(item)]
    return [str(functions.name)]
