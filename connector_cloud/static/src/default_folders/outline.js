/* Copyright 2026 Cloud Connector Contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
/**
 * A tree of folder names as text: one folder a line, indented by how deep it lies.
 * The server reads it by the same rules (cloud_sync_rule_folders.py).
 */

const INDENT = "    ";

let lastId = 0;

export function newNode(name) {
    return {id: ++lastId, name, children: []};
}

export function parseOutline(text) {
    const root = newNode("");
    const open = [{depth: -1, node: root}];
    for (const line of text.replaceAll("\t", INDENT).split("\n")) {
        const name = line.trim();
        if (!name) {
            continue;
        }
        const depth = line.length - line.trimStart().length;
        while (open.at(-1).depth >= depth) {
            open.pop();
        }
        const node = newNode(name);
        open.at(-1).node.children.push(node);
        open.push({depth, node});
    }
    return root;
}

export function serializeOutline(root, indent = "") {
    return root.children
        .flatMap((node) => [
            indent + node.name.trim(),
            ...(node.children.length ? [serializeOutline(node, indent + INDENT)] : []),
        ])
        .join("\n");
}

/** The folder that holds `node`, or undefined. */
export function parentOf(root, node) {
    if (root.children.includes(node)) {
        return root;
    }
    for (const child of root.children) {
        const found = parentOf(child, node);
        if (found) {
            return found;
        }
    }
}

export function findNode(root, id) {
    if (root.id === id) {
        return root;
    }
    for (const child of root.children) {
        const found = findNode(child, id);
        if (found) {
            return found;
        }
    }
}

export function freeName(parent, name) {
    const taken = new Set(parent.children.map((node) => node.name.toLowerCase()));
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number++) {
        free = `${name} ${number}`;
    }
    return free;
}
