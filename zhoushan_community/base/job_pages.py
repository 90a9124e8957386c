"""The pages of long work. A job is seen by the person who asked for it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from . import downloads, jobs
from .models import Job


def list_page(request: HttpRequest) -> HttpResponse:
    """The person's own jobs, newest first."""
    page = Paginator(Job.objects.filter(actor=request.user), 20).get_page(request.GET.get("page"))
    return render(request, "base/jobs.html", {"page": page})


def own_job(request: HttpRequest, key: UUID) -> Job:
    """The person's own job; 404 for anybody else's."""
    return get_object_or_404(Job, key=key, actor=request.user)


def detail_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Progress and result; the same view gives the fragment that the page asks for every second."""
    job = own_job(request, key)
    if job.ended and request.headers.get("HX-Request"):
        # The fragment of an ended job asks no more: a page that is loaded anew while the old one still asks would be
        # loaded anew by each answer, and never come if it takes longer than a second.
        answer = render(request, "base/job_progress.html", {"job": job})
        answer["HX-Trigger-After-Swap"] = "job-ended"
        return answer
    if job.state == Job.State.DONE and job.outcome.get("next"):
        return redirect(job.outcome["next"])
    return render(
        request, "base/job_progress.html" if request.headers.get("HX-Request") else "base/job.html", {"job": job}
    )


@require_POST
def cancel_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask a job to stop."""
    jobs.cancel(own_job(request, key))
    return redirect("job", key=key)


def result_page(request: HttpRequest, key: UUID) -> HttpResponse | FileResponse:
    """The result file; one of the download centre by its signed link."""
    job = own_job(request, key)
    if job.kind == downloads.KIND and job.result_file:
        return redirect(downloads.link(job))
    path = jobs.folder(job) / job.result_file
    if not job.result_file or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=job.result_file)
