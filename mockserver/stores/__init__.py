"""Where tasks, ledger and journal are kept."""

__all__: list[str] = []
