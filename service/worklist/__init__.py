"""The worklist (待办): what waits for an actor, gathered from the rooms above."""
