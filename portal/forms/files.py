"""Files that come with a form."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.files.field import TAKEN, FilesField, FilesInput


def files_field(**more: Any) -> FilesField:
    """The usual one: several files, from a disk or a telephone's camera."""
    return FilesField(
        label=_("Files"),
        help_text=_(
            "Screenshots, PDF, text: up to 10 files of 10 MB, 30 MB together. Place and device are removed from pictures."
        ),
        widget=FilesInput(attrs={"multiple": True, "accept": TAKEN, "data-files": ""}),
        **more,
    )
