"""Under which name the office keeps the dates of a campaign."""

import difflib

from models.refusals import Refusal
from rules.campaigns import CAMPAIGNS
from rules.nodes import PREFIX, Nodes


def official(name: str, nodes: Nodes, *, own: bool) -> str:
    """Return the name by which a campaign is kept, whatever it was called.

    Raises:
        Refusal: nobody knows it and it is not said to be the office's own, or it is an unofficial
            week that hangs on another day.

    """
    name = "".join(name.split())
    campaign = nodes.campaign(name)
    if campaign is None:
        if own and name:
            return name
        known = [each for one in CAMPAIGNS for each in one.names()]
        near = difflib.get_close_matches(name, known, 3, 0.6)
        hint = f"是不是「{'」「'.join(near)}」？" if near else ""
        raise Refusal(f"节点表里没有「{name}」，{hint}本单位自设的节点请加 --own。")
    if not {name, PREFIX.sub("", name)}.isdisjoint(campaign.weeks.split()):
        raise Refusal(f"「{name}」不是正式节点，随「{campaign.name}」前后各三天，不能另定日期。")
    return campaign.name
