"""What achievements and needs share: their common columns, states, visibility, quality check and review."""
