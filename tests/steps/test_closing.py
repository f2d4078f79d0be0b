import io
import json
import re
from datetime import date

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from models import ActivityKind, EvidenceForm, Statistic
from models.refusals import NotFound, Refusal, WrongState
from steps.closing.compile import compile_year
from steps.working import extend, review
from steps.working.submit import Count, HandedIn, Happening, Piece, submit
from store import log, people
from store.db import begin, reading
from tests import make


@pytest.fixture
def year(issued, clock):
    """Give an office in December: a study and a late exam accepted, one task sent back."""
    clock.at(2024, 3, 20)
    _hand_in(issued, 1, "Alice", _study())
    _accept(issued, 1)
    clock.at(2024, 11, 5)
    with reading(issued.database) as session:
        exam = next(t for t in _tasks(session) if t.demand == "学法考法").id
    _hand_in(issued, exam, "Eve", _exam(), _case())
    _accept(issued, exam)
    clock.at(2024, 12, 10)
    _hand_in(issued, 5, "Alice", _study(title="没有通过的一次", on=date(2024, 12, 1)))
    with begin(issued.database) as session:
        review.send_back(
            session,
            5,
            people.person_named(session, "Bob"),
            reason="照片是去年的",
            now=clock(),
        )
        session.add(Statistic(name="consular_cases", label="领保案件", units=["批", "人"]))
    clock.at(2024, 12, 25)
    return issued


def _tasks(session):
    from store import lists, tasks

    return tasks.of_list(session, lists.of_year(session, 2024).id)


def _study(**changed):
    given = {
        "kind": ActivityKind.STUDY_GROUP,
        "title": "中心组学习",
        "on": date(2024, 3, 18),
        "laws": ("《民法典》",),
    }
    return Happening(**{**given, **changed})


def _exam():
    numbers = (Count("should_sit", 48, "人"), Count("sat", 46, "人"), Count("passed", 46, "人"))
    return Happening(ActivityKind.EXAM, "网上学法考试", date(2024, 11, 1), numbers=numbers)


def _case():
    numbers = (Count("consular_cases", 10, "批"), Count("consular_cases", 17, "人"))
    return Happening(ActivityKind.BUSINESS, "全年领保案件", date(2024, 11, 1), numbers=numbers)


def _hand_in(office, task, by, *happenings):
    stored = office.files.put(io.BytesIO(f"evidence of {task}".encode()))
    pieces = (
        Piece(EvidenceForm.FILE, "签到表", f"签到表{task}.pdf", date(2024, 3, 18), stored=stored),
        Piece(
            EvidenceForm.OFFLINE,
            "会议记录",
            "党组会记录",
            date(2024, 3, 18),
            3,
            custodian="甲",
            kept_at="机要室",
        ),
    )
    with begin(office.database) as session:
        submit(
            session,
            task,
            HandedIn("", pieces, happenings),
            people.person_named(session, by),
            now=office.clock(),
        )


def _accept(office, task):
    with begin(office.database) as session:
        review.accept(session, task, people.person_named(session, "Bob"), now=office.clock())


def compiled(office, folder, **given):
    with reading(office.database) as session:
        by = people.person_named(session, "Carol")
        origin = people.organisation(session).log_origin
    return compile_year(
        office.database,
        office.signer(origin),
        office.fonts,
        given.pop("plan_year", 2024),
        folder,
        by=by,
        now=office.clock(),
        **given,
    )


def figures(folder):
    kept = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    return kept, {figure["name"]: figure for figure in kept["figures"]}


def test_only_accepted_records_are_counted(year, tmp_path):
    compiled(year, tmp_path, formats=())
    _, found = figures(tmp_path)
    assert found["study_sessions"]["value"] == 1
    assert found["pass_rate"]["text"] == "合格率100%"
    assert found["consular_cases"]["text"] == "10批17人"
    assert found["tasks_total"]["value"] == 7
    assert found["tasks_done"]["value"] == 2
    assert found["tasks_done_late"]["value"] == 1
    assert "publicity_events" not in found


