"""Who may do what: every route for every kind of caller, against one table."""
