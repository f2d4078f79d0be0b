"""The campaigns (宣传节点) of the year: what they are called and by what rule they are dated.

A table to read and to amend. What a rule cannot know (a yearly plan, a local custom) says so in
`caution`, and the reader asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

Span = tuple[date, date]  # first and last day


class Rule(Protocol):
    """How a campaign falls into a year."""

    def span(self, year: int) -> Span | None: ...


@dataclass(frozen=True)
class Fixed:
    """From one calendar day to another, a single day when no end is given."""

    month: int
    day: int
    to_month: int | None = None
    to_day: int | None = None

    def span(self, year: int) -> Span:
        first = date(year, self.month, self.day)
        return first, date(year, self.to_month or self.month, self.to_day or self.day)


@dataclass(frozen=True)
class Month:
    month: int

    def span(self, year: int) -> Span:
        first = date(year, self.month, 1)
        return first, (first + timedelta(31)).replace(day=1) - timedelta(1)


@dataclass(frozen=True)
class NthWeekday:
    """The n-th Monday (0) … Sunday (6) of a month."""

    month: int
    n: int
    weekday: int

    def span(self, year: int) -> Span:
        first = date(year, self.month, 1)
        day = first + timedelta((self.weekday - first.weekday()) % 7 + 7 * (self.n - 1))
        return day, day


@dataclass(frozen=True)
class WeekContaining:
    """Monday to Sunday around a calendar day."""

    month: int
    day: int

    def span(self, year: int) -> Span:
        held = date(year, self.month, self.day)
        monday = held - timedelta(held.weekday())
        return monday, monday + timedelta(6)


@dataclass(frozen=True)
class NthWeek:
    """Monday to Sunday; the week that holds the 1st counts as the first. No convention is general."""

    month: int
    n: int

    def span(self, year: int) -> Span:
        first = date(year, self.month, 1)
        monday = first - timedelta(first.weekday()) + timedelta(7 * (self.n - 1))
        return monday, monday + timedelta(6)


@dataclass(frozen=True)
class Table:
    """Dated by each year's own notice."""

    years: Mapping[int, str]  # "12-01" or "12-01/12-07"

    def span(self, year: int) -> Span | None:
        written = self.years.get(year)
        if written is None:
            return None
        first, _, last = written.partition("/")
        return date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last or first}")


@dataclass(frozen=True)
class Undated:
    """There is no date that holds everywhere: the office must enter its own."""

    def span(self, year: int) -> None:  # noqa: ARG002
        return None


@dataclass(frozen=True)
class Campaign:
    name: str
    rule: Rule
    also: str = ""  # other names, blank-separated
    loose: str = ""  # names so loose that the reader asks whether this one is meant
    weeks: str = ""  # unofficial weeks around the day: three days either side, always asked
    festival: bool = False  # a public holiday: 期间 is the holiday itself, 前后 seven days either side
    proposed: Rule = field(default_factory=Undated)  # for years that the table does not hold: provisional
    caution: str = ""  # why the date must be confirmed although the rule gives one
    source: str = "习惯日期"

    def names(self) -> tuple[str, ...]:
        return (self.name, *self.also.split(), *self.loose.split(), *self.weeks.split())


CONSTITUTION_WEEK = Table({  # announced each autumn; 2026 was not yet when this was written
    2018: "12-02/12-08", 2019: "12-01/12-07", 2020: "11-30/12-06", 2021: "11-29/12-05",
    2022: "12-04/12-10", 2023: "12-01/12-07", 2024: "12-01/12-07", 2025: "12-01/12-07",
})  # fmt: skip
CYBER_WEEK = Table({  # 中央网信办 each year
    2018: "09-17/09-23", 2019: "09-16/09-22", 2020: "09-14/09-20", 2021: "10-11/10-17",
    2022: "09-05/09-11", 2023: "09-11/09-17", 2024: "09-09/09-15", 2025: "09-15/09-21",
})  # fmt: skip
# Lunar days after the almanac of the Purple Mountain Observatory.
SPRING = Table({
    2015: "02-19", 2016: "02-08", 2017: "01-28", 2018: "02-16", 2019: "02-05", 2020: "01-25", 2021: "02-12",
    2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17", 2027: "02-06", 2028: "01-26",
    2029: "02-13", 2030: "02-03",
})  # fmt: skip
LANTERN = Table({
    2015: "03-05", 2016: "02-22", 2017: "02-11", 2018: "03-02", 2019: "02-19", 2020: "02-08", 2021: "02-26",
    2022: "02-15", 2023: "02-05", 2024: "02-24", 2025: "02-12", 2026: "03-03", 2027: "02-20", 2028: "02-09",
    2029: "02-27", 2030: "02-17",
})  # fmt: skip
DRAGON_BOAT = Table({
    2015: "06-20", 2016: "06-09", 2017: "05-30", 2018: "06-18", 2019: "06-07", 2020: "06-25", 2021: "06-14",
    2022: "06-03", 2023: "06-22", 2024: "06-10", 2025: "05-31", 2026: "06-19", 2027: "06-09", 2028: "05-28",
    2029: "06-16", 2030: "06-05",
})  # fmt: skip
MID_AUTUMN = Table({
    2015: "09-27", 2016: "09-15", 2017: "10-04", 2018: "09-24", 2019: "09-13", 2020: "10-01", 2021: "09-21",
    2022: "09-10", 2023: "09-29", 2024: "09-17", 2025: "10-06", 2026: "09-25", 2027: "09-15", 2028: "10-03",
    2029: "09-22", 2030: "09-12",
})  # fmt: skip
DOUBLE_NINTH = Table({
    2015: "10-21", 2016: "10-09", 2017: "10-28", 2018: "10-17", 2019: "10-07", 2020: "10-25", 2021: "10-14",
    2022: "10-04", 2023: "10-23", 2024: "10-11", 2025: "10-29", 2026: "10-18", 2027: "10-08", 2028: "10-26",
    2029: "10-16", 2030: "10-05",
})  # fmt: skip
# 清明 falls on the 4th in years 4n and 4n+1, on the 5th in the others, through 2040.
CLEAR_BRIGHT = Table({year: "04-04" if year % 4 < 2 else "04-05" for year in range(2012, 2041)})

