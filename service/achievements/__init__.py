"""Achievements: what can be transferred, from the first draft to the signed transfer."""
