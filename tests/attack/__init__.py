"""Attacks on a running server, generated from the OpenAPI document; not part of the tests."""
