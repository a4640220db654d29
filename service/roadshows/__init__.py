"""Roadshows: live pitches before judges (以演代评), their results, intents, and what landed of them."""
