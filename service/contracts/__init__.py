"""Contracts: the deal, its parties, its way through the registration office, its performance."""
