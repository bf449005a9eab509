"""The names that sheets and columns have in real rosters."""

from contest.roster.texts import header_key

CONTESTANTS = "contestants"
JUDGES = "judges"
VENUES = "venues"
WORKSTATIONS = "workstations"

# Compared after `header_key`; a sheet's name only needs to contain one of these.
SHEET_NAMES = {
    WORKSTATIONS: ("工位", "workstation", "设备表"),
    VENUES: ("赛场", "场地", "考场", "venue"),
    JUDGES: ("裁判", "考评员", "专家", "judge", "referee"),
    CONTESTANTS: (
        "选手", "参赛", "报名", "名单", "花名册", "contestant", "competitor", "roster", "entries",
    ),
}  # fmt: skip
# Sheets that explain or list choices are left alone without a word, as is our own summary.
HELP_SHEETS = (
    "说明", "填写说明", "填表说明", "填报说明", "须知", "字典", "示例", "汇总",
    "guide", "help", "readme",
)  # fmt: skip

PERSON = {
    "serial": ("序号", "编号", "no", "no.", "#"),
    "name": ("姓名", "选手姓名", "参赛选手", "参赛选手姓名", "裁判姓名", "裁判员", "裁判员姓名",
             "名字", "name", "fullname"),
    "name_en": ("英文名", "姓名拼音", "拼音", "nameinenglish", "englishname", "pinyin"),
    "gender": ("性别", "gender", "sex"),
    "id_kind": ("证件类型", "证件种类", "idtype", "kindofid"),
    "id_number": ("身份证号", "身份证号码", "身份证", "公民身份号码", "居民身份证号", "证件号",
                  "证件号码", "有效证件号", "有效证件号码", "idnumber", "idno", "idno.", "idcard"),
    "born_on": ("出生日期", "出生年月日", "生日", "dateofbirth", "birthdate", "born"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "联系手机", "移动电话",
              "phone", "telephone", "mobile", "mobilephone"),
    "delegation": ("代表队", "参赛单位", "选送单位", "推荐单位", "参赛队", "参赛代表队",
                   "所属代表队", "派出单位", "选送工会", "delegation", "team", "sentby"),
    "delegation_en": ("代表队英文名", "参赛单位英文名", "选送单位英文名", "delegationinenglish"),
    "employer": ("工作单位", "所在单位", "单位", "单位名称", "所属企业", "企业名称", "现工作单位",
                 "employer", "workplace", "company"),
    "trade": ("工种", "赛项", "参赛工种", "参赛赛项", "参赛项目", "竞赛工种", "竞赛项目",
              "报名工种", "报名赛项", "职业工种", "职业(工种)", "执裁工种",
              "执裁赛项", "执裁项目", "项目",
              "trade", "trades", "event", "skill"),
}  # fmt: skip
ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    CONTESTANTS: PERSON
    | {
        "level": ("技能等级", "职业技能等级", "职业资格等级", "职业资格", "现技能等级", "技术等级",
                  "等级", "skilllevel", "level", "qualification"),
    },
    JUDGES: PERSON
    | {
        "certificate": ("裁判证书编号", "裁判证编号", "裁判证号", "裁判员证号", "证书编号",
                        "证书号", "证书号码", "执裁证号", "考评员证号", "certificate",
                        "certificatenumber", "certificateno", "certificateno."),
        "level": ("裁判等级", "裁判证等级", "证书等级", "裁判级别", "执裁等级", "等级",
                  "certificatelevel", "level"),
        "role": ("职务", "裁判职务", "裁判身份", "角色", "岗位", "担任职务", "role", "duty"),
    },
    VENUES: {
        "serial": ("序号", "no", "no.", "#"),
        "code": ("赛场编号", "赛场代码", "场地编号", "编号", "代码", "code", "venuecode"),
        "name": ("赛场", "赛场名称", "场地", "场地名称", "考场", "考场名称", "名称", "venue",
                 "name", "venuename"),
        "name_en": ("英文名称", "赛场英文名", "英文名", "nameinenglish", "englishname"),
        "seats": ("座位数", "座位", "容纳人数", "可容纳人数", "人数", "seats", "capacity"),
        "opens": ("开放时间", "开始时间", "开门时间", "启用时间", "opens", "open", "opensat"),
        "closes": ("关闭时间", "结束时间", "关门时间", "closes", "close", "closesat"),
    },
    WORKSTATIONS: {
        "serial": ("序号", "no", "no.", "#"),
        "venue": ("赛场", "所在赛场", "赛场名称", "赛场编号", "场地", "所在场地", "venue"),
        "label": ("工位", "工位号", "工位编号", "工位名称", "机位", "机位号", "台号", "label",
                  "workstation", "station"),
        "trade": PERSON["trade"] + ("适用工种", "适用赛项", "所属赛项"),
        "kind": ("设备", "设备类型", "工位类型", "类型", "设备型号", "equipment", "kind", "type"),
        "position": ("位置", "位次", "排列", "顺序", "顺序号", "position", "order"),
    },
}  # fmt: skip
# A sheet without one of these cannot be read; a trade may also stand in the title.
REQUIRED = {
    CONTESTANTS: ("name", "id_number", "trade", "delegation"),
    JUDGES: ("name", "id_number", "trade"),
    VENUES: ("name",),
    WORKSTATIONS: ("venue", "label", "trade"),
}
# What makes a row belong to the list; a row without all of these is a remark below it.
KEYS = {
    CONTESTANTS: ("name", "id_number"),
    JUDGES: ("name", "id_number"),
    VENUES: ("name",),
    WORKSTATIONS: ("label",),
}
KIND_NAMES = {
    CONTESTANTS: ("选手", "Contestants"),
    JUDGES: ("裁判", "Judges"),
    VENUES: ("赛场", "Venues"),
    WORKSTATIONS: ("工位", "Workstations"),
}

FIELDS = {
    kind: {header_key(alias): field for field, aliases in fields.items() for alias in aliases}
    for kind, fields in ALIASES.items()
}


ENGLISH = {
    "serial": "serial number",
    "name": "name",
    "name_en": "English name",
    "gender": "gender",
    "id_kind": "kind of ID",
    "id_number": "ID number",
    "born_on": "birth date",
    "phone": "telephone",
    "delegation": "delegation",
    "delegation_en": "delegation in English",
    "employer": "employer",
    "trade": "trade",
    "level": "level",
    "certificate": "certificate number",
    "role": "role",
    "code": "code",
    "seats": "seats",
    "opens": "opens",
    "closes": "closes",
    "venue": "venue",
    "label": "workstation",
    "kind": "equipment",
    "position": "position",
}


def column_words(kind: str, field: str) -> tuple[str, str]:
    """Return what a column means, in Chinese and English."""
    return column_title(kind, field), ENGLISH[field]


def column_title(kind: str, field: str) -> str:
    """Return the first Chinese name of a column, for sentences and templates."""
    return ALIASES[kind][field][0]


def kind_of_name(name: str) -> str:
    """Return what a sheet holds by its name, '' if the name does not say."""
    key = header_key(name)
    return next((k for k, words in SHEET_NAMES.items() if any(w in key for w in words)), "")


def is_help(name: str) -> bool:
    """Tell whether a sheet is explanation rather than a list."""
    return header_key(name) in HELP_SHEETS
