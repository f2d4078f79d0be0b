"""The styles of an official document in Word's words, and the fonts they name.

GB/T 9704-2012. Fonts are named as offices name them; Word takes the second name of the font table where a
machine lacks the first. 22 lines of 28 characters come from an exact line height and a slightly narrowed
character, not from a grid of characters, which programs draw differently.
"""

from typing import Any

from docx.document import Document
from lxml import etree

from reports import page
from reports.word_xml import made, twips

FANGSONG, HEI, KAI, BIAOSONG, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
LATIN = "Times New Roman"
# Font -> what Word takes where it is absent.
STAND_IN = {
    FANGSONG: "仿宋",
    HEI: "SimHei",
    KAI: "楷体",
    BIAOSONG: "方正小标宋_GBK",
    SONG: "SimSun",
    LATIN: "Liberation Serif",
}
BUILT_IN = {"Normal", "Title", "heading 1", "heading 2", "caption"}
FIGURE_STYLE = "Figure"  # 数据: marks each figure
NARROWED = twips(page.STEP) - twips(page.BODY)  # so that 28 characters of 16 points fill a line


def set_styles(document: Document) -> None:
    """Replace all styles of `document`."""
    defaults = made("rPr", _fonts(FANGSONG), made("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    styles = document.styles.element
    styles[:] = [
        made("docDefaults", made("rPrDefault", defaults), made("pPrDefault")),
        *_text_styles(),
        *_table_styles(),
        *_number_styles(),
        made(
            "style", made("name", val="Default Paragraph Font"), type="character", default=1, styleId="Plain"
        ),
        made(
            "style",
            made("name", val="数据"),
            made("basedOn", val="Plain"),
            made("qFormat"),
            type="character",
            customStyle=1,
            styleId=FIGURE_STYLE,
        ),
        made("style", made("name", val="Normal Table"), type="table", default=1, styleId="TableNormal"),
    ]


def set_settings(document: Document) -> None:
    """Replace all settings of `document`: odd and even pages differ, punctuation may be narrowed."""
    document.settings.element[:] = [
        made("evenAndOddHeaders"),
        made("characterSpacingControl", val="compressPunctuation"),
        made(
            "compat",
            made(
                "compatSetting",
                name="compatibilityMode",
                uri="http://schemas.microsoft.com/office/word",
                val=15,
            ),
        ),
        made("themeFontLang", val="en-US", eastAsia="zh-CN"),
    ]


def font_table() -> bytes:
    """Return the part that says which font stands in for which."""
    fonts = [made("font", made("altName", val=second), name=name) for name, second in STAND_IN.items()]
    return etree.tostring(made("fonts", *fonts), xml_declaration=True, encoding="UTF-8", standalone=True)


def _fonts(chinese: str, latin: str = LATIN) -> Any:
    return made("rFonts", ascii=latin, hAnsi=latin, cs=latin, eastAsia=chinese, hint="eastAsia")


def style(
    identity: str,
    name: str,
    font: str,
    points: float,
    *paragraph: Any,
    latin: str = LATIN,
    narrowed: int = 0,
    then: str | None = None,
) -> Any:
    is_base = identity == "Normal"
    kind = {} if name in BUILT_IN else {"customStyle": 1}
    size = round(points * 2)
    return made(
        "style",
        made("name", val=name),
        *([] if is_base else [made("basedOn", val="Normal")]),
        *([made("next", val=then)] if then else []),
        made("qFormat"),
        made("pPr", *paragraph),
        made(
            "rPr",
            _fonts(font, latin),
            made("spacing", val=narrowed),
            made("sz", val=size),
            made("szCs", val=size),
        ),
        type="paragraph",
        styleId=identity,
        **({"default": 1} if is_base else kind),
    )


def _exact(line: float, *, before: float = 0, after: float = 0) -> Any:
    return made("spacing", before=twips(before), after=twips(after), line=twips(line), lineRule="exact")


def _flush(**more: int) -> Any:
    return made("ind", firstLine=0, firstLineChars=0, **more)


def _off_grid() -> Any:
    return made("snapToGrid", val=0)


def _aligned(side: str) -> Any:
    return made("jc", val=side)


def _text_styles() -> list[Any]:
    normal = (
        made("widowControl", val=0),
        made("autoSpaceDE", val=0),
        made("autoSpaceDN", val=0),
        _exact(page.PITCH),
        made("ind", firstLine=twips(2 * page.STEP), firstLineChars=200),
        _aligned("both"),
    )
    title = (_off_grid(), _exact(page.TITLE_PITCH, before=page.PITCH, after=page.PITCH), _flush())
    first, second = made("outlineLvl", val=0), made("outlineLvl", val=1)
    kept, centred, body = made("keepNext"), _aligned("center"), page.BODY
    return [
        style("Normal", "Normal", FANGSONG, body, *normal, narrowed=NARROWED),
        style("AppendixLabel", "附件标号", HEI, body, _flush(), narrowed=NARROWED, then="Title"),
        style("Title", "Title", BIAOSONG, page.TITLE, *title, centred, latin=BIAOSONG, then="Normal"),
        style("Heading1", "heading 1", HEI, body, kept, first, narrowed=NARROWED, then="Normal"),
        style("Heading2", "heading 2", KAI, body, made("keepNext"), second, narrowed=NARROWED, then="Normal"),
        style("Signature", "落款", FANGSONG, body, _flush(), _aligned("right"), narrowed=NARROWED),
    ]


def _table_styles() -> list[Any]:
    result = [
        style("Caption", "caption", HEI, page.CAPTION, made("keepNext"), _flush(), _aligned("center")),
    ]
    for kind, name, size, line, space in (
        ("Table", "表", page.TABLE, 16, 3.5),
        ("Dense", "密表", page.DENSE_TABLE, 14, 3),
    ):
        for role, word, font, kept, side in (
            ("Heading", "头", HEI, [made("keepNext")], "center"),
            ("Text", "文", FANGSONG, [], "left"),
        ):
            paragraph = (
                *kept,
                _off_grid(),
                _exact(line, before=space, after=space),
                _flush(),
                _aligned(side),
            )
            result.append(style(kind + role, name + word, font, size, *paragraph))
    return result


def _number_styles() -> list[Any]:
    one = twips(page.NUMBER)  # an empty character outside of the number
    return [
        style(
            f"PageNumber{parity}",
            name,
            SONG,
            page.NUMBER,
            _off_grid(),
            made("spacing", line=240, lineRule="auto"),
            _flush(**{side: one, f"{side}Chars": 100}),
            _aligned(side),
            latin=SONG,
        )
        for parity, name, side in (("Odd", "单页页码", "right"), ("Even", "双页页码", "left"))
    ]