def test_every_figure_is_traced_to_the_entry_that_recorded_it(year, tmp_path):
    compiled(year, tmp_path, formats=())
    kept, found = figures(tmp_path)
    with reading(year.database) as session:
        entries = [json.loads(leaf) for leaf in log.leaves(session)]
    for figure in found.values():
        assert figure["records"]
        for record in figure["records"]:
            assert entries[record["log"]]["object"] == record["id"]
            assert record["log"] < kept["log_size"]


def test_word_and_pdf_carry_the_same_words_and_every_figure(year, tmp_path):
    made = compiled(year, tmp_path)
    assert sorted(path.name for path in made.files) == [
        "appendix.docx",
        "appendix.pdf",
        "figures.json",
        "ledger.xlsx",
    ]
    document = Document(tmp_path / "appendix.docx")
    word = "".join(p.text for p in document.paragraphs)
    pdf = re.sub(
        r"\s", "", "".join(page.extract_text() for page in PdfReader(tmp_path / "appendix.pdf").pages)
    )
    for figure in made.appendix.figures:
        assert figure.text in word
        assert figure.text in pdf
    assert "照片是去年的" in word
    assert "没有通过的一次" not in word


def test_compiled_again_the_figures_are_the_same(year, tmp_path):
    compiled(year, tmp_path / "a", formats=())
    compiled(year, tmp_path / "b", formats=())
    first, second = (figures(tmp_path / name)[0] for name in ("a", "b"))
    assert first["figures"] == second["figures"]
    assert first["log_size"] < second["log_size"]


def test_compiling_is_recorded_with_the_digests_of_what_was_written(year, tmp_path):
    import hashlib

    compiled(year, tmp_path / "out", formats=("xlsx",))
    with reading(year.database) as session:
        entry = json.loads(list(log.leaves(session))[-1])
    assert entry["action"] == "appendix.compile"
    assert entry["detail"]["files"] == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / "out").iterdir()
    }


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({"plan_year": 2031}, NotFound), ({"formats": ("odt",)}, Refusal)],
)
def test_what_cannot_be_compiled_is_refused_and_writes_nothing(year, tmp_path, given, refusal):
    with pytest.raises(refusal):
        compiled(year, tmp_path / "out", **given)
    assert not (tmp_path / "out").exists()


def test_a_list_that_was_not_issued_has_nothing_to_account_for(office, tmp_path):
    make.drafted_list(office)
    with pytest.raises(WrongState, match="还没有印发"):
        compiled(office, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_extension_stands_with_its_first_day_and_reason(year, clock, tmp_path):
    clock.at(2024, 12, 2)
    with begin(year.database) as session:
        task = next(t for t in _tasks(session) if t.due_on == date(2024, 12, 25))
        alice, bob = (people.person_named(session, name) for name in ("Alice", "Bob"))
        asked = extend.ask(session, task.id, date(2024, 12, 31), reason="庭审改期", by=alice, now=clock())
        extend.grant(session, asked.id, by=bob, now=clock())
    clock.at(2024, 12, 25)
    compiled(year, tmp_path)
    words = "\n".join(p.text for p in Document(tmp_path / "appendix.docx").paragraphs)
    assert "延期事项" in words
    assert "原时限2024年12月25日）：经批准延期至2024年12月31日，理由：庭审改期。" in words
    sheet = load_workbook(tmp_path / "ledger.xlsx").worksheets[0]
    headings, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    (mine,) = [row for row in rows if row[headings.index("延期理由")]]
    assert mine[headings.index("延期理由")] == "庭审改期"
    assert str(mine[headings.index("原时限")]).startswith("2024-12-25")
    assert str(mine[headings.index("时限")]).startswith("2024-12-31")


def test_a_year_without_extensions_has_no_such_section(year, tmp_path):
    compiled(year, tmp_path)
    assert "延期事项" not in "\n".join(p.text for p in Document(tmp_path / "appendix.docx").paragraphs)
