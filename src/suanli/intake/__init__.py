"""Many files into a ledger: read, extract, record; safe to repeat, and no bad file stops the rest."""

from __future__ import annotations

from suanli.intake.recording import Added, Intake, add, adding

__all__ = ["Added", "Intake", "add", "adding"]
