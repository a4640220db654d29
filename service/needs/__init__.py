"""Needs: what someone looks for, from the first draft to the solved problem."""
