"""The errors that a person is meant to read: what happened, to which file, what to do."""

from breakthroughs_tui.plain import fit_to_show, shown


class BreakthroughsError(Exception):
    """Something that the person at the desk has to know; the base of all our errors."""

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the two parts apart, so that each screen can lay them out its own way.

        Whatever they quote, a library's words included, is made fit to show.
        """
        self.message = fit_to_show(message)
        """What happened, and to which file: one sentence."""
        self.hint = fit_to_show(hint)
        """What to do about it: short sentences, or nothing."""
        super().__init__(self.message)

    @property
    def sentence(self) -> str:
        """The message with its full stop."""
        return self.message if self.message.endswith((".", "?", "!")) else f"{self.message}."

    @property
    def text(self) -> str:
        """Message and hint as running text."""
        return f"{self.sentence} {self.hint}".rstrip()


def os_reason(error: Exception) -> str:
    """Say what the system said, without its numbers and quotes."""
    return fit_to_show(getattr(error, "strerror", None) or str(error))


class UsageError(BreakthroughsError):
    """The command was asked for something that it cannot mean (exit code 2)."""


class BankError(BreakthroughsError):
    """A question bank is not fit to use."""

    def __init__(self, message: str, hint: str = "", problems: tuple[str, ...] = ()) -> None:
        """Carry every problem found, each a line `file:line:column: what is wrong`."""
        super().__init__(message, hint)
        self.problems = tuple(shown(each) for each in problems)


class StoreError(BreakthroughsError):
    """A saved file could not be read or written."""


class DamagedError(StoreError):
    """A saved file was read, but does not hold an assessment."""


class NewerFormatError(StoreError):
    """A saved file was made by a later version, and must stay as it is."""
