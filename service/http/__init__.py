"""The web's vocabulary that every room's routes speak: edge, bodies, problems, paging, conditions."""
