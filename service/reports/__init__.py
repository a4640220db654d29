"""Figures over everything below; owns only official series, targets and the national table."""
