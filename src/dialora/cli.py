"""The command `dialora`: parses, calls one function, prints."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dialora import (
    account_cli,
    calling_cli,
    care_cli,
    clauses_cli,
    dnc_cli,
    emergency_cli,
    founding_cli,
    law_cli,
    number_cli,
    rights_cli,
)
from dialora.bench import media as bench_media
from dialora.demo import run as demo
from dialora.domain.errors import DialoraError
from dialora.domain.release import release
from dialora.serving.logs import own_log_to_stderr
from dialora.serving.parent import serve
from dialora.serving.seeding import credentials_file, seed
from dialora.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
bench = typer.Typer(no_args_is_help=True, help="Serve what measurements need.")
app.add_typer(number_cli.number, name="number")
app.add_typer(bench, name="bench")
app.add_typer(law_cli.audit, name="audit")
app.add_typer(dnc_cli.dnc, name="dnc")
app.add_typer(emergency_cli.emergency, name="emergency")
app.add_typer(rights_cli.rights, name="rights")
app.add_typer(founding_cli.operator, name="operator")
app.add_typer(founding_cli.agency, name="agency")
account_cli.account.command("create")(founding_cli.create_account)
app.add_typer(account_cli.account, name="account")
app.command("call")(calling_cli.call_somebody)
app.command("check")(law_cli.check)
app.command("replay")(law_cli.replay)
app.command("doctor")(care_cli.doctor)
app.command("backup")(care_cli.backup)
app.command("restore")(care_cli.restore)
app.command("rulebook")(law_cli.rulebook)
app.command("clauses")(clauses_cli.clauses)


def _say_which(asked: bool) -> None:
    if asked:
        print(release())
        raise typer.Exit


@app.callback()
def dialora(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_which, is_eager=True, help="Say which build this is.")
    ] = False,
) -> None:
    """AI voice agents whose acceptable use policy is the program."""
    own_log_to_stderr(Settings.read().log_level)


def main() -> None:
    """Run the command; what Dialora cannot do is said in a sentence, never with a traceback."""
    try:
        app()
    except DialoraError as problem:
        print(problem.message, file=sys.stderr)
        sys.exit(2)


@app.command("serve")
def serve_all(
    processes: Annotated[int, typer.Option(min=1, help="How many identical processes share the port.")] = 1,
    role: Annotated[str | None, typer.Option(help="all, or some of web,media,worker.")] = None,
) -> None:
    """Start everything and keep it running, until interrupted."""
    serve(Settings.read(**({} if role is None else {"role": role})), processes)


@app.command("seed")
def make_sample_world(
    json: Annotated[bool, typer.Option("--json", help="Print the whole credentials file.")] = False,
) -> None:
    """Make the sample world where it is not there; only for this machine."""
    settings = Settings.read()
    credentials = seed(settings)
    print(credentials.as_json().decode() if json else credentials_file(settings))


@app.command("demo")
def phone_the_product(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    seed: Annotated[int | None, typer.Option(help="Draws caller, wish and line.")] = None,
    calls: Annotated[int, typer.Option(help="So many, with the seeds that follow, and a page.")] = 1,
    page: Annotated[Path, typer.Option(help="Where the page about many calls goes.")] = Path("demo.md"),
) -> None:
    """A simulated caller phones the product and books. Exit 1 where the booking is not what was asked."""
    if calls == 1:
        raise typer.Exit(demo.demo(seed, as_json=as_json))
    first = seed or 1
    raise typer.Exit(demo.campaign(range(first, first + calls), page))


@bench.command("media")
def serve_media(
    serve_it: Annotated[bool, typer.Option("--serve", help="Serve until interrupted.")],
    port: Annotated[int, typer.Option(help="On loopback.")],
    vad_stop: Annotated[float | None, typer.Option(help="Seconds of silence that end a turn.")] = None,
) -> None:
    """One process with only the carrier's media socket: real engine, scripted services. No token needed."""
    if serve_it:
        bench_media.serve(port, vad_stop)


if __name__ == "__main__":
    main()
