"""Enums of customers: the domain's own, described."""

from __future__ import annotations

import strawberry

from helpdesk.customers.models import Grade

strawberry.enum(Grade, description="Customer grade: C asked, B one purchase, A two or more, V key account.")

__all__ = ["Grade"]
