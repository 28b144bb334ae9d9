"""The help centre: what customers read before they ask, found by words of either language."""
