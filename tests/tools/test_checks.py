"""The checks find what they are for, and keep quiet about what is fine."""

from __future__ import annotations

import json

import pytest

from tests.support.trees import MakeTree
from tools.checks import (
    commands,
    drift,
    honesty,
    prefixes,
    private,
    refusals,
    requirements,
    rooms,
    sizes,
    texts,
    units,
    unused,
    words,
)


def body(lines: int) -> str:
    return "def long() -> int:\n" + "    x = 1\n" * (lines - 2) + "    return x\n"


def test_a_function_of_51_lines_and_a_file_of_401_are_too_long(tree: MakeTree) -> None:
    found = sizes.check(tree({"src/a.py": body(50), "src/b.py": body(51), "src/c.py": "x = 1\n" * 401}))
    assert found == ["src/b.py:1: long has 51 lines, at most 50", "src/c.py:1: 401 lines, at most 400"]


def test_a_ceiling_may_be_lifted_with_a_reason_as_long_as_it_is_needed(tree: MakeTree) -> None:
    table = '[tool.tocsin.ceilings]\n"src/b.py::long" = "one table"\n"src/a.py" = "was long once"\n"src/d.py" = ""\n'
    found = sizes.check(tree({"pyproject.toml": table, "src/a.py": "", "src/b.py": body(51)}))
    assert sorted(found) == [
        "pyproject.toml:1: the ceiling of src/a.py is kept, remove it",
        "pyproject.toml:1: the ceiling of src/d.py gives no reason",
        "pyproject.toml:1: the ceiling of src/d.py is kept, remove it",
    ]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("accounts/things.py", "", "not one of the files"),
        ("notices/actions.py", "", "stands on no floor"),
        ("kernel/utils.py", "", "says nothing"),
        ("accounts/actions.py", "from tocsin.messaging.door import x", "reaches up"),
        ("messaging/actions.py", "from tocsin.accounts.queries import x", "only the door"),
        ("messaging/actions.py", "import tocsin.accounts.tables", "only the door"),
        ("accounts/rules.py", "from tocsin.accounts.queries import x", "rules may not import queries"),
        ("accounts/rules.py", "from tocsin.kernel.db import Transaction", "rules are pure"),
        ("accounts/queries/people.py", "from tocsin.accounts.actions import x", "queries may not import actions"),
        ("messaging/actions/polls.py", "from tocsin.effects.door import Recording", "on the send path alone"),
    ],
)
def test_rooms_keep_their_form(tree: MakeTree, file: str, text: str, said: str) -> None:
    (finding,) = rooms.check(tree({f"src/tocsin/{file}": text + "\n"}))
    assert said in finding


def test_what_rooms_may_do(tree: MakeTree) -> None:
    files = {
        "src/tocsin/messaging/actions/recall.py": "from tocsin.accounts.door import names\n"
        "from tocsin.messaging import rules\nfrom tocsin.messaging.queries import find\n",
        "src/tocsin/accounts/rules.py": "from tocsin.kernel.errors import Refusal\n"
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from tocsin.kernel.db import Transaction\n",
        "src/tocsin/organisations/roster/queries.py": "from tocsin.organisations.tables import Member\n",
    }
    assert rooms.check(tree(files)) == []


