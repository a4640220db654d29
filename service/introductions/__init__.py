"""Introductions: two sides brought together and followed, from the question to the contract or the end."""
