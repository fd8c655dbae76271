# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import human_size


class CloudPlaceFigures(models.AbstractModel):
    """What is where, for whoever is about to leave a place; and a word to type."""

    _name = "cloud.place.figures"
    _description = "What Is Where (abstract)"

    backend_id = fields.Many2one("cloud.backend", "Cloud", required=True, readonly=True)
    place_text = fields.Char("Place", compute="_compute_figures")
    file_count = fields.Integer("Files", compute="_compute_figures")
    kept_count = fields.Integer("In Odoo, Too", compute="_compute_figures")
    kept_size = fields.Char("Size in Odoo", compute="_compute_figures")
    away_count = fields.Integer("Only There", compute="_compute_figures")
    away_size = fields.Char("Size There", compute="_compute_figures")
    failed_count = fields.Integer("With a Problem", compute="_compute_figures")
    confirmation = fields.Char()
    word = fields.Char(compute="_compute_word")

    @api.depends("backend_id")
    def _compute_figures(self):
        self._check_backend()
        for wizard in self:
            backend = wizard.backend_id.sudo()
            kept, away = wizard._kept_domain(), wizard._away_domain()
            failed = wizard._present_domain() & Domain("error", "!=", False)
            wizard.kept_count, wizard.kept_size = wizard._measure(kept)
            wizard.away_count, wizard.away_size = wizard._measure(away)
            wizard.failed_count = wizard._measure(failed)[0]
            wizard.file_count = wizard.kept_count + wizard.away_count
            place = backend.place_id.display_name or self.env._(
                "the folder «%(folder)s» of %(account)s",
                folder=backend.root_folder_name,
                account=backend.account_name or backend.name,
            )
            wizard.place_text = place[:1].upper() + place[1:]

    def _check_backend(self):
        """:raise AccessError: the figures are none of the user's business"""
        self.backend_id.check_access("write")

    def _compute_word(self):
        for wizard in self:
            wizard.word = wizard._word()

    def _word(self):
        """:return: what a person has to type"""
        raise NotImplementedError

    def _check_word(self):
        """:raise UserError: the word was not typed"""
        if (self.confirmation or "").strip() != self.word:
            raise UserError(self.env._("Type %s to confirm.", self.word))

    # What it is about; contents in a place that was left before are not

    def _present_domain(self):
        return Domain(
            [
                ("backend_id", "=", self.backend_id.id),
                ("odoo_id", "!=", False),
                ("status", "!=", "left"),
            ]
        )

    def _away_domain(self):
        """:return: domain over ``cloud.file`` of what has no content in Odoo"""
        return self._present_domain() & (
            Domain("released", "=", True) | Domain("native", "=", True)
        )

    def _kept_domain(self):
        return self._present_domain() & Domain(
            [("released", "=", False), ("native", "=", False)]
        )

    def _measure(self, domain):
        """:return: (number of files, their size for people)"""
        File = self.env["cloud.file"].sudo()
        [(count, size)] = File._read_group(domain, [], ["__count", "size:sum"])
        return count, human_size(size or 0) or self.env._("0 bytes")
