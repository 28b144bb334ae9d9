"""Promises: policies, calendars, timers that survive, and the record of each that was missed."""
