"""``python -m mockserver``: the command line."""

from mockserver.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
