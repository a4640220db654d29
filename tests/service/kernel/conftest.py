"""Generated examples in these tests: no deadline, because other work may share the processor."""

from hypothesis import settings

settings.register_profile("kernel", deadline=None, database=None, max_examples=50)
settings.load_profile("kernel")
