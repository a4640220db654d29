"""Attachments: files of listings, introductions and contracts, received, checked, stored and given out."""
