"""Questionnaires: an XForm compiled into an immutable form, and pure functions that run it."""
