"""Is this really ours? What somebody pasted, read in one form, and what it comes near to. Pure: no models, no network."""

from core.lookalikes.kinds import HANDLES, Key, Kind, Told, Trick
from core.lookalikes.nearness import Near, nearest
from core.lookalikes.reading import read, region_of

__all__ = ["HANDLES", "Key", "Kind", "Near", "Told", "Trick", "nearest", "read", "region_of"]
