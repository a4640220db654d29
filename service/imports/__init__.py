"""Many records at once from a sheet; which kinds of record there are is told by the composition root."""
