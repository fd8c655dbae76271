# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""People edit on both sides while syncs run and everything fails: who wins?

A *story* is a list of steps out of a seed: what people do in Odoo and in the cloud,
when somebody presses Sync Now, what goes wrong, and when the power goes.  It is played
against a real server with its job runner and an emulated cloud.  At the end the judge
looks at both sides without the engine's code.

``python -m e2e.convergence --help`` plays many stories, pytest a few.
"""
