"""All addresses. A register's pages share one set of patterns."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from zhoushan_community.base import (
    accounts,
    attachment_pages,
    bulk_pages,
    downloads,
    form_pages,
    grid_pages,
    home,
    imports,
    job_pages,
    log_pages,
    pages,
    preview_pages,
    reveal_pages,
    row_pages,
    saved_query_pages,
    search_pages,
    session_pages,
    undo_pages,
)
from zhoushan_community.base.sheets import templates

register_patterns = [
    path("", pages.list_page, name="register-list"),
    path("bulk/", bulk_pages.deed_page, name="register-bulk"),
    path("bulk/<uuid:key>/", bulk_pages.preview_page, name="register-bulk-preview"),
    path("tree/<str:unit>/", pages.tree_page, name="register-tree"),
    path("queries/", saved_query_pages.save_page, name="register-save-query"),
    path("queries/<int:pk>/", saved_query_pages.change_page, name="register-query"),
    path("add/", form_pages.form_page, name="register-add"),
    path("last/", form_pages.last_page, name="register-last"),
    path("grid/", grid_pages.grid_page, name="register-grid"),
    path("grid/drafts/<int:pk>/discard/", grid_pages.discard_page, name="register-discard"),
    path("import/", imports.upload_page, name="register-import"),
    path("import/<uuid:key>/", preview_pages.preview_page, name="register-preview"),
    path("export/", downloads.export_page, name="register-export"),
    path("template/", templates.template_page, name="register-template"),
    path("<int:pk>/", row_pages.detail_page, name="register-detail"),
    path("<int:pk>/edit/", form_pages.form_page, name="register-edit"),
    path("<int:pk>/last/", form_pages.last_page, name="register-row-last"),
    path("<int:pk>/reveal/<str:field>/", reveal_pages.reveal_page, name="register-reveal"),
    path("<int:pk>/history/", row_pages.history_page, name="register-history"),
    path("<int:pk>/history/<int:line>/undo/", undo_pages.line_page, name="register-undo"),
    path("<int:pk>/files/", attachment_pages.add_page, name="register-files"),
    path("<int:pk>/files/<int:file>/", attachment_pages.file_page, name="register-file"),
    path("<int:pk>/files/<int:file>/withdraw/", attachment_pages.withdraw_page, name="register-withdraw"),
]

urlpatterns = [
    path("", home.home_page, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("login/", accounts.LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("sessions/", session_pages.list_page, name="sessions"),
    path("sessions/<uuid:key>/end/", session_pages.end_page, name="session-end"),
    path("password/", accounts.PasswordView.as_view(), name="password"),
    path("r/<str:app>/<str:model>/", include(register_patterns)),
    path("search/", search_pages.search_page, name="search"),
    path("lookup/<str:app>/<str:model>/", search_pages.lookup_page, name="lookup"),
    path("jobs/", job_pages.list_page, name="jobs"),
    path("jobs/<uuid:key>/", job_pages.detail_page, name="job"),
    path("jobs/<uuid:key>/cancel/", job_pages.cancel_page, name="job-cancel"),
    path("jobs/<uuid:key>/result/", job_pages.result_page, name="job-result"),
    path("downloads/", downloads.list_page, name="downloads"),
    path("downloads/<str:token>/", downloads.file_page, name="download"),
    path("changes/", log_pages.list_page, name="change-list"),
    path("changes/<uuid:batch>/", log_pages.batch_page, name="change-batch"),
    path("changes/<uuid:batch>/undo/", undo_pages.batch_page, name="change-undo"),
    path("", include("communities.urls")),
    path("", include("organizations.urls")),
    path("", include("reporting.urls")),
    path("admin/", admin.site.urls),
]
