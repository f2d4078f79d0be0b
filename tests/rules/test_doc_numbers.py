import pytest

from models.refusals import Refusal
from rules.doc_numbers import doc_number


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("云外发〔2024〕3号", "云外发〔2024〕3号"),
        ("云外发[2024]3号", "云外发〔2024〕3号"),
        ("云外发（2024）第03号", "云外发〔2024〕3号"),
        ("云外发【２０２４】３号", "云外发〔2024〕3号"),
        (" 国办发明电 〔2025〕 7号 ", "国办发明电〔2025〕7号"),
    ],
)
def test_a_number_is_written_as_the_standard_asks(written, expected):
    assert doc_number(written) == expected


@pytest.mark.parametrize(
    "written", ["", "3号", "云外发2024-3号", "〔2024〕3号", "云外发〔24〕3号", "云外发〔2024〕0号"]
)
def test_what_is_no_number_is_refused(written):
    with pytest.raises(Refusal, match="不像发文字号"):
        doc_number(written)
