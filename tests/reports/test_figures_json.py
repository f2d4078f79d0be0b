import json
from dataclasses import replace
from datetime import UTC

from reports import figures_json
from rules.appendix import Figure, Run
from tests.reports.sample import APPENDIX, DIGEST, WITHOUT_FIGURES, records


def test_the_shape_is_the_promised_one(tmp_path):
    figures_json.write(APPENDIX, tmp_path / "figures.json")
    document = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"), parse_float=int)
    figures = {figure["name"]: figure for figure in document.pop("figures")}

    assert document == {
        "year": 2024,
        "as_of": "2024-12-25T09:00:00+08:00",
        "log_size": 812,
        "log_root": DIGEST,
    }
    assert list(figures) == [figure.name for figure in APPENDIX.figures]
    sessions = figures["study_sessions"]
    assert sessions.pop("records")[:2] == [{"id": "activity:1", "log": 101}, {"id": "activity:2", "log": 102}]
    assert sessions == {"name": "study_sessions", "value": 7, "unit": "次", "text": "专题学法7次"}
    rate = figures["pass_rate"]
    assert (rate["numerator"], rate["denominator"], rate["unit"], "value" in rate) == (46, 46, "%", False)
    assert figures["foreign_cases"]["parts"] == [{"value": 12, "unit": "批"}, {"value": 17, "unit": "人"}]
    assert figures["publicity_events"]["value"] == 53 == len(figures["publicity_events"]["records"])


def test_no_figures_is_an_empty_list(tmp_path):
    figures_json.write(WITHOUT_FIGURES, tmp_path / "figures.json")
    assert json.loads((tmp_path / "figures.json").read_text())["figures"] == []


def test_nothing_counted_is_nought_and_stays(tmp_path):
    none = Figure("unfinished", "0项", records("task", 0, 0), value=0, unit="项")
    appendix = replace(WITHOUT_FIGURES, opening=((Run("0项", "unfinished"),),), figures=(none,))
    figures_json.write(appendix, tmp_path / "figures.json")
    assert json.loads((tmp_path / "figures.json").read_text())["figures"] == [
        {"name": "unfinished", "value": 0, "unit": "项", "text": "0项", "records": []}
    ]


def test_equal_values_write_equal_bytes(tmp_path):
    for name in ("a", "b"):
        figures_json.write(replace(APPENDIX), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    figures_json.write(replace(APPENDIX, as_of=APPENDIX.as_of.astimezone(UTC)), tmp_path / "b")
    assert '"2024-12-25T01:00:00+00:00"' in (tmp_path / "b").read_text()
