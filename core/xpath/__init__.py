"""Expressions of questionnaires: XPath 1.0 with the functions of ODK, compiled once into closures."""