def test_check_find_and_get_change_nothing(tree: MakeTree) -> None:
    text = (
        "async def check_name(tx):\n    await tx.run(x)\n"
        "async def find_name(tx):\n    return await tx.first(x)\n"
        "async def get_it(tx):\n    await tx.emit(x)\n"
        "async def find_them(tx):\n    them.update(await tx.all(select(x)))\n    return update(x)\n"
        "async def rename(tx):\n    await tx.emit(x)\n"
    )
    found = prefixes.check(tree({"src/tocsin/accounts/actions.py": text}))
    assert [finding.split(":")[1] for finding in found] == ["2", "6", "9"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def test_a():\n    call()\n", "asserts nothing"),
        ("async def test_a(client):\n    (await client.get('/')).json()\n", "asserts nothing"),
        ("def look():\n    return 1\n\n\ndef test_a():\n    look()\n", "asserts nothing"),
        ("import pytest\n@pytest.mark.skip\ndef test_a():\n    assert 1\n", "without a reason"),
        ("import pytest\n@pytest.mark.skipif(True)\ndef test_a():\n    assert 1\n", "without a reason"),
        ("try:\n    x()\nexcept Exception:\n    pass\n", "swallowed"),
        ("import contextlib\nwith contextlib.suppress(Exception):\n    x()\n", "swallowed"),
        ("raise NotImplementedError\n", "left to do"),
        ("x = 1  # TO" + "DO later\n", "left to do"),
    ],
)
def test_dishonesty_is_found(tree: MakeTree, text: str, said: str) -> None:
    (finding,) = honesty.check(tree({"tests/test_x.py": text}))
    assert said in finding


def test_honest_code_passes(tree: MakeTree) -> None:
    text = (
        "import pytest\n"
        "async def test_a(client):\n    await client.refused('GET', '/', 'x')\n"
        "async def test_c(client):\n    await client.json('GET', '/')\n"
        "def look(it):\n    assert it\n\n\ndef test_d():\n    look(1)\n"
        "@pytest.mark.skipif(True, reason='root only')\ndef test_b():\n    with pytest.raises(ValueError):\n        x()\n"
        "try:\n    x()\nexcept OSError:\n    pass\n"
        "try:\n    x()\nexcept Exception:\n    log()\n"
    )
    assert honesty.check(tree({"tests/test_x.py": text})) == []


def test_swallowed_errors_of_the_web_client(tree: MakeTree) -> None:
    text = "try { a() } catch { }\nb().catch(() => {});\ntry { a() } catch (e) { show(e) }\nb().catch(show);\n"
    text += "// The cache is a convenience.\ntry { a() } catch {}\nb().catch(() => null); // shown elsewhere\n"
    text += "// Too far above.\na();\ntry { a() } catch {}\nfetch('https://a').catch(() => undefined);\n"
    found = honesty.check(tree({"web/src/x.ts": text}))
    assert [finding.split(":")[1] for finding in found] == ["1", "2", "10", "11"]


def test_words_in_three_languages(tree: MakeTree) -> None:
    text = (
        "Words('你好 {name}', '你好 {name}', 'Hello {name}')\n"
        "Words('你好', '你好', '你好')\nWords('{a} 好', '好', 'Good')\nWords('好', '', 'Good')\nWords('好', '好')\n"
    )
    found = words.check(tree({"src/tocsin/accounts/refusals.py": text}))
    assert [finding.split(":")[1] for finding in found] == ["2", "3", "4", "5"]


def test_locales_of_the_web_client_are_complete(tree: MakeTree) -> None:
    folder = "web/src/rooms/x/locales"
    files = {
        f"{folder}/zh-CN.json": {"a": {"b": "好 {{n}}"}, "c": "好", "d": "好", "e": "", "n_other": "{{count}} 条"},
        f"{folder}/zh-TW.json": {"a": {"b": "好"}, "n_other": "{{count}} 條", "c": "好", "d": " ", "e": ""},
        f"{folder}/en.json": {
            "a": {"b": "Good {{n}}"},
            "d": "Good",
            "e": "",
            "n_one": "{{count}} item",
            "n_other": "{{count}} items",
        },
    }
    found = words.check(tree({name: json.dumps(value) for name, value in files.items()}))
    assert len(found) == 3
    assert any("en.json:1: c is missing" in finding for finding in found)
    assert any("d: zh-TW is empty" in finding for finding in found)
    assert any("a.b: the languages have different parameters" in finding for finding in found)


