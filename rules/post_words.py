"""Posts in Chinese: what each kind is called, and what a person may write for it."""

from models.post import PostKind
from models.refusals import Refusal

WORDS = {
    PostKind.HEAD: "主要负责人",
    PostKind.LEADER: "分管领导",
    PostKind.COORDINATOR: "统筹人",
    PostKind.DEPARTMENT_HEAD: "部门负责人",
    PostKind.HANDLER: "经办人",
    PostKind.AUDITOR: "审计员",
}
_KINDS = {
    **{word: kind for kind, word in WORDS.items()},
    **{str(kind): kind for kind in PostKind},
    **dict.fromkeys(("科室负责人", "处室负责人", "股室负责人", "负责人"), PostKind.DEPARTMENT_HEAD),
    "联络员": PostKind.HANDLER,
}
_IN_A_DEPARTMENT = frozenset({PostKind.DEPARTMENT_HEAD, PostKind.HANDLER})


def kind_of(written: str, title: str, department: str) -> PostKind:
    """Return the kind that was written; where none was, the kind that the title names, else a handler.

    Raises:
        Refusal: there is no such kind, or the title names another one.

    """
    named = _KINDS.get(title.removeprefix(department))
    if not written:
        return named or PostKind.HANDLER
    kind = _KINDS.get(written)
    if kind is None:
        raise Refusal(f"没有「{written}」这种岗位类别，可以写{'、'.join(WORDS.values())}。")
    if named not in (None, kind):
        raise Refusal(f"岗位名称「{title}」和类别「{WORDS[kind]}」不是一回事，请改其中一个。")
    return kind


def title_of(kind: PostKind, title: str, department: str) -> str:
    """Return the title a post is known by: 办公室经办人; 办公室负责人, however its head was called.

    Raises:
        Refusal: the post stands in no department, and nobody could reach it there.

    """
    if kind in _IN_A_DEPARTMENT and not department:
        raise Refusal(
            f"{WORDS[kind]}要写在哪个部门，任务才分得到，请加 --department 部门；"
            "不属于哪个部门的岗位请写明类别，例如 --kind 分管领导。"
        )
    bare = title.removeprefix(department) or WORDS[kind]
    if bare not in _KINDS:
        return title
    return department + ("负责人" if kind is PostKind.DEPARTMENT_HEAD else bare)
