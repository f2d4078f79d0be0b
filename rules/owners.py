"""Who is named in a cell of owners: departments that lead and support, persons, leaders."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

from rules import names
from rules import owner_signs as signs
from rules.dividing import Divider, divided


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
        text = signs.PHONE.sub(" ", unicodedata.normalize("NFKC", signs.NUMBER.sub("\n", cell)))
        text = re.sub(r"\(\s*\)", "", signs.ORDER.sub("", text)).strip()
        if text.strip("-—–/无") == "":
            return Owners()
        if inside := signs.WHOLE_BRACKET.match(text):
            text = inside[1]
        if signs.BY_DUTY.search(text):
            self.open_owner = True
            self._doubt("「按职责分工」没有写明各单位做什么，请明确责任部门。")
            text = signs.BY_DUTY.sub("", text)
        self.helped = re.search(signs.SUPPORT_WORD, text) is not None
        shared = signs.SHARED.search(text) is not None
        whole = signs.BEFORE_LABEL.sub("\n", self.divider.unbroken(signs.SHARED.sub("", text)))
        for line in re.split(r"[;\n]+", signs.BEFORE_SUPPORT.sub("\n", whole)):
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
        if inside := signs.WHOLE_BRACKET.match(line):
            line = inside[1]
        line = signs.LEAD_THEN_SUPPORT.sub(r"\1,", line)
        label = signs.LABEL.match(line)
        told = None
        if label and label.lastgroup:
            if label.lastgroup != "owners":
                self._settle_waiting(Role.LEAD)
                told = Role(label.lastgroup)
            line = line[label.end() :]
        if self.waiting and not self.named[Role.LEAD] and signs.SUPPORT_END.search(line):
            self.named[Role.LEAD][self.waiting.pop(0)] = None
        for piece in self.divider.names(line):
            self._piece(piece, told)
            if self.helped and not self.named[Role.LEAD] and signs.IN_CHARGE.search(piece):
                self._settle_waiting(Role.LEAD)
        if told in {Role.LEAD, Role.SUPPORT}:
            self._settle_waiting(told)

    def _piece(self, piece: str, told: Role | None) -> None:
        piece = re.sub(r"^(?:由|请|以|其中)(?=.{2,})", "", piece)
        piece = signs.IN_CHARGE.sub("", piece)
        if signs.MARKED.search(piece):
            self._doubt(f"「{piece}」的记号是表示牵头吗？现按牵头读取，请核对。")
            self._name(signs.MARKED.sub("", piece), Role.LEAD)
            return
        if (led := signs.OF_DEPARTMENT.match(piece)) and self._is_department(led[1].strip()):  # 法规科:赵六
            self._name(led[1].strip(), told)
            piece = led[2].strip()
        if (bracketed := signs.IN_BRACKETS.match(piece)) and not signs.PLACE.match(
            bracketed["about"].strip()
        ):
            self._bracketed(bracketed["name"].strip(), bracketed["about"].strip(), bracketed["after"], told)
            return
        for ends, role in ((signs.LEAD_END, Role.LEAD), (signs.SUPPORT_END, Role.SUPPORT)):
            if (found := ends.search(piece)) and not names.is_post(piece):
                if name := piece[: found.start()].strip():
                    self._name(name, None)
                self._settle_waiting(role)
                return
        if (sentence := re.match(rf"(.+?)(?:{signs.LEAD_WORD})(.+)$", piece)) and told is None:
            # 「区司法局牵头行政规范性文件清理工作」: the owner, then what it does.
            self._name(sentence[1], Role.LEAD)
            self._doubt(f"「{piece}」是一句话，只读出牵头单位「{sentence[1]}」，请核对。")
            return
        self._name(piece, told)

    def _bracketed(self, name: str, about: str, after: str, told: Role | None) -> None:
        """Read 「甲(分管)」, 「办公室(牵头)」, 「办公室(张三)」, 「张三(办公室)」."""
        if signs.NAMED_ROLE.search(about) or signs.LABEL.match(about):
            self._with_others(name, about, told)
        elif re.search(signs.LEAD_WORD, about):
            self._name(name, Role.LEAD)
        elif re.search(signs.SUPPORT_WORD, about):
            self._name(name, Role.SUPPORT)
        elif re.search(r"分管|主管|领导|第一责任", about) and not self._is_department(name):
            self.named[Role.LEADER][name] = None
        elif re.search(r"经办|联络|联系|承办人|责任人", about) and not self._is_department(name):
            self.named[Role.PERSONS][name] = None
        elif self._is_person(name) and self._is_department(about):
            self._name(name, told)
            self._name(about, None)
        elif self._is_department(name) and self._is_department(about) and not signs.LIMITS.match(about):
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
        if signs.LABEL.match(about):
            self._line(about)
        else:
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
        is_open = signs.OPEN.search(name) is not None and name not in self.departments
        self.open_owner |= is_open
        if is_open and not names.is_post(name):  # 各科室负责人 are posts
            if signs.UNNAMED.search(name):
                self._doubt(f"「{name}」没有写明是哪些单位，请明确。")
            self._department(name, told)
        elif self._is_person(name):
            self._person(name, told)
        elif (two := signs.DEPARTMENT_AND_PERSON.match(name)) and self._is_one_of_a_department(name, two[2]):
            self._department(two[1], told)
            self._person(two[2], told)
        else:
            self._known(name, self.departments, "部门表")
            if not self.departments and not names.is_department(signs.ADDITION.sub("", name)):
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

    def _is_one_of_a_department(self, name: str, rest: str) -> bool:
        """Say whether a name is a department's with a person's behind it: 法规科王某."""
        return not self._is_department(name) and not self._is_department(rest) and self._is_person(rest)

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
