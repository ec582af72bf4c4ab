"""The route of imports."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from app.groups import access_group, act_in, allow
from app.imports.commands import import_draft
from app.imports.reading import read_draft
from app.imports.reporting import ImportReport, report
from app.kit.errors import Refused
from app.kit.http import Now, database, settings
from app.people import SignedIn
from app.rules.people import may_open_document

router = APIRouter(prefix="/api/groups/{group_id}", tags=["imports"])


class ImportedOut(BaseModel):
    """What an import found and, unless it was a dry run, the document it made."""

    report: ImportReport
    document_id: str | None = None


@router.post("/imports")
async def import_file(
    request: Request,
    person: SignedIn,
    now: Now,
    group_id: str,
    *,
    file: UploadFile,
    title: Annotated[str | None, Form(max_length=300)] = None,
    dry_run: Annotated[bool, Form()] = False,
) -> ImportedOut:
    """Bring a file in as a rolling document; a dry run only says what it would do.

    The file is read before the transaction begins, so that a long reading holds up nobody.
    """
    async with database(request).reading() as session:
        _, actor = await access_group(session, person, group_id)
    allow(may_open_document(actor))
    most = settings(request).max_upload_bytes
    data = await file.read(most + 1)
    name = file.filename or "file"
    if len(data) > most:  # what was read is not the whole file
        raise Refused(
            "imports.too_large",
            f"{name} is too large: this server takes files of at most {most // 1024} KiB. "
            "Split it, or save it without pictures.",
            status=413,
        )
    draft = await run_in_threadpool(read_draft, name, data, title)
    found = report(draft)
    if dry_run:
        return ImportedOut(report=found)
    async with database(request).writing() as write:
        act = await act_in(request, write, person, now, group_id)
        document = await import_draft(act, draft)
    return ImportedOut(report=found, document_id=document.id)
