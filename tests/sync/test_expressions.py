# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Name expressions: what users write, and what nobody may."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.expressions import (
    LENGTH,
    NameExpression,
    NameExpressionError,
    as_text,
    record_name,
)

ABIGAIL = SimpleNamespace(
    name="Abigail Petersen",
    phone=False,
    mobile="+356745",
    email=None,
    amount_total=28700.0,
    message_attachment_count=12,
    invoice_date=date(2021, 7, 12),
    create_date=datetime(2021, 7, 12, 9, 30, 15, 123),
    is_company=True,
    partner_id=SimpleNamespace(name="Azure Interior", parent_id=None),
    tags=("vip", "eu"),
    state="draft",
)


def render(source):
    return NameExpression(source).render(ABIGAIL, getattr)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Files of ${object.name}, synced", "Files of Abigail Petersen, synced"),
        ('${object.mobile and object.mobile or "no mobile phone"}', "+356745"),
        ('${object.phone and object.phone or "no phone"}', "no phone"),
        (
            '${object.name} ${object.phone and object.phone or "no phone"}, '
            "${object.mobile or 'no mobile'}",
            "Abigail Petersen no phone, +356745",
        ),
        ("${object.name}, ${object.phone and object.phone}", "Abigail Petersen, False"),
        ("${object.name}, ${object.state}", "Abigail Petersen, draft"),
        ("Total ${object.amount_total}", "Total 28700.0"),
        ("${object.invoice_date}", "2021-07-12"),
        ("${object.create_date}", "2021-07-12 09:30:15"),
        ("${object.message_attachment_count}", "12"),
        ("${object.email}", "False"),
        ("${object.is_company}", "True"),
        ("${object.partner_id.name}", "Azure Interior"),
        ("${ object.name }", "Abigail Petersen"),
        ("${object.name}${object.state}", "Abigail Petersendraft"),
        ("no field at all", "no field at all"),
        ("", ""),
        ("5 $ for {all}", "5 $ for {all}"),
        ("${object.phone or '}'}", "}"),
        ('${object.phone or "{\\"}"}', '{"}'),
        ("${'company' if object.is_company else 'person'}", "company"),
        ("${'a' if object.phone else 'b'}", "b"),
        ("${not object.phone}", "True"),
        ("${object.amount_total > 5000 and 'big' or 'small'}", "big"),
        ("${object.amount_total >= 28700.0}", "True"),
        ("${object.amount_total < 5000}", "False"),
        ("${object.amount_total <= 5000}", "False"),
        ("${1 < object.message_attachment_count < 12}", "False"),
        ("${1 < object.message_attachment_count < 13}", "True"),
        ("${object.state == 'draft'}", "True"),
        ("${object.state != 'draft'}", "False"),
        ("${'vip' in object.tags}", "True"),
        ("${'vip' not in object.tags}", "False"),
        ("${object.phone == False or None}", "True"),
        ("${object.name and object.phone and object.nothing}", "False"),
        ("${object.phone or object.name or object.nothing}", "Abigail Petersen"),
    ],
)
def test_render(source, expected):
    assert render(source) == expected


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("${object.name", "not closed"),
        ("${object.name} ${", "not closed"),
        ("${}", "not an expression"),
        ("${object.}", "not an expression"),
        ("${object.name and}", "not an expression"),
        ("${\x00}", "not an expression"),
        ("${" + "(" * 500 + ")" * 500 + "}", "not an expression"),
        ("${env}", "only 'object'"),
        ("${object.name.upper()}", "only fields"),
        ("${object.__class__}", "not a field"),
        ("${object._cr}", "not a field"),
        ("${object.partner_id._name}", "not a field"),
        ("${'a'.join}", "from object only"),
        ("${object['name']}", "only fields"),
        ("${[object.name]}", "only fields"),
        ("${object.name + 'a'}", "only fields"),
        ("${object.name % 1}", "only fields"),
        ("${-object.amount_total}", "only fields"),
        ("${object.phone is None}", "only fields"),
        ("${lambda: 1}", "only fields"),
        ("${f'{object}'}", "only fields"),
        ("${b'a'}", "only fields"),
        ("${1j}", "only fields"),
        ("${...}", "only fields"),
        ("${not exit}", "only 'object'"),
        ("${object.name or exit}", "only 'object'"),
        ("${exit if object.name else 1}", "only 'object'"),
        ("${1 if exit else 1}", "only 'object'"),
        ("${1 if 1 else exit}", "only 'object'"),
        ("${1 < exit}", "only 'object'"),
        ("${exit < 1}", "only 'object'"),
        ("${exit.name}", "only 'object'"),
        ("${import os}", "not an expression"),
        ("${(object := 1)}", "only fields"),
        ("x" * (LENGTH + 1), "longer than"),
    ],
)
def test_refused_when_compiled(source, message):
    with pytest.raises(NameExpressionError, match=message):
        NameExpression(source)


