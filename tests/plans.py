"""How PostgreSQL runs a statement: planned for any values, as a prepared statement is, or for these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from helpdesk.kit.database import PLANNING

MODES = ("force_generic_plan", "force_custom_plan")


@dataclass(frozen=True)
class Plan:
    """What was done, as EXPLAIN ANALYZE tells it."""

    nodes: tuple[dict[str, Any], ...]

    @property
    def whole_tables(self) -> set[str]:
        """Tables that were read from end to end."""
        return {
            node["Relation Name"]
            for node in self.nodes
            if node["Node Type"] == "Seq Scan" and node["Actual Loops"]
        }

    @property
    def rows_read(self) -> int:
        """Rows of tables and indexes that were looked at, those passed over too."""
        return round(sum(_read(node) for node in self.nodes if "Relation Name" in node))

    @property
    def most_sorted(self) -> int:
        """Rows of the largest sort."""
        return max(
            (round(child["Actual Rows"]) for node in self.nodes if "Sort" in node["Node Type"]
             for child in node["Plans"]),
            default=0,
        )  # fmt: skip


def explain(
    connection: psycopg.Connection[Any], mode: str, statement: Select[Any], values: Mapping[str, Any]
) -> Plan:
    """Run a statement of named parameters in a plan mode."""
    compiled = statement.compile(dialect=PGDialect_psycopg())
    names = list(compiled.params)
    assert set(names) == set(values), set(names) ^ set(values)
    text = str(compiled) % {name: f"${place}" for place, name in enumerate(names, 1)}
    for name, setting in {**PLANNING, "plan_cache_mode": mode}.items():
        connection.execute(f"SET {name} = {setting}")
    connection.execute(f"PREPARE asked AS {text}".encode())
    try:
        literals = sql.SQL(", ").join(sql.Literal(values[name]) for name in names)
        call = sql.SQL("EXECUTE asked({})").format(literals) if names else sql.SQL("EXECUTE asked")
        how = sql.SQL("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {}").format(call)
        row = connection.execute(how).fetchone()
    finally:
        connection.execute("DEALLOCATE asked")
    assert row is not None
    return Plan(tuple(_nodes(row[0][0]["Plan"])))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _read(node: dict[str, Any]) -> float:
    each = (
        node["Actual Rows"]
        + node.get("Rows Removed by Filter", 0)
        + node.get("Rows Removed by Index Recheck", 0)
    )
    return float(each * node["Actual Loops"])
