"""What can go wrong with a world in a test."""

__all__ = ["ExpectationError", "SetupError", "SurpriseError", "TestingError"]


class TestingError(Exception):
    """The base of every error of this package."""

    __test__ = False  # pytest collects whatever is called Test...


class ExpectationError(TestingError, AssertionError):
    """What was expected did not come: a call of the client under test, or a callback."""


class SetupError(TestingError, ValueError):
    """A world cannot be set up like this; the message names each setting that is wrong."""


class SurpriseError(TestingError, AssertionError):
    """Something went wrong that the test did not see: *surprises* says what, a sentence each."""

    def __init__(self, surprises: tuple[str, ...]) -> None:
        super().__init__("\n".join(surprises))
        self.surprises = surprises
