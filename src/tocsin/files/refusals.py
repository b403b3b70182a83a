"""What this room refuses, in words."""

from tocsin.kernel.errors import Refusal, Words


class FileTooLarge(Refusal):
    """The file is larger than the deployment takes; ``limit`` is in megabytes."""

    code = "files.too_large"
    status = 413
    words = Words(
        "文件太大，上限为 {limit} MB。", "檔案太大，上限為 {limit} MB。", "The file is too large: at most {limit} MB."
    )


class PictureTooHeavy(Refusal):
    """A picture that would not be looked at whole; ``limit`` is in megabytes."""

    code = "files.picture_too_heavy"
    status = 413
    words = Words(
        "图片文件太大，上限为 {limit} MB。可压缩成 ZIP 后发送。",
        "圖片檔案太大，上限為 {limit} MB。可壓縮成 ZIP 後傳送。",
        "The picture is too large: at most {limit} MB. Put it into a ZIP to send it.",
    )


class FileEmpty(Refusal):
    """There is nothing in the file."""

    code = "files.empty"
    status = 422
    words = Words("文件是空的。", "檔案是空的。", "The file is empty.")


class TooManyOpen(Refusal):
    """So many files of this person wait to be sent; ``limit`` is how many may."""

    code = "files.too_many_open"
    status = 429
    words = Words(
        "待发送的文件太多，最多 {limit} 个。请先发送或移除一些。",
        "待傳送的檔案太多，最多 {limit} 個。請先傳送或移除一些。",
        "Too many files are waiting to be sent: at most {limit}. Send or remove some first.",
    )


class TooMuchOpen(Refusal):
    """So many bytes of this person wait to be sent; ``limit`` is in megabytes."""

    code = "files.too_much_open"
    status = 429
    words = Words(
        "待发送的文件共计不能超过 {limit} MB。请先发送或移除一些。",
        "待傳送的檔案合計不能超過 {limit} MB。請先傳送或移除一些。",
        "Files waiting to be sent may not exceed {limit} MB together. Send or remove some first.",
    )


class PartWrong(Refusal):
    """No such part, or not as long as it must be: ``size`` bytes."""

    code = "files.part_wrong"
    status = 422
    words = Words(
        "分片长度不对，应为 {size} 字节。", "分片長度不對，應為 {size} 位元組。", "The part is not {size} bytes long."
    )


class PartsMissing(Refusal):
    """Not all parts are there; ``missing`` numbers the first of those that are not."""

    code = "files.parts_missing"
    status = 409
    words = Words("文件还没有传完。", "檔案還沒有傳完。", "Parts of the file are still missing.")


class UploadClosed(Refusal):
    """The file is complete, or being looked at: no part of it changes any more."""

    code = "files.upload_closed"
    status = 409
    words = Words(
        "文件已传完，不能再改。", "檔案已傳完，不能再改。", "The file is complete and cannot change any more."
    )


class NotThatFile(Refusal):
    """What arrived is not what was announced: the hash differs."""

    code = "files.not_that_file"
    status = 422
    words = Words(
        "收到的内容与原文件不一致，请重新上传。",
        "收到的內容與原檔案不一致，請重新上傳。",
        "What arrived differs from the file. Upload it again.",
    )


class NotReady(Refusal):
    """A file was to be sent that is not complete."""

    code = "files.not_ready"
    status = 409
    words = Words(
        "文件还没有传完，不能发送。",
        "檔案還沒有傳完，不能傳送。",
        "A file is still being uploaded and cannot be sent yet.",
    )
