"""The target that is put together from norms of every app."""

from django.utils.translation import gettext_lazy as _

from zhoushan_community.base.standards import Standard, declare

declare(
    Standard(
        "T6", "target", "一", "90%以上的社区基本建成安全、舒适、文明、和谐的新型现代化社区", "community",
        how=_("communities that meet every norm of the four sides ÷ communities that exist"),
    )
)  # fmt: skip
