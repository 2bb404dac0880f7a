"""The look: its colours can be read, its parts are dressed, its weight is kept, and its error pages need nothing."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib import admin
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import resolve

from portal.pages import navigation
from portal.views.design import icon_names
from tests.kit.reading import Page, words

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
STYLESHEET = (STATIC / "portal.css").read_text(encoding="utf-8")
ADMIN = (STATIC / "admin" / "site.css").read_text(encoding="utf-8")
SCHEMES = ("light", "dark")
APPS = ("portal", "committee", "services", "budget")
OF_DESIGN = {"size-3", "size-4", "size-5", "size-6", "swatches"}
"""The classes that only the design page has, to show colours and sizes."""

ON_PAPER = [(ink, back) for ink in ("ink", "soft", "deep", "link", "accent", "good") for back in ("paper", "sheet")]
TEXT = [
    *ON_PAPER,
    *[(ink, "tint") for ink in ("ink", "soft", "deep", "link")],
    *[("ink", back) for back in ("info-tint", "accent-tint", "good-tint", "mark")],
    *[("accent", "accent-tint"), ("good", "good-tint"), ("link", "info-tint")],
    *[("paper", back) for back in ("link", "accent", "deep")],
    *[(ink, "band") for ink in ("band-ink", "band-soft", "band-accent")],
    *[(f"step-{step}-ink", f"step-{step}") for step in (1, 2, 3, 4)],
]
LINES = [("edge", "paper"), ("edge", "sheet"), ("edge", "tint"), ("accent", "paper"), ("band-soft", "band")]


def colours(scheme: str) -> dict[str, str]:
    """The tokens that are colours, as the scheme has them."""
    light, _, dark = TOKENS.partition("prefers-color-scheme: dark")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", dark))
    return found


def selectors(stylesheet: str) -> str:
    """What stands before the braces, without comments and strings."""
    bare = re.sub(r'/\*.*?\*/|"[^"]*"', "", stylesheet, flags=re.DOTALL)
    return " ".join(re.findall(r"([^{}]+)\{", bare))


def classes(source: str) -> set[str]:
    """The classes that a template, a script or a module gives to elements; `step-*` where a value ends the name."""
    given = re.findall(r'(?:class=\\?|className: |"class": )"((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"', source, re.DOTALL)
    return set(re.findall(r"[\w*-]+", re.sub(r"\{%.*?%\}", " ", re.sub(r"\{\{.*?\}\}|\{\w+\}", "*", " ".join(given)))))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2), 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def weight(pattern: str) -> int:
    """The bytes of our own static files that match, as they travel."""
    return sum(len(brotli.compress(file.read_bytes())) for file in STATIC.glob(pattern))


def rendered(source: str, **context: object) -> str:
    return Template("{% load portal_tags %}" + source).render(Context(context))


# Colour, weight and discipline


def test_contrast_is_computed_as_the_guidelines_say() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_all_text_stands_out_from_what_it_stands_on(scheme: str) -> None:
    found = colours(scheme)
    faint = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in TEXT}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_lines_that_carry_meaning_stand_out(scheme: str) -> None:
    found = colours(scheme)
    assert {pair for pair in LINES if contrast(found[pair[0]], found[pair[1]]) < 3} == set()


def test_every_colour_has_a_value_for_both_schemes() -> None:
    light, dark = colours("light"), colours("dark")
    assert {name for name in light if light[name] == dark[name]} <= {"band-accent", "band-deep"}


@pytest.mark.parametrize("stylesheet", [STYLESHEET, ADMIN], ids=["portal", "admin"])
def test_only_the_tokens_name_colours(stylesheet: str) -> None:
    assert re.findall(r"#[0-9a-f]{3,8}\b", re.sub(r"@media print \{.*", "", stylesheet, flags=re.DOTALL)) == []


def test_every_token_is_used_and_every_variable_is_set() -> None:
    everything = TOKENS + STYLESHEET + ADMIN
    tokens = set(re.findall(r"--([\w-]+):", TOKENS))
    used = set(re.findall(r"var\(--([\w-]+)", everything))
    assert tokens - used == set()
    assert used - set(re.findall(r"--([\w-]+):", everything)) == set()


def test_every_rule_dresses_something() -> None:
    """The design page only shows what pages use; Django's own admin has classes of its own."""
    base = Path(settings.BASE_DIR)
    ours = [path for path in TEMPLATES if path.name != "design.html"]
    ours += [*STATIC.rglob("*.js"), *(file for app in APPS for file in (base / app).rglob("*.py"))]
    given = set().union(*(classes(path.read_text(encoding="utf-8")) for path in ours))
    endings = re.compile("|".join(name.replace("*", r"[\w-]+") for name in given if re.fullmatch(r"[\w-]+-\*", name)))
    django = [path for path in Path(admin.__file__).parent.rglob("*") if path.suffix in {".html", ".js", ".py"}]
    theirs = {name for path in django for name in re.findall(r"[\w-]+", path.read_text(encoding="utf-8"))}
    known = {"portal": given | OF_DESIGN, "admin": given | theirs}
    unused = {
        name
        for sheet, stylesheet in (("portal", STYLESHEET), ("admin", ADMIN))
        for name in re.findall(r"\.([a-z][\w-]*)", selectors(stylesheet))
        if name not in known[sheet] and not endings.fullmatch(name)
    }
    assert unused == set()


