"""The exercises of the limits: bytes in JSON, a count, a long job, a large answer, and everything else."""

from __future__ import annotations

from lambda_workshop.sections.limitations.checks_binary import binary
from lambda_workshop.sections.limitations.checks_rest import rest
from lambda_workshop.sections.limitations.checks_size import size
from lambda_workshop.sections.limitations.checks_stateless import stateless
from lambda_workshop.sections.limitations.checks_time import time

EXERCISES = (binary, stateless, time, size, rest)
