"""The commands of `dondoc`, one module per concern."""
