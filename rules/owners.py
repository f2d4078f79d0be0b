"""Who is named in a cell of owners: departments that lead and support, persons, leaders."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

from rules import names
from rules.dividing import Divider, divided

_OPEN = re.compile(
    r"^(?:各|有关|相关|所有|全体|全系统|全办|全局|全委|全市|其他|其它|局属|下属|直属|机关各)"
    r"|各(?:成员|业务|直属|下属|责任|有关|相关|事业|基层)*(?:科室|处室|股室|单位|部门|专班|站所|街道|乡镇|镇|村)$"
    r"|全体(?:干部|职工|党员|人员)+$"
)
_UNNAMED = re.compile(r"^(?:各?有关|各?相关|其他|其它)|(?:有关|相关)(?:单位|部门|科室|处室)$")
_BY_DUTY = re.compile(
    r"(?:等)?(?:按|按照|依据|根据)(?:各自)?(?:职责|职能)(?:分工)?(?:范围)?(?:分别)?(?:负责|落实|抓好落实|承担)?"
)
_SHARED = re.compile(r"(?:(?:分工|共同|分别|联合)(?:负责|落实|承担|实施)|轮流(?:负责|主讲|授课|承担|组织)?)$")

_LEAD_WORD, _SUPPORT_WORD = r"牵头|主办|主责|主抓", r"配合|协办|协助|协同|参与|参加|督促|督导|指导"
_LEAD_END = re.compile(rf"(?:{_LEAD_WORD})(?:负责|落实|抓总|组织实施|实施)?(?:单位|部门|科室|处室)?$")
_SUPPORT_END = re.compile(rf"(?:{_SUPPORT_WORD})+(?:负责|落实|实施|做好)?(?:单位|部门|科室|处室)?$")
_IN_CHARGE = re.compile(r"(?<=.{2})(?:具体|抓好|组织)?(?:落实|实施|负责)$")
_LEAD_THEN_SUPPORT = re.compile(rf"({_LEAD_WORD})(?=[^、,，;\s:()]{{2,}}(?:{_SUPPORT_WORD})$)")
# 法规科,各科室配合: who stands before them leads.
_BEFORE_SUPPORT = re.compile(rf"[,\s]+(?=[^,;:\s]+(?:{_SUPPORT_WORD})+[。.]?(?:[;\n]|$))")
_LABEL = re.compile(
    rf"^(?:(?P<lead>(?:{_LEAD_WORD})(?:单位|部门|科室|处室|股室)?)"
    r"|(?P<owners>(?:责任|负责|承办|实施)?(?:单位|部门|科室|处室|股室|主体))"
    rf"|(?P<support>(?:{_SUPPORT_WORD})(?:单位|部门|科室|处室|股室)?)"
    r"|(?P<leader>(?:分管|主管|责任|牵头|主要)领导)"
    r"|(?P<persons>(?:具体)?(?:责任人员?|经办人|联络员|联系人|负责人|承办人)))\s*:\s*"
)
_BEFORE_LABEL = re.compile(rf"[,、。\s]+(?={_LABEL.pattern[1:]})")
_OF_DEPARTMENT = re.compile(r"^([^:]{2,}):(.+)$")
_PHONE = re.compile(r"(?:联系)?电话\s*[::]?\s*(?=\d)|(?<!\d)(?:1\d{10}|(?:0\d{2,3}-?)?\d{7,8})(?!\d)")
_PLACE = re.compile(  # what brackets add inside a name: 各县(市、区)局, 各镇(街), 各村(居)委会
    r"^(?:[市区县镇乡州旗村居街办场、]|街道|社区|园区|平台|管理处|管委会|开发区|苏木|嘎查|幼儿园)+$|^境$"
)
_ORDER = re.compile(r"\([^()]*(?:第一(?!责任)|首位|排[名序])[^()]*\)")  # (列第一位的为牵头单位) holds anyway
_ADDITION = re.compile(r"\([^()]+\)$")  # 研究室(宣传科)
_LIMITS = re.compile(r"不?含|除|包括|仅|限")
_NAMED_ROLE = re.compile(
    rf"[^、,]{{2,}}(?:{_LEAD_WORD}|{_SUPPORT_WORD})$"
)  # in a bracket: who, and what part
_WHOLE_BRACKET = re.compile(r"^[(【\[]([^()【】\[\]]*)[)】\]][。.]?$")
_IN_BRACKETS = re.compile(r"^(?P<name>[^()]+)\((?P<about>[^()]*)\)(?P<after>.*)$")


class Role(StrEnum):
    LEAD = "lead"
    SUPPORT = "support"
    PERSONS = "persons"
    LEADER = "leader"


@dataclass(frozen=True)
class Owners:
    """Names as written. `open_owner`: the owners are an open set (各科室, 等相关单位, 按职责分工).

    The first named leads where nothing says who does. Each flag is a doubt in Chinese.
    """

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    leader: tuple[str, ...] = ()
    open_owner: bool = False
    flags: tuple[str, ...] = ()


def read(
    cell: str,
    *,
    departments: Sequence[str] = (),
    persons: Sequence[str] = (),
    column: str = "owners",
) -> Owners:
    """Read a cell of owners.

    `departments` and `persons` are the names the office knows; empty means that they are not known, and
    then no name is doubted for being unknown. `column` tells what its heading says: "lead" (all named
    lead, the supporting have a column of their own), "support", "persons", "leader", or "owners".
    """
    return _read(cell, tuple(departments), tuple(persons), column)


@lru_cache(maxsize=8192)
def _read(cell: str, departments: tuple[str, ...], persons: tuple[str, ...], column: str) -> Owners:
    return _Reader(frozenset(departments), frozenset(persons), column).read(cell)


@dataclass
class _Reader:
    """One cell being read."""

    departments: frozenset[str]
    people: frozenset[str]
    column: str
    named: dict[Role, dict[str, None]] = field(default_factory=lambda: {role: {} for role in Role})
    waiting: list[str] = field(default_factory=list)  # departments whose part is not told yet
    helped: bool = False  # the cell says who supports, so that who is 负责 leads
    open_owner: bool = False
    flags: dict[str, None] = field(default_factory=dict)

    @cached_property
    def divider(self) -> Divider:
        return Divider(
            self.departments,
            self.people,
            lambda name: self._is_department(name) or self._is_person(name),
            self._doubt,
        )

    def read(self, cell: str) -> Owners:
        text = _PHONE.sub(" ", unicodedata.normalize("NFKC", cell))
        text = re.sub(r"\(\s*\)", "", _ORDER.sub("", text)).strip()
        if text.strip("-—–/无") == "":
            return Owners()
        if inside := _WHOLE_BRACKET.match(text):
            text = inside[1]
        if _BY_DUTY.search(text):
            self.open_owner = True
            self._doubt("「按职责分工」没有写明各单位做什么，请明确责任部门。")
            text = _BY_DUTY.sub("", text)
        self.helped = re.search(_SUPPORT_WORD, text) is not None
        shared = _SHARED.search(text) is not None
        whole = _BEFORE_LABEL.sub("\n", self.divider.unbroken(_SHARED.sub("", text)))
        for line in re.split(r"[;\n]+", _BEFORE_SUPPORT.sub("\n", whole)):
            self._line(line.strip())
        self._settle(shared=shared)
        lead, support, people, leader = (tuple(self.named[role]) for role in Role)
        return Owners(
            lead,
            tuple(s for s in support if s not in lead),
            people,
            leader,
            self.open_owner,
            tuple(self.flags),
        )

    def _doubt(self, sentence: str) -> None:
        self.flags[sentence] = None

    def _line(self, line: str) -> None:
        """Read what stands between two line ends or semicolons; a label holds to its end."""
        if inside := _WHOLE_BRACKET.match(line):
            line = inside[1]
        line = _LEAD_THEN_SUPPORT.sub(r"\1,", line)
        label = _LABEL.match(line)
        told = None
        if label and label.lastgroup:
            if label.lastgroup != "owners":
                self._settle_waiting(Role.LEAD)
                told = Role(label.lastgroup)
            line = line[label.end() :]
        if self.waiting and not self.named[Role.LEAD] and _SUPPORT_END.search(line):
            self.named[Role.LEAD][self.waiting.pop(0)] = None
        for piece in self.divider.names(line):
            self._piece(piece, told)
            if self.helped and not self.named[Role.LEAD] and _IN_CHARGE.search(piece):
                self._settle_waiting(Role.LEAD)
        if told in {Role.LEAD, Role.SUPPORT}:
            self._settle_waiting(told)

    def _piece(self, piece: str, told: Role | None) -> None:
        piece = re.sub(r"^(?:由|请|以|其中)(?=.{2,})", "", piece)
        piece = _IN_CHARGE.sub("", piece)
        if (led := _OF_DEPARTMENT.match(piece)) and self._is_department(led[1].strip()):  # 法规科:赵六
            self._name(led[1].strip(), told)
            piece = led[2].strip()
        if (bracketed := _IN_BRACKETS.match(piece)) and not _PLACE.match(bracketed["about"].strip()):
            self._bracketed(bracketed["name"].strip(), bracketed["about"].strip(), bracketed["after"], told)
            return
        for ends, role in ((_LEAD_END, Role.LEAD), (_SUPPORT_END, Role.SUPPORT)):
            if (found := ends.search(piece)) and not names.is_post(piece):
                if name := piece[: found.start()].strip():
                    self._name(name, None)
                self._settle_waiting(role)
                return
        if (sentence := re.match(rf"(.+?)(?:{_LEAD_WORD})(.+)$", piece)) and told is None:
            # 「区司法局牵头行政规范性文件清理工作」: the owner, then what it does.
            self._name(sentence[1], Role.LEAD)
            self._doubt(f"「{piece}」是一句话，只读出牵头单位「{sentence[1]}」，请核对。")
            return
        self._name(piece, told)

    def _bracketed(self, name: str, about: str, after: str, told: Role | None) -> None:
        """Read 「甲(分管)」, 「办公室(牵头)」, 「办公室(张三)」, 「张三(办公室)」."""
        if _NAMED_ROLE.search(about):
            self._with_others(name, about, told)
        elif re.search(_LEAD_WORD, about):
            self._name(name, Role.LEAD)
        elif re.search(_SUPPORT_WORD, about):
            self._name(name, Role.SUPPORT)
        elif re.search(r"分管|主管|领导|第一责任", about) and not self._is_department(name):
            self.named[Role.LEADER][name] = None
        elif re.search(r"经办|联络|联系|承办人|责任人", about) and not self._is_department(name):
            self.named[Role.PERSONS][name] = None
        elif self._is_person(name) and self._is_department(about):
            self._name(name, told)
            self._name(about, None)
        elif self._is_department(name) and self._is_department(about) and not _LIMITS.match(about):
            self._name(
                name if name in self.departments else f"{name}({about})", told
            )  # an addition to its name
        else:
            self._name(name, told)
            is_his_post = self._is_person(name) and names.is_post(about)  # 李某(党委副书记)
            for other in () if is_his_post else divided(about):
                if self._is_person(other):
                    self.named[Role.PERSONS][other] = None
                else:
                    self._doubt(f"「{name}」后面括号里的「{other}」没有读取，请核对。")
        if after.strip():
            self._piece(after.strip(), told)

    def _with_others(self, name: str, about: str, told: Role | None) -> None:
        """Read 「各科室(法规科牵头)」, 「法规科(各科室配合)」: the bracket tells the part of others."""
        before, self.waiting = self.waiting, []
        for piece in self.divider.names(about):
            self._piece(piece, None)
        self.waiting = [*before, *self.waiting]
        self._name(name, told)

    def _name(self, name: str, told: Role | None) -> None:
        """Take one name: an open set, a department, a post or a person."""
        if name.endswith("等") and len(name) > 2:
            name = name[:-1]
            self.open_owner = True
            self._doubt(f"「{name}等」没有写全，请明确还有哪些。")
        if inner := re.match(r"(.{2,}?)等((?:有关|相关|其他)?(?:单位|部门|科室|处室|街道|镇).*)$", name):
            self._name(inner[1], told)
            self._name(inner[2] if inner[2][0] in "有相其" else f"相关{inner[2]}", told)
            return
        is_open = _OPEN.search(name) is not None and name not in self.departments
        self.open_owner |= is_open
        if is_open and not names.is_post(name):  # 各科室负责人 are posts
            if _UNNAMED.search(name):
                self._doubt(f"「{name}」没有写明是哪些单位，请明确。")
            self._department(name, told)
        elif self._is_person(name):
            self._person(name, told)
        else:
            self._known(name, self.departments, "部门表")
            if not self.departments and not names.is_department(_ADDITION.sub("", name)):
                self._doubt(f"看不出「{name}」是部门还是人员，已按部门读取，请核对。")
            self._department(name, told)

    def _person(self, name: str, told: Role | None) -> None:
        if told is Role.LEADER or self.column == "leader" or names.is_leader(name):
            self.named[Role.LEADER][name] = None
        else:
            self.named[Role.PERSONS][name] = None
        if not names.is_post(name):
            self._known(name, self.people, "人员表")

    def _known(self, name: str, known: frozenset[str], table: str) -> None:
        """Doubt a name that the office does not know. 「局办公室」 is its 「办公室」."""
        if known and name not in known and sum(name.endswith(one) for one in known if len(one) > 1) != 1:
            self._doubt(f"「{name}」不在{table}中，请核对。")

    def _department(self, name: str, told: Role | None) -> None:
        if told in {Role.LEAD, Role.SUPPORT}:
            self.named[told][name] = None
        else:
            self.waiting.append(name)

    def _settle_waiting(self, role: Role) -> None:
        self.named[role].update(dict.fromkeys(self.waiting))
        self.waiting.clear()

    def _settle(self, *, shared: bool) -> None:
        """Give those whose part was not told their part: the first leads."""
        if self.column == "support":
            self._settle_waiting(Role.SUPPORT)
        elif shared or self.column == "lead":
            self._settle_waiting(Role.LEAD)
        elif self.waiting:
            if not self.named[Role.LEAD]:
                self.named[Role.LEAD][self.waiting.pop(0)] = None
            self._settle_waiting(Role.SUPPORT)

    def _is_department(self, name: str) -> bool:
        return name in self.departments or (name not in self.people and names.is_department(name))

    def _is_person(self, name: str) -> bool:
        if name in self.people:
            return True
        if name in self.departments:
            return False
        if names.is_post(name):
            return True
        if self.column in {"persons", "leader"}:
            return not (names.is_department(name) and len(name) > 2 and not names.is_person(name))
        return not names.is_department(name) and names.is_person(name)