@pytest.mark.parametrize(
    "deep",
    [
        "not " * 490 + "object.name",
        "(not " * 190 + "object.name" + ")" * 190,
        "object" + ".name" * 390,
        "1 if object.name else " * 80 + "2",
        "object.name and (1 or " * 60 + "1" + ")" * 60,
    ],
)
def test_what_is_too_deep_is_refused_with_a_sentence(deep):
    with pytest.raises(NameExpressionError, match="simpler"):
        NameExpression(f"${{{deep}}}")


def test_what_people_write_is_not_too_deep():
    assert render("${" + "not " * 40 + "object.name}") == "True"


def test_unknown_field():
    with pytest.raises(NameExpressionError, match="'shoe_size' is not a field"):
        render("${object.shoe_size}")
    with pytest.raises(NameExpressionError, match="'name' is not a field"):
        NameExpression("${object.name}").render({}, lambda obj, name: obj[name])


@pytest.mark.parametrize("source", ["${object.name < 1}", "${1 in object.is_company}"])
def test_what_cannot_be_compared(source):
    with pytest.raises(NameExpressionError, match="cannot be compared"):
        render(source)


def test_fields_are_read_by_the_caller_alone():
    asked = []

    def resolve(obj, name):
        asked.append((obj, name))
        return f"{obj}/{name}"

    expression = NameExpression("${object.partner_id.name}")
    assert expression.render("order", resolve) == "order/partner_id/name"
    assert asked == [("order", "partner_id"), ("order/partner_id", "name")]
    assert expression.source == "${object.partner_id.name}"


def test_paths():
    source = "${object.name} ${object.partner_id.name or not object.phone} text"
    assert NameExpression(source).paths() == {
        ("name",),
        ("partner_id",),
        ("partner_id", "name"),
        ("phone",),
    }
    assert NameExpression("text").paths() == set()


def test_text_by_the_caller():
    def text(value):
        return getattr(value, "name", None) or as_text(value)

    expression = NameExpression("${object.partner_id}, ${object.amount_total}")
    assert expression.render(ABIGAIL, getattr, text) == "Azure Interior, 28700.0"
    name = record_name(expression, ABIGAIL, getattr, "S1", text)
    assert name == "Azure Interior, 28700.0"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (NameExpression("  ${object.name} "), "Abigail Petersen"),
        ("${object.name}", "Abigail Petersen"),
        ("", "S00042"),
        (None, "S00042"),
        (False, "S00042"),
        ("${object.name and", "S00042"),
        ("${object.shoe_size}", "S00042"),
        ("  ${object.phone or ' '} ", "S00042"),
    ],
)
def test_record_name(expression, expected):
    assert record_name(expression, ABIGAIL, getattr, "S00042") == expected


def test_other_errors_are_not_hidden():
    def resolve(obj, name):
        raise PermissionError

    with pytest.raises(PermissionError):
        record_name("${object.name}", ABIGAIL, resolve, "S00042")


SNIPPETS = st.sampled_from(
    ["${", "}", "object", ".name", ".phone", " and ", " or ", "not ", "(", ")", '"']
    + ["'", "x", " if ", " else ", "==", "<", " in ", "1", "__class__", "exit", "\\"]
)


@given(st.lists(SNIPPETS | st.text(max_size=3), max_size=15).map("".join))
def test_any_text_renders_or_is_refused(source):
    try:
        rendered = render(source)
    except NameExpressionError as error:
        assert str(error)
    else:
        assert isinstance(rendered, str)


@given(st.text().filter(lambda text: "${" not in text and len(text) < LENGTH))
def test_text_outside_of_braces_is_left_alone(text):
    assert render(text) == text
