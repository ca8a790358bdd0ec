"""The report as JSON: the value itself, nothing shortened. See docs/report.schema.json."""

from __future__ import annotations

from typing import Any

import msgspec

from breakthroughs_tui.reports.report import Report
from breakthroughs_tui.reports.shortening import Written
from breakthroughs_tui.schema import json_schema


def write_json(report: Report) -> Written:
    """Write a report as UTF-8 JSON, indented."""
    content = msgspec.json.encode(report, enc_hook=str)
    return Written(msgspec.json.format(content, indent=2) + b"\n")


def report_schema() -> dict[str, Any]:
    """Describe that JSON to other programs."""
    return json_schema(Report, closed=False)
