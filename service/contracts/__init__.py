"""Contracts: the deal, its parties and papers, its way through the registration office, its performance."""
