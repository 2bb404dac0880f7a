"""What is wrong with the files, one sentence each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ContentError:
    """An error in a file: `figures.yaml, linje 12 (portal.keyfigure ”hjemloese”), felt ”value”: Skriv et tal.`"""

    file: str
    problem: str
    line: int = 0
    record: str = ""
    field: str = ""

    def __str__(self) -> str:
        line = f", linje {self.line}" if self.line else ""
        record = f" ({self.record})" if self.record else ""
        field = f", felt ”{self.field}”" if self.field else ""
        return f"{self.file}{line}{record}{field}: {self.problem}"


class ContentErrors(Exception):  # noqa: N818 (the errors of all the files, raised as one)
    """The files cannot be loaded; nothing has been written."""

    def __init__(self, errors: list[ContentError]) -> None:
        super().__init__("\n".join([*map(str, errors), "Intet er ændret. Ret det ovenstående, og prøv igen."]))
        self.errors = errors
