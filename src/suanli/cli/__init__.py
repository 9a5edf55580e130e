"""`suanli VERB`: parse, call the function of the same name, show. Commands decide nothing.

A verb's module is imported when the verb is used, so that ``suanli --help`` stays light. To add a verb:
one line in `VERBS`, one command in a module of this folder, one page in docs/verbs, one test.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any

import click

from suanli import __version__
from suanli.errors import SuanliError, closest

__all__ = ["VERBS", "main", "root"]

# verb: (module that holds the click command of that name, one line for --help)
VERBS: dict[str, tuple[str, str]] = {
    "report": ("suanli.cli.report", "The main job: documents in, one page out, every number with the words behind it."),
    "read": ("suanli.cli.reading", "What was understood of an article: text, language, date, outlet, repairs."),
    "extract": ("suanli.cli.claims", "Every quantitative statement of an article, with its exact words."),
    "estimate": ("suanli.cli.fleets", "What a holder has: chips, US$, H100-equivalents and MW, with intervals."),
    "train": ("suanli.cli.performance", "What a fleet can train, in how long, with which layout."),
    "serve": ("suanli.cli.serving", "How fast chips answer with a model, for how many users, at what cost."),
    "validate": ("suanli.cli.performance", "Prediction errors against measured runs, by family."),
    "show": (
        "suanli.cli.catalog",
        "Catalog entries with their sources: chips, companies, models, rules, prices.",
    ),
    "audit": ("suanli.cli.catalog", "Problems in the catalog's data, or in a ledger."),
    "convert": ("suanli.cli.catalog", "An amount of money in another currency, at a day's ECB rate."),
    "check": ("suanli.cli.policy", "Which dated rules cover a chip, on a day, for a place, and why."),
    "cost": ("suanli.cli.costs", "Own or rent chips, hold a fleet, train a run: money with its doubt, row by row."),
    "price": ("suanli.cli.costs", "What a chip, or its hour, cost on a day, with the quotes behind it."),
    "add": ("suanli.cli.intake", "Documents and their claims into the ledger; safe to repeat."),
    "find": ("suanli.cli.ledger", "Claims in the ledger, by who, what, when, how said, and words."),
    "review": ("suanli.cli.ledger", "Claims worth a look, and what a person decides about them."),
    "why": ("suanli.cli.ledger", "From any number down to the quoted words."),
    "export": ("suanli.cli.ledger", "CSV, JSON lines, Parquet, or the whole ledger as a data package."),
    "import": ("suanli.cli.ledger", "An exported ledger, or a CSV of claims made by hand."),
    "backup": ("suanli.cli.ledger", "A whole copy of the ledger, taken while others write."),
}


class _Verbs(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of the table."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb."""
        del ctx
        if cmd_name not in VERBS:
            return None
        command = getattr(import_module(VERBS[cmd_name][0]), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for; an unknown verb is wrong usage, answered with near ones."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            ctx.fail(str(closest("verb", args[0], VERBS)))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; a reader who leaves early (``| head``) ends it in peace, with exit 0."""
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still held goes nowhere
            ctx.exit(0)
        return done

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs with their lines, without importing any of them."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, line) for verb, (_, line) in VERBS.items()])


def _build() -> str:
    """Whether the rules of `extract` run compiled; told without importing them."""
    rules = Path(__file__).parent.parent / "claims"
    return " (compiled)" if any((rules / f"extracting{end}").exists() for end in EXTENSION_SUFFIXES) else ""


@click.group(
    cls=_Verbs,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(f"{__version__}{_build()}", prog_name="suanli")
@click.pass_context
def root(ctx: click.Context) -> None:
    """Reports about AI chips into numbers one can check and decide on.

    On a terminal each verb prints a table, in a pipe JSON lines; --json forces them. SUANLI_LEDGER names
    the ledger (a file or a database URL), SUANLI_CATALOG a folder of data files over the shipped ones.

    Tab completion: eval "$(_SUANLI_COMPLETE=bash_source suanli)", or zsh_source, fish_source.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _say(message: str) -> None:
    """One line on standard error, with control characters shown, not obeyed."""
    clean = "".join(c if c.isprintable() else repr(c)[1:-1] for c in message)
    click.echo(f"error: {clean}", err=True)


def main() -> None:
    """Run the command line: exit 0 done, 1 a SuanliError, 2 wrong usage, 130 interrupted."""
    # our matrices are narrow: a second thread of BLAS costs ten times what it gains, and changes last digits
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = root.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except SuanliError as error:
        _say(str(error))
        sys.exit(1)
    except click.exceptions.Abort:
        _say("interrupted")
        sys.exit(130)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "suanli"
        _say(f"{error.format_message().rstrip('.')}; see `{path} --help`")
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _say(error.format_message())
        sys.exit(error.exit_code)
