"""What the operating system refused, in words: its own are English and mean nothing to a clerk."""

from __future__ import annotations

import errno
import socket

REASONS: dict[int, str] = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.ENOTDIR: "đường dẫn đi qua một tệp, không phải thư mục",
    errno.EACCES: "không có quyền đọc hoặc ghi",
    errno.EPERM: "không có quyền đọc hoặc ghi",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "ổ đĩa đã đầy",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EIO: "ổ đĩa báo lỗi khi đọc, ghi",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.EMFILE: "đang mở quá nhiều tệp",
    errno.EADDRINUSE: "chương trình khác đang dùng cổng này",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ đó",
    errno.ECONNREFUSED: "không có chương trình nào nghe ở cổng này",
    errno.ECONNRESET: "máy chủ cắt kết nối",
    errno.EHOSTUNREACH: "không có đường mạng tới máy chủ",
    errno.ENETUNREACH: "không có đường mạng tới máy chủ",
    errno.ETIMEDOUT: "máy chủ không trả lời",
}


def reason(fault: OSError) -> str:
    """Why the file, folder or port could not be used, without the name and without a full stop."""
    if isinstance(fault, socket.gaierror):  # its numbers are not those of errno
        return "không tìm thấy máy chủ có tên này"
    if isinstance(fault, TimeoutError):
        return "máy chủ không trả lời"
    return REASONS.get(fault.errno or 0) or fault.strerror or str(fault) or type(fault).__name__
