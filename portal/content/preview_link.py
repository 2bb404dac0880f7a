"""A link that shows a draft as readers will see it, to whoever has been sent it."""

from __future__ import annotations

import datetime as dt

from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils.crypto import get_random_string

from portal.content import history
from portal.content.records import ContentRecord

VALID_FOR = dt.timedelta(days=14)
SALT = "portal.content.preview_link"


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    """Questions about the links."""

    def of(self, record: ContentRecord, now: dt.datetime) -> PreviewLink | None:
        """The link to the record that is valid, if any."""
        kind = ContentType.objects.get_for_model(type(record))
        return self.filter(content_type=kind, object_id=record.pk, made_at__gt=now - VALID_FOR).first()

    def that_opens(self, token: str, now: dt.datetime) -> PreviewLink | None:
        """The valid link with this token; None where it is changed, withdrawn or too old."""
        try:
            key = Signer(salt=SALT).unsign(token)
        except BadSignature:
            return None
        return self.filter(key=key, made_at__gt=now - VALID_FOR).first()

    def make(self, record: ContentRecord, now: dt.datetime) -> PreviewLink:
        """A new link to the record, valid from now on; one before it opens nothing any more."""
        kind = ContentType.objects.get_for_model(type(record))
        self.filter(models.Q(content_type=kind, object_id=record.pk) | models.Q(made_at__lte=now - VALID_FOR)).delete()
        return self.create(content_type=kind, object_id=record.pk, key=get_random_string(22), made_at=now)


class PreviewLink(models.Model):
    """A link to a draft, or to a public record with its waiting wording."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    key = models.CharField(max_length=22, unique=True)
    made_at = models.DateTimeField()

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "link til gennemsyn"
        verbose_name_plural = "links til gennemsyn"

    def __str__(self) -> str:
        return f"Link til gennemsyn: {self.record}"

    @property
    def record(self) -> ContentRecord | None:
        """The record as it is now; None where it has been deleted."""
        found: ContentRecord | None = history.model_of(self)._base_manager.filter(pk=self.object_id).first()
        return found

    @property
    def token(self) -> str:
        return Signer(salt=SALT).sign(self.key)

    @property
    def valid_until(self) -> dt.datetime:
        return self.made_at + VALID_FOR
