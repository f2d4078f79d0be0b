import re
from pathlib import Path

import pytest

from reports import fonts

OWN = Path.home() / ".local/share/fonts/xuepu"


def test_what_is_replaced_is_said():
    chosen = fonts.choose([])
    families = {family.casefold() for family in chosen.found.families()}
    for role, (official, _) in fonts.OFFICIAL_AND_NEAR.items():
        replaced = [sentence for sentence in chosen.missing if f"“{role}”" in sentence]
        assert bool(replaced) != any(family.casefold() in families for family in official)
    assert all(re.fullmatch(r"没有.*。", sentence) for sentence in chosen.missing)


def test_an_empty_folder_leaves_only_the_built_in_latin_fonts(tmp_path):
    chosen = fonts.choose([tmp_path, tmp_path / "absent"], system=False)
    assert (chosen.fangsong, chosen.hei, chosen.kai, chosen.biaosong) == ((), (), (), ())
    assert chosen.latin == ("Libertinus Serif",)
    assert len(chosen.missing) == 1


@pytest.mark.skipif(not (OWN / "FandolFang-Regular.otf").exists(), reason="Fandol fonts are not installed")
def test_a_folder_of_free_fonts_fills_every_role():
    chosen = fonts.choose([OWN], system=False)
    first = (chosen.fangsong[0], chosen.hei[0], chosen.kai[0], chosen.biaosong[0])
    assert first == ("FandolFang R", "FandolHei", "FandolKai", "FandolSong")
    assert fonts.shows(chosen.found, "FandolFang R", "学法普法责任清单")
    assert not fonts.shows(chosen.found, "Libertinus Serif", "学")


@pytest.mark.skipif(not (OWN / "FandolKai-Regular.otf").exists(), reason="Fandol fonts are not installed")
def test_any_chinese_font_will_do_before_none(tmp_path):
    (tmp_path / "only.otf").symlink_to(OWN / "FandolKai-Regular.otf")
    chosen = fonts.choose([tmp_path], system=False)
    assert chosen.fangsong == chosen.hei == chosen.biaosong == chosen.kai == ("FandolKai",)
    assert "没有找到“仿宋”字体，用FandolKai代替。" in chosen.missing
