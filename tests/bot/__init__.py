"""Tests of the wiring and the outside."""
