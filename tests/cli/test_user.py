"""Who is entered, as somebody types it."""

import pytest

from cli import user_commands
from models.refusals import Refusal


def test_blanks_around_a_department_make_no_other_post(run):
    (entered,) = run(user_commands.app, "add", "Frank", "--department", " 党建科\t", "--kind", " 经办人 ")[
        "items"
    ]
    assert entered["post"] == "党建科经办人"
    with pytest.raises(Refusal, match="岗位「办公室经办人」现在有人"):
        run(user_commands.app, "add", "Grace", "--department", "　办公室")
