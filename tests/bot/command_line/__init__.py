"""Tests of the `kheten` command."""
