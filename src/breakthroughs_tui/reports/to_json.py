"""The report as JSON: the value itself, nothing shortened. See docs/report.schema.json."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from breakthroughs_tui.moments import in_utc
from breakthroughs_tui.reports.report import Report
from breakthroughs_tui.reports.shortening import Written
from breakthroughs_tui.schema import json_schema


def write_json(report: Report) -> Written:
    """Write a report as UTF-8 JSON, indented."""
    for_programs = replace(report, modified=in_utc(report.modified))
    content = msgspec.json.encode(for_programs, enc_hook=str)
    return Written(msgspec.json.format(content, indent=2) + b"\n")


def report_schema() -> dict[str, Any]:
    """Describe that JSON to other programs."""
    return json_schema(Report, closed=False)
