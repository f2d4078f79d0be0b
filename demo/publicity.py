"""What the office tells the public in the sample year: events, posts, letters."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from demo.cast import ABSENT, DOMAIN, LEAVES, TAKES_OVER
from demo.papers import link, sheet, word
from demo.story import LAST_DAY, Work, day, signed, study
from models import ActivityKind
from steps.working.submit import Count, Happening

EVENTS = Path(__file__).with_name("events.csv")


def publicity() -> Iterator[Work]:
    yield from _events()
    yield from _posts()
    yield from _materials()


def _events() -> Iterator[Work]:
    with EVENTS.open(encoding="utf-8", newline="") as source:
        events = tuple(csv.DictReader(source))
    yield Work(
        "9",
        day(12, 18),
        ABSENT,
        (
            sheet(
                "活动台账",
                "2024年领事保护宣传和安全提醒活动台账",
                day(12, 18),
                tuple(events[0]),
                tuple(tuple(event.values()) for event in events),
            ),
        ),
        tuple(
            Happening(
                ActivityKind.PUBLICITY,
                event["活动"],
                date.fromisoformat(event["日期"]),
                place=event["地点"],
                audience=event["对象"],
                partners=tuple(filter(None, event["联合单位"].split("、"))),
            )
            for event in events
        ),
    )
    held = day(5, 21)
    fair = Happening(
        ActivityKind.PUBLICITY,
        "民法典宣传月进社区",
        held,
        place="东湖社区",
        node="民法典宣传月",
        audience="社区居民",
        laws=("《中华人民共和国民法典》",),
        partners=("东湖社区",),
        numbers=(Count("copies", 600, "份"),),
    )
    leaflet = word("宣传单样张", "民法典宣传单样张", held, "民法典就在身边")
    given_out = sheet("发放登记表", "民法典宣传单发放登记表", held, ("地点", "份数"), (("东湖社区", 600),))
    yield Work(
        "8",
        day(5, 24),
        LEAVES,
        (leaflet,),
        (fair,),
        returned="只有样张，看不出发了多少份、发给谁，请补发放登记表。",
        reviewed_on=day(5, 27),
    )
    yield Work("8", day(5, 29), LEAVES, (leaflet, given_out), (fair,), note="已补发放登记表。")
    watched, visited = day(12, 4), day(12, 5)
    yield Work(
        "13",
        day(12, 6),
        TAKES_OVER,
        (
            word("活动信息稿", "宪法宣传周活动信息稿", visited, "收看法治人物特别节目，赴东湖社区宣讲宪法。"),
            signed("收看2024年度法治人物特别节目", watched),
        ),
        (
            study("收看2024年度法治人物特别节目", watched, "《中华人民共和国宪法》", node="宪法宣传周"),
            Happening(
                ActivityKind.PUBLICITY,
                "宪法进社区",
                visited,
                place="东湖社区",
                node="宪法宣传周",
                audience="社区居民",
                laws=("《中华人民共和国宪法》",),
            ),
        ),
    )


def _materials() -> Iterator[Work]:
    groups = ("在海外留学人员", "赴海外务工人员", "赴海外旅游人员")
    letters = tuple(f"《致云洲市{group}的一封信》" for group in groups)
    done = day(7, 2)
    yield Work(
        "11",
        day(7, 3),
        ABSENT,
        tuple(word("定稿", letter.strip("《》"), done, "海外安全，常记心间。") for letter in letters),
        tuple(
            Happening(ActivityKind.MATERIAL, f"编写{letter}", done, audience=group)
            for letter, group in zip(letters, groups, strict=True)
        ),
    )
    title, done = "云洲市居民赴法国观看奥运会比赛注意事项明白纸", day(7, 11)
    yield Work(
        "26",
        day(7, 12),
        ABSENT,
        (word("定稿", title, done, "一、入境须知", "二、安全提示", "三、求助方式"),),
        (Happening(ActivityKind.MATERIAL, f"编写《{title}》", done, audience="赴法国观赛人员"),),
    )


POSTS = (
    (day(1, 18), day(3, 26), "《中华人民共和国对外关系法》解读", "《中华人民共和国对外关系法》"),
    (day(2, 22), day(3, 26), "领事认证这样办", "《领事认证办法》"),
    (day(3, 20), day(3, 28), "APEC商务旅行卡申办指南", ""),
    (
        day(4, 19),
        day(4, 26),
        "《中华人民共和国领事保护与协助条例》问答",
        "《中华人民共和国领事保护与协助条例》",
    ),
    (day(5, 23), day(5, 29), "APEC商务旅行卡常见问题解答", ""),
    (day(6, 20), day(6, 27), "领事特权与豁免知多少", "《中华人民共和国领事特权与豁免条例》"),
    (day(7, 18), day(7, 26), "外国人来华邀请核实单办理指南（试行版）", ""),
    (day(8, 22), day(8, 29), "出国遇险怎样求助", "《中华人民共和国领事保护与协助条例》"),
    (day(9, 19), day(9, 27), "网络安全法与海外防诈骗", "《中华人民共和国网络安全法》"),
    (day(10, 17), day(10, 25), "《中华人民共和国对外关系法》以案释法", "《中华人民共和国对外关系法》"),
    (day(11, 21), day(11, 27), "涉外婚姻登记法律提示", "《中华人民共和国民法典》"),
    (day(12, 4), day(12, 20), "国家宪法日：宪法与外事工作", "《中华人民共和国宪法》"),
)


def _posts() -> Iterator[Work]:
    for number, (published, handed_in, title, law) in enumerate(POSTS, 1):
        url = f"https://{DOMAIN}/pufa/{published:%Y%m%d}.html"
        yield Work(
            "10",
            handed_in,
            LEAVES if handed_in <= LAST_DAY else TAKES_OVER,
            (link(title, published, url),),
            (
                Happening(
                    ActivityKind.POST,
                    title,
                    published,
                    place="办门户网站、公众号",
                    audience="社会公众",
                    laws=(law,) if law else (),
                ),
            ),
            occurrence=number,
        )
