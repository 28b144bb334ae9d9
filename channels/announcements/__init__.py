"""Announcements: what we say to all, in both languages, by region, from a moment on."""
