"""Sentences about sheets, headers, cells, venues and workstations."""

from contest.roster.sentence import Sentence

E = "error"
W = "warning"
TABLES = {
    "no_header": Sentence(
        E,
        "找不到表头",
        "No header found",
        "工作表“{name}”的前 20 行里没有表头（例如：{expected}）。请在名单上方写一行表头。",
        "The first 20 rows of the sheet “{name}” have no header (for example: {expected}). "
        "Write one row of headers above the list.",
    ),
    "missing_column": Sentence(
        E,
        "缺少必需的列",
        "Required column missing",
        "工作表“{name}”没有“{column}”一列，这个工作表暂不能导入。请在第 {row} 行的表头中补上。",
        "The sheet “{name}” has no column “{column}”, so it cannot be imported. "
        "Add it to the header in row {row}.",
    ),
    "empty_sheet": Sentence(
        W,
        "空工作表",
        "Empty sheet",
        "工作表“{name}”里没有名单。如不需要，不必处理。",
        "The sheet “{name}” has no rows. If it is not needed, nothing is to be done.",
    ),
    "sheet_not_used": Sentence(
        W,
        "未使用的工作表",
        "Sheet not used",
        "工作表“{name}”不是选手、裁判、赛场或工位名单，没有读取。",
        "The sheet “{name}” is no list of contestants, judges, venues or workstations; "
        "it was not read.",
    ),
    "second_header": Sentence(
        W,
        "表头重复",
        "Header repeated",
        "第 {row} 行（{cell}）重复了表头，已跳过。",
        "Row {row} ({cell}) repeats the header and was skipped.",
    ),
    "totals_row": Sentence(
        W,
        "合计行已忽略",
        "Totals row left out",
        "{cell} 起的一行是“{value}”，不是名单，已忽略。",
        "The row at {cell} is a total (“{value}”), not part of the list; it was left out.",
    ),
    "merged": Sentence(
        W,
        "名单中有合并单元格",
        "Merged cells in the list",
        "{cell} 起有合并单元格，“{value}”已填入其覆盖的第 {row} 至 {last_row} 行。"
        "请核对；最好取消合并。",
        "Cells are merged at {cell}; “{value}” was taken for all rows {row} to {last_row}. "
        "Please check; better undo the merging.",
    ),
    "formula": Sentence(
        W,
        "单元格是公式",
        "Formula",
        "{cell} 是公式，导入它当前的结果“{value}”。建议选择性粘贴为数值。",
        "{cell} is a formula; its present result “{value}” will be imported. "
        "Better paste it as a value.",
    ),
    "formula_broken": Sentence(
        E,
        "公式没有结果",
        "Formula without a result",
        "{cell} 的公式没有结果或出错。请直接填写内容。",
        "The formula in {cell} has no result or an error. Write the content itself.",
    ),
    "text_mended": Sentence(
        W,
        "文字已整理",
        "Text mended",
        "{cell} 中有全角字符、多余空格或看不见的字符，已整理为“{value}”。无需修改。",
        "{cell} had full-width, superfluous or invisible characters; it was mended to “{value}”. "
        "Nothing to do.",
    ),
    "far_cell": Sentence(
        W,
        "表外有内容",
        "Content far outside the table",
        "工作表“{name}”在很远的 {cell} 处有内容，没有读取。如不需要请删除该单元格。",
        "The sheet “{name}” has content far away in {cell}; it was not read. "
        "Delete it if it is not needed.",
    ),
    "trade_from_title": Sentence(
        W,
        "工种取自标题",
        "Trade taken from the title",
        "工作表“{name}”没有工种列，按标题全部算作“{trade}”。请核对。",
        "The sheet “{name}” has no column of trades; by its title all rows count as “{trade}”. "
        "Please check.",
    ),
    "missing_venue": Sentence(
        E,
        "缺少赛场",
        "Venue missing",
        "{cell} 没有填赛场。请填写赛场名称或编号。",
        "{cell} names no venue. Fill in its name or code.",
    ),
    "duplicate_venue": Sentence(
        E,
        "赛场重复",
        "The same venue twice",
        "{cell} 的赛场“{value}”与 {other} 重复。请删除一行或改名。",
        "The venue “{value}” in {cell} is also in {other}. Delete one row or rename it.",
    ),
    "seats_not_a_number": Sentence(
        E,
        "座位数不对",
        "Seats are not a number",
        "{cell} 的座位数“{value}”不是 0 到 100000 的整数。",
        "The seats “{value}” in {cell} are not a whole number from 0 to 100000.",
    ),
    "impossible_hours": Sentence(
        E,
        "开放时间不对",
        "Impossible hours",
        "{cell} 的时间“{value}”无法识别，或关闭不晚于开放。请写成 08:00 的样子。",
        "The time “{value}” in {cell} cannot be read, or closing is not after opening. "
        "Write it like 08:00.",
    ),
    "missing_label": Sentence(
        E,
        "缺少工位号",
        "Workstation without a label",
        "{cell} 没有工位号。请填写，例如 A01。",
        "{cell} has no workstation label. Fill it in, for example A01.",
    ),
    "duplicate_workstation": Sentence(
        E,
        "工位号重复",
        "The same workstation twice",
        "{cell} 的工位号“{value}”在赛场“{venue}”已用于 {other}。请改成不同的号。",
        "The label “{value}” in {cell} is already used in the venue “{venue}” at {other}. "
        "Give it another one.",
    ),
    "one_trade_only": Sentence(
        E,
        "工位只能属于一个工种",
        "A workstation for one trade only",
        "{cell} 的工位写了多个工种（{value}）。每个工位只填一个工种；"
        "共用的工位请按工种分行、用不同的工位号。",
        "The workstation in {cell} names several trades ({value}). Name one; for a shared one "
        "write a row for each trade with labels of their own.",
    ),
    "unknown_venue": Sentence(
        E,
        "工位所在赛场不存在",
        "Workstation in an unknown venue",
        "{cell} 的赛场“{value}”不在赛场表中，或赛场表中那一行有错误。",
        "The venue “{value}” in {cell} is not on the list of venues, or its row there is in error.",
    ),
    "position_not_a_number": Sentence(
        W,
        "位置不是数字",
        "Position is not a number",
        "{cell} 的位置“{value}”不是整数，按表中先后排列。",
        "The position “{value}” in {cell} is not a whole number; the order of the rows counts.",
    ),
}