CAMPAIGNS: tuple[Campaign, ...] = (  # 全国, 国家, 国际, 世界 before a name are understood
    # Festivals with a public holiday
    Campaign("元旦", Fixed(1, 1), also="元旦节 新年", festival=True),
    Campaign("春节", SPRING, also="新春佳节 农历新年", festival=True),
    Campaign("清明节", CLEAR_BRIGHT, also="清明", festival=True),
    Campaign("劳动节", Fixed(5, 1), also="五一 五一节 五一劳动节 五一国际劳动节", festival=True),
    Campaign("端午节", DRAGON_BOAT, also="端午", festival=True),
    Campaign("中秋节", MID_AUTUMN, also="中秋", festival=True),
    Campaign("国庆节", Fixed(10, 1), also="国庆 十一国庆节 十一", festival=True),
    # Other known days
    Campaign("元宵节", LANTERN, also="元宵"),
    Campaign("中国人民警察节", Fixed(1, 10), also="人民警察节 110宣传日"),
    Campaign("学雷锋纪念日", Fixed(3, 5), also="学雷锋日 学雷锋志愿服务日"),
    Campaign("妇女节", Fixed(3, 8),
             also="三八 三八节 三八妇女节 三八国际妇女节 国际劳动妇女节 三八国际劳动妇女节"),
    Campaign("植树节", Fixed(3, 12)),
    Campaign("青年节", Fixed(5, 4), also="五四 五四青年节"),
    Campaign("儿童节", Fixed(6, 1), also="六一 六一节 六一儿童节 六一国际儿童节"),
    Campaign("建党节", Fixed(7, 1), also="七一 七一建党节 党的生日 建党纪念日"),
    Campaign("建军节", Fixed(8, 1), also="八一 八一建军节"),
    Campaign("教师节", Fixed(9, 10)),
    Campaign("烈士纪念日", Fixed(9, 30), also="中国烈士纪念日", source="英雄烈士保护法"),
    Campaign("老年节", DOUBLE_NINTH, also="重阳节 重阳 敬老节", source="老年人权益保障法"),
    # Law publicity, in order of the year
    Campaign("妇女维权周", Fixed(3, 1, 3, 8),
             also="三八维权周 三八妇女维权周 妇女维权宣传周 妇女权益保障宣传周",
             caution="妇女维权周多为3月1日至8日，各地不一"),
    Campaign("国际消费者权益日", Fixed(3, 15), also="消费者权益日 消费者权益保护日",
             weeks="消费者权益宣传周 消费者权益保护宣传周"),
    Campaign("世界水日", Fixed(3, 22)),
    Campaign("中国水周", Fixed(3, 22, 3, 28), also="水周", source="水利部"),
    Campaign("世界气象日", Fixed(3, 23)),
    Campaign("税收宣传月", Month(4), also="税法宣传月", source="国家税务总局"),
    Campaign("国家安全宣传教育月", Month(4), also="国家安全教育月 国家安全宣传月 全民国家安全教育月"),
    Campaign("全民国家安全教育日", Fixed(4, 15),
             also="国家安全教育日 国家安全日 国安日 国安教育日 国家安全教育宣传日",
             weeks="国家安全周 国家安全宣传周 国家安全教育周 国家安全宣传教育周 国家安全教育宣传周 国安周",
             source="国家安全法第十四条"),
    Campaign("知识产权宣传周", Fixed(4, 20, 4, 26), loose="知识产权周"),
    Campaign("世界地球日", Fixed(4, 22), also="地球日"),
    Campaign("世界读书日", Fixed(4, 23), also="读书日"),
    Campaign("职业病防治法宣传周", Fixed(4, 25, 5, 1), also="职业病防治宣传周"),
    Campaign("世界知识产权日", Fixed(4, 26), also="知识产权日"),
    Campaign("民法典宣传月", Month(5), also="民法典学习宣传月 民法典宣传教育月", loose="民法典月",
             source="司法部、全国普法办(2021年起每年5月)"),
    Campaign("保密宣传教育月", Month(5), also="保密宣传月 保密教育月 保密法治宣传月 保密法宣传月",
             caution="保密宣传教育月没有全国统一的月份，暂按5月"),
    Campaign("信访法治宣传月", Month(5), also="信访条例宣传月 信访工作条例宣传月"),
    Campaign("防灾减灾日", Fixed(5, 12)),
    Campaign("防灾减灾宣传周", WeekContaining(5, 12)),
    Campaign("职业教育活动周", NthWeek(5, 2), also="职业教育周",
             caution="「五月第二周」没有统一算法，以教育部当年通知为准", source="职业教育法(2022)"),
    Campaign("家庭教育宣传周", WeekContaining(5, 15), source="家庭教育促进法第十三条"),
    Campaign("全国助残日", NthWeekday(5, 3, 6), also="助残日", source="残疾人保障法"),
    Campaign("民法典颁布日", Fixed(5, 28),
             also="民法典颁布纪念日 民法典颁布周年纪念日 民法典通过日 民法典通过纪念日"),
    Campaign("安全生产月", Month(6)),
    Campaign("禁毒宣传月", Month(6), also="禁毒月 全民禁毒月 全民禁毒宣传月"),
    Campaign("防范非法集资宣传月", Month(6), also="防范非法集资宣传教育月"),
    Campaign("环境日", Fixed(6, 5), also="六五环境日", weeks="环境宣传周 环境日宣传周",
             source="环境保护法第十二条"),
    Campaign("安全宣传咨询日", Fixed(6, 16), also="安全生产宣传咨询日 安全生产咨询日"),
    Campaign("全国土地日", Fixed(6, 25), also="土地日"),
    Campaign("国际禁毒日", Fixed(6, 26), also="禁毒日", weeks="禁毒宣传周"),
    Campaign("体育宣传周", WeekContaining(8, 8), source="体育法(2022)第十五条"),
    Campaign("全民健身日", Fixed(8, 8), source="体育法(2022)"),
    Campaign("全国生态日", Fixed(8, 15), also="生态日", weeks="生态日宣传周"),
    Campaign("测绘法宣传日", Fixed(8, 29)),
    Campaign("质量月", Month(9)),
    Campaign("科普月", Month(9), source="科学技术普及法(2024)"),
    Campaign("国家网络安全宣传周", CYBER_WEEK, also="网络安全宣传周 网络安全法宣传周 网络安全教育周",
             loose="网络安全周 网安周", proposed=NthWeek(9, 3), source="中央网信办当年通知"),
    Campaign("全民国防教育日", NthWeekday(9, 3, 5), also="国防教育日",
             weeks="国防教育周 国防教育宣传周", source="国防教育法(2024)第十二条"),
    Campaign("全国扶贫日", Fixed(10, 17), also="扶贫日"),
    Campaign("全国消防日", Fixed(11, 9), weeks="消防宣传周 消防安全宣传周",
             also="消防日 消防宣传日 消防安全日 消防安全宣传日 119消防日 119消防宣传日"),
    Campaign("消防宣传月", Month(11), also="消防安全月 消防安全宣传月 119消防宣传月"),
    Campaign("反家庭暴力日", Fixed(11, 25), also="国际消除家庭暴力日"),
    Campaign("世界艾滋病日", Fixed(12, 1), also="艾滋病日"),
    Campaign("全国交通安全日", Fixed(12, 2), also="交通安全日 122交通安全日 122全国交通安全日",
             weeks="交通安全宣传周 交通安全周"),
    Campaign("国家宪法日", Fixed(12, 4),
             also="宪法日 宪法宣传日 法制宣传日 法治宣传日", source="全国人大常委会2014年11月1日决定"),
    Campaign("宪法宣传周", CONSTITUTION_WEEK, also="宪法学习宣传周 宪法宣传教育周", loose="宪法周",
             proposed=Fixed(12, 1, 12, 7), source="当年宪法宣传周方案"),
    Campaign("法治宣传教育月", Month(12), also="法治宣传月 法制宣传教育月 法制宣传月",
             loose="宪法宣传月 宪法宣传教育月 宪法月",
             caution="每年12月是山东的法治宣传教育月，其他省份或无此节点",
             source="山东省法治宣传教育条例第二十八条"),
    Campaign("统计法颁布日", Fixed(12, 8), also="统计法颁布纪念日 统计法宣传日"),
    Campaign("国际反腐败日", Fixed(12, 9), also="反腐败日"),
    Campaign("世界人权日", Fixed(12, 10), also="人权日"),
    Campaign("国家公祭日", Fixed(12, 13)),
    Campaign("政务公开日", Undated(), also="政府开放日 政务开放日 政务公开主题日",
             caution="政务公开日由各地自定，没有全国统一日期"),
)  # fmt: skip
