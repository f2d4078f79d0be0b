"""The table of refusals leaves none out."""

from models import refusals
from models.refusals import Refusal
from tests.web.conftest import on_sqlite
from web import errors


def test_every_refusal_has_its_status():
    kinds = {kind for kind in vars(refusals).values() if isinstance(kind, type) and issubclass(kind, Refusal)}
    assert kinds == set(errors.STATUS)
    assert set(errors.STATUS.values()) <= set(errors.TITLES)


@on_sqlite
def test_a_database_that_cannot_be_read_is_told(office, pages):
    office.database.close()
    file = office.settings.home / "xuepu.db"
    file.write_bytes(b"no database" * 999)
    answer = pages.get("/")
    assert answer.status_code == 503
    assert "数据库已损坏，请停用，从备份恢复。" in answer.text
