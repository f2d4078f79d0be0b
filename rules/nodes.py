"""The calendar of campaigns (宣传节点): the rules' proposals, overridden by the office's own dates."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from models import CalendarNode
from rules.campaigns import CAMPAIGNS
from rules.node_rules import Campaign, Fixed, Undated

AROUND = timedelta(3)  # an unofficial week reaches three days either side of its day
# What makes another word of a name's last sign: 消防日常检查 is no 消防日, 质量月报 no 质量月.
GOES_ON = (
    "(?!(?<=日)(?:[程志间]|常(?!态)|期(?!间))|(?<=周)[年边刊]|(?<=月)[度份刊评末底初]|(?<=节)[目约]"
    "|(?<=[日周月])报(?!送|到|名|道|告会))"
)
PREFIX = re.compile("^(?:全国|国家|国际|世界|全民|中国)+")


@dataclass(frozen=True)
class NodeDate:
    """A campaign in one year; both days counted. `caution` is why a person should confirm it."""

    name: str
    start: date
    end: date
    provisional: bool
    source: str
    caution: str = ""
    festival: bool = False

    @property
    def single_day(self) -> bool:
        return self.start == self.end


@dataclass(frozen=True)
class Nodes:
    """All campaigns known to one office; `kept` are its own rows, which go before every rule."""

    kept: Iterable[CalendarNode] = ()

    def dated(self, name: str, year: int) -> NodeDate | None:
        """Return when the campaign called `name` falls in `year`; None when no date is known."""
        known = self._known(name)
        if known is None:
            return None
        campaign, name = known
        own = self._own.get((year, campaign.name))
        if own is not None:
            end = max(own.start_on, own.end_on)
            source = own.source or "本单位节点表"
            return NodeDate(
                campaign.name, own.start_on, end, own.provisional, source, festival=campaign.festival
            )
        span = campaign.rule.span(year)
        provisional = span is None
        span = span or campaign.proposed.span(year)
        if span is None:
            return None
        first, last = span
        caution = campaign.caution
        if name in campaign.weeks.split():
            first, last = first - AROUND, last + AROUND
            caution = f"「{name}」不是正式名称，按{campaign.name}前后各三天"
        elif provisional:
            caution = caution or f"{campaign.name}{year}年的日期尚未公布，按惯例暂定"
        elif name in campaign.loose.split():
            caution = caution or f"「{name}」不是正式名称，按{campaign.name}"
        return NodeDate(
            campaign.name, first, last, provisional, campaign.source, caution, festival=campaign.festival
        )

    def campaign(self, name: str) -> Campaign | None:
        """Return the campaign that goes by `name`, also by another of its names."""
        known = self._known(name)
        return known and known[0]

    def of_day(self, month: int, day: int, year: int) -> NodeDate | None:
        """Return the campaign of this one calendar day, if any; no movable feast."""
        name = self._fixed_days.get((month, day))
        found = self.dated(name, year) if name else None
        return found if found is not None and found.single_day else None

    def of_span(self, start: date, end: date) -> NodeDate | None:
        """Return the campaign of several days that runs exactly from `start` to `end`, if any.

        A whole month is no campaign, whatever is celebrated in it.
        """
        if 2 <= (end - start).days <= 15:
            for name in dict.fromkeys(campaign.name for campaign in self._by_name.values()):
                found = self.dated(name, start.year)
                if found is not None and (found.start, found.end) == (start, end):
                    return found
        return None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Match any known name, the longest first; 「十一」 not inside a longer number."""
        names = sorted(self._by_name, key=len, reverse=True)
        spelled = "|".join(
            f"{re.escape(name)}{'(?![一二三四五六七八九十])' * _is_numeral(name)}" for name in names
        )
        guarded = "|".join(f"(?<![一二三四五六七八九十]){sign}" for sign in "五三七八六十")
        return re.compile(f"(?={guarded}|[^五三七八六十]){PREFIX.pattern[1:-1]}*(?:{spelled}){GOES_ON}")

    def _known(self, name: str) -> tuple[Campaign, str] | None:
        for spelled in (name, PREFIX.sub("", name)):
            if spelled in self._by_name:
                return self._by_name[spelled], spelled
        return None

    @cached_property
    def _own(self) -> Mapping[tuple[int, str], CalendarNode]:
        known = {name: campaign.name for campaign in CAMPAIGNS for name in campaign.names()}
        return {(node.plan_year, known.get(node.name, node.name)): node for node in self.kept}

    @cached_property
    def _by_name(self) -> Mapping[str, Campaign]:
        named = {name: campaign for campaign in CAMPAIGNS for name in campaign.names()}
        for _, name in self._own:
            if name:
                named.setdefault(name, Campaign(name, Undated(), source="本单位节点表"))
        return named

    @cached_property
    def _fixed_days(self) -> Mapping[tuple[int, int], str]:
        return {
            (campaign.rule.month, campaign.rule.day): campaign.name
            for campaign in reversed(CAMPAIGNS)  # of two on one day, the first of the table
            if isinstance(campaign.rule, Fixed) and campaign.rule.to_day is None and not campaign.trade
        }


def _is_numeral(name: str) -> bool:
    """Say whether a name is two numerals (五一, 十一), which may be part of a longer number."""
    return len(name) == 2 and set(name) <= set("一二三四五六七八九十")
