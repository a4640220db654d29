"""The register's form as a page to read off and to print; it loads nothing from anywhere."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.contracts.filing_schemas import FilingRead

MEDIA_TYPE = "text/html; charset=utf-8"
# The page is text and style alone: no script runs in it, whatever a title says.
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(filing: FilingRead) -> str:
    """The whole page."""
    titles = [
        field.value for section in filing.form.sections for field in section.fields if field.key == "title"
    ]
    return _PAGES.get_template("filing.html").render(filing=filing, title=titles[0] if titles else "")
