"""The product model for shops without one: first, so that all other tables can point at it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.MARKETING_AI_PRODUCT_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CatalogProduct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marketing_description', models.TextField(blank=True, default='', verbose_name='marketing description')),
                ('marketing_blurb', models.TextField(blank=True, default='', verbose_name='marketing blurb')),
                ('marketing_updated', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='marketing text updated')),
                ('marketing_review_score', models.FloatField(blank=True, db_index=True, editable=False, null=True, verbose_name='review score (−1…1)')),
                ('marketing_review_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='reviews read')),
                ('marketing_aspects', models.JSONField(blank=True, default=list, editable=False, verbose_name='aspects')),
                ('marketing_review_summary', models.TextField(blank=True, default='', editable=False, verbose_name='review summary')),
                ('marketing_review_updated', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='reviews counted')),
                ('sku', models.CharField(blank=True, db_index=True, default='', max_length=64, verbose_name='SKU')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('description', models.TextField(blank=True, default='', verbose_name='description')),
                ('category', models.CharField(blank=True, default='', max_length=200, verbose_name='category')),
                ('facts', models.JSONField(blank=True, default=list, verbose_name='facts')),
                ('price', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='price')),
                ('currency', models.CharField(blank=True, default='', max_length=3, verbose_name='currency')),
                ('stock', models.IntegerField(blank=True, null=True, verbose_name='stock')),
                ('image_url', models.CharField(blank=True, default='', max_length=500, verbose_name='image')),
                ('url', models.CharField(blank=True, default='', max_length=500, verbose_name='page')),
                ('language', models.CharField(blank=True, default='en', max_length=12, verbose_name='language')),
                ('store', models.CharField(db_index=True, default='default', max_length=64, verbose_name='store')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to=settings.MARKETING_AI_PRODUCT_MODEL, verbose_name='variant of')),
            ],
            options={
                'verbose_name': 'product',
                'verbose_name_plural': 'products',
                'ordering': ['pk'],
                'swappable': 'MARKETING_AI_PRODUCT_MODEL',
                'constraints': [models.UniqueConstraint(condition=models.Q(('sku', ''), _negated=True), fields=('store', 'sku'), name='mai_product_sku_once')],
            },
        ),
    ]
