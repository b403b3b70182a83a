"""Why the sample organisation is not loaded."""

from tocsin.kernel.errors import Conflict, Words


class AlreadyFounded(Conflict):
    """The deployment is in use: the sample is for an empty one."""

    code = "organisations.already_founded"
    words = Words(
        "这里已经有组织了，示例只能装入空的部署。",
        "這裡已經有組織了，範例只能裝入空的部署。",
        "There is an organisation here already. The sample is for an empty deployment.",
    )
