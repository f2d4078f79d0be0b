"""What a heading means: the words offices write above the columns of a duty list."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from rules.ticked import PERIOD


class Field(StrEnum):
    """What a column holds. `standard` and `state` are kept in the cells only."""

    NO = "no"
    CATEGORY = "category"
    TASK = "task"
    MEASURES = "measures"
    BASIS = "basis"
    LAWS = "laws"
    AUDIENCE = "audience"
    LEAD = "lead"
    SUPPORT = "support"
    PERSONS = "persons"
    LEADER = "leader"
    DEADLINE = "deadline"
    STANDARD = "standard"
    EVIDENCE = "evidence"
    STATE = "state"
    NOTE = "note"


class Sure(StrEnum):
    """How a heading was understood."""

    KNOWN = "known"  # it stands in the table below
    WORD = "word"  # it holds a word that gives it away
    LIKE = "like"  # it looks like one in the table


NAMES: dict[Field, str] = {
    Field.NO: "序号",
    Field.CATEGORY: "类别",
    Field.TASK: "工作任务",
    Field.MEASURES: "工作措施",
    Field.BASIS: "依据",
    Field.LAWS: "法律法规",
    Field.AUDIENCE: "普法对象",
    Field.LEAD: "责任部门",
    Field.SUPPORT: "配合部门",
    Field.PERSONS: "责任人",
    Field.LEADER: "责任领导",
    Field.DEADLINE: "完成时限",
    Field.STANDARD: "完成标准",
    Field.EVIDENCE: "佐证材料",
    Field.STATE: "完成情况",
    Field.NOTE: "备注",
}

# From ten published lists (扬州, 湘潭, 池州, 宁夏, 上海, 大连, 通江, 兴宁, 闵行, 江门) and the field's usage.
SYNONYMS: dict[Field, str] = {
    Field.NO: "序号 编号 项目号 项次 No No. NO",
    Field.CATEGORY: (
        "类别 分类 清单类别 项目类别 任务类别 工作类别 一级指标 一级任务 大类 板块 项目 目标任务 主要内容 "
        "重点任务 领域 重点领域 方面 清单名称 专项主题"
    ),
    Field.TASK: (
        "工作任务 工作内容 重点工作 具体任务 普法任务 任务清单 学习内容 具体工作 内容清单 "
        "普法重点任务 主要任务 任务 任务名称 任务内容 工作事项 事项 重点工作任务 年度重点任务 "
        "学法任务 学法普法任务 工作任务及内容 活动内容 活动名称 宣传内容 工作项目 内容 重点事项 "
        "学习主题 活动主题 二级任务 工作任务及要求 宣传主题 普法主题 主题 专题 学习专题 活动 主要活动 "
        "普法活动 宣传活动 重点活动 活动项目 授课内容 授课题目 讲授内容 培训内容 培训主题 讲座内容 "
        "普法项目 普法项目名称 项目名称 宣传重点 活动安排 工作目标任务 普法重点 "
        "考核内容 考评内容 工作要点 工作重点 主要工作 工作安排 学习内容及要求"
    ),
    Field.MEASURES: (
        "具体要求 具体措施 工作措施 主要举措 主要措施 措施清单 方式措施 普法形式 学习形式 "
        "学习宣传载体 推进措施 主要内容和要求 工作要求 工作举措 具体举措 措施 举措 落实措施 宣传形式 "
        "活动形式 学习方式 形式 方式 工作方式 实施内容 "
        "具体内容 普法载体 实施步骤 宣传渠道 宣传媒介"
    ),
    Field.BASIS: "依据 政策依据 法律依据 执法依据 任务来源 备注(市级安排) 文件依据 工作依据 来源 制定依据",
    Field.LAWS: (
        "普法内容 重点普法内容 学法内容 法律法规 重点宣传的法律法规 法律法规名称 法律 法律名称 "
        "普法内容(法律法规) 学习法律法规 重点法律法规 宣传法律法规 涉及法律法规 "
        "重点宣传内容 普法目录 重点普法目录 学习篇目 学法篇目 "
        "应知应会清单 部门规章 普法重点内容 共性内容 个性内容"
    ),
    Field.AUDIENCE: (
        "普法对象 对象 参加人员 参学范围 宣传对象 学习对象 参加范围 受众 参学人员 参加对象 重点对象 普法受众"
    ),
    Field.LEAD: (
        "责任部门 责任单位 责任科室 责任处室 责任股室 责任站所 授课单位 主讲单位 普法部门 承办科室 "
        "牵头单位 牵头部门 牵头科室 牵头处室 承办单位 承办部门 承办处室 主办单位 主责部门 主责单位 "
        "负责部门 负责单位 负责科室 责任主体 普法责任部门 普法责任单位 实施部门 落实部门 责任清单 "
        "牵头责任单位 责任部门(单位) 责任科(处)室 责任分工 任务分工 工作分工 职责分工 分工 普法责任主体 "
        "普法主体 单位名称 部门名称 科室名称 普法单位 组织单位 "
        "汇报单位 领学单位 领学科室 实施主体 完成单位"
    ),
    Field.SUPPORT: (
        "配合单位 协办单位 协同单位 责任(配合)单位 参加单位 配合部门 配合科室 配合处室 协办部门 "
        "协助单位 参与单位 参与部门 协办科室 协同部门 协作单位 会办单位 会办科室 会办处室 "
        "参与科室 参与处室 其他责任单位 联动单位 联动部门"
    ),
    Field.PERSONS: (
        "责任人 责任人员 具体责任人 联络员 经办人 联系人 承办人 负责人 具体负责人 直接责任人 "
        "科室负责人 主讲人 授课人 领学人 普法讲师"
    ),
    Field.LEADER: "责任领导 分管领导 牵头领导 主管领导 分管负责人 牵头负责人 包抓领导 带班领导",
    Field.DEADLINE: (
        "完成时限 完成时间 时限 时限要求 时间安排 时间 时间节点 完成期限 进度安排 时序进度 学习时间 "
        "计划时间 实施时间 期限 办理时限 完成日期 活动时间 开展时间 工作时限 时间要求 重要时间节点 "
        "推进时间 日期 完成时间节点 计划完成时间 截止时间 进度要求 月份 学习月份 授课时间 讲授时间 普法时间 "
        "学法时间 宣传时间 报送时间 报送时限 办结时限 完成节点 开始时间 启动时间 起始时间 结束时间 "
        "宣传节点 重要宣传节点 重要节点 宣传时段 重点时段 重点宣传日 频次 实施进度 "
        "月度 季度 阶段安排"
    ),
    Field.STANDARD: (
        "标准清单 完成标准 预期目标 量化指标 考核标准 分值 预期成效 工作目标 目标 指标 评分标准 考核指标 "
        "考核分值 学时 次数 学习次数"
    ),
    Field.EVIDENCE: (
        "佐证材料 印证材料 材料要求 佐证 证明材料 支撑材料 成果形式 台账资料 佐证资料 印证资料 "
        "提交材料 报送材料 资料要求 成果体现"
    ),
    Field.STATE: "完成情况 进展情况 落实情况 是否完成 销号情况 工作进展 完成进度 推进情况 进度 状态",
    Field.NOTE: "备注 说明 附注 其他",
}

# Looked for in this order where the heading stands in no table; the first that is found decides.
_WORDS: tuple[tuple[str, Field], ...] = (
    (
        r"(?:法律|法规|普法内容|学法内容)(?:及|和|与|、).*(?:责任|牵头|负责)",
        Field.LAWS,
    ),  # its owner in brackets
    (r"(?:任务|事项|工作内容)(?:及|和|与|、)", Field.TASK),
    (r"实际", Field.STATE),
    (r"佐证|印证|证明材料|台账|归档(?![时日期人情])|痕迹", Field.EVIDENCE),
    (r"(?:责任|牵头|主办|承办).*(?:配合|协办)", Field.LEAD),  # both in one column
    (r"配合|协办|协同|协助", Field.SUPPORT),
    (
        r"(?:部门|单位|科室|处室|股室)(?:及|和|与|、|/).*人员?$|人员?(?:及|和|与|、|/).*(?:部门|单位|科室|处室|股室)",
        Field.LEAD,
    ),
    (r"领导", Field.LEADER),
    (r"责任人|联系人|经办人|联络员|负责人|承办人", Field.PERSONS),
    (
        r"时限|时间|期限|日期|节点(?!.*(?:任务|内容|事项|活动))|时段|(?<![视音])频[次率]|宣传[日周月](?![活主志报内])",
        Field.DEADLINE,
    ),
    (
        r"(?:责任|牵头|承办|主办|主责|负责|落实|实施|授课|主讲|普法).*(?:部门|单位|科室|处室|股室|站所)",
        Field.LEAD,
    ),
    (r"依据|来源", Field.BASIS),
    (r"对象|受众|参加人员|参加范围|参学", Field.AUDIENCE),
    (r"法律|法规|普法内容|学法内容|普法目录|学法篇目", Field.LAWS),
    (r"措施|举措|要求|形式|载体|方式", Field.MEASURES),
    (r"标准|指标|目标|成效", Field.STANDARD),
    (r"任务|工作内容|学习内容|事项", Field.TASK),
    (r"类别|分类|领域", Field.CATEGORY),
    (r"完成情况|进展|销号", Field.STATE),
    (r"备注", Field.NOTE),
    (r"序号|编号", Field.NO),
)
# Alone they may also be units of measure, or who is to take part: asked about.
_BARE = {"单位": (Field.LEAD, "责任单位"), "部门": (Field.LEAD, "责任部门"), "科室": (Field.LEAD, "责任科室")}
# The dates of laws and of the form itself say nothing about when a duty is due.
_NO_DEADLINE = re.compile(r"(?:施行|生效|颁布|公布|出台|修订|填报|填表|制表|更新)(?:时间|日期)")
_LONGEST = 16  # characters; a longer text above a column is no heading
_ALIKE = 0.75  # below that 责任部门 looks like 责任人

# Columns that can say what is to be done, best first.
CAN_BE_TASK = (Field.TASK, Field.CATEGORY, Field.LAWS, Field.MEASURES)


@dataclass(frozen=True)
class Meaning:
    """What a heading was taken for, and by which known heading if it only looks like it."""

    field: Field
    sure: Sure
    like: str = ""


def normal(heading: str) -> str:
    """Return a heading without its blanks, widths and end signs: 「工 作 内 容：」 is 工作内容."""
    return re.sub(r"[\s:：*＊、。]+", "", unicodedata.normalize("NFKC", heading))


_KNOWN = {normal(word): field for field, words in SYNONYMS.items() for word in words.split()}


def known_words() -> frozenset[str]:
    """Return the known headings as they are written without blanks."""
    return frozenset(_KNOWN)


def is_known(text: str) -> bool:
    """Say quickly whether a cell is a known heading, blanks and widths apart."""
    return text in _KNOWN or (len(text) < 2 * _LONGEST and normal(text) in _KNOWN)


@lru_cache(maxsize=4096)
def meaning(heading: str) -> Meaning | None:
    """Return what a heading means, or nothing."""
    whole = normal(heading)
    bare = re.sub(r"\([^()]*\)", "", whole)
    for text in (whole, bare):
        if text in _KNOWN:
            return Meaning(_KNOWN[text], Sure.KNOWN)
    if PERIOD.fullmatch(bare):
        return Meaning(Field.DEADLINE, Sure.WORD, bare)
    if bare in _BARE:
        field, like = _BARE[bare]
        return Meaning(field, Sure.LIKE, like)
    if (
        not 2 <= len(bare) <= _LONGEST
        or re.search(r"[,;.。，；《》]|\d{2}", bare)
        or _NO_DEADLINE.search(bare)
    ):
        return None
    for pattern, field in _WORDS:
        if found := re.search(pattern, bare):
            return Meaning(field, Sure.WORD, found[0])
    best, like = max((SequenceMatcher(None, bare, word).ratio(), word) for word in _KNOWN)
    return Meaning(_KNOWN[like], Sure.LIKE, like) if best >= _ALIKE else None
