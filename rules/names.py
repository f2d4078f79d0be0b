"""What a name looks like: a department, a person, a post. Guesses, where nothing is known of the office."""

import re

STEMS = frozenset("甲乙丙丁戊己庚辛壬癸")  # 甲、乙 stand for persons whose names were taken out

_DEPARTMENT = re.compile(
    r"(?:科|处|室|部|局|办|委|会|股|站|所|院|中心|支?队|团|组|厅|署|馆|社|联|庭|司|党委|党组|支部|公司|校|学院|大学|幼儿园|"
    r"镇|乡|街|街道|社区|村|单位|部门|机关|机构|组织|企业|主体|系统|银行|窗口|专班|园区|工业区|开发区|"
    r"政府|海关|班子|人员|职工|党员|干部|法律顾问|(?:公职|公司|驻村|值班)律师)$"
)
_POST = re.compile(
    r"(?:主任|科长|处长|局长|部长|书记|负责人|负责同志|联络员|领导|成员|委员|组长|站长|所长|队长|院长|"
    r"主席|干事|专员|第一责任人)$"
)
_LEADER = re.compile(
    r"(?:领导|领导班子|班子成员|党组成员|党组书记|第一责任人|分管负责人|主要负责人|主要负责同志)$"
)
_MASKED = re.compile(r"^[\u4e00-\u9fff]某{1,2}$")  # 甲某, 李某某: names made unreadable
_HAN = re.compile(r"[\u4e00-\u9fff·]{2,}")
# The common surnames; the double ones after them.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕"
    "丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵覃武钱戴"
    "严莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯"
    "纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时阳穆农司卓古吉"
    "缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇"
    "桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_DOUBLE = tuple("欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 东方 端木 申屠".split(" "))  # noqa: SIM905
# Short names of departments and fields of work that begin with a surname.
_WORK = frozenset(
    (  # noqa: SIM905  (a list of sixty words would fill a page)
        "安全 安监 安保 安置 党群 党建 党政 党务 文旅 文化 文教 文体 文书 文明 纪检 金融 商务 商贸 商业 "
        "农业 农村 农经 农林 农机 房管 房产 项目 边防 边检 时政 林业 林草 林政 石油 石化 路政 路桥 管理 "
        "管网 高新 高校 高教 华侨 关工 关爱 车管 车辆 方志 史志 施工 任免 康复 卫健 卫生 应急 解困 游客 "
        "单列 文秘 文宣 文员 武装 应诉 农技 农绿 金管 卫计 卫监 成教 管护 全体 全员 全县 全市 全区"
    ).split(" ")
)


def is_department(name: str) -> bool:
    """Say whether a name ends as departments, bodies and groups do."""
    return _DEPARTMENT.search(name) is not None


def is_post(name: str) -> bool:
    """Say whether a name is that of a post: 办公室主任."""
    return _POST.search(name) is not None


def is_leader(name: str) -> bool:
    """Say whether a post is one of those who lead the office."""
    return _LEADER.search(name) is not None


def is_person(name: str) -> bool:
    """Say whether a name looks like a person's."""
    if name in STEMS:
        return True
    if not _HAN.fullmatch(name) or name in _WORK:
        return False
    if _MASKED.match(name) or "·" in name:
        return True
    return (len(name) <= 3 and name[0] in _SURNAMES) or (len(name) <= 4 and name.startswith(_DOUBLE))
