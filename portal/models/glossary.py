"""The glossary."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from portal.content.records import ContentRecord
from portal.search.index.document import Document
from portal.text import markdown


class Term(ContentRecord):
    """A word of the field, explained once; its aliases are synonyms in the search."""

    name = models.CharField("ord", max_length=100, unique=True)
    slug = models.SlugField("anker", max_length=80, unique=True)
    aliases = models.CharField(
        "andre ord for det samme",
        max_length=300,
        blank=True,
        help_text="Adskilt af komma. Fx: ønskeforslag. De virker også i søgningen.",
    )
    definition = models.CharField("kort forklaring", max_length=300, help_text="Én sætning, som vises hvor ordet står.")
    body = models.TextField("mere", blank=True)
    section = models.ForeignKey(
        "portal.Section",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="terms",
        verbose_name="læs mere i afsnittet",
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "ord i ordbogen"
        verbose_name_plural = "ordbog"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('portal:glossary')}#{self.slug}"

    @property
    def alias_list(self) -> list[str]:
        return [alias.strip() for alias in self.aliases.split(",") if alias.strip()]

    @property
    def other_names(self) -> list[str]:
        """The aliases that are words of their own, not forms of the name: these it tells nobody."""
        return [alias for alias in self.alias_list if alias[:5].lower() != self.name[:5].lower()]

    def search_document(self) -> Document:
        return Document(
            area="ordbog",
            title=self.name,
            address=self.get_absolute_url(),
            group="Ordbog",
            terms=self.search_words,
            synonyms=tuple(self.alias_list),
            body=f"{self.definition} {markdown.to_words(self.body)}",
        )
