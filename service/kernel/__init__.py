"""What every room stands on: no business nouns, no web."""
