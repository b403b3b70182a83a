"""Texts as people type them: cleaning, names, phone numbers, folding and search terms.

One import for the rest of the product: ``from tocsin.kernel import text``, then ``text.clean_line(…)``.
"""

from tocsin.kernel.text.bodies import VERSION as TERMS_VERSION
from tocsin.kernel.text.bodies import spread, text_terms
from tocsin.kernel.text.claims import check_no_office, check_no_platform
from tocsin.kernel.text.clean import clean_body, clean_line, is_emoji, shown_line
from tocsin.kernel.text.contact import email, mask_email, mask_phone, phone
from tocsin.kernel.text.folding import bare, fold
from tocsin.kernel.text.likeness import likeness
from tocsin.kernel.text.matching import find
from tocsin.kernel.text.names import check_login_name, check_person_name, check_title
from tocsin.kernel.text.questions import ASKED_LIMIT, Question, question
from tocsin.kernel.text.readings import readings
from tocsin.kernel.text.refusals import (
    BadCharacter,
    BadEmail,
    BadLoginName,
    BadPhone,
    BadSymbol,
    Empty,
    LookAlike,
    ReservedName,
    TooLong,
    TooShort,
    Unfit,
)
from tocsin.kernel.text.search import (
    code_terms,
    index_terms,
    number_terms,
    phone_terms,
    post_terms,
    query_terms,
    sort_key,
    warm,
    whole_number,
)

__all__ = [
    "ASKED_LIMIT",
    "TERMS_VERSION",
    "BadCharacter",
    "BadEmail",
    "BadLoginName",
    "BadPhone",
    "BadSymbol",
    "Empty",
    "LookAlike",
    "Question",
    "ReservedName",
    "TooLong",
    "TooShort",
    "Unfit",
    "bare",
    "check_login_name",
    "check_no_office",
    "check_no_platform",
    "check_person_name",
    "check_title",
    "clean_body",
    "clean_line",
    "code_terms",
    "email",
    "find",
    "fold",
    "index_terms",
    "is_emoji",
    "likeness",
    "mask_email",
    "mask_phone",
    "number_terms",
    "phone",
    "phone_terms",
    "post_terms",
    "query_terms",
    "question",
    "readings",
    "shown_line",
    "sort_key",
    "spread",
    "text_terms",
    "warm",
    "whole_number",
]
