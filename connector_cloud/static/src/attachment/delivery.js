/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";

/**
 * Ask for the first byte of a content.
 *
 * @param {string} source address of the content
 * @returns {Promise<string>} why it is not delivered; empty when it is
 */
export async function deliveryProblem(source) {
    let response = null;
    try {
        response = await browser.fetch(source, {headers: {Range: "bytes=0-0"}});
    } catch {
        // Another site's file, or Odoo is away; the viewer's own words have to do.
        return "";
    }
    // An empty file has no first byte.
    if (response.ok || response.status === 416) {
        await response.body?.cancel();
        return "";
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return (
        page.querySelector("[role=alert]")?.textContent ||
        _t("This file cannot be shown.")
    );
}
