#!/usr/bin/python3
"""`horqin schema` against the loader: what one refuses, the other refuses too, but where docs say otherwise."""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

import jsonschema
import yaml


class Yaml12(yaml.SafeLoader):
    """Scalars of YAML 1.2 (core schema), as editors read them: 60e6 is a number, yes is a text."""


Yaml12.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789")),
    ("float", r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
     list("-+.0123456789")),
]:  # fmt: skip
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)


def plain(value):
    """Keys as JSON has them: texts."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def read(text):
    return plain(yaml.load(text, Yaml12))


# Wrong by more than one file's shape: orders between parameters, files, tables, codes. Or no YAML at all.
BEYOND = {"bad-cell", "bad-rate", "cycle", "missing-table", "no-table", "programme-years", "short-row", "unknown-county", "year-order"}
NO_YAML = {"binary", "duplicate-key", "not-yaml"}


class Schema(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schemas, cls.validators = {}, {}
        for model in ("poverty", "hh1"):
            done = harness.run("schema", "--model", model)
            assert done.returncode == 0 and not done.stderr, done.stderr
            cls.schemas[model] = json.loads(done.stdout)
            # Looks a reference up once, and not again for every value.
            cls.validators[model] = jsonschema.Draft7Validator(cls.schemas[model])

    def accepts(self, configuration, model="poverty"):
        return self.validators[model].is_valid(configuration)

    def test_is_a_schema(self):
        for schema in self.schemas.values():
            jsonschema.Draft7Validator.check_schema(schema)

    def test_published_configurations(self):
        paths = sorted((harness.ROOT / "configs").glob("*.yml"))
        self.assertTrue(paths)
        for path in paths:
            with self.subTest(path.name):
                self.validators["poverty"].validate(read(path.read_text(encoding="utf-8")))
        self.validators["hh1"].validate(read(harness.HH1.read_text(encoding="utf-8")))

    def test_written_out_configurations(self):
        """Every key, as the program writes them."""
        for config, model in ((harness.KEZUO, "poverty"), (harness.HH1, "hh1")):
            out = harness.simulate(self.folder / model, {"run.last_year": "2002"}, config)
            self.validators[model].validate(read(out.text("resolved.yml")))

    def test_bad_configurations(self):
        names = {path.stem for path in (harness.DATA / "bad").glob("*.expected")}
        self.assertLessEqual(BEYOND | NO_YAML, names)
        refused = set()
        for name in names - NO_YAML:
            configuration = read((harness.DATA / "bad" / f"{name}.yml").read_text(encoding="utf-8"))
            model = "hh1" if "model: hh1" in (harness.DATA / "bad" / f"{name}.yml").read_text() else "poverty"
            if not self.accepts(configuration, model):
                refused.add(name)
        self.assertEqual(refused, names - NO_YAML - BEYOND)
        self.assertLessEqual({"unknown-key", "unknown-group", "wrong-type", "out-of-range", "varies-by-year"}, refused)

    def verdicts(self, key, text):
        """What schema and loader say of a value."""
        group, name = key.split(".")
        ours = self.accepts(read(f"{group}: {{{name}: {text}}}"))
        done = harness.run("check", harness.KEZUO, "--set", f"{key}={text}")
        self.assertIn(done.returncode, (0, 2), done.stderr)
        return ours, done.returncode == 0

    def test_agrees_with_the_loader(self):
        values = {
            "planting.survival": ["0", "1", "0.5", "1e-3", "1.0001", "-0.1", "many", "true", "~", "[1]", "{}", "{a: 1}",
                "{default: 0.5}", "{year: {2002: 0.5, 2010: 1}}", "{year: {1899: 0.5}}", "{year: {2201: 0.5}}",
                "{year: {2200: 0.5}}", "{year: {2002: 2}}", "{class: {pastoral: 0.5}}", "{class: {pastural: 0.5}}",
                "{class: {pastoral: {year: {2003: 0.4}, default: 1}}}", "{class: {pastoral: {class: {farming: 1}}}}",
                "{county: {150522: 0.5}}", "{county: {150522: {year: {2003: 7}}}}", "{county: {here: 0.5}}", "{years: {2002: 1}}",
                "{default: {year: {2002: 1}}}"],
            "grazing.most_mu": ["1", "10000", "3e3", "1.5", "0", "10001", "2.0", "yes"],
            "calendar.cpi": ["1", "{year: {2002: 1.5}}", "{class: {pastoral: 1}}", "{county: {150522: 1}}", "0.001"],
            "planting.cost": ["419", "1", "0.5", "12.345", "1e6", "1e7", "{year: {2010: 0}}"],
            "training.enabled": ["true", "false", "yes", "no", "on", "off", "1", "maybe", "{class: {pastoral: on}}",
                "{year: {2003: true}}", "{class: {pastoral: 3}}"],
            "weather.memory": ["0", "1", "2", "{year: {2002: 1}}", "{default: 1}"],
            "output.checkpoint_every": ["0", "1000", "1001", "-1", "0.5"],
            "run.seed": ["0", "9000000000000000000", "-1", "1e3"],
            "run.name": ["kezuo", "12", "true", "~", "[a]", "{a: b}"],
            "run.model": ["poverty", "povert"],
            "region.counties": ["all", "150522", "[150522, 150523]", "'150522,150523'", "['150522,150523']", "[[150522]]", "{a: 1}"],
        }  # fmt: skip
        both = {True: 0, False: 0}
        for key, texts in values.items():
            for text in texts:
                with self.subTest(key, text=text):
                    schema, loader = self.verdicts(key, text)
                    self.assertEqual(schema, loader)
                    both[loader] += 1
        self.assertGreater(min(both.values()), 30, "both verdicts are tried")

    def test_where_they_differ(self):
        """docs/configuration-schema.md: the loader takes these, or refuses them, and the schema does not."""
        for key, text, loader in [
            ("planting.survival", "'0.5'", True),
            ("planting.budget", "1_000_000", True),
            ("planting.survival", ".5", False),
            ("grazing.most_mu", "0x10", False),
            ("grazing.most_mu", "010", False),
            ("planting.survival", ".nan", False),
            ("training.enabled", "True", False),
        ]:
            with self.subTest(key, text=text):
                self.assertEqual(self.verdicts(key, text), (not loader, loader))

    def test_edges_of_all_ranges(self):
        """The edges of every parameter are accepted, and what lies beyond is not."""
        rows = json.loads(harness.run("list", "parameters", "--json").stdout)["parameters"]
        ranged = [row for row in rows if row["low"] is not None]
        self.assertGreater(len(ranged), 100)
        for row in ranged:
            group, name = row["key"].split(".")
            for value in (row["low"], row["high"]):
                self.assertTrue(self.accepts({group: {name: value}}), (row["key"], value))
            span = max(1, abs(row["low"]), abs(row["high"]))
            for value in (row["low"] - span, row["high"] + span):
                self.assertFalse(self.accepts({group: {name: value}}), (row["key"], value))

    def test_defaults_are_valid(self):
        for model, schema in self.schemas.items():
            groups = {}
            for group, properties in schema["properties"].items():
                for name, row in properties.get("properties", {}).items():
                    if (group, name) != ("run", "model"):
                        groups.setdefault(group, {})[name] = row["default"]
                        self.assertIn("Source: ", row["description"])
            self.assertTrue(self.accepts(groups, model))


if __name__ == "__main__":
    harness.main()
