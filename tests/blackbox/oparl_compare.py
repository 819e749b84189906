#!/usr/bin/python3
# Compares two files of OParl objects, one a line, as OParl sees them: what the first has must be in the second, value
# by value; times as moments. Usage: oparl_compare.py FIRST SECOND [--public]; with --public what is not public in the
# first (by its agenda items) must be missing in the second. Prints each difference; the ids that only the second has
# come last, as "more: TYPE NAME".
import json
import sys
from datetime import datetime

SKIPPED = {"created", "modified"}  # the second tells of its own records


def objects(path):
    with open(path, encoding="utf-8") as lines:
        return {o["id"]: o for o in map(json.loads, lines)}


def moment(text):
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")) if "T" in text else text
    except ValueError:
        return text


def differ(where, a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in a.keys() - SKIPPED:
            if key not in b:
                yield f"{where}.{key} is missing"
            else:
                yield from differ(f"{where}.{key}", a[key], b[key])
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for index, (x, y) in enumerate(zip(a, b)):
            yield from differ(f"{where}[{index}]", x, y)
    elif isinstance(a, str) and isinstance(b, str):
        if moment(a) != moment(b):
            yield f"{where}: {a!r} became {b!r}"
    elif a != b or type(a) is not type(b):
        yield f"{where}: {a!r} became {b!r}"


def without_internal(first):
    """The first file as it is for guests, by the rule in cli/README.md."""
    hidden = set()
    for o in first.values():
        items = o.get("agendaItem", [])
        hidden |= {i["id"] for i in items if i.get("public") is False}
        if items and all(i.get("public") is False for i in items):
            hidden.add(o["id"])
    for o in first.values():
        for c in o.get("consultation", []):
            if c.get("agendaItem") in hidden or c.get("meeting") in hidden:
                hidden.add(c["id"])
    namers = {}
    for o in first.values():
        for part in [o] + o.get("consultation", []):
            for name in part.get("organization", []) if isinstance(part.get("organization"), list) else []:
                namers.setdefault(name, set()).add(part["id"])
    hidden |= {name for name, by in namers.items() if by <= hidden}
    shown = {}
    for key, o in first.items():
        if key not in hidden:
            o = dict(o)
            for lists in ("agendaItem", "consultation"):
                if lists in o:
                    o[lists] = [c for c in o[lists] if c["id"] not in hidden]
            shown[key] = o
    return shown, hidden


def main():
    first, second = objects(sys.argv[1]), objects(sys.argv[2])
    if "--public" in sys.argv:
        first, hidden = without_internal(first)
        with open(sys.argv[2], encoding="utf-8") as whole:
            text = whole.read()
        for key in sorted(hidden):
            if json.dumps(key) in text:
                print(f"{key} is there")
    for key, o in first.items():
        if key not in second:
            print(f"{key} is missing")
            continue
        for difference in differ(key, o, second[key]):
            print(difference)
    for key in second.keys() - first.keys():
        print("more:", second[key]["type"].rsplit("/", 1)[1], second[key].get("name", ""))


main()
