"""Rules are proved without a clock: a busy machine makes no example wrong."""

from hypothesis import settings

settings.register_profile("roadshows", deadline=None, database=None)
settings.load_profile("roadshows")