def test_breakpoints_are_the_named_ones() -> None:
    named = set(re.findall(r"^ +(\d+rem)  ", STYLESHEET, re.MULTILINE))
    assert set(re.findall(r"\((?:min-|max-)?width\W+([\d.]+\w+)\)", STYLESHEET + TOKENS)) == named


def test_marked_word_has_the_ink_of_its_mark_everywhere() -> None:
    assert re.search(r"^mark \{[^}]*background: var\(--mark\); color: var\(--ink\);", STYLESHEET, re.MULTILINE)


def test_a_first_visit_stays_light() -> None:
    most = {
        "tokens.css": 1_200,
        "portal.css": 10_000,
        "portal.js": 5_000,
        "news.js": 700,
        "marked.js": 700,
        "offline.js": 1_200,
        "icons.svg": 1_500,
        "admin/site.css": 3_500,
    }
    weights = {name: len(brotli.compress((STATIC / name).read_bytes())) for name in most}
    assert {name: weight for name, weight in weights.items() if weight > most[name]} == {}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_style_or_script_of_its_own(template: Path) -> None:
    inline = r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=\"|javascript:|\|safe\b"
    assert re.findall(inline, template.read_text()) == []


def test_every_icon_that_is_used_is_drawn() -> None:
    used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text())}
    used |= {name for path in STATIC.rglob("*.js") for name in re.findall(r'icon\("([a-z-]+)"\)', path.read_text())}
    assert used <= set(icon_names())


# Dates, amounts and small parts


def test_a_date_is_set_as_a_date() -> None:
    day = dt.date(2026, 9, 16)
    page = rendered("{% date_tile day %}", day=day)
    assert 'datetime="2026-09-16"' in page
    assert " ".join(re.sub(r"<[^>]+>", " ", page).split()) == "onsdag 16. september 2026"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (dt.date(2026, 2, 25), dt.date(2026, 2, 26), "onsdag-torsdag 25.-26. februar 2026"),
        (dt.date(2026, 4, 30), dt.date(2026, 5, 1), "torsdag-fredag 30.-1. april-maj 2026"),
    ],
)
def test_several_days_are_set_as_a_span(first: dt.date, last: dt.date, said: str) -> None:
    page = rendered("{% date_tile first last %}", first=first, last=last)
    assert " ".join(re.sub(r"<[^>]+>", " ", page).split()) == said


def test_dates_times_and_amounts_are_written_in_danish() -> None:
    moment = dt.datetime(2026, 9, 16, 9, 5)
    source = "{{ at|danish_date }} kl. {{ at|danish_time }}, {{ n|danish_number }} mio. kr., {{ share|percent:1 }}"
    said = rendered(source, at=moment, n=Decimal(2872), share=36.84)
    assert said == "onsdag den 16. september 2026 kl. 9.05, 2.872 mio. kr., 36,8\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize("filter_", ["danish_date", "short_date", "day_month", "weekday", "danish_time", "percent"])
