"""The table of refusals leaves none out."""

from models import refusals
from models.refusals import Refusal
from web import errors


def test_every_refusal_has_its_status():
    kinds = {kind for kind in vars(refusals).values() if isinstance(kind, type) and issubclass(kind, Refusal)}
    assert kinds == set(errors.STATUS)
    assert set(errors.STATUS.values()) <= set(errors.TITLES)
