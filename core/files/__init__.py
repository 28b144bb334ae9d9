"""What strangers send along: what it is by its content, made harmless, named anew. Pure: bytes in, bytes out."""

from core.files.examining import Examined, examine, examine_all
from core.files.incoming import IncomingFile
from core.files.reasons import REASONS, reason_words
from core.files.serving import file_response, picture_response

__all__ = [
    "REASONS",
    "Examined",
    "IncomingFile",
    "examine",
    "examine_all",
    "file_response",
    "picture_response",
    "reason_words",
]
