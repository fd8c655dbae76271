/** @type {import('prettier').Config} */
const config = {
    // Resolved here, because a plugin's bare name is looked up beside prettier itself.
    plugins: [require.resolve("@prettier/plugin-xml")],
    bracketSpacing: false,
    printWidth: 88,
    proseWrap: "always",
    semi: true,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
};

module.exports = config;
