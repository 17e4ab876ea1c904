"""A shop unlike the demo: UUID keys, facts as rows, no field for our texts, no stores."""

import uuid

from django.db import models


class Brand(models.Model):
    name = models.CharField(max_length=40, unique=True)


class Item(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField(max_length=200)
    code = models.CharField(max_length=40, unique=True)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, related_name="items")
    page = models.TextField(blank=True, default="")
    main = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="sizes")

    def locale(self) -> str:
        return "de"


class Value(models.Model):
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="values")
    name = models.CharField(max_length=80)
    amount = models.CharField(max_length=200)
    measure = models.CharField(max_length=20, blank=True, default="")
