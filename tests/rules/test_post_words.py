import pytest

from models import PostKind
from models.refusals import Refusal
from rules.post_words import WORDS, kind_of, title_of


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("部门负责人", PostKind.DEPARTMENT_HEAD),
        ("科室负责人", PostKind.DEPARTMENT_HEAD),
        ("department_head", PostKind.DEPARTMENT_HEAD),
        ("主要负责人", PostKind.HEAD),
        ("联络员", PostKind.HANDLER),
        ("", PostKind.HANDLER),
    ],
)
def test_a_kind_is_written_as_the_field_says_it(written, kind):
    assert kind_of(written, "", "办公室") is kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("科室负责人", PostKind.DEPARTMENT_HEAD),
        ("办公室负责人", PostKind.DEPARTMENT_HEAD),
        ("分管领导", PostKind.LEADER),
        ("文秘岗", PostKind.HANDLER),
    ],
)
def test_a_title_says_the_kind_where_none_is_written(title, kind):
    assert kind_of("", title, "办公室") is kind


@pytest.mark.parametrize("kind", PostKind)
def test_every_kind_has_one_word_that_is_read_back(kind):
    assert kind_of(WORDS[kind], "", "") is kind
    assert kind_of(str(kind), "", "") is kind


def test_a_kind_that_is_none_or_another_than_the_title_is_refused():
    with pytest.raises(Refusal, match="没有「科员」这种岗位类别，可以写主要负责人、"):
        kind_of("科员", "", "办公室")
    with pytest.raises(Refusal, match="「科室负责人」和类别「经办人」不是一回事"):
        kind_of("经办人", "科室负责人", "办公室")


@pytest.mark.parametrize(
    ("kind", "title", "known_by"),
    [
        (PostKind.DEPARTMENT_HEAD, "", "人事科负责人"),
        (PostKind.DEPARTMENT_HEAD, "部门负责人", "人事科负责人"),
        (PostKind.DEPARTMENT_HEAD, "人事科科室负责人", "人事科负责人"),
        (PostKind.DEPARTMENT_HEAD, "人事科科长", "人事科科长"),
        (PostKind.HANDLER, "", "人事科经办人"),
        (PostKind.HANDLER, "联络员", "人事科联络员"),
        (PostKind.HANDLER, "干部岗", "干部岗"),
    ],
)
def test_one_post_has_one_title(kind, title, known_by):
    assert title_of(kind, title, "人事科") == known_by


@pytest.mark.parametrize("kind", PostKind)
def test_who_works_for_a_department_has_one(kind):
    if kind in (PostKind.HANDLER, PostKind.DEPARTMENT_HEAD):
        with pytest.raises(Refusal, match=f"{WORDS[kind]}要写在哪个部门"):
            title_of(kind, "某岗", "")
    else:
        assert title_of(kind, "", "") == WORDS[kind]
