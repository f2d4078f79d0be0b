"""What stands in the mail, in both forms."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from notifications.rendering import text_and_html
from tests.notifications.sample import digest, item, late


class Words(HTMLParser):
    """Collects the text of a page, and its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.tags = [], []
        self.feed(page)

    def handle_data(self, data):
        self.words.append(data.strip())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)


def both(*items, **changes):
    text, page = text_and_html(digest(*items, **changes))
    return text, " ".join(filter(None, Words(page).words))


@pytest.mark.parametrize(
    ("entry", "lamp"),
    [
        (late(7), "▲ 已逾期7天"),
        (late(7, stage="returned-1"), "▲ 已逾期7天"),
        (item(due_on=date(2026, 6, 12), working_days_left=0), "◆ 今天到期"),
        (
            item(due_on=date(2026, 6, 14), working_days_left=0, last_workday=date(2026, 6, 12)),
            "◆ 今天是最后一个工作日",
        ),
        (item(stage="returned-1"), "◆ 退回补正"),
        (item(working_days_left=1), "◆ 还剩1个工作日"),
        (item(working_days_left=5), "◆ 还剩5个工作日"),
        (item(stage="opens", working_days_left=3), "◆ 还剩3个工作日"),
        (item(working_days_left=6), "○ 还剩6个工作日"),
        (item(stage="opens", working_days_left=70), "○ 开始办理"),
        (item(due_on=None, working_days_left=None), "○ 时限未定"),
    ],
)
def test_a_lamp_speaks_by_shape_and_words(entry, lamp):
    for form in both(entry):
        assert lamp in form


def test_both_forms_say_the_same():
    entry = item(stage="returned-1", label="报送总结", reason="照片看不清横幅")
    for form in both(entry):
        for word in (
            "赵磊同志：",
            "“安全生产月”安全生产法专题宣讲",
            "2026年6月20日（周六）",
            "请在6月18日（周四）下班前提交",
            "安全监督股",
            "报送总结",
            "活动照片、签到表",
            "照片看不清横幅",
            "某市人民政府外事办公室",
            "2026年6月12日",
            "请勿在邮件中发送涉密内容",
        ):
            assert word in form


def test_on_the_last_working_day_the_hint_says_today():
    for form in both(item(last_workday=date(2026, 6, 12))):
        assert "到期日休息，请在今天下班前提交" in form


def test_a_rest_day_gone_by_is_no_longer_hinted_at():
    assert "到期日休息" not in both(item(last_workday=date(2026, 6, 11)))[0]


def test_the_reader_meets_their_own_most_urgent_task_first():
    plain_text, _ = both(
        item(task="督促的", part="coordinator"),
        item(task="代办的", part="deputy"),
        item(task="晚的", due_on=date(2026, 6, 30)),
        item(task="早的"),
        late(3, task="逾期的"),
        late(9, task="久逾期的"),
    )

    order = ["久逾期的", "逾期的", "早的", "晚的", "代办的", "督促的"]
    assert re.findall(r"^\d+\. (.+)$", plain_text, re.MULTILINE) == order
    assert re.findall(r"^(.+)（\d+项）$", plain_text, re.MULTILINE) == [
        "请您办理", "请您代为办理", "请统筹跟进，必要时提请督办",
    ]  # fmt: skip


def test_a_long_demand_is_cut_where_the_page_goes_on():
    plain_text, _ = both(item(task="普法" * 38 + "，宣传，并及时报送"))

    (title,) = re.findall(r"^1\. (.+)$", plain_text, re.MULTILINE)
    assert title == "普法" * 38 + "，宣传…"


def test_user_text_is_shown_and_never_run():
    attack = "<script>alert(1)</script><img src=x> {{ 7*7 }} &amp;"
    said = digest(
        item(task=attack, department=attack, label=attack, reason=attack, evidence_asked=(attack,)),
        person=attack,
        office=attack,
        signed=attack,
    )

    text, page = text_and_html(said)
    assert {"script", "img"}.isdisjoint(Words(page).tags)
    assert attack in Words(page).words
    assert attack in text


def test_the_page_asks_nothing_of_the_network_and_runs_nothing():
    _, page = text_and_html(digest(item(), late()))

    assert not re.search(r"https?:|src=|url\(|@import|<link|<script|<style", page)
    assert "<a " not in page


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("entry", [late(), item(), item(stage="opens", working_days_left=70)])
def test_a_lamp_can_be_read_by_weak_eyes(entry):
    _, page = text_and_html(digest(entry))
    ((ground, ink),) = re.findall(r"background:(#\w{6});color:(#\w{6})", page)

    assert (brightness(ground) + 0.05) / (brightness(ink) + 0.05) >= 4.5


def test_what_a_slip_says_stands_beside_its_task_in_both_forms():
    said = "催办单（普法督〔2026〕3号，苏映川签发）：请于2026年6月19日前办结。"
    for form in both(late(slip=said)):
        assert said in form
        assert "▲ 已逾期7天" in form


def test_a_draft_is_told_as_a_paper_not_as_a_task():
    words = "催办单（代拟稿）：人事科，逾期任务2项"
    for form in both(item(task=words, stage="slip-draft-3", due_on=None, part="draft", evidence_asked=())):
        assert words in form
        assert "代拟稿，请审定后发出或注明不发（1项）" in form
        assert "◆ 待审定" in form
        assert "完成时限" not in form


MISSED = tuple(
    f"{name}：邮箱 {name}@example.org（没有这个邮箱），2项任务没有告知" for name in "甲乙丙丁戊己庚"
)


def test_who_was_not_reached_stands_below_the_tasks_in_both_forms():
    for form in both(item(), unreached=MISSED[:5]):
        said = form[form.index("安全监督股") :]
        assert "没有收到提醒的人（5人）" in said
        assert [said.count(line) for line in MISSED] == [1, 1, 1, 1, 1, 0, 0]
        assert "xuepu user contact 姓名 --email 新邮箱" in said
        assert "另有" not in said


def test_of_many_not_reached_five_are_named():
    for form in both(unreached=MISSED):
        assert "没有收到提醒的人（7人）" in form
        assert [line in form for line in MISSED] == [True] * 5 + [False] * 2
        assert "另有2人" in form


def test_where_everybody_was_reached_nothing_is_said_of_it():
    for form in both():
        assert "没有收到提醒" not in form
        assert "xuepu user contact" not in form


def test_what_a_server_said_of_who_was_not_reached_is_shown_and_never_run():
    attack = "Alice：邮箱 a@example.org（<script>alert(1)</script>\u202e）"
    text, page = text_and_html(digest(unreached=(attack,)))
    assert "script" not in Words(page).tags
    assert attack.replace("\u202e", "") in text
