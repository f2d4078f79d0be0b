"""The words and signs around the names in a cell of owners: who leads, who helps, what is no name."""

import re

OPEN = re.compile(
    r"^(?:各|有关|相关|所有|全体|全系统|全办|全局|全委|全市|其他|其它|局属|下属|直属|机关各)"
    r"|各(?:成员|业务|直属|下属|责任|有关|相关|事业|基层)*(?:科室|处室|股室|单位|部门|专班|站所|街道|乡镇|镇|村)$"
    r"|全体(?:干部|职工|党员|人员)+$"
)
UNNAMED = re.compile(r"^(?:各?有关|各?相关|其他|其它)|(?:有关|相关)(?:单位|部门|科室|处室)$")
BY_DUTY = re.compile(
    r"(?:等)?(?:按|按照|依据|根据)(?:各自)?(?:职责|职能)(?:分工)?(?:范围)?(?:分别)?(?:负责|落实|抓好落实|承担)?"
)
SHARED = re.compile(r"(?:(?:分工|共同|分别|联合)(?:负责|落实|承担|实施)|轮流(?:负责|主讲|授课|承担|组织)?)$")

LEAD_WORD, SUPPORT_WORD = r"牵头|主办|主责|主抓", r"配合|协办|协助|协同|参与|参加|督促|督导|指导"
LEAD_END = re.compile(rf"(?:{LEAD_WORD})(?:负责|落实|抓总|组织实施|实施)?(?:单位|部门|科室|处室)?$")
SUPPORT_END = re.compile(rf"(?:{SUPPORT_WORD})+(?:负责|落实|实施|做好)?(?:单位|部门|科室|处室)?$")
IN_CHARGE = re.compile(r"(?<=.{2})(?:(?:负责|具体|抓好|(?<!党)组织)*(?:落实|实施|负责)|负责(?:组织|协调)+)$")
LEAD_THEN_SUPPORT = re.compile(rf"({LEAD_WORD})(?=[^、,，;\s:()]{{2,}}(?:{SUPPORT_WORD})$)")
# 法规科,各科室配合: who stands before them leads.
BEFORE_SUPPORT = re.compile(rf"[,\s]+(?=[^,;:\s]+(?:{SUPPORT_WORD})+[。.]?(?:[;\n]|$))")
LABEL = re.compile(
    rf"^(?:(?P<lead>(?:{LEAD_WORD})(?:单位|部门|科室|处室|股室)?)"
    r"|(?P<owners>(?:责任|负责|承办|实施)?(?:单位|部门|科室|处室|股室|主体))"
    rf"|(?P<support>(?:{SUPPORT_WORD})(?:单位|部门|科室|处室|股室)?)"
    r"|(?P<leader>(?:分管|主管|责任|牵头|主要)领导|第一责任人)"
    r"|(?P<persons>(?:具体|直接|主要)?(?:责任人员?|经办人|联络员|联系人|负责人|承办人)))\s*:\s*"
)
BEFORE_LABEL = re.compile(rf"[,、。\s]+(?={LABEL.pattern[1:]})")
OF_DEPARTMENT = re.compile(r"^([^:()]{2,}):(.+)$")
NUMBER = re.compile(  # 1.法规科;2.人事科
    r"[①-⑳]|(?:(?:^|(?<=[\s,，;；、]))\d{1,2}[.．、)）]|[(（]\d{1,2}[)）])(?=\s*[^\d\s])"
)
MARKED = re.compile(r"^[*★☆▲△※●◆]+(?=.)|(?<=.)[*★☆▲△※●◆]+$")
DEPARTMENT_AND_PERSON = re.compile(r"^(.+[科处室股办局所站队部])([\u4e00-\u9fff]{2,3})$")
PHONE = re.compile(r"(?:联系)?电话\s*[::]?\s*(?=\d)|(?<!\d)(?:1\d{10}|(?:0\d{2,3}-?)?\d{7,8})(?!\d)")
PLACE = re.compile(  # what brackets add inside a name: 各县(市、区)局, 各镇(街), 各村(居)委会
    r"^(?:[市区县镇乡州旗村居街办场、]|街道|社区|园区|平台|管理处|管委会|开发区|苏木|嘎查|幼儿园)+$|^境$"
)
ORDER = re.compile(
    r"\([^()]*(?:第一(?:位|个|名|家|责任)[^()]*(?:牵头|主办|主责)|首位|排[名序])[^()]*\)"
)  # (列第一位的为牵头单位) holds anyway
ADDITION = re.compile(r"\([^()]+\)$")  # 研究室(宣传科)
LIMITS = re.compile(r"不?含|除|包括|仅|限")
NAMED_ROLE = re.compile(rf"[^、,]{{2,}}(?:{LEAD_WORD}|{SUPPORT_WORD})$")  # in a bracket: who, and what part
WHOLE_BRACKET = re.compile(r"^[(【\[]([^()【】\[\]]*)[)】\]][。.]?$")
IN_BRACKETS = re.compile(r"^(?P<name>[^()]+)\((?P<about>[^()]*)\)(?P<after>.*)$")
