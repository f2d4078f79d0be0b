import pytest

from models.refusals import Refusal
from rules.covering import Cover, cover, nearest


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("第3项", Cover(("3",))),
        ("第3项、第5项", Cover(("3", "5"))),
        ("第 3 项和第3项", Cover(("3",))),
        ("第3(1)项", Cover(("3(1)",))),
        ("第（一）项", Cover(("（一）",))),
        ("第A-3项", Cover(("A-3",))),
        ("3、5", Cover(("3", "5"))),
        ("3 5", Cover(("3", "5"))),
        ("第1、3项。", Cover(("1", "3"))),
        ("第1项 第3项", Cover(("1", "3"))),
        ("不涉及：本单位没有行政执法权", Cover(not_ours_because="本单位没有行政执法权")),
        ("不涉及本单位，由公安机关负责", Cover(not_ours_because="由公安机关负责")),
    ],
)
def test_an_answer_names_duties_or_a_reason(answer, expected):
    assert cover(answer) == expected


@pytest.mark.parametrize(
    "answer", ["不涉及", "不涉及：", "办公室", "已落实", "项", "、", "第3项、另请法规科办", "第项", ""]
)
def test_an_answer_that_says_neither_is_refused(answer):
    with pytest.raises(Refusal):
        cover(answer)


DUTIES = (
    "党组理论学习中心组专题学法 学习习近平法治思想",
    "民法典宣传月活动 民法典进机关、进社区",
    "规范性文件合法性审核和备案",
    "宪法宣传周活动 国家宪法日升旗",
    "学法考法 组织全体干部参加学法用法考试",
)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("深入开展“民法典宣传月”活动，推动民法典走到群众身边", 1),
        ("组织开展国家宪法日和宪法宣传周集中宣传", 3),
        ("落实国家工作人员学法用法制度，组织年度学法考试", 4),
        ("严格规范性文件合法性审核", 2),
    ],
)
def test_the_likest_duty_is_proposed_first(text, first):
    assert nearest(text, DUTIES)[0] == first


def test_what_is_like_nothing_proposes_nothing():
    assert nearest("加强乡村‘法律明白人’培养", DUTIES) == []
    assert nearest("任何事", ()) == []
    assert nearest("", DUTIES) == []
