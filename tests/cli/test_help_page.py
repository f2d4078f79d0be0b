"""Every `--help`, as a narrow terminal shows it."""

import re

import pytest
import typer
from rich.cells import cell_len

from cli.app import app
from cli.called import as_called
from cli.help_page import wrapped
from cli.usage import speak_chinese

NARROW = "80"


def walked(command, name):
    yield name, command
    for word, below in getattr(command, "commands", {}).items():
        yield from walked(below, f"{name} {word}")


@pytest.fixture(scope="module")
def commands():
    command = typer.main.get_command(app)
    speak_chinese(command)
    return dict(walked(command, "xuepu"))


@pytest.fixture
def pages(commands, monkeypatch):
    monkeypatch.setenv("COLUMNS", NARROW)
    monkeypatch.setenv("CALLED_AS", "./run xuepu")
    return {
        name: command.get_help(command.context_class(command, info_name=name, **command.context_settings))
        for name, command in commands.items()
    }


def close(text):
    return re.sub(r"\s", "", text)


def test_no_word_of_a_page_is_cut_off(commands, pages):
    for name, command in commands.items():
        shown = close(pages[name])
        below = getattr(command, "commands", {}).values()
        for said in (command.help, *(each.help for each in (*command.params, *below))):
            assert close(as_called(said)) in shown.replace("（必填）", ""), (name, said)


def test_a_page_is_no_wider_than_the_terminal(pages):
    assert max(cell_len(line) for page in pages.values() for line in page.splitlines()) <= int(NARROW)


def test_a_closing_mark_stays_with_what_it_closes():
    assert list(wrapped("请先答复疑问，再核定。", 14)) == ["请先答复疑问，", "再核定。"]
    assert list(wrapped("见 xuepu list --help，全在那里", 10)) == ["见 xuepu", "list", "--help，", "全在那里"]


def test_a_word_longer_than_the_page_is_kept_whole():
    assert list(wrapped("https://example.org/1", 10)) == ["https://example.org/1"]


def test_a_page_speaks_chinese(pages):
    for name, page in pages.items():
        assert page.startswith(f"用法：{name} "), page
        assert not re.search(r"Usage|Options|Arguments|Commands|COMMAND|<\w+|None|required|default:", page), (
            page
        )
        assert not re.search(r"(?<!\./run )xuepu (?=[a-z])", page.partition("\n")[2]), page


def test_what_must_be_given_stands_in_the_first_line(pages):
    first = {name: page.partition("\n")[0] for name, page in pages.items()}
    assert first["xuepu task return"] == "用法：xuepu task return 任务编号 --reason 理由 [选项]"
    assert first["xuepu slip export"] == "用法：xuepu slip export --year 年度 --out 路径 [单子 …] [选项]"
    assert first["xuepu user"] == "用法：xuepu user 命令 …"


def test_how_a_day_is_written_is_said_where_one_is_asked_for(pages):
    assert "日期写成 2024-05-31 这样。" in pages["xuepu list issue"]
    assert "日期写成" not in pages["xuepu list show"]
