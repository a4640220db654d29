"""Generated examples in these tests: no deadline, because other work may share the processor."""

from hypothesis import settings

settings.register_profile("kernel", deadline=None, database=None)
settings.load_profile("kernel")
