"""Fixtures for every test."""

from tests.people import house

__all__ = ["house"]
