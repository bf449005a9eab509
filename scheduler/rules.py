"""The names of the hard rules and soft goals, each with one sentence and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Rule:
    """
    ``source`` names the section of a contest's rulebook (竞赛规程) or technical document that
    settles it: the numbers come from there, by way of the problem.
    """

    name: str
    zh: str
    en: str
    source: str


def _by_name(*rules: tuple[str, str, str, str]) -> dict[str, Rule]:
    return {name: Rule(name=name, zh=zh, en=en, source=source) for name, zh, en, source in rules}


HARD_RULES = _by_name(
    (
        "known_names",
        "场次、选手、工位和裁判都须在大赛名单之内。",
        "Heats, entries, workstations and judges must be those of the contest.",
        "竞赛规程·报名",
    ),
    (
        "placed_once",
        "每个参赛项在本阶段的每个模块恰好排一次。",
        "Every entry is placed exactly once in each module of its stage.",
        "竞赛规程·赛程",
    ),
    (
        "heat_length",
        "场次时长须等于该模块（或所用工位）的比赛时间，并从时间格上开始。",
        "A heat lasts as long as its module or workstation says and starts on the time grid.",
        "竞赛规程·比赛时间",
    ),
    (
        "heat_size",
        "一场的参赛项不得超过该模块的每场上限。",
        "A heat holds no more entries than its module allows.",
        "技术文件·场次",
    ),
    (
        "within_hours",
        "场次（含布置与清场）须在大赛和赛场开放时间之内，比赛不占休息。",
        "A heat with set-up and clean-up lies in the hours of contest and venue, outside breaks.",
        "竞赛规程·赛程",
    ),
    (
        "trade_open",
        "工种推迟或停赛期间，本工种的场次不得开始。",
        "No heat of a trade starts while the trade is put off.",
        "赛程管理·调整",
    ),
    (
        "right_workstation",
        "工位须属于该模块的类型或其指定工位，并在本场赛场，理论须在指定考场。",
        "The workstation is of the module's kind, or one it names, in the heat's venue; theory is "
        "in its hall.",
        "技术文件·场地设备",
    ),
    (
        "workstation_not_shared",
        "一个工位（含布置与清场）同时只供一个参赛项使用。",
        "A workstation serves one entry at a time, set-up and clean-up included.",
        "技术文件·场地设备",
    ),
    (
        "workstation_up",
        "停用的工位不得使用（布置与清场计入）。",
        "A workstation is not used while it is down, set-up and clean-up included.",
        "赛程管理·调整",
    ),
    (
        "theory_seats",
        "考场同时在座人数不得超过座位数。",
        "No more people sit in a hall at a time than it has seats.",
        "技术文件·理论考试",
    ),
    (
        "venue_power",
        "赛场同时用电不得超过供电能力。",
        "A venue never draws more power than it supplies.",
        "技术文件·场地设备",
    ),
    (
        "one_place_at_a_time",
        "一名选手同时只能在一处比赛，跨工种也一样。",
        "A person competes in one place at a time, across trades too.",
        "竞赛规程·报名",
    ),
    (
        "entry_present",
        "参赛项不在场的时间（含检录）不得安排比赛。",
        "An entry is neither checked in nor competes while it is away.",
        "赛程管理·调整",
    ),
    (
        "module_order",
        "同一阶段的模块按规定顺序进行（注明自由顺序的除外）。",
        "The modules of a stage are taken in their order, unless it says the order is free.",
        "竞赛规程·赛程",
    ),
    (
        "lead_time",
        "赛前须留足检录和抽签时间，检录不早于当天开放。",
        "Before a heat there is time for check-in and draw, not before the day opens.",
        "竞赛规程·检录抽签",
    ),
    (
        "stage_lag",
        "后一阶段须在前一阶段评分结束并间隔规定时间之后开始。",
        "A later stage begins after the marking of the one before, and the lag.",
        "竞赛规程·晋级",
    ),
    (
        "possible_finalist",
        "可能晋级的选手，在决赛时间不得另有比赛。",
        "Who may reach a final has no other heat at its time.",
        "竞赛规程·晋级",
    ),
    (
        "judge_certified",
        "裁判须持有本工种的裁判证。",
        "A judge holds the certificate of the trade.",
        "裁判管理·资格",
    ),
    (
        "judge_available",
        "裁判只在其可到场的时间执裁，评分时间计入。",
        "A judge serves only when he is available, marking included.",
        "裁判管理·分工",
    ),
    (
        "judge_one_place",
        "裁判同时只在一场执裁，评分和场间休息计入。",
        "A judge serves in one heat at a time, marking and rest included.",
        "裁判管理·分工",
    ),
    (
        "judge_hours",
        "裁判每天执裁时间不得超过上限。",
        "A judge works no more hours a day than allowed.",
        "裁判管理·分工",
    ),
    (
        "recusal",
        "裁判不得评判本单位选手或有申报关系的选手的实操。",
        "A judge marks no practical work of his own delegation or of a declared relation.",
        "裁判管理·回避",
    ),
    (
        "panel_complete",
        "每场裁判组人数足额，席位连续，恰有一名组长；裁判长在组时任组长。",
        "A panel is complete, seats numbered from 1, with one lead: the chief judge if on it.",
        "裁判管理·分工",
    ),
    ("locked_kept", "已锁定的安排不得改动。", "What is locked stays.", "赛程管理·锁定"),
)

SOFT_GOALS = _by_name(
    (
        "last_finish",
        "整个大赛尽早结束，少占天数（每工种计一次）。",
        "The whole contest ends early and takes few days (counted once per trade).",
        "竞赛规程·赛程",
    ),
    ("each_finish", "每个工种尽早结束。", "Every trade ends early.", "竞赛规程·赛程"),
    (
        "same_panel",
        "同一模块尽量由同一裁判组评判。",
        "The same panel judges all heats of a module.",
        "裁判管理·分工",
    ),
    (
        "judge_balance",
        "裁判之间的工作时间尽量均衡。",
        "Judges work about equally long.",
        "裁判管理·分工",
    ),
    (
        "delegation_spread",
        "同一代表队的选手尽量分散在各场。",
        "Entries of one delegation are spread over the heats.",
        "竞赛规程·检录抽签",
    ),
    (
        "neighbours_apart",
        "同一代表队的选手不排相邻工位。",
        "Entries of one delegation never stand at neighbouring workstations.",
        "竞赛规程·检录抽签",
    ),
)