def test_nothing_of_the_machine_is_committed(tree: MakeTree) -> None:
    found = private.check(
        tree(
            {
                "a.lock": "resolved https://registry" + ".npm" + "js.org/x\n",
                "b.py": "open('/ro" + "ot/.x')\n",
                "c.pem": "-----BEGIN PRIVATE" + " KEY-----\n",
                "d.md": "See https://example.org/work/x and var/work/x, `/api/work/x`.\n",
            }
        )
    )
    assert [finding.split(":")[0] for finding in found] == ["a.lock", "b.py", "c.pem"]


@pytest.mark.parametrize(
    "call",
    [
        'await tx.fetch("INSERT INTO a (b) VALUES ($1)", 1)',
        "await tx.fetch(_CHANGE, 1)",
        'await tx.fetch(f"DELETE FROM {table}")',
    ],
)
def test_a_reader_that_writes_by_sql_is_found(tree: MakeTree, call: str) -> None:
    text = f'_CHANGE = "WITH w AS (SELECT 1)" " UPDATE message m SET a = 1"\nasync def find_x(tx):\n    {call}\n'
    (finding,) = prefixes.check(tree({"src/tocsin/messaging/queries.py": text}))
    assert "promises to change nothing" in finding


def test_a_reader_may_lock_what_it_reads(tree: MakeTree) -> None:
    text = '_LOCK = "SELECT 1 FROM a ORDER BY id FOR NO KEY UPDATE"\nasync def find_x(tx):\n    await tx.fetch(_LOCK)\n'
    assert prefixes.check(tree({"src/tocsin/messaging/queries.py": text})) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import httpx\n", "speaks to a network"),
        ('async def f(tx):\n    await tx.connection.execute("COMMIT")\n', "begun and ended"),
        ("async def f(tx: Transaction, blobs):\n    await context.blobs.delete(ref)\n", "object store"),
        ("async def f(c):\n    async with c.db.acting(a) as tx:\n        await c.blobs.put(x)\n", "object store"),
        ("async def f(tx: Transaction):\n    await provider_of(settings).send(x)\n", "a gateway is spoken to"),
        ("async def f(tx: Transaction, sms: Provider):\n    await sms.send(x)\n", "a gateway is spoken to"),
        (
            "async def f(tx: Transaction):\n    door = provider_of(x)\n    await door.send(x)\n",
            "a gateway is spoken to",
        ),
        ("async def f(tx: Transaction):\n    await asyncio.to_thread(x)\n", "threads that strangers' files may fill"),
        (
            "async def p(c):\n    await c.provider.send(x)\nasync def f(tx: Transaction):\n    await p(c)\n",
            "a gateway is spoken to",
        ),
    ],
)
def test_what_has_no_place_in_a_unit_of_work(tree: MakeTree, text: str, said: str) -> None:
    (finding,) = units.check(tree({"src/tocsin/messaging/actions.py": text}))
    assert said in finding


@pytest.mark.parametrize(
    "text", ["import unicodedata\nx = unicodedata.normalize('NFC', y)\n", "from unicodedata import normalize\n"]
)
def test_a_text_normalised_elsewhere_is_found(tree: MakeTree, text: str) -> None:
    (finding,) = texts.check(tree({"src/tocsin/files/rules.py": text, "src/tocsin/kernel/text/normal.py": text}))
    assert finding.startswith("src/tocsin/files/rules.py:")
    assert "square" in finding


def test_a_unit_of_work_may_be_followed_by_the_object_store(tree: MakeTree) -> None:
    text = (
        "async def f(c):\n    async with c.db.acting(a) as tx:\n        await tx.fetch('x')\n    await c.blobs.put(x)\n"
    )
    assert units.check(tree({"src/tocsin/messaging/actions.py": text})) == []


