#!/usr/bin/env python3
"""Bundles api/common.yaml and each module's api.yaml into api/openapi.yaml; --check only compares.

Refuses what api/README.md does not allow: a name defined twice, a reference to nothing, an operation
without operationId, x-permission or a default answer.
"""

import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
METHODS = ("get", "post", "put", "patch", "delete")


class Dumper(yaml.SafeDumper):
    """Writes without aliases, strings of several lines as blocks."""

    def ignore_aliases(self, data):
        return True


def represent_text(dumper, text):
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, represent_text)


def merge(into: dict, more: dict, where: str) -> None:
    for name, value in more.items():
        if name in into:
            sys.exit(f"{where}: {name} is defined twice")
        into[name] = value


def check(contract: dict) -> None:
    text = yaml.dump(contract)
    for reference in set(re.findall(r"#/components/(\w+)/(\w+)", text)):
        group, name = reference
        if name not in contract["components"].get(group, {}):
            sys.exit(f"reference to nothing: #/components/{group}/{name}")
    seen: set[str] = set()
    for path, item in contract["paths"].items():
        for method in METHODS:
            operation = item.get(method)
            if operation is None:
                continue
            for member in ("operationId", "x-permission", "responses"):
                if member not in operation:
                    sys.exit(f"{method} {path}: {member} is missing")
            if "default" not in operation["responses"]:
                sys.exit(f"{method} {path}: responses.default is missing")
            if operation["operationId"] in seen:
                sys.exit(f"operationId {operation['operationId']} is used twice")
            seen.add(operation["operationId"])


def main() -> int:
    contract = yaml.safe_load((ROOT / "api/common.yaml").read_text())
    for fragment in sorted((ROOT / "src").rglob("api.yaml")):
        content = yaml.safe_load(fragment.read_text()) or {}
        where = str(fragment.relative_to(ROOT))
        contract["tags"] += content.get("tags", [])
        merge(contract["paths"], content.get("paths") or {}, where)
        for group, members in (content.get("components") or {}).items():
            merge(contract["components"].setdefault(group, {}), members, where)
    contract["paths"] = dict(sorted(contract["paths"].items()))
    check(contract)
    text = "# Bundled by tools/bundle_api.py. Edit common.yaml or a module's api.yaml.\n"
    text += yaml.dump(contract, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)
    target = ROOT / "api/openapi.yaml"
    if "--check" in sys.argv[1:]:
        if not target.exists() or target.read_text() != text:
            print("api/openapi.yaml is stale: run tools/bundle_api.py")
            return 1
        return 0
    target.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
