"""AWS's rules on whatever one may write: what fits the grammar is taken, all else is refused, and nothing breaks."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lambda_workshop.aws import arns, listener_conditions, log_patterns, schedule_expressions
from lambda_workshop.aws.event_patterns import problem_of
from lambda_workshop.aws.filters import mapping_problem, passes_mapping, policy_problem
from lambda_workshop.aws.policies import Grant, Request, acting_for, beyond, may, parse, service
from lambda_workshop.aws.schedule_expressions import BadExpression, Cron, for_rule, for_scheduler, next_runs

hypothesis = pytest.importorskip("hypothesis", reason="`make test` installs it")
from hypothesis import example, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8))
documents = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)),
    max_leaves=12,
)
moments = st.datetimes(datetime(1970, 1, 2), datetime(2190, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


def field(low: int, high: int) -> st.SearchStrategy[str]:
    """One field of a cron expression: `*`, a number, a range, a step, or several of them."""
    number = st.integers(low, high).map(str)
    span = st.tuples(st.integers(low, high), st.integers(low, high)).map(lambda two: f"{min(two)}-{max(two)}")
    step = st.builds(lambda first, every: f"{first}/{every}", st.one_of(st.just("*"), number), st.integers(1, high + 1))
    return st.one_of(st.just("*"), st.lists(st.one_of(number, span, step), min_size=1, max_size=3).map(",".join))


of_month = st.one_of(field(1, 28), st.sampled_from(["L", "15W", "LW"]))
of_week = st.one_of(field(1, 7).filter(lambda text: "/" not in text), st.sampled_from(["MON-FRI", "6L", "3#2"]))
days = st.one_of(st.tuples(of_month, st.just("?")), st.tuples(st.just("?"), of_week))
crons = st.builds(
    lambda minutes, hours, of, months: f"cron({minutes} {hours} {of[0]} {months} {of[1]} *)",
    field(0, 59), field(0, 23), days, field(1, 12),
)  # fmt: skip


class TestSchedules:
    @settings(deadline=None)
    @given(crons, moments)
    def test_a_cron_expression_fires_at_the_times_that_it_names_in_order(self, text: str, start: datetime) -> None:
        cron = for_rule(text)
        assert isinstance(cron, Cron)
        found = next_runs(text, start, count=4, rule=True)
        assert found == sorted(set(found))
        for due in found:
            assert due > start
            assert (due.minute in cron.minutes, due.hour in cron.hours, due.month in cron.months) == (True, True, True)
            assert cron.falls_on(due.date())
            assert due.second == due.microsecond == 0

    @settings(deadline=None)
    @given(crons, moments, st.sampled_from(["Europe/Prague", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"]))
    def test_in_a_time_zone_it_fires_by_that_zones_clock(self, text: str, start: datetime, zone: str) -> None:
        cron = for_scheduler(text)
        assert isinstance(cron, Cron)
        for due in next_runs(text, start, count=3, zone=zone):
            local = due.astimezone(ZoneInfo(zone))
            assert local.minute in cron.minutes
            assert local.hour in cron.hours

    @given(st.integers(1, 9999), st.sampled_from(["minute", "hour", "day"]), moments)
    def test_a_rate_fires_at_even_distances(self, value: int, unit: str, start: datetime) -> None:
        text = f"rate({value} {unit}{'s' if value > 1 else ''})"
        first, second, third = next_runs(text, start, count=3, rule=True)
        distance = timedelta(**{f"{unit}s": value})
        assert (first - start, second - first, third - second) == (distance,) * 3

    @given(st.one_of(st.text(max_size=40), st.text("cronateh()*?/,-#LW 0123456789MON", max_size=40)))
    @example("cron(" + "0" * 5000 + " * * * ? *)")
    def test_anything_else_is_refused_in_words(self, text: str) -> None:
        for read in (for_rule, for_scheduler):
            try:
                read(text)
            except BadExpression as refused:
                assert str(refused)


class TestLogPatterns:
    @given(st.one_of(st.text(max_size=60), st.text('{}[]()$.=<>!&|"%*?-, aA1', max_size=60)), st.text(max_size=60))
    def test_a_pattern_is_one_or_is_refused(self, pattern: str, message: str) -> None:
        try:
            matches = log_patterns.compile_pattern(pattern)
        except log_patterns.BadPattern as refused:
            assert str(refused)
        else:
            assert matches(message) in (True, False)

    @given(
        st.lists(st.text("abcXYZ09_", min_size=1, max_size=5), min_size=1, max_size=4),
        st.text("abcXYZ09_ ", max_size=20),
    )
    def test_terms_are_all_in_the_message(self, terms: list[str], message: str) -> None:
        assert log_patterns.compile_pattern(" ".join(terms))(message) is all(term in message for term in terms)

    @given(st.lists(st.text("abc019-.", min_size=1, max_size=5), max_size=6))
    def test_a_line_of_words_has_these_fields(self, words: list[str]) -> None:
        assert log_patterns.fields_of(" ".join(words)) == words
        names = ", ".join(f"w{number}" for number in range(len(words) or 1))
        assert log_patterns.compile_pattern(f"[{names}]")(" ".join(words)) is bool(words)

    @given(st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(-9, 9), min_size=1), st.integers(-9, 9))
    def test_numbers_of_json_are_compared(self, document: dict[str, int], number: int) -> None:
        key, value = next(iter(document.items()))
        for sign, holds in (("=", value == number), (">", value > number), ("<=", value <= number)):
            assert log_patterns.compile_pattern(f"{{ $.{key} {sign} {number} }}")(json.dumps(document)) is holds


class TestArns:
    parts = st.text("abc-09", max_size=6)

    @given(parts, parts, parts, st.text(max_size=20))
    def test_what_is_put_together_is_taken_apart_again(
        self, service_name: str, region: str, account: str, resource: str
    ) -> None:
        arn = arns.Arn(service_name, region, account, resource)
        assert arns.parse(str(arn)) == arn

    @given(st.text("abc-", min_size=1, max_size=6), st.text("abc1$", max_size=4))
    def test_a_qualifier_comes_off_names_and_arns_alike(self, name: str, qualifier: str) -> None:
        arn = arns.function("us-east-1", "123456789012", name, qualifier)
        assert arns.split_qualifier(arn) == (arns.function("us-east-1", "123456789012", name), qualifier)
        assert arns.split_qualifier(f"{name}:{qualifier}" if qualifier else name) == (name, qualifier)

    @given(st.text(max_size=30))
    def test_what_is_none_is_none(self, text: str) -> None:
        assert (arns.parse(text) is not None) is (text.startswith("arn:") and text.count(":") >= 5)


class TestDocuments:
    REQUEST = Request("a:B", "r", service("s"), acting_for("arn:aws:sns:r:1:t"))

    @given(st.one_of(documents, documents.map(json.dumps), st.text(max_size=20)))
    @example(
        {
            "Statement": {
                "Effect": "Allow",
                "Action": "*",
                "Principal": {"AWS": [None, 1]},
                "Condition": {"Bool": {"k": None}},
            }
        }
    )
    def test_no_document_breaks_the_evaluator(self, document: object) -> None:
        policy = parse(document)
        assert may(self.REQUEST, resource_policy=policy).reason or policy.statements
        assert isinstance(beyond(policy, Grant(("a:B",), ("r",), (service("s"),))), list)

    @given(st.dictionaries(st.text(max_size=10), documents, max_size=3), documents)
    def test_no_pattern_or_record_breaks_a_filter(self, pattern: dict[str, object], record: object) -> None:
        text = json.dumps(pattern)
        assert isinstance(problem_of(text), str)
        assert isinstance(policy_problem(pattern, body=True), str)
        if not mapping_problem({"Filters": [{"Pattern": text}]}):
            assert passes_mapping({"record": record}, [text]) in (True, False)

    @given(
        st.sampled_from(sorted(listener_conditions.CONFIGS)),
        st.lists(st.text(max_size=10), max_size=4),
        st.text("ab*?[]()|+.^$\\{}", max_size=12),
    )
    def test_a_listeners_condition_is_one_or_is_refused(self, name: str, values: list[str], regex: str) -> None:
        condition = {"Field": name, listener_conditions.CONFIGS[name]: {"Values": values, "RegexValues": [regex]}}
        request = listener_conditions.Request("GET", "/a/b", "a=b&c", {"host": ("a.b",), "x": ("y",)}, "10.0.0.1")
        try:
            listener_conditions.check([condition])
        except listener_conditions.Invalid as refused:
            assert str(refused)
        else:
            assert listener_conditions.matches(condition, request) in (True, False)


def test_the_zones_of_schedules_are_names_of_the_database() -> None:
    with pytest.raises(BadExpression):
        schedule_expressions.zone_of("../etc/passwd")