def test_names_and_words_that_nobody_uses_are_found(tree: MakeTree) -> None:
    files = {
        "src/tocsin/a.py": "def used() -> int:\n    return 1\n\n\ndef left() -> int:\n    return used()\n"
        "\n\n@route\ndef found() -> None: ...\n\n\n__all__ = ['left']\n",
        "src/tocsin/b.py": "class A:\n    def used(self) -> int:\n        return 1\n\n    def lost(self) -> int:\n"
        "        return 1\n\n\nclass B(Foreign):\n    def called(self) -> A: ...\n\n\nuse(B)\n",
        "web/src/a.tsx": 'export const a = t("act.save") + t(`fact.${kind}`);\n',
        "web/src/app/locales/en.json": json.dumps({"act": {"save": "Save", "old": "Old"}, "fact": {"joined": "x"}}),
    }
    assert unused.check(tree(files)) == [
        "src/tocsin/a.py:5: nobody uses left",
        "src/tocsin/b.py:5: nobody uses lost",
        "web/src/app/locales/en.json:1: nobody says act.old",
    ]


def test_a_document_that_is_not_what_the_routes_are_is_found(tree: MakeTree) -> None:
    (finding,) = drift.document(tree({"docs/protocol/openapi.json": "{}\n"}))
    assert "not what the routes are" in finding
    (finding,) = drift.document(tree({"docs/protocol/openapi.json": ""})) or ["missing"]
    assert "openapi" in finding


def test_a_program_without_a_command_is_found(tree: MakeTree) -> None:
    starts = 'if __name__ == "__main__":\n    main()\n'
    files = {
        "Makefile": "bench:\n\tpython -m bench.run\nsetup:\n\tsh tools/setup.sh\n",
        "bench/run.py": f'subprocess.run([sys.executable, "-m", "bench.load"])\n{starts}',
        "bench/load.py": starts,
        "tools/icons.py": f'"""``python -m tools.icons``"""\n{starts}',
        "tools/checks/rules.py": "def check() -> None: ...\n",
        "tools/setup.sh": "sh tools/web.sh\n",
        "tools/web.sh": "",
        "tools/left.sh": "",
    }
    found = commands.check(tree(files))
    assert [finding.split(":")[0] for finding in found] == ["tools/icons.py", "tools/left.sh"]


def test_an_import_that_only_others_ask_for_is_found(tree: MakeTree) -> None:
    text = "import json\nfrom tocsin.kernel import x\nimport yaml_\nfrom PIL import Image\nimport pytest\nimport anyio.abc\n"
    files = {"src/tocsin/a.py": text, "requirements.in": "# anyio\npillow>=1\nsqlalchemy[asyncio]>=2\n"}
    found = requirements.check(tree(files))
    assert found == [
        "src/tocsin/a.py:3: imports yaml_, which requirements.in does not name",
        "src/tocsin/a.py:5: imports pytest, which requirements.in does not name",
        "src/tocsin/a.py:6: imports anyio, which requirements.in does not name",
    ]


def test_a_refusal_that_no_test_provokes_is_found(tree: MakeTree) -> None:
    def refusal(name: str, code: str, base: str = "Refusal") -> str:
        return f"class {name}({base}):\n    code = {code!r}\n\n\n"

    source = "".join(
        refusal(name, code)
        for name, code in [("A", "x.a"), ("B", "x.b"), ("C", "x.c"), ("Base", "x.base"), ("D", "x.d"), ("E", "x.e")]
    )
    source += "def f(x: Base):\n    raise A\n    raise B(1)\n    return C()\n    raise D() if x else E\n    raise F\n"
    files = {
        "pyproject.toml": '[tool.tocsin.unheard]\n"x.d" = "heard after all"\n"x.e" = "nobody is there"\ngone = "x"\n',
        "src/tocsin/accounts/refusals.py": source,
        "tests/test_a.py": "def test_a(client):\n    client.refused('x.a')\n    assert answer == b'{\"code\":\"x.d\"}'\n    x.bb\n",
    }
    assert refusals.check(tree(files)) == [
        "src/tocsin/accounts/refusals.py:5: no test provokes x.b",
        "src/tocsin/accounts/refusals.py:9: no test provokes x.c",
        "pyproject.toml:1: the refusal x.d is heard, remove it",
        "pyproject.toml:1: there is no refusal gone",
    ]
