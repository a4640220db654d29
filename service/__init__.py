"""The marketplace's backend: one package per room of the business, stacked one way."""
