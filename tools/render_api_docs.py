#!/usr/bin/env python3
"""Writes the contract's page: render_api_docs.py DIRECTORY makes openapi.yaml, docs.html and docs.css there."""

import html
import pathlib
import re
import shutil
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
METHODS = ("get", "post", "put", "patch", "delete")


def text(value: str) -> str:
    """Escapes, then `code` and paragraphs."""
    escaped = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(value.strip()))
    return "".join(f"<p>{paragraph}</p>" for paragraph in re.split(r"\n\s*\n", escaped))


def type_of(schema: dict) -> str:
    """One line that says what a value is, with links to named schemas."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f'<a href="#schema-{name}">{name}</a>'
    if "oneOf" in schema:
        return " or ".join(type_of(choice) for choice in schema["oneOf"])
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        kind = " or ".join(kind)
    if kind == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    if "enum" in schema:
        return " | ".join(f"<code>{html.escape(str(word))}</code>" for word in schema["enum"])
    bounds = [f"{label} {schema[key]}" for key, label in
              (("minimum", "from"), ("maximum", "to"), ("minLength", "at least"), ("maxLength", "at most"))
              if key in schema]
    return html.escape(" ".join([kind, *bounds]))


def members(schema: dict) -> str:
    rows = []
    required = set(schema.get("required", ()))
    for name, member in schema.get("properties", {}).items():
        note = member.get("description", "")
        mark = "" if name in required else " <span class=meta>optional</span>"
        rows.append(f"<tr><td><code>{name}</code>{mark}</td><td>{type_of(member)}</td>"
                    f"<td class=note>{text(note) if note else ''}</td></tr>")
        if member.get("type") == "object" and "properties" in member:
            rows.append(f"<tr><td></td><td colspan=2>{members(member)}</td></tr>")
    return f"<table>{''.join(rows)}</table>" if rows else f"<p>{type_of(schema)}</p>"


def content(part: dict) -> str:
    blocks = []
    for media_type, body in part.get("content", {}).items():
        schema = body.get("schema", {})
        blocks.append(f"<p class=meta>{html.escape(media_type)}: {type_of(schema)}</p>")
        if "properties" in schema:
            blocks.append(members(schema))
    return "".join(blocks)


def operation(contract: dict, method: str, path: str, item: dict) -> str:
    parts = [f'<article id="{item["operationId"]}">',
             f'<h3><span class=method>{method.upper()}</span>{html.escape(path)}</h3>',
             text(item.get("summary", "") + ".")]
    if "description" in item:
        parts.append(text(item["description"]))
    needs = f'permission: <code>{html.escape(item["x-permission"])}</code>'
    for permission, case in item.get("x-permission-for", {}).items():
        needs += f', and <code>{html.escape(permission)}</code> where {html.escape(case)}'
    parts.append(f'<p class=meta>{needs}</p>')
    rows = []
    for parameter in item.get("parameters", ()):
        if "$ref" in parameter:
            parameter = contract["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]
        rows.append(f'<tr><td><code>{parameter["name"]}</code> <span class=meta>{parameter["in"]}</span></td>'
                    f'<td>{type_of(parameter["schema"])}</td>'
                    f'<td class=note>{text(parameter.get("description", ""))}</td></tr>')
    if rows:
        parts.append(f"<table>{''.join(rows)}</table>")
    if "requestBody" in item:
        parts.append("<p><strong>Request</strong></p>" + content(item["requestBody"]))
    for status, answer in item["responses"].items():
        if status == "default":
            continue
        parts.append(f"<p><strong>{status}</strong> {html.escape(answer.get('description', ''))}</p>")
        parts.append(content(answer))
    parts.append("</article>")
    return "".join(parts)


def main() -> None:
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    source = ROOT / "api/openapi.yaml"
    contract = yaml.safe_load(source.read_text())
    tags = {tag["name"]: tag.get("description", "") for tag in contract["tags"]}
    by_tag: dict[str, list[tuple[str, str, dict]]] = {name: [] for name in tags}
    for path, item in contract["paths"].items():
        for method in METHODS:
            if method in item:
                tag = item[method].get("tags", ["service"])[0]
                by_tag.setdefault(tag, []).append((method, path, item[method]))

    navigation, body = [], []
    for tag, operations in by_tag.items():
        navigation.append(f"<strong>{html.escape(tag)}</strong>")
        body.append(f"<h2>{html.escape(tag.capitalize())}</h2>{text(tags.get(tag, ''))}")
        for method, path, item in operations:
            navigation.append(f'<a href="#{item["operationId"]}">{method.upper()} {html.escape(path)}</a>')
            body.append(operation(contract, method, path, item))
    body.append("<h2>Schemas</h2>")
    for name, schema in sorted(contract["components"]["schemas"].items()):
        body.append(f'<article id="schema-{name}"><h3>{name}</h3>{text(schema.get("description", ""))}{members(schema)}</article>')

    info = contract["info"]
    (target / "docs.html").write_text(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{html.escape(info['title'])} API</title><link rel=stylesheet href=/docs/docs.css>"
        f"<nav><a href=/openapi.yaml>openapi.yaml</a>{''.join(navigation)}</nav>"
        f"<main><h1>{html.escape(info['title'])} API</h1>{text(info['description'])}{''.join(body)}</main></html>\n")
    shutil.copyfile(source, target / "openapi.yaml")
    shutil.copyfile(ROOT / "tools/api_docs.css", target / "docs.css")


if __name__ == "__main__":
    main()
