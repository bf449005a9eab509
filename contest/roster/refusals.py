"""Workbooks that cannot be read at all, each with a sentence saying what to do."""

from contest.errors import Refusal
from contest.roster.limits import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
)

MEGABYTE = 1_000_000


class WorkbookRefused(Refusal):
    """The file as a whole cannot be read; nothing of it has been kept."""

    key = "workbook_unreadable"
    status = 422
    zh = "无法读取这个文件，可能已损坏。请用 Excel 或 WPS 打开，另存为 .xlsx 后重新上传。"
    en = (
        "This file cannot be read; it may be damaged. Open it in Excel or WPS, "
        "save it as .xlsx and upload it again."
    )


class EmptyFile(WorkbookRefused):
    """Zero bytes."""

    key = "workbook_empty_file"
    zh = "文件是空的（0 字节）。请检查文件后重新上传。"
    en = "The file is empty (0 bytes). Check it and upload it again."


class TooBig(WorkbookRefused):
    """More bytes than a roster can need."""

    key = "workbook_too_big"
    status = 413
    zh = f"文件超过 {MAX_BYTES // MEGABYTE} MB。请删去图片和无关工作表后重新上传。"
    en = (
        f"The file is larger than {MAX_BYTES // MEGABYTE} MB. "
        "Remove pictures and unrelated sheets and upload it again."
    )


class UnpacksTooBig(WorkbookRefused):
    """A zip that grows beyond the limits of members, bytes or ratio: a bomb, or a broken file."""

    key = "workbook_unpacks_too_big"
    zh = "文件解压后过大或内部文件过多，出于安全原因没有读取。请新建一个工作簿，只复制名单后上传。"
    en = (
        "The file unpacks to far too much or has too many parts, so for safety it was not read. "
        "Copy only the roster into a new workbook and upload that."
    )


class TooManyRows(WorkbookRefused):
    """Rows or columns beyond the window, and more than a few stray cells."""

    key = "workbook_too_many_rows"
    zh = (
        f"表格过大：每个工作表最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列，"
        f"全部工作表合计最多 {MAX_CELLS} 个单元格。请按工种拆分后分别上传。"
    )
    en = (
        f"The tables are too large: at most {MAX_ROWS} rows and {MAX_COLUMNS} columns a sheet "
        f"and {MAX_CELLS} cells in all sheets together. Split them by trade and upload each part."
    )


class TooSlow(WorkbookRefused):
    """Reading used up its processor time."""

    key = "workbook_too_slow"
    zh = "读取文件用时过长，已停止。请新建一个工作簿，只复制名单（选择性粘贴为数值）后上传。"
    en = (
        "Reading took too long and was stopped. Copy only the roster, pasted as values, "
        "into a new workbook and upload that."
    )


class Locked(WorkbookRefused):
    """Encrypted with a password."""

    key = "workbook_locked"
    zh = "文件设有打开密码。请在 Excel 或 WPS 中取消密码后重新上传。"
    en = "The file is protected by a password. Remove it in Excel or WPS and upload it again."


class IsText(WorkbookRefused):
    """CSV or other text: the encoding and the digits of ID numbers cannot be trusted."""

    key = "workbook_is_text"
    zh = (
        "这是文本或 CSV 文件，不是工作簿。请在 Excel 或 WPS 中打开，"
        "把证件号、电话两列设为“文本”格式，另存为 .xlsx 后上传；也可以下载本页的模板填写。"
    )
    en = (
        "This is a text or CSV file, not a workbook. Open it in Excel or WPS, set the columns of "
        "ID numbers and telephones to text, save as .xlsx and upload that; or fill in our template."
    )


class IsWebPage(WorkbookRefused):
    """HTML or old XML under the name .xls, as many office systems export it."""

    key = "workbook_is_web_page"
    zh = (
        "这个文件其实是网页格式（某些系统导出的“假 xls”）。"
        "请用 Excel 或 WPS 打开，另存为 .xlsx 后上传。"
    )
    en = (
        "This is really a web page under a workbook's name, as some systems export it. "
        "Open it in Excel or WPS, save it as .xlsx and upload that."
    )


class IsDocument(WorkbookRefused):
    """Word, PowerPoint or PDF."""

    key = "workbook_is_document"
    zh = "这是 Word、PPT 或 PDF 文件。请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后上传。"
    en = (
        "This is a Word, PowerPoint or PDF file. Copy its table into Excel or WPS, "
        "save it as .xlsx and upload that."
    )


class IsPicture(WorkbookRefused):
    """A photograph or scan of a table."""

    key = "workbook_is_picture"
    zh = "这是图片。请上传 Excel 或 WPS 表格文件（.xlsx）。"
    en = "This is a picture. Upload the Excel or WPS workbook itself (.xlsx)."


class IsArchive(WorkbookRefused):
    """A zip, rar or 7z with something else in it."""

    key = "workbook_is_archive"
    zh = "这是压缩包。请先解压，再把其中的 .xlsx 文件逐个上传。"
    en = "This is an archive. Unpack it and upload the .xlsx files in it one by one."


class NoRoster(WorkbookRefused):
    """A sound workbook without any sheet that we know."""

    key = "workbook_no_roster"
    zh = (
        "没有找到名单：工作表（{sheets}）的前 20 行里没有“姓名”“身份证号”“工种”等表头。"
        "请确认上传的是报名表，或下载本页的模板填写。"
    )
    en = (
        "No roster was found: the first 20 rows of the sheets ({sheets}) show no header such as "
        "name, ID number, trade. Check that this is the roster, or fill in our template."
    )


REFUSALS: dict[str, type[WorkbookRefused]] = {
    WorkbookRefused.key: WorkbookRefused,
    **{kind.key: kind for kind in WorkbookRefused.__subclasses__()},
}