def test_missing_value_renders_nothing(filter_: str) -> None:
    assert rendered(f"{{{{ nothing|{filter_} }}}}", nothing=None) == ""


@pytest.mark.parametrize(("value", "width"), [(1086, "37.8%"), (0, "0.0%"), (9999, "100.0%"), (-5, "0.0%")])
def test_a_bar_is_as_long_as_its_share(value: int, width: str) -> None:
    assert f'<rect width="{width}"' in rendered("{% bar value 2872 %}", value=value)


def test_a_slash_is_a_place_to_break_and_the_rest_is_escaped() -> None:
    assert rendered("{{ text|breakable }}", text="Støtte/<b>hjem") == "Støtte/<wbr>&lt;b&gt;hjem"


def test_a_long_word_has_a_place_to_break_where_it_is_put_together() -> None:
    said = rendered("{{ text|breakable }}", text="Regnskabsprognoser i Borgerrepræsentationen, tilsynet og budgettet")
    assert said.replace("\N{SOFT HYPHEN}", "|") == (
        "Regnskabs|prognoser i Borger|repræsentationen, tilsynet og budgettet"
    )


def test_the_way_from_the_front_page_ends_without_a_link() -> None:
    trail = rendered('{% breadcrumbs "Jura" "/jura/" "Serviceloven" %}')
    assert re.findall(r'<a href="([^"]+)">([^<]+)', trail) == [("/", "Forside"), ("/jura/", "Jura")]
    assert '<li aria-current="page">Serviceloven</li>' in trail


# Navigation


@pytest.mark.parametrize("entry", [*navigation.MAIN, *navigation.MORE], ids=lambda entry: entry.label)
def test_every_way_in_leads_somewhere(entry: navigation.NavigationLink) -> None:
    assert resolve(entry.path)


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/guide/", {"Guide": "page"}),
        ("/guide/oekonomi/", {"Guide": "true"}),
        ("/indsatser/loeft/", {"Indsatser": "true"}),
        ("/budget/proces/", {"Budget": "true"}),
        ("/ordbog/", {"Ordbog": "page"}),
        ("/", {}),
    ],
)
def test_the_current_page_is_marked_in_the_navigation(path: str, marked: dict[str, str]) -> None:
    html = Template("{% load portal_tags %}{% main_navigation %}").render(
        Context({"request": RequestFactory().get(path)})
    )
    assert {label: value for value, label in re.findall(r'aria-current="(\w+)">([^<]+)', html)} == marked


# Error pages and the design page


@pytest.mark.django_db
def test_a_page_that_is_not_there_offers_to_search_for_its_words(client: Client) -> None:
    response = client.get("/jura/serviceloven-paragraf-85/findes-ikke/")
    assert response.status_code == 404
    html = response.content.decode()
    assert html.count('id="site-search"') == 1
    assert 'name="q" value="jura serviceloven paragraf 85 findes ikke"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_page_for_status_500_needs_no_database() -> None:
    html = render_to_string("500.html")
    assert re.findall(r'href="(.*\.css)"', html) == ["/static/tokens.css", "/static/portal.css"]
    source = (Path(settings.BASE_DIR) / "templates" / "500.html").read_text()
    assert set(re.findall(r"{% (\w+)", source)) == {"load", "static", "if", "endif", "for", "endfor"}
    assert set(re.findall(r"{{ (\w+) }}", source)) == {"name", "value"}  # what was typed


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html"])
def test_every_error_page_has_one_heading_and_a_way_on(name: str) -> None:
    html = render_to_string(name, {}, RequestFactory().get("/x/"))
    assert len(re.findall("<h1", html)) == 1
    assert '<a href="/guide/">' in html


@pytest.mark.django_db
def test_the_design_page_is_for_staff(client: Client) -> None:
    response = client.get("/om/design/")
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/login/?next=/om/design/")


@pytest.mark.django_db
def test_the_design_page_shows_every_sign_and_every_colour(admin_client: Client) -> None:
    page = Page(admin_client.get("/om/design/"))
    codes = {words(code) for code in page.main.iter("code")}
    shown = {name for name in colours("light") if not re.fullmatch(r"step-\d-ink", name)}
    assert codes >= shown | set(icon_names())
    assert page.headings(1) == ["Designsystem"]
