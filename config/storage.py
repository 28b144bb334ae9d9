"""Static files: ours hashed and compressed, the API page's library as it came."""

from collections.abc import Iterator, Mapping
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Megabytes that only developers open; compressing them would take a minute of the first start.
AS_THEY_CAME = "drf_spectacular_sidecar/"
# Parts of installed apps that no page of ours uses.
NOT_SERVED = ["admin", "rest_framework", "redoc*", "*.map", "*.LICENSE.txt", "ext", "htmax*", "htmx-4*"]


class OwnFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise has no type hints
    """Hashes names and compresses contents of every file but those under AS_THEY_CAME."""

    def post_process(self, paths: Mapping[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        """What collectstatic does to the collected files."""
        ours = {name: found for name, found in paths.items() if not name.startswith(AS_THEY_CAME)}
        yield from super().post_process(ours, *args, **options)

    def stored_name(self, name: str) -> str:
        """The name under which a file is served."""
        return name if name.startswith(AS_THEY_CAME) else str(super().stored_name(name))
