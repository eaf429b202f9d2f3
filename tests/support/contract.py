"""Validates answers against api/openapi.yaml."""

from __future__ import annotations

import warnings

import jsonschema
import yaml

from support.holdfast import ROOT, Answer

METHODS = ("get", "post", "put", "patch", "delete")


class Contract:
    def __init__(self):
        self.document = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())
        self.operations = {}
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    operation = item[method]
                    self.operations[operation["operationId"]] = (method.upper(), path, operation)
        self.called: set[str] = set()

    def check(self, operation_id: str, answer: Answer) -> Answer:
        """Fails unless the contract has this status and media type and the body fits its schema."""
        _, path, operation = self.operations[operation_id]
        self.called.add(operation_id)
        responses = operation["responses"]
        described = responses.get(str(answer.status), responses["default"])
        described = self._resolve(described)
        content = described.get("content", {})
        if not content:
            assert answer.body == b"", f"{operation_id} {answer.status}: a body where the contract has none"
            return answer
        assert answer.media_type in content, (
            f"{operation_id} {answer.status}: {answer.media_type!r} instead of {sorted(content)}: {answer.body[:300]!r}")
        schema = content[answer.media_type].get("schema", {})
        if answer.media_type.endswith("json"):
            self.validate(answer.json, schema, f"{operation_id} {answer.status}")
        return answer

    def validate(self, value, schema: dict, where: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            resolver = jsonschema.RefResolver("", self.document)
            validator = jsonschema.Draft202012Validator(schema, resolver=resolver)
            problems = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
                        for error in validator.iter_errors(value)]
        assert not problems, f"{where}: " + "; ".join(problems[:5])

    def _resolve(self, described: dict) -> dict:
        if "$ref" not in described:
            return described
        found = self.document
        for step in described["$ref"][2:].split("/"):
            found = found[step]
        return found
