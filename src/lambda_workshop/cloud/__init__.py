"""What a check may ask of the cloud: functions, roles, logs, queues, buckets, waiting, cleaning up.

Everything takes a `Cloud` first, built on any session with boto3's `client()`: a backend's, or moto's in tests.
"""

from lambda_workshop.cloud.core import Cloud, SessionLike, missing
from lambda_workshop.cloud.waiting import TimedOut, until

__all__ = ["Cloud", "SessionLike", "TimedOut", "missing", "until"]
