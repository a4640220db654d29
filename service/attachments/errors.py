"""What can go wrong with files."""

from service.kernel.errors import Conflict, Forbidden, Invalid, TooLarge


class FileTooLarge(TooLarge):
    slug = "file-too-large"
    title, title_zh = "The file is too large", "文件过大"


class FileRefused(Invalid):
    slug = "file-refused"
    title, title_zh = "This kind of file is not taken", "不接受此类文件"


class FileInfected(Forbidden):
    slug = "file-infected"
    title, title_zh = "The file holds a virus and is not given out", "文件含病毒，不可下载"


class FileNotScanned(Conflict):
    slug = "file-not-scanned"
    title, title_zh = "The file is not scanned yet", "文件尚未完成扫描"
