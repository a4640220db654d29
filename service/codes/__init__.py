"""The code lists everybody uses: national codes and the platform's own short words, with their names."""
