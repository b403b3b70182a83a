"""The page that describes the interface: how to begin, an index that leads somewhere, sentences, and nothing of the framework's."""

import re
from http import HTTPStatus

from tests.support.server import RunningServer


async def test_the_page_says_how_to_begin_and_its_index_leads_to_every_operation(server: RunningServer) -> None:
    page = (await server.client().get("/docs")).text
    for said in ("/api/sessions/password", "authorization: Bearer", "Retry-After", "request_id", "Accept-Language"):
        assert said in page
    anchors = set(re.findall(r'id="([^"]+)"', page))
    links = re.findall(r'href="#([^"]+)"', page)
    assert links
    assert not set(links) - anchors
    assert "`" not in page
    assert "<script" not in page
    document = (await server.client().get("/openapi.json")).json()
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert len(set(re.findall(r'<section id="((?:get|post|put|patch|delete)-[^"]+)"', page))) == len(operations)


async def test_operations_are_told_in_sentences_of_ours(server: RunningServer) -> None:
    document = (await server.client().get("/openapi.json")).json()
    phrases = {status.description for status in HTTPStatus}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert " " in operation["summary"], path
            assert operation["description"].startswith(operation["summary"].split()[0]), path
            assert operation["tags"], path
            for answer in operation["responses"].values():
                assert answer["description"] not in phrases, path
