"""Files in a form: the field, and the word on an upload that was ended."""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from core.files.incoming import IncomingFile

TAKEN = "image/*,.pdf,.txt,.csv,.log,.docx,.xlsx,.pptx,.zip"


class FilesInput(forms.FileInput):
    """Takes more than one."""

    allow_multiple_selected = True

    def value_from_datadict(self, _data: Any, files: MultiValueDict[str, Any], name: str) -> list[Any]:
        """All of them, in order."""
        return files.getlist(name)


class FilesField(forms.Field):
    """A list of core.files.IncomingFile. Bounds are known to the verb; `identity` marks what is kept apart."""

    widget = FilesInput

    def __init__(self, *, identity: bool = False, **more: Any) -> None:
        super().__init__(required=False, **more)
        self.identity = identity

    def clean(self, value: list[Any] | None) -> list[IncomingFile]:
        """Read into memory: the whole form is bounded (config.uploads)."""
        return [
            IncomingFile(each.name or "", each.read(), each.content_type or "", self.identity) for each in value or []
        ]


def refuse_stopped(form: forms.Form, request: Any) -> None:
    """Say at the files that the upload was ended because it was too large (config.uploads)."""
    if getattr(request, "upload_stopped", False):
        form.add_error(
            "files", _("Together these files are too large: at most 30 MB. Choose fewer; what you typed is kept.")
        )
