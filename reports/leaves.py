"""The appendix cut into upright and landscape leaves: the same order of things for Word and PDF."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.page import lies, plain_words
from rules.appendix import Appendix, Paragraph, Section, Table

SHORT = 120  # characters: so little text follows a landscape table on its own leaf


@dataclass(frozen=True)
class Heading:
    text: str
    level: int


Block = Heading | Paragraph | Table


@dataclass
class Leaf:
    """Pages of one orientation. The first leaf also carries label and title, the last one the signature."""

    landscape: bool
    blocks: list[Block] = field(default_factory=list)


def leaves(appendix: Appendix) -> list[Leaf]:
    """Lay the appendix out; no leaf holds a heading alone, or a line or two between landscape tables."""
    result = [Leaf(landscape=False, blocks=list(appendix.opening))]
    for section in appendix.sections:
        for landscape, blocks in _pieces(section, after=result[-1]):
            if landscape != result[-1].landscape:
                result.append(Leaf(landscape))
            result[-1].blocks += blocks
    return result


def _pieces(section: Section, after: Leaf) -> Iterator[tuple[bool, list[Block]]]:
    words = sum(len(plain_words(paragraph)) for paragraph in section.paragraphs)
    landscape_next = bool(section.tables) and lies(section.tables[0])
    text_lies = landscape_next and (words == 0 or (after.landscape and words <= SHORT))
    yield text_lies, [Heading(section.heading, section.level), *section.paragraphs]
    for table in section.tables:
        yield lies(table), [table]
