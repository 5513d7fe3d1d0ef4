"""Event source mappings: how Lambda reads queues and streams."""

from __future__ import annotations

from lambda_workshop.aws.facts.fact import Fact, Unit

_DAY = "2026-11-23"
_PAGE = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
_FILTERING = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html"
_MODEL = "lambda:CreateEventSourceMappingRequest"

SMALLEST_BATCH = Fact(1, Unit.COUNT, _PAGE, _DAY, f"{_MODEL}.BatchSize.min")
LARGEST_BATCH = Fact(10_000, Unit.COUNT, _PAGE, _DAY, f"{_MODEL}.BatchSize.max")
DEFAULT_QUEUE_BATCH = Fact(10, Unit.COUNT, _PAGE, _DAY)
DEFAULT_STREAM_BATCH = Fact(100, Unit.COUNT, _PAGE, _DAY)
SHORTEST_WINDOW = Fact(0, Unit.SECONDS, _PAGE, _DAY, f"{_MODEL}.MaximumBatchingWindowInSeconds.min")
LONGEST_WINDOW = Fact(300, Unit.SECONDS, _PAGE, _DAY, f"{_MODEL}.MaximumBatchingWindowInSeconds.max")
FEWEST_AT_ONCE = Fact(1, Unit.COUNT, _PAGE, _DAY, f"{_MODEL}.ParallelizationFactor.min")
MOST_AT_ONCE = Fact(10, Unit.COUNT, _PAGE, _DAY, f"{_MODEL}.ParallelizationFactor.max")
RETRIES_WITHOUT_END = Fact(-1, Unit.COUNT, _PAGE, _DAY, f"{_MODEL}.MaximumRetryAttempts.min")
MOST_RETRIES = Fact(10_000, Unit.COUNT, _PAGE, _DAY, f"{_MODEL}.MaximumRetryAttempts.max")
AGE_WITHOUT_END = Fact(-1, Unit.SECONDS, _PAGE, _DAY, f"{_MODEL}.MaximumRecordAgeInSeconds.min")
LONGEST_AGE = Fact(604_800, Unit.SECONDS, _PAGE, _DAY, f"{_MODEL}.MaximumRecordAgeInSeconds.max")
NO_TUMBLING_WINDOW = Fact(0, Unit.SECONDS, _PAGE, _DAY, f"{_MODEL}.TumblingWindowInSeconds.min")
LONGEST_TUMBLING_WINDOW = Fact(900, Unit.SECONDS, _PAGE, _DAY, f"{_MODEL}.TumblingWindowInSeconds.max")
MOST_FILTERS = Fact(5, Unit.COUNT, _FILTERING)
