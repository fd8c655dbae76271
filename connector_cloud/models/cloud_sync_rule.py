# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .cloud_sync_rule_order import ORDER_FIELDS

# Attachments of these models belong to Odoo's own machinery, not to documents.
TECHNICAL_MODELS = (
    "base.",
    "bus.",
    "cloud.",
    "digest.",
    "documents.",
    "iap.",
    "ir.",
    "mail.",
    "queue.",
    "report.",
    "web_",
)
# The connector for the Documents app keeps its folders under this name.
RESERVED_NAME = "Odoo Docs"

# What decides which folder a record has, and how that folder is called.
DECISIVE_FIELDS = {
    "active",
    "backend_id",
    "copied_field_ids",
    "copy_kept",
    "domain",
    "model_id",
    "name",
    "name_expression",
    "sequence",
}


class CloudSyncRule(models.Model):
    """A model to sync: which documents get a folder, where, and under which name.

    Rules of one model are tried in their order; the first one that matches a record
    owns it, of whatever backend it is.
    """

    _name = "cloud.sync.rule"
    _inherit = [
        "cloud.sync.rule.rights",
        "cloud.sync.rule.order",
        "cloud.sync.rule.matching",
        "cloud.sync.rule.naming",
        "cloud.sync.rule.folders",
        "cloud.sync.rule.copy",
        "cloud.sync.rule.move",
        "cloud.engine.fields",
    ]
    _description = "Model to Sync"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(
        "Folder Name",
        required=True,
        help="Name of the cloud folder that holds the folders of these documents",
    )
    sequence = fields.Integer(
        default=10,
        help="A document that matches several lines is synced by the highest one",
    )
    active = fields.Boolean(default=True)
    backend_id = fields.Many2one(
        "cloud.backend",
        "Cloud",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_backend(),
        check_company=True,
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, index="btree_not_null"
    )
    model_id = fields.Many2one(
        "ir.model",
        "Document Type",
        required=True,
        ondelete="cascade",
        domain=lambda self: self._model_domain(),
        help="Each document of this type gets a folder of its own",
    )
    model_name = fields.Char(related="model_id.model", store=True, index=True)
    period_ids = fields.One2many(
        "cloud.sync.period", "rule_id", string="Periods", copy=True
    )
    deletion_policy = fields.Selection(
        [
            ("bin", "Put its folder into the cloud's bin"),
            ("keep", "Keep its folder in the cloud"),
        ],
        string="When a Document Is Deleted",
        default="bin",
        required=True,
    )

    _name_uniq = models.UniqueIndex(
        "(backend_id, lower(name)) WHERE active",
        "Another model to sync of this cloud already uses this folder name. "
        "Choose a different one.",
    )

    @api.model
    def _default_backend(self):
        """:return: the only backend there is; who has several must choose"""
        backends = self.env["cloud.backend"].search([], limit=2)
        return backends if len(backends) == 1 else backends.browse()

    @api.model
    def _model_domain(self):
        """:return: domain over ``ir.model`` of the types that can be chosen"""
        return [
            ("transient", "=", False),
            ("abstract", "=", False),
            *(("model", "not =like", f"{start}%") for start in TECHNICAL_MODELS),
        ]

    @api.constrains("name")
    def _check_name(self):
        for rule in self:
            if not rule.name.strip():
                raise ValidationError(self.env._("Give the folder a name."))
            if rule.name.strip().casefold() == RESERVED_NAME.casefold():
                raise ValidationError(
                    self.env._(
                        "The folder name %s belongs to the Documents app. "
                        "Choose a different one.",
                        RESERVED_NAME,
                    )
                )

    @api.constrains("model_id")
    def _check_model(self):
        for rule in self:
            if not self._is_syncable(rule.model_name):
                raise ValidationError(
                    self.env._(
                        "%s cannot be synced: it holds no documents that people "
                        "attach files to. Choose another document type.",
                        rule.model_id.name,
                    )
                )

    @api.model
    def _is_syncable(self, model_name):
        """:return: whether people may attach files to records of this model"""
        model = self.env.get(model_name)
        return (
            model is not None
            and not model._abstract
            and not model._transient
            and model._auto
            and not model_name.startswith(TECHNICAL_MODELS)
        )

    @api.onchange("model_id")
    def _onchange_model_id(self):
        """Filters, periods and copies speak of the fields of one model only."""
        if self.model_name != self._origin.model_name:
            self.domain = "[]"
            self.period_ids = False
            self.copied_field_ids = False
        if self.model_id and not self.name:
            self.name = self.model_id.name

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._check_author()
        rules._recheck(rules.mapped("model_name"))
        for rule in rules:
            rule._check_order(self.browse())
        return rules

    def write(self, vals):
        decisive = not DECISIVE_FIELDS.isdisjoint(vals)
        models_before = self.mapped("model_name") if decisive else []
        ordered = self.browse() if ORDER_FIELDS.isdisjoint(vals) else self
        below = {rule: rule._foreign_rules_below() for rule in ordered}
        moving = self if "backend_id" in vals else self.browse()
        left = {rule: rule.backend_id for rule in moving}
        result = super().write(vals)
        if decisive:
            self._check_author()
            self._recheck({*models_before, *self.mapped("model_name")})
        for rule, foreign in below.items():
            rule._check_order(foreign)
        for rule, backend in left.items():
            if rule.backend_id != backend:
                rule._start_move()
        return result

    def unlink(self):
        """Everything in the cloud stays; another rule may take over the documents."""
        models_left = self.mapped("model_name")
        result = super().unlink()
        self.browse()._recheck(models_left)
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "name" not in (default or {}):
            for rule, vals in zip(self, vals_list, strict=True):
                if vals.get("backend_id") == rule.backend_id.id:
                    vals["name"] = self.env._("%s (copy)", rule.name)
        return vals_list

    def _named_fields(self):
        """Walk all fields that the rule names, and those on the way to them.

        :return: iterator over (model name, field)
        :raise ValueError: there is no such field
        """
        yield from self._domain_fields(self.model_name, self._literal_domain())
        yield from self.period_ids._named_fields()
        yield from self._expression_fields(self._expression()[0])
        yield from self._copied_fields()

    def _recheck(self, model_names):
        """Look again at the folders of these models, and begin at once.

        :param model_names: names of the models whose rules changed
        """
        Folder = self.env["cloud.folder"]
        Folder.flush_model(["checked_at", "res_model", "rule_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE cloud_folder
                   SET checked_at = NULL
                 WHERE checked_at IS NOT NULL
                   AND (res_model = ANY(%s) OR rule_id = ANY(%s))
                """,
                list(model_names),
                self.ids,
            )
        )
        Folder.invalidate_model(["checked_at"])
        # The listeners ask a cache which models concern the cloud at all.
        self.env.registry.clear_cache()
        self._forget_held_moves(model_names)
        backends = self.env["cloud.backend"]._backends_by_model()
        ids = set().union(*(backends.get(name, ()) for name in model_names))
        self.env["cloud.backend"].browse(ids)._sync_soon()

    @api.model
    def _forget_held_moves(self, model_names):
        """Folders that a person left where they are may be meant to move now."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cloud_folder f SET hold_id = NULL, approved = NULL
                FROM cloud_hold h
                WHERE h.id = f.hold_id AND h.reason = 'many_moves'
                  AND f.res_model = ANY(%s)
                """,
                list(model_names),
            )
        )
        self.env["cloud.folder"].invalidate_model(["hold_id", "approved"])
        waiting = (
            self.env["cloud.hold"]
            .sudo()
            .search([("reason", "=", "many_moves"), ("state", "=", "waiting")])
        )
        waiting._settle_empty()

    def _sync_env(self):
        """:return: the one environment in which this rule is evaluated, whoever asks

        Time zone, language and company come from the backend's company, or else from
        the rule's author: a folder must not change with the user who started a job.
        Nothing else of the caller's context has a say.
        """
        rule = self.sudo()
        author = rule._origin.create_uid or self.env.user
        company = rule.backend_id.company_id or author.company_id
        partner = company.partner_id
        return self.env(
            user=SUPERUSER_ID,
            su=True,
            context={
                "lang": partner.lang or author.lang,
                "tz": partner.tz or author.tz or "UTC",
                "allowed_company_ids": company.ids,
            },
        )

    def _today(self):
        """:return: today's date where this rule lives; periods are relative to it"""
        return fields.Date.context_today(self.with_env(self._sync_env()))

    def _week_start(self):
        """:return: the first day of the week where this rule lives, 0 is Monday"""
        env = self._sync_env()
        code = env.context["lang"] or "en_US"
        return int(env["res.lang"]._get_data(code=code).week_start or 1) - 1
