"""The fictional people, employers and halls of the sample rosters."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from contest.roster.identity import check_character
from contest.roster.records import SKILL_LEVELS

UNIONS = (
    ("北屏县总工会", "Beiping County Union"),
    ("青砚县总工会", "Qingyan County Union"),
    ("柳泉湾区总工会", "Liuquanwan District Union"),
    ("石鼓川县总工会", "Shiguchuan County Union"),
    ("南雁区总工会", "Nanyan District Union"),
    ("沙枣滩县总工会", "Shazaotan County Union"),
    ("梨园渡区总工会", "Liyuandu District Union"),
    ("红崖口县总工会", "Hongyakou County Union"),
    ("云杉岭县总工会", "Yunshanling County Union"),
    ("河沿镇区总工会", "Heyanzhen District Union"),
    ("白塔原县总工会", "Baitayuan County Union"),
    ("丰禾区总工会", "Fenghe District Union"),
    ("驼铃县总工会", "Tuoling County Union"),
    ("湖东新区总工会", "Hudong New District Union"),
)
ENTERPRISES = {
    "lamian": (
        ("金穗源餐饮集团", "Jinsuiyuan Catering"),
        ("塞上香牛肉面有限公司", "Saishangxiang Beef Noodles"),
        ("雪峰清真餐饮有限公司", "Xuefeng Halal Catering"),
    ),
    "welding": (
        ("西岭重型装备有限公司", "Xiling Heavy Equipment"),
        ("长河管道工程有限公司", "Changhe Pipelines"),
        ("铁山建设集团", "Tieshan Construction"),
        ("兴岳船舶制造厂", "Xingyue Shipyard"),
    ),
    "courier": (
        ("万里达快递有限公司", "Wanlida Express"),
        ("青鸟速递省公司", "Qingniao Courier"),
        ("邻里通物流有限公司", "Linlitong Logistics"),
    ),
}
WORKPLACES = {
    "lamian": ("老磨坊面馆", "东街牛肉面馆", "和顺大酒店", "驿站拉面馆", "民族饭庄", "学院食堂"),
    "welding": ("光明机械厂", "恒固钢结构公司", "安装一公司", "锅炉检修公司", "车辆段", "水工局"),
    "courier": ("中心营业部", "北门网点", "大学城网点", "开发区分拨中心", "县邮政站", "南关网点"),
}
# Where judges come from who belong to no delegation.
OUTSIDE = {
    "lamian": (
        "省烹饪协会",
        "商贸职业技术学院",
        "省职业技能鉴定中心",
        "旅游职业学院",
        "省餐饮行业协会",
    ),
    "welding": (
        "机电职业技术学院",
        "省焊接学会",
        "特种设备检验院",
        "技师学院",
        "省职业技能鉴定中心",
    ),
    "courier": (
        "省快递协会",
        "邮电职业技术学院",
        "省邮政管理局",
        "交通技师学院",
        "省职业技能鉴定中心",
    ),
}
SURNAMES = (
    "王李张刘陈杨马赵黄周吴徐孙胡朱高林何郭罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
    "贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷"
    "钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志海燕文辉云峰雪松晓东春生永"
    "福成林子轩雨涵思远嘉怡浩然梓萱俊哲佳慧宏宇诗琪天佑若曦"
)
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "尉迟", "令狐", "慕容", "夏侯")
# Names that test every list, badge and certificate: long, dotted, compound, rare characters.
SPECIAL = {
    "lamian": ("阿卜杜热合曼·买买提", "阿依古丽·吐尔逊", "马一卜拉", "韩索菲亚", "桑吉卓玛",
               "欧阳喆", "王䶮", "马𬱖", "冶文"),
    "welding": ("司马彧", "李㛃", "上官云飞", "巴特尔", "哈斯其其格", "诸葛明远", "赵一", "何𫖯"),
    "courier": ("尉迟晓", "古丽娜尔·艾山", "令狐远", "扎西顿珠", "夏侯翀", "玛依拉·努尔兰", "丁乙",
                "宋昕旸"),
}  # fmt: skip
WOMEN = {"阿依古丽·吐尔逊", "韩索菲亚", "桑吉卓玛", "李㛃", "哈斯其其格", "古丽娜尔·艾山",
         "玛依拉·努尔兰"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A fictional person; the region of the ID number (6299xx) does not exist."""

    name: str
    gender: str
    id_number: str
    phone: str


class Casting:
    """Invents people, none of them twice, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.names: set[str] = set()
        self.count = 0

    def person(self, name: str = "", *, oldest: int = 1972, youngest: int = 2004) -> Figure:
        """Invent one person, with this name if it is given."""
        name = name or self.name()
        self.names.add(name)
        self.count += 1
        woman = name in WOMEN or self.chance.random() < 0.35
        days = (date(youngest, 12, 31) - date(oldest, 1, 1)).days
        born = date(oldest, 1, 1) + timedelta(days=self.chance.randrange(days))
        order = self.chance.randrange(1, 500) * 2 - (0 if woman else 1)
        first = f"6299{self.chance.randrange(1, 40):02}{born:%Y%m%d}{order:03}"
        return Figure(
            name=name,
            gender="女" if woman else "男",
            id_number=first + check_character(first),
            phone=f"199{self.count:04}{self.chance.randrange(10_000):04}",
        )

    def name(self) -> str:
        """Invent a name of two to four characters that nobody has yet."""
        while True:
            surname = (
                self.chance.choice(COMPOUND)
                if self.chance.random() < 0.04
                else self.chance.choice(SURNAMES)
            )
            length = 1 if self.chance.random() < 0.3 else 2
            name = surname + "".join(self.chance.choice(GIVEN) for _ in range(length))
            if name not in self.names:
                return name

    def level(self) -> str:
        """Choose a skill level as contestants have them: many skilled, few at both ends."""
        return self.chance.choices(SKILL_LEVELS, weights=(1, 4, 8, 4, 1))[0]
