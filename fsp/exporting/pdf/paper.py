"""The page of a PDF: its size, its bleed, and whether it is for print."""

from dataclasses import dataclass
from enum import StrEnum

MAX_BLEED_MILLIMETRES = 20

_INCH = 25.4


class PaperSize(StrEnum):
    """Sizes that printers offer."""

    A4 = "a4"
    A5 = "a5"
    LETTER = "letter"
    TRADE = "6x9in"


_MILLIMETRES = {
    PaperSize.A4: (210.0, 297.0),
    PaperSize.A5: (148.0, 210.0),
    PaperSize.LETTER: (8.5 * _INCH, 11 * _INCH),
    PaperSize.TRADE: (6 * _INCH, 9 * _INCH),
}


@dataclass(frozen=True)
class Paper:
    """The page of a PDF. For print, chapters begin on odd pages and the inner margin is wider."""

    size: PaperSize = PaperSize.A5
    is_for_print: bool = False
    bleed_millimetres: int = 0

    @property
    def width_millimetres(self) -> float:
        """Return the width after trimming."""
        return _MILLIMETRES[self.size][0]

    @property
    def height_millimetres(self) -> float:
        """Return the height after trimming."""
        return _MILLIMETRES[self.size][1]
