"""What the office learns in the sample year: sessions on laws, courses, the examination."""

from collections.abc import Iterator

from demo.cast import ALWAYS_LATE, LEAVES, TAKES_OVER
from demo.papers import cabinet, sheet, word
from demo.story import STAFF, Work, day, signed, study
from models import ActivityKind
from steps.working.submit import Count, Happening


def learning() -> Iterator[Work]:
    yield from _sessions()
    yield from _studies()
    yield _never_done()


def _sessions() -> Iterator[Work]:
    """党组会 and 中心组: seven sessions on laws."""
    digest, secrets = "《领导干部应知应会党内法规和国家法律汇编》", "《中华人民共和国保守国家秘密法》"
    relations, party = "《中华人民共和国对外关系法》", "《中国共产党领导外事工作条例》"
    discipline, protection = "《中国共产党纪律处分条例》", "《中华人民共和国领事保护与协助条例》"
    meetings = (
        (1, day(2, 26), day(3, 27), (digest, party)),
        (2, day(5, 20), day(5, 29), (secrets,)),
        (3, day(8, 26), day(9, 2), (discipline,)),
        (4, day(11, 18), day(11, 20), (digest, "《中华人民共和国宪法》")),
    )
    for number, held, handed_in, laws in meetings:
        title = f"第{number}季度党组会“第一议题”学法"
        yield Work(
            "1",
            handed_in,
            TAKES_OVER,
            (
                word("会议议程", f"{title}议程", held, f"议题一：学习{'、'.join(laws)}"),
                signed(title, held),
                cabinet("会议记录", f"{title}会议记录", held, 6),
            ),
            (
                Happening(
                    ActivityKind.PARTY_GROUP_STUDY,
                    title,
                    held,
                    place="办党组会议室",
                    audience="党组成员",
                    participants=5,
                    laws=laws,
                ),
            ),
            occurrence=number,
        )
    groups = (
        (1, day(3, 22), day(3, 27), (relations, party)),
        (2, day(6, 21), day(6, 26), (protection,)),
        (3, day(9, 20), day(9, 24), (relations, discipline)),
    )
    for number, held, handed_in, laws in groups:
        title = f"党组理论学习中心组第{number}次专题学法"
        yield Work(
            "2",
            handed_in,
            TAKES_OVER,
            (
                word("学习通知", f"{title}通知", held, f"{held}学习{'、'.join(laws)}"),
                word("发言提纲", f"{title}发言提纲", held, "一、学习体会", "二、结合外事工作的打算"),
            ),
            (
                Happening(
                    ActivityKind.STUDY_GROUP,
                    title,
                    held,
                    place="办党组会议室",
                    audience="中心组成员",
                    participants=9,
                    laws=laws,
                ),
            ),
            occurrence=number,
        )


def _studies() -> Iterator[Work]:
    """All that the staff learns together, and its examination."""
    held = day(5, 16)
    yield Work(
        "3",
        day(5, 22),
        LEAVES,
        (signed("全体干部职工学习保密法", held), word("课件", "新修订保密法课件", held, "一、修订要点")),
        (study("全体干部职工集体学习保密法", held, "《中华人民共和国保守国家秘密法》"),),
    )
    held = day(4, 15)
    yield Work(
        "6",
        day(4, 17),
        LEAVES,
        (signed("全民国家安全教育日专题学习", held),),
        (
            study(
                "全民国家安全教育日专题学习",
                held,
                "《中华人民共和国国家安全法》",
                "《中华人民共和国反间谍法》",
                node="全民国家安全教育日",
            ),
        ),
    )
    held = day(5, 15)
    yield Work(
        "7",
        held,
        LEAVES,
        (word("活动信息稿", "政务公开日活动信息稿", held, "组织学习政府信息公开条例，接待企业代表。"),),
        (study("政务公开日专题学习", held, "《中华人民共和国政府信息公开条例》", node="政务公开日"),),
    )
    held = day(9, 12)
    yield Work(
        "12",
        day(9, 13),
        TAKES_OVER,
        (signed("国家网络安全宣传周专题学习", held),),
        (
            study(
                "国家网络安全宣传周专题学习", held, "《中华人民共和国网络安全法》", node="国家网络安全宣传周"
            ),
        ),
    )
    held = day(10, 22)
    marks = (("应考", STAFF), ("实考", STAFF), ("合格", STAFF))
    subjects = ("should_sit", "sat", "passed")
    yield Work(
        "4",
        day(10, 29),
        ALWAYS_LATE,
        (sheet("成绩单", "2024年度公务员学法考试成绩单", held, ("项目", "人数"), marks),),
        (
            Happening(
                ActivityKind.EXAM,
                "2024年度公务员学法考试",
                held,
                audience="全体公务员",
                participants=STAFF,
                numbers=tuple(Count(s, STAFF, "人") for s in subjects),
            ),
        ),
        note="考务系统成绩导出较晚。",
    )


def _never_done() -> Work:
    told = "市法院第四季度没有适合旁听的行政案件庭审，三次联系均未成行。"
    return Work(
        "5",
        day(12, 16),
        ALWAYS_LATE,
        (word("情况说明", "旁听庭审未开展的情况说明", day(12, 16), told),),
        note=told,
        returned="市法院第四季度没有适合旁听的行政案件庭审，未开展，不能办结；列入2025年清单，第一季度完成",
        reviewed_on=day(12, 17),
    )
