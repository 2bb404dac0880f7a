"""Models whose texts are clean, whichever way they come in."""

from __future__ import annotations

from typing import Any

from django.db import models

from portal.text.cleaning import clean_line, clean_text


class CleanTextModel(models.Model):
    """A model whose texts are clean before anything is checked, and when they are saved."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.clean_texts()
        super().save(*args, **kwargs)

    def clean_fields(self, exclude: Any = None) -> None:
        """Django's, of clean texts."""
        self.clean_texts()
        super().clean_fields(exclude)

    def clean_texts(self) -> None:
        """Clean every text field; those that hold one line stay on one."""
        for field in self._meta.concrete_fields:
            if isinstance(text := self.__dict__.get(field.attname), str) and isinstance(
                field, models.CharField | models.TextField
            ):
                setattr(
                    self, field.attname, clean_text(text) if isinstance(field, models.TextField) else clean_line(text)
                )
