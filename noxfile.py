"""Sessions for each Python that is supported: `nox` runs them all."""

import nox

nox.options.default_venv_backend = "venv"


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """Run the tests, as the README says."""
    session.install("--constraint", ".ci/constraints.txt", "-e", ".[dev]")
    session.run("pytest", *session.posargs)


@nox.session(python="3.11")
def lint(session: nox.Session) -> None:
    """Check style, types and the direction of imports."""
    session.install("--constraint", ".ci/constraints.txt", "-e", ".[dev]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session(python="3.11")
def benchmarks(session: nox.Session) -> None:
    """Measure speed; see the goals in CONTRIBUTING.md."""
    session.install("--constraint", ".ci/constraints.txt", ".")
    session.run("python", "-m", "benchmarks.screens")
    session.run("python", "-m", "benchmarks.commands")
    session.run("python", "-m", "benchmarks.reports")
    session.run("python", "-m", "benchmarks.quarters")
