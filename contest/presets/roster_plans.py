"""How the three sample rosters differ: every office has its own form."""

from dataclasses import dataclass

Value = str | int
Rows = list[tuple[Value, ...]]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One workbook: its titles, the names of its sheets and columns, its halls and benches."""

    code: str
    trade: str
    title: str
    sheets: tuple[str, str, str, str]
    headers: tuple[str, ...]
    station: str
    equipment: str
    stations: int
    venues: Rows


PLANS = (
    Plan(
        code="lamian",
        trade="拉面",
        title="第三届全省职工职业技能大赛拉面赛项",
        sheets=("选手", "裁判", "赛场", "工位"),
        headers=("身份证号", "手机号", "代表队", "代表队英文名", "工作单位", "参赛工种",
                 "职业技能等级", "备注"),
        station="L",
        equipment="双眼灶台、和面案板",
        stations=12,
        venues=[
            ("TH", "理论考场", "Theory hall", 120, "08:00", "18:00"),
            ("LM", "拉面厨艺馆", "Noodle kitchen hall", 60, "08:00", "18:00"),
            ("FH", "决赛馆", "Finals hall", 400, "08:00", "20:00"),
        ],
    ),
    Plan(
        code="welding",
        trade="焊工",
        title="第三届全省职工职业技能大赛焊工赛项",
        sheets=("参赛选手", "裁判员名单", "赛场", "工位表"),
        headers=("证件号码", "联系电话", "参赛单位", "参赛单位英文名", "所在单位", "参赛赛项",
                 "技能等级", "备注"),
        station="W",
        equipment="逆变直流焊机",
        stations=16,
        venues=[("WD", "焊接车间", "Welding workshop", 80, "08:00", "18:00")],
    ),
    Plan(
        code="courier",
        trade="快递员",
        title="第三届全省职工职业技能大赛快递员赛项",
        sheets=("报名表", "裁判", "比赛场地", "工位"),
        headers=("公民身份号码", "手机", "选送单位", "选送单位英文名", "工作单位", "竞赛工种",
                 "职业资格等级", "备注"),
        station="C",
        equipment="分拣台、把枪、电子秤",
        stations=12,
        venues=[("CR", "快递分拣场", "Courier sorting yard", 100, "08:00", "18:00")],
    ),
)  # fmt: skip
