"""Which fonts the documents are printed with: the official ones, else the nearest that this machine has."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typst

# Role -> (official families, then what comes near). Families by their English or Chinese names.
OFFICIAL_AND_NEAR: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "仿宋": (
        (
            "仿宋_GB2312",
            "FangSong_GB2312",
            "仿宋",
            "FangSong",
            "方正仿宋_GBK",
            "FZFangSong-Z02",
            "STFangsong",
            "华文仿宋",
        ),
        ("FandolFang R", "FandolFang", "Zhuque Fangsong (technical preview)"),
    ),
    "黑体": (
        ("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "STHeiti", "华文黑体"),
        ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "FandolHei", "WenQuanYi Micro Hei"),
    ),
    "楷体": (
        ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "FZKai-Z03", "STKaiti", "华文楷体"),
        ("FandolKai", "LXGW WenKai", "AR PL UKai CN"),
    ),
    "小标宋": (
        ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
        ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "FandolSong"),
    ),
    "Times New Roman": (
        ("Times New Roman",),
        ("Liberation Serif", "Tinos", "Nimbus Roman", "TeX Gyre Termes", "Libertinus Serif"),
    ),
}
LATIN = "Times New Roman"
# Families with many characters: they print what the family of the role lacks, such as rare names.
BROAD = (
    "LXGW WenKai", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "Noto Sans CJK SC",
    "Source Han Sans SC", "Noto Sans SC", "SimSun", "宋体", "AR PL UMing CN", "WenQuanYi Zen Hei",
)  # fmt: skip


@dataclass(frozen=True)
class Fonts:
    """Families of each role, best first; `missing` says in Chinese what was replaced by what."""

    fangsong: tuple[str, ...]
    hei: tuple[str, ...]
    kai: tuple[str, ...]
    biaosong: tuple[str, ...]
    latin: tuple[str, ...]
    missing: tuple[str, ...]
    found: typst.Fonts = field(repr=False, compare=False)


def choose(folders: Sequence[Path], *, system: bool = True) -> Fonts:
    """Choose from `folders`, then (if `system`) the user's and the machine's own fonts.

    Never fails: without any Chinese font `missing` says so, and Chinese text will print as boxes.
    """
    places = [*folders, *(_own_folders() if system else ())]
    found = typst.Fonts(
        include_system_fonts=system,
        include_embedded_fonts=True,
        font_paths=[str(place) for place in places if place.is_dir()],
    )
    known = {family.casefold(): family for family in found.families()}
    broad = _present(BROAD, known) or tuple(_any_chinese(found))
    chosen: dict[str, tuple[str, ...]] = {}
    missing: list[str] = []
    for role, (official, near) in OFFICIAL_AND_NEAR.items():
        families = _present((*official, *near), known)
        chosen[role] = families if role == LATIN else tuple(dict.fromkeys((*families, *broad)))
        if chosen[role] and not _present(official, known):
            missing.append(f"没有找到“{role}”字体，用{chosen[role][0]}代替。")
    if not chosen["仿宋"]:
        missing = ["没有找到任何中文字体，PDF 中的汉字无法显示；请把中文字体放进 fonts 目录后重新生成。"]
    return Fonts(
        fangsong=chosen["仿宋"],
        hei=chosen["黑体"],
        kai=chosen["楷体"],
        biaosong=chosen["小标宋"],
        latin=chosen[LATIN],
        missing=tuple(missing),
        found=found,
    )


def shows(found: typst.Fonts, family: str, text: str) -> bool:
    """Say whether `family` has all characters of `text`: PDF/A refuses to print one that it lacks."""
    source = f'#set text(font: "{family}", fallback: false)\n#sys.inputs.text'.encode()
    try:
        typst.Compiler(source, font_paths=found, sys_inputs={"text": text}).compile(
            format="pdf", pdf_standards="a-3b", timestamp=0
        )
    except typst.TypstError:
        return False
    return True


def _own_folders() -> Iterator[Path]:
    data = os.environ.get("XDG_DATA_HOME")
    yield (Path(data) if data else Path.home() / ".local/share") / "fonts"
    yield Path.home() / ".fonts"


def _present(families: Sequence[str], known: dict[str, str]) -> tuple[str, ...]:
    return tuple(known[family.casefold()] for family in families if family.casefold() in known)


def _any_chinese(found: typst.Fonts) -> Iterator[str]:
    """Yield one family that can print Chinese, if there is one."""
    for family in found.families():
        if shows(found, family, "国家普法责任清单"):
            yield family
            return
