"""What a row found, kept in results.json, and the tables that docs/performance.md shows of it."""
import dataclasses
import json

from .places import DOCUMENT, RESULTS

BEGIN, END = "<!-- what bench/run.sh wrote begins here -->", "<!-- and ends here -->"


@dataclasses.dataclass
class Table:
    title: str
    note: str
    head: list
    rows: list = dataclasses.field(default_factory=list)

    def add(self, *cells):
        self.rows.append([str(cell) for cell in cells])


@dataclasses.dataclass
class Must:
    """A line of what maple must show."""
    measure: str
    must: str
    found: str
    met: bool


@dataclasses.dataclass
class Report:
    musts: list = dataclasses.field(default_factory=list)
    tables: list = dataclasses.field(default_factory=list)
    load: str = ""  # of the machine, while the row was measured


def keep(row, report):
    """Puts a row's report in the place of its last one, and writes the document anew."""
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept[row] = dataclasses.asdict(report)
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def write_document(order):
    kept = json.loads(RESULTS.read_text())
    reports = [kept[row] for row in order if row in kept]
    lines = [BEGIN, "", "### What it must show", "", *_table(["measure", "must", "found", "met"], [
        [must["measure"], must["must"], must["found"], "yes" if must["met"] else "**no**"] for report in reports for must in report["musts"]])]
    for report in reports:
        for table in report["tables"]:
            lines += ["", f"### {table['title']}", "", f"{table['note']} {report['load']}", "", *_table(table["head"], table["rows"])]
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    DOCUMENT.write_text(before + "\n".join(lines) + "\n\n" + END + rest.partition(END)[2])


def _table(head, rows):
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
