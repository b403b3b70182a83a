"""What a spreadsheet is given, however it cuts it."""

import csv
import io
import re

import pytest

from tocsin.kernel.spreadsheets import as_csv

EXECUTED = re.compile(r"\s*[=+\-@＝＋－＠]")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "value",
    [
        "=1",
        " =1",
        "a;=1",
        "a; =1",
        "a\t+1",
        "a\n@x",
        "a\r\n-1",
        "a|=1",
        'a;"=1"',
        "a；＝1",
        ";;=1",
        "a;=1;=2",
        "\t=1",
        'a"\n"=1',
    ],
)
def test_no_cell_begins_a_formula_wherever_it_is_cut(value: str, delimiter: str) -> None:
    text = as_csv(["one", "two"], [["x", value], [value, "y"]]).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
    cells += [cell for line in text.splitlines() for cell in line.split(delimiter)]
    assert [cell for cell in cells if EXECUTED.match(cell.lstrip('"'))] == []


def test_what_is_harmless_comes_back_as_it_was() -> None:
    rows = [["张伟", 'say "yes"', "a;b", "a, b", "c-d"], ["", "two\nlines", "教务处/语文组", "1", "x"]]
    text = as_csv(["a", "b", "c", "d", "e"], rows).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == rows
