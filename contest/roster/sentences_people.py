"""Sentences about contestants and judges."""

from contest.roster.sentence import Sentence

E = "error"
W = "warning"
PEOPLE = {
    "missing_name": Sentence(
        E,
        "缺少姓名",
        "Name missing",
        "{cell} 没有姓名。请填写姓名，或删除这一行。",
        "{cell} has no name. Fill it in or delete the row.",
    ),
    "unreadable_character": Sentence(
        E,
        "姓名中有无法显示的字",
        "Name with unreadable characters",
        "{cell} 的姓名“{value}”中有其他电脑无法显示的字。"
        "请用新版输入法重新输入该字，不要用“？”代替。",
        "The name “{value}” in {cell} has characters that other computers cannot show. "
        "Type them again with a current input method; do not use a question mark.",
    ),
    "missing_id": Sentence(
        E,
        "缺少证件号",
        "ID number missing",
        "{cell} 没有证件号码。请按身份证填写。",
        "{cell} has no ID number. Fill it in from the ID card.",
    ),
    "id_destroyed": Sentence(
        E,
        "证件号被存成数字",
        "ID number destroyed by the spreadsheet",
        "{cell} 的证件号被 Excel 存成了数字，后几位已丢失（现为 {value}）。"
        "请先把这一列设为“文本”格式，再按身份证重新输入。",
        "Excel stored the ID number in {cell} as a number and its last digits are lost "
        "(now {value}). Set the column to text first, then type it again from the ID card.",
    ),
    "id_malformed": Sentence(
        E,
        "证件号格式不对",
        "ID number of a wrong shape",
        "{cell} 的证件号（{value}，共 {length} 位）不是 18 位居民身份证号。请核对；"
        "如果是护照或通行证，请增加“证件类型”一列写明。",
        "The ID number in {cell} ({value}, {length} characters) is not an 18-character resident "
        "number. Check it; for a passport or permit add a column for the kind of ID.",
    ),
    "id_check_digit": Sentence(
        E,
        "证件号校验不通过",
        "Wrong check digit",
        "{cell} 的证件号（{value}）校验不通过，至少有一位输错。请对照身份证逐位核对。",
        "The ID number in {cell} ({value}) fails its check: at least one digit is wrong. "
        "Compare it with the ID card digit by digit.",
    ),
    "id_impossible_date": Sentence(
        E,
        "证件号中的出生日期不存在",
        "Impossible birth date in the ID number",
        "{cell} 的证件号（{value}）第 7 至 14 位不是可能的出生日期。请对照身份证核对。",
        "Digits 7 to 14 of the ID number in {cell} ({value}) are no possible birth date. "
        "Compare it with the ID card.",
    ),
    "impossible_date": Sentence(
        E,
        "日期不存在",
        "Impossible date",
        "{cell} 的日期“{value}”不存在或无法识别。请写成 1990-03-07 的样子。",
        "The date “{value}” in {cell} does not exist or cannot be read. Write it like 1990-03-07.",
    ),
    "birth_differs": Sentence(
        W,
        "出生日期与证件号不符",
        "Birth date differs from the ID number",
        "{cell} 的出生日期（{value}）与证件号中的不同。导入时以证件号为准，请核对。",
        "The birth date in {cell} ({value}) differs from the one in the ID number. "
        "The ID number will be believed; please check.",
    ),
    "gender_differs": Sentence(
        W,
        "性别与证件号不符",
        "Gender differs from the ID number",
        "{cell} 的性别（{value}）与证件号不符。导入时以证件号为准，请核对。",
        "The gender in {cell} ({value}) differs from the ID number. "
        "The ID number will be believed; please check.",
    ),
    "duplicate_id": Sentence(
        E,
        "同一人重复",
        "The same person twice",
        "{cell} 的证件号（{value}）与 {other} 相同，同一人重复报名。请删除其中一行。",
        "The ID number in {cell} ({value}) is the same as in {other}: one person listed twice. "
        "Delete one of the rows.",
    ),
    "one_id_two_names": Sentence(
        E,
        "一个证件号两个姓名",
        "One ID number, two names",
        "{cell} 的证件号（{value}）与 {other} 相同，但姓名不同（{name}、{other_name}）。"
        "请核对两人的证件。",
        "The ID number in {cell} ({value}) is the same as in {other}, but the names differ "
        "({name}, {other_name}). Check both ID cards.",
    ),
    "duplicate_person": Sentence(
        E,
        "姓名和电话都相同",
        "The same name and telephone twice",
        "{cell} 的“{name}”与 {other} 姓名、电话都相同，证件号却不同。请核对是否同一人；"
        "若是两人，请填写各自的电话。",
        "“{name}” in {cell} has the same name and telephone as {other} but another ID number. "
        "Check whether this is one person; if there are two, give each his own telephone.",
    ),
    "contestant_is_judge": Sentence(
        E,
        "选手兼任裁判",
        "Contestant is also a judge",
        "{cell} 的证件号（{value}）也在 {other}：同一人不能既是选手又是裁判。请删除其中一行。",
        "The ID number in {cell} ({value}) is also in {other}: nobody can be contestant and judge "
        "at once. Delete one of the rows.",
    ),
    "two_trades": Sentence(
        W,
        "一人报两个工种",
        "One person in two trades",
        "{cell} 的选手（证件号 {value}）同时报了两个工种：{here}，另见 {other} 的{there}。"
        "如规程允许可以导入，编排时两个工种的场次会错开。",
        "The contestant in {cell} (ID {value}) is in two trades: {here} and, in {other}, {there}. "
        "If the rulebook allows it, import it; the timetable will keep the heats apart.",
    ),
    "missing_trade": Sentence(
        E,
        "缺少工种",
        "Trade missing",
        "{cell} 没有填工种。请填写：{trades}。",
        "{cell} names no trade. Fill in one of: {trades}.",
    ),
    "unknown_trade": Sentence(
        E,
        "未知工种",
        "Unknown trade",
        "{cell} 的工种“{value}”不在本次大赛中（{trades}）。",
        "The trade “{value}” in {cell} is not part of this contest ({trades}).",
    ),
    "missing_delegation": Sentence(
        E,
        "缺少代表队",
        "Delegation missing",
        "{cell} 没有填代表队（选送单位）。请填写；个人参赛的写“个人”。",
        "{cell} names no delegation. Fill in who sends this contestant; write 个人 for nobody.",
    ),
    "unknown_delegation": Sentence(
        W,
        "代表队不在名册中",
        "Delegation not on the list",
        "{cell} 的代表队“{value}”不在已登记的代表队中，导入时会新建。",
        "The delegation “{value}” in {cell} is not registered; importing will add it.",
    ),
    "unknown_level": Sentence(
        W,
        "技能等级无法识别",
        "Skill level not recognised",
        "{cell} 的技能等级“{value}”无法识别，将留空。请写初级工、中级工、高级工、技师或高级技师。",
        "The skill level “{value}” in {cell} is not known and will stay empty. "
        "Write 初级工, 中级工, 高级工, 技师 or 高级技师.",
    ),
    "phone_malformed": Sentence(
        W,
        "电话号码不对",
        "Telephone number of a wrong shape",
        "{cell} 的电话（{value}）不是 11 位手机号或带区号的固定电话，将原样保存。请核对。",
        "The telephone in {cell} ({value}) is neither an 11-digit mobile number nor a landline "
        "with its area code; it will be kept as it is. Please check.",
    ),
    "phone_mended": Sentence(
        W,
        "电话已整理",
        "Telephone mended",
        "{cell} 的电话被存成数字或带有空格、横线，已整理为 {value}。无需修改。",
        "The telephone in {cell} was a number or had spaces; it was mended to {value}. "
        "Nothing to do.",
    ),
    "judge_without_certificate": Sentence(
        W,
        "裁判缺少证书编号",
        "Judge without a certificate",
        "{cell} 没有裁判证书编号（{name}）。可以先导入，执裁前请补上。",
        "{cell} has no certificate number ({name}). It can be imported; add it before judging.",
    ),
    "unknown_role": Sentence(
        W,
        "裁判职务无法识别",
        "Role of the judge not recognised",
        "{cell} 的职务“{value}”无法识别，按“裁判”导入。可填：裁判长、裁判、加密裁判、监督。",
        "The role “{value}” in {cell} is not known; it will be imported as judge. "
        "Possible: 裁判长 chief judge, 裁判 judge, 加密裁判 coding judge, 监督 supervisor.",
    ),
    "judge_in_two_rows": Sentence(
        W,
        "同一裁判写了多行",
        "One judge in several rows",
        "{cell} 的裁判（证件号 {value}）与 {other} 是同一人，两行的执裁工种已合并。",
        "The judge in {cell} (ID {value}) is the one in {other}; the trades of both rows "
        "were joined.",
    ),
    "two_chief_judges": Sentence(
        W,
        "一个工种两名裁判长",
        "Two chief judges in one trade",
        "{cell} 是“{trade}”的第二名裁判长，第一名在 {other}。请核对。",
        "{cell} is the second chief judge of “{trade}”; the first is in {other}. Please check.",
    ),
}
