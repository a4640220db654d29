"""Texts in, ranked and explained pairs out: the matcher, a pure library that knows no database and no web."""
