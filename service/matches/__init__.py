"""Matches: where the database meets matching/, a live index over all listings and ranked, explained pairs."""
