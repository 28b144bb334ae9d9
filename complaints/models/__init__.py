"""The complaint, its points and its letters."""

from complaints.models.complaint import Cause, Complaint, NotAdmissible, Outcome, Remedy
from complaints.models.letters import Letter, LetterKind, Sending
from complaints.models.points import Point, PointOutcome
from complaints.states import ENDED, LIVE, ComplaintState

__all__ = [
    "ENDED",
    "LIVE",
    "Cause",
    "Complaint",
    "ComplaintState",
    "Letter",
    "LetterKind",
    "NotAdmissible",
    "Outcome",
    "Point",
    "PointOutcome",
    "Remedy",
    "Sending",
]
