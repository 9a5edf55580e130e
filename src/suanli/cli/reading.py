"""`read`: what was understood of a document."""

from __future__ import annotations

import click

from suanli.cli.options import as_json
from suanli.display import emit
from suanli.errors import Unreadable

__all__ = ["read"]


@click.command()
@click.argument("path", metavar="FILE")
@click.option("--published", metavar="DATE", help="Day, month or year of publication, over what the text says.")
@click.option(
    "--url", is_flag=True, help="FILE is an address to fetch: public http(s) hosts only, size and time capped."
)
@click.option("--diff", is_flag=True, help="Original against clean: every changed paragraph and dropped stretch.")
@as_json
def read(path: str, *, published: str | None, url: bool, diff: bool, as_json: bool) -> int:
    """What was understood of FILE: title, outlet, date, language, repairs, boilerplate, clean text.

    FILE is text, HTML, PDF, Markdown, mail, Word, a feed, a web archive, an archive of these, a folder, a
    glob, or - for standard input; each document in it is shown, and what cannot be read is named on stderr.

    \b
    suanli read article.txt
    suanli read article.txt --diff
    curl ... | suanli read -
    """
    from suanli.display.reading import diff_table
    from suanli.reading import documents
    from suanli.terms import Document

    shown = failed = 0
    for found in documents(path, published=published, url=url):
        if isinstance(found, Document):
            shown += 1
            emit([diff_table(found) if diff else found], as_json=as_json)
        else:
            failed += 1
            if not shown and failed == 1 and str(found.where) == path:
                raise Unreadable(str(found))
            click.echo(f"error: {found}", err=True)
    if not shown and not failed:
        raise Unreadable(f"{path}: no document; leave it out")
    return 1 if failed else 0
