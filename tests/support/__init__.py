"""What the tests stand on: databases, clients, and records made through the API."""
