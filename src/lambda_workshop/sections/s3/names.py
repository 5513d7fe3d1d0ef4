"""What the resources of this section are called: the checks and the panel both go by these names."""

from lambda_workshop.cloud import Cloud


def photo_bucket(cloud: Cloud) -> str:
    """The bucket's name in this account."""
    return f"inkwell-s3-photos-{cloud.account}"
