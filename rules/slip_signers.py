"""Who may sign a slip: whom the office registered as a leader, or whom a person vouches for."""

from collections.abc import Collection

from models import SlipKind
from models.refusals import Refusal
from rules.slip_words import NAMES


def refuse_signer(kind: SlipKind, signer: str, leaders: Collection[str], *, confirmed: bool) -> None:
    """Refuse a signer who is not among the registered `leaders`, unless a person `confirmed` the name.

    A 督办单 MUST have one. Others may leave the blank to the pen, and where no leader is registered
    there is nothing to compare with.

    Raises:
        Refusal: it may not go out signed like that.

    """
    must = kind is SlipKind.SUPERVISE
    if signer in leaders or (not must and not (signer and leaders)) or (signer and confirmed):
        return
    named = f"签发人请写{'、'.join(leaders)}" if leaders else "请先用 xuepu user add 登记领导"
    why = f"{NAMES[kind]}须由主要负责人或分管领导签发" if must else f"「{signer}」没有登记为领导"
    raise Refusal(f"{why}，{named}；确是领导、只是没有登记的，核对姓名后加 --signer-confirmed。")
