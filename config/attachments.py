"""Where files lie that come with messages."""

from pathlib import Path
from typing import Any

from environ import Env


def attachment_storage(env: Env, var: Path) -> dict[str, Any]:
    """An entry of STORAGES: a folder beside the other data, or a bucket when ATTACHMENTS_S3_BUCKET names one."""
    if bucket := env.str("ATTACHMENTS_S3_BUCKET", ""):
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": bucket,
                "endpoint_url": env.str("ATTACHMENTS_S3_ENDPOINT", "") or None,
                "region_name": env.str("ATTACHMENTS_S3_REGION", "") or None,
                "access_key": env.str("ATTACHMENTS_S3_KEY", "") or None,
                "secret_key": env.str("ATTACHMENTS_S3_SECRET", "") or None,
                # Each file has a name of its own; nobody but the desk reads the bucket.
                "file_overwrite": False,
                "default_acl": None,
                "querystring_auth": True,
            },
        }
    folder = {"location": var / "attachments", "base_url": None}
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
