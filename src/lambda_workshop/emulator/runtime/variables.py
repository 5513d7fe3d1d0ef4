"""The environment variables of a function process: AWS's own and the function's, and nothing of this machine's.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from __future__ import annotations

from collections.abc import Mapping


def function_variables(
    *,
    name: str,
    handler: str,
    memory_mb: int,
    own: Mapping[str, str],
    temporary: str,
    version: str = "$LATEST",
    region: str = "us-east-1",
    runtime: str = "python3.13",
    code_dir: str = "/var/task",
    log_group: str = "",
    log_stream: str = "",
    log_format: str = "Text",
    backend: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """All variables of one function process. `backend` are the credentials and the address for boto3; `own` wins."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": ":UTC",
        "TMPDIR": temporary,
        "HOME": temporary,
        "_HANDLER": handler,
        "_X_AMZN_TRACE_ID": "",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": version,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(memory_mb),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": log_group or f"/aws/lambda/{name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream or "local",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "LAMBDA_TASK_ROOT": code_dir,
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "PYTHONUTF8": "1",
        # The backend is on this machine, never the metadata service of a real one.
        "AWS_EC2_METADATA_DISABLED": "true",
        **({"AWS_LAMBDA_LOG_FORMAT": "JSON"} if log_format == "JSON" else {}),
        **(backend or {}),
        **own,
    }
