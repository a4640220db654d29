"""Who belongs where: organisations, memberships and roles, and who acts in a request."""
