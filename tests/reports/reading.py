"""What stands in the written files, read back by other programs than wrote them."""

import re
import zipfile

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from pypdf import PdfReader

POINT = 25.4 / 72


def part(file, name):
    with zipfile.ZipFile(file) as package:
        return parse_xml(package.read(name))


def paragraphs(file):
    """Return the words of each paragraph of a Word file, cells included, in order."""
    return [
        "".join(
            "\n" if piece.tag == qn("w:br") else piece.text or ""
            for piece in words.iter(qn("w:t"), qn("w:br"))
        )
        for words in part(file, "word/document.xml").iter(qn("w:p"))
    ]


def figures(file):
    """Return the words of each run in the character style that marks figures."""
    document = part(file, "word/document.xml")
    marks = [mark for mark in document.iter(qn("w:rStyle")) if mark.get(qn("w:val")) == "Figure"]
    runs = [mark.getparent().getparent() for mark in marks]
    return ["".join(text.text for text in run.iter(qn("w:t"))) for run in runs]


def closed(text):
    """Take the white space out of a text: a page is free to break lines."""
    return re.sub(r"\s", "", text)


def pages(file):
    """Return the words of each page of a PDF without white space and page number."""
    return [
        re.sub(rf"—{number}—", "", closed(page.extract_text()))
        for number, page in enumerate(PdfReader(file).pages, 1)
    ]


def lines(page):
    """Return (height above the edge, left edge, text) of each stretch of text in millimetres."""
    found = []

    def see(text, matrix, text_matrix, _font, _size):
        if text.strip():
            across = text_matrix[4] * matrix[0] + text_matrix[5] * matrix[2] + matrix[4]
            up = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
            found.append((round(up * POINT, 1), round(across * POINT, 1), text))

    page.extract_text(visitor_text=see)
    return found
