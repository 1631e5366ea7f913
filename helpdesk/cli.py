"""The command `helpdesk`."""

from __future__ import annotations

import gc

import typer

gc.disable()  # what is imported stays; to look through it again and again is a fifth of the time to start

from helpdesk.commands import database, serve
from helpdesk.commands.agent import agent
from helpdesk.commands.clock import clock
from helpdesk.commands.contract import schema
from helpdesk.commands.database import db
from helpdesk.commands.demo import demo
from helpdesk.commands.doctor import doctor
from helpdesk.commands.pack import pack
from helpdesk.commands.privacy import privacy
from helpdesk.commands.procedure import procedure
from helpdesk.commands.routing import routing
from helpdesk.commands.sla import sla
from helpdesk.commands.token import token

gc.enable()

main = typer.Typer(
    help="A helpdesk for a commerce platform, over GraphQL. Settings come from HELPDESK_… variables.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
main.command()(database.migrate)
main.command()(serve.api)
main.command()(serve.worker)
main.command()(doctor)
main.add_typer(agent, name="agent")
main.add_typer(db, name="db")
main.add_typer(pack, name="pack")
main.add_typer(privacy, name="privacy")
main.add_typer(procedure, name="procedure")
main.add_typer(routing, name="routing")
main.add_typer(sla, name="sla")
main.add_typer(schema, name="schema")
main.add_typer(token, name="token")
main.add_typer(clock, name="clock")
main.add_typer(demo, name="demo")

if __name__ == "__main__":
    main()
