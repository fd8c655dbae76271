# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The Microsoft half: Entra ID sign-in and the files part of Graph v1.0."""
