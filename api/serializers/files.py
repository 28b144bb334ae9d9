"""Files of messages: as they are shown, and as a program sends them along."""

import base64
import binascii
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.base import Body
from core.files import IncomingFile
from tickets.models import Attachment, FileState


class FileShown(serializers.Serializer[Attachment]):
    """A file of a message: `id` is its key, `type` what its content is, `size` in bytes. Only what is clean is given out without more."""

    id = serializers.UUIDField(source="key")
    name = serializers.CharField()
    type = serializers.CharField(source="media_type")
    size = serializers.IntegerField()
    state = serializers.ChoiceField(FileState.choices)
    reason = serializers.CharField()


@extend_schema_field({"type": "string", "format": "byte"})
class Base64Field(serializers.CharField):
    """Bytes in Base64 (RFC 4648, section 4); line breaks are taken, as many tools make them."""

    def to_internal_value(self, data: Any) -> bytes:  # type: ignore[override] # what comes out are bytes
        """Raises ValidationError for what is not Base64."""
        try:
            return base64.b64decode("".join(super().to_internal_value(data).split()), validate=True)
        except (binascii.Error, ValueError) as fault:
            raise serializers.ValidationError(_("This is not Base64 (RFC 4648).")) from fault


class FileBody(Body):
    """A file that comes along, looked at like any other: its type is found from its content. `identity` keeps a document apart,
    where only who may and says why can open it."""

    name = serializers.CharField(max_length=255)
    content = Base64Field()
    identity = serializers.BooleanField(default=False)

    def to_internal_value(self, data: Any) -> IncomingFile:
        """As every way in hands it on."""
        return IncomingFile(**super().to_internal_value(data))
