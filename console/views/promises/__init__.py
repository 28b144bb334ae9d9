"""What the desk promises: policies, calendars, the ladder. All staff read; supervisors and administrators change."""
