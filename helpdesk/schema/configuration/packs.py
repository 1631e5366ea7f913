"""Installing a department that the product ships with."""

from __future__ import annotations

import strawberry

from helpdesk.events.work import UnitOfWork
from helpdesk.packs import install
from helpdesk.schema.configuration import versions
from helpdesk.schema.configuration.versions import ConfigurationVersion
from helpdesk.schema.context import Info
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.tickets.inputs import KEY


@strawberry.input(description="A pack to install.")
class InstallPackInput:
    """Which pack."""

    name: str = strawberry.field(
        description="Its name, as `direct-sales`; UNKNOWN_PACK tells which there are."
    )
    overwrite: bool = strawberry.field(
        default=False, description="Whether entries that were edited here are put back; else PACK_CONFLICT."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="What installPack answers with.")
class InstallPackPayload(Payload):
    """What the installation did."""

    @strawberry.field(description="Codes of the units that were made.")
    def units(self) -> list[str]:
        """Departments and companies."""
        return _codes(self.outcome.get("units"))

    @strawberry.field(description="Codes of the groups that were made.")
    def groups(self) -> list[str]:
        """Responsible groups."""
        return _codes(self.outcome.get("groups"))

    @strawberry.field(
        description="Codes of groups without members: until each has one, the configuration is not published."
    )
    def unstaffed(self) -> list[str]:
        """Who is missing."""
        return _codes(self.outcome.get("unstaffed"))

    @strawberry.field(description="How many entries were new or other here; 0 when it was installed before.")
    def changed(self) -> int:
        """Entries."""
        return int(self.outcome.get("changed") or 0)

    @strawberry.field(description="The version that is in force by it; null when none was published.")
    def configuration(self, info: Info) -> ConfigurationVersion | None:
        """The version."""
        number = self.outcome.get("version")
        return None if number is None else versions.version(info.context, int(number))


def _codes(joined: str | None) -> list[str]:
    return joined.split(",") if joined else []


async def install_pack(work: UnitOfWork, input: InstallPackInput) -> Outcome:
    done = await install.install(work, input.name, overwrite=input.overwrite)
    return {
        "units": ",".join(done.units),
        "groups": ",".join(done.groups),
        "unstaffed": ",".join(done.unstaffed),
        "changed": done.changed,
        "version": done.version,
    }


@strawberry.type
class PackMutations:
    """Mutations about packs."""

    install_pack = change(
        install_pack,
        payload=InstallPackPayload,
        description="Install a department as data: units, groups, and one version of the configuration; again, and "
        "nothing changes. Needs `organisation.write` and `configuration.write`. Events: organisation.unit_saved, "
        "agent_group.saved, configuration.published.",
    )
