const js = require("@eslint/js");
const jsdoc = require("eslint-plugin-jsdoc");
const globals = require("globals");

const odoo = {
    luxon: "readonly",
    odoo: "readonly",
    owl: "readonly",
};

module.exports = [
    {ignores: [".odoo/**", "**/static/lib/**", "**/static/src/lib/**"]},
    js.configs.recommended,
    {
        files: ["**/static/**/*.js"],
        plugins: {jsdoc},
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, ...odoo},
        },
        rules: {
            "array-callback-return": "error",
            complexity: ["error", 15],
            "dot-notation": "error",
            eqeqeq: "error",
            "max-depth": "error",
            "no-alert": "error",
            "no-caller": "error",
            "no-console": "error",
            "no-duplicate-imports": "error",
            "no-else-return": "error",
            "no-eval": "error",
            "no-extend-native": "error",
            "no-implied-eval": "error",
            "no-lonely-if": "error",
            "no-new-wrappers": "error",
            "no-return-assign": "error",
            "no-self-compare": "error",
            "no-shadow": "error",
            "no-throw-literal": "error",
            "no-undef-init": "error",
            "no-unneeded-ternary": "error",
            "no-unused-expressions": "error",
            "no-use-before-define": "error",
            "no-useless-concat": "error",
            "no-useless-rename": "error",
            "no-var": "error",
            "operator-assignment": ["error", "always"],
            "prefer-const": "error",
            radix: "error",
            "spaced-comment": ["error", "always"],
            yoda: "error",
            "jsdoc/check-param-names": "error",
            "jsdoc/check-tag-names": "error",
            "jsdoc/check-types": "error",
        },
    },
    {
        files: ["**/*.cjs"],
        languageOptions: {sourceType: "commonjs", globals: globals.node},
    },
];
