"""What can go wrong with an import."""

from service.kernel.errors import Invalid


class UnreadableSheet(Invalid):
    slug = "unreadable-sheet"
    title, title_zh = "The file is not a sheet that can be imported", "文件无法作为表格导入"


class WrongColumns(Invalid):
    slug = "wrong-columns"
    title, title_zh = "The sheet's columns are not those of this kind", "表头与导入类别不符"


class RowsRefused(Invalid):
    slug = "rows-refused"
    title, title_zh = "Rows of the sheet are wrong; nothing was imported", "表格内容有误，未导入任何数据"
