"""Functions of Lambda: what they may be, take and give."""

from __future__ import annotations

from lambda_workshop.aws.facts.fact import KILOBYTE, MEGABYTE, Fact, Unit

_DAY = "2026-11-23"
_GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg/"
_API = "https://docs.aws.amazon.com/lambda/latest/api/"
_QUOTAS = f"{_GUIDE}gettingstarted-limits.html"
_CREATE = f"{_API}API_CreateFunction.html"
_RETRIES = f"{_API}API_PutFunctionEventInvokeConfig.html"
_CREATED, _INVOKED = "lambda:CreateFunctionRequest", "lambda:PutFunctionEventInvokeConfigRequest"

DEFAULT_TIMEOUT = Fact(3, Unit.SECONDS, _CREATE, _DAY)
SHORTEST_TIMEOUT = Fact(1, Unit.SECONDS, _CREATE, _DAY, f"{_CREATED}.Timeout.min")
# The model has what Lambda Managed Instances may take: 5,400 s and 32,768 MB.
LONGEST_TIMEOUT = Fact(900, Unit.SECONDS, _QUOTAS, _DAY)
DEFAULT_MEMORY = Fact(128, Unit.MEGABYTES, _CREATE, _DAY)
SMALLEST_MEMORY = Fact(128, Unit.MEGABYTES, _QUOTAS, _DAY, f"{_CREATED}.MemorySize.min")
LARGEST_MEMORY = Fact(10_240, Unit.MEGABYTES, _QUOTAS, _DAY)
SMALLEST_STORAGE = Fact(512, Unit.MEGABYTES, _QUOTAS, _DAY, f"{_CREATED}.EphemeralStorage.Size.min")
LARGEST_STORAGE = Fact(10_240, Unit.MEGABYTES, _QUOTAS, _DAY)
LONGEST_HANDLER = Fact(128, Unit.CHARACTERS, _CREATE, _DAY, f"{_CREATED}.Handler.max")
LONGEST_DESCRIPTION = Fact(256, Unit.CHARACTERS, _CREATE, _DAY, f"{_CREATED}.Description.max")
ENVIRONMENT = Fact(4 * KILOBYTE, Unit.BYTES, _QUOTAS, _DAY)
PACKAGE = Fact(50 * MEGABYTE, Unit.BYTES, _QUOTAS, _DAY)
SYNCHRONOUS_PAYLOAD = Fact(6 * MEGABYTE, Unit.BYTES, _QUOTAS, _DAY)
ASYNCHRONOUS_PAYLOAD = Fact(MEGABYTE, Unit.BYTES, _QUOTAS, _DAY)
LOG_TAIL = Fact(4 * KILOBYTE, Unit.BYTES, f"{_API}API_Invoke.html", _DAY)
CONCURRENCY = Fact(1_000, Unit.COUNT, _QUOTAS, _DAY)
UNRESERVED = Fact(100, Unit.COUNT, f"{_GUIDE}configuration-concurrency.html")
INIT = Fact(10, Unit.SECONDS, f"{_GUIDE}lambda-runtime-environment.html")
FEWEST_RETRIES = Fact(0, Unit.COUNT, _RETRIES, _DAY, f"{_INVOKED}.MaximumRetryAttempts.min")
MOST_RETRIES = Fact(2, Unit.COUNT, _RETRIES, _DAY, f"{_INVOKED}.MaximumRetryAttempts.max")
SHORTEST_EVENT_AGE = Fact(60, Unit.SECONDS, _RETRIES, _DAY, f"{_INVOKED}.MaximumEventAgeInSeconds.min")
LONGEST_EVENT_AGE = Fact(21_600, Unit.SECONDS, _RETRIES, _DAY, f"{_INVOKED}.MaximumEventAgeInSeconds.max")
