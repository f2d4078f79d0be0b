import pytest

from models import SlipKind
from models.refusals import Refusal
from rules.slip_signers import refuse_signer

PROMPT, NUDGE, SUPERVISE = SlipKind.PROMPT, SlipKind.NUDGE, SlipKind.SUPERVISE


@pytest.mark.parametrize(
    ("kind", "signer", "leaders", "confirmed"),
    [
        (SUPERVISE, "王某", ["秦某", "王某"], False),
        (SUPERVISE, "赵某", ["王某"], True),
        (SUPERVISE, "赵某", [], True),
        (NUDGE, "王某", ["王某"], False),
        (NUDGE, "", ["王某"], False),  # signed by hand
        (PROMPT, "赵某", [], False),
        (PROMPT, "", [], False),
    ],
)
def test_a_leader_signs_or_somebody_vouches(kind, signer, leaders, confirmed):
    refuse_signer(kind, signer, leaders, confirmed=confirmed)


@pytest.mark.parametrize(
    ("kind", "signer", "leaders", "confirmed", "says"),
    [
        (SUPERVISE, "赵某", ["秦某", "王某"], False, "督办单须由.*签发，签发人请写秦某、王某；"),
        (SUPERVISE, "", ["王某"], True, "督办单须由.*签发，签发人请写王某；"),
        (SUPERVISE, "赵某", [], False, "签发，请先用 xuepu user add 登记领导；.*加 --signer-confirmed"),
        (NUDGE, "赵某", ["王某"], False, "「赵某」没有登记为领导，签发人请写王某；"),
    ],
)
def test_another_name_gets_one_sentence(kind, signer, leaders, confirmed, says):
    with pytest.raises(Refusal, match=says):
        refuse_signer(kind, signer, leaders, confirmed=confirmed)
