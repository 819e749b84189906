#!/usr/bin/env python3
"""Merged records, good and bad (SPEC.md 8.6): python3 tests/vectors/merged.py > tests/vectors/merged.txt"""
from merge import ADD, CUT, DELETE, INSERT, REMOVE, SET, pack

A, B = b"\x0a" * 32, b"\x0b" * 32
P = bytes(range(8))
LOGS = [[A, b"\x01" * 32, 2**64 - 1], [B, b"\x02" * 32, 0]]


def record(changes, logs=LOGS, create=(0, 0), kind=6, weight=16777216, last=2**64 - 1, more=None):
    doc = {0: kind, 1: logs, 2: changes, 3: list(create), 4: weight, 5: last}
    doc.update(more or {})
    return pack(doc)


def c(log, seq, field, op, value, index=0, hlc=77):
    return [log, seq, P, index, hlc, field, op, value]


NAME = c(1, 2, 2, SET, "Bericht")
cases = {
    # good
    "registers": record([NAME, c(0, 0, 3, SET, None), c(0, 9, 3, SET, [1, {1: b""}], 511), c(1, 2**63, 4, ADD, "x")]),
    "empty": record([], LOGS[:1]),
    "overgrown": record([], LOGS[:1], weight=16777217),
    "delete": record([c(0, 5, 0, DELETE, [2, 3]), c(1, 5, 0, DELETE, []), NAME, c(0, 0, 3, SET, 1)]),
    "text": record([c(0, 0, 9, INSERT, [None, 1, "a"]), c(0, 1, 9, INSERT, [[2, 5], 0, ""]), c(1, 2, 9, INSERT, [[0, 0], 1, "ä", [1, 2**32 - 1]]), c(1, 3, 9, CUT, [[2, 0, 1], [0, 5, 2**32 - 1]]), c(1, 4, 9, CUT, [])]),
    "light": record([NAME, c(1, 2, 3, SET, 1)], weight=512),
    # order
    "fields_falling": record([c(0, 0, 3, SET, 1), NAME]),
    "logs_of_changes_falling": record([NAME, c(0, 2, 2, SET, 1)]),
    "seqs_falling": record([c(1, 3, 2, SET, 1), NAME]),
    "indexes_falling": record([c(1, 2, 2, SET, 1, 1), NAME]),
    "twice": record([NAME, NAME]),
    "logs_falling": record([NAME, c(0, 0, 3, SET, 1)], LOGS[::-1]),
    "log_twice": record([NAME], [LOGS[0], LOGS[0]]),
    # what must fit together
    "log_unused": record([], LOGS),
    "log_unused_first": record([NAME], create=(1, 0)),
    "no_log": record([], []),
    "log_beyond": record([NAME, c(2, 0, 3, SET, 1)]),
    "create_log_beyond": record([NAME], create=(2, 0)),
    "weight_too_small": record([NAME, c(1, 2, 3, SET, 1)], weight=511),
    "weight_beyond": record([NAME], weight=16777218),
    "overgrown_with_change": record([c(0, 0, 2, SET, 1)], LOGS[:1], weight=16777217),
    "remove": record([NAME, c(0, 0, 4, REMOVE, None)]),
    "op_unknown": record([NAME, c(0, 0, 4, 6, None)]),
    "field_zero": record([c(0, 0, 0, SET, 1), NAME]),
    "delete_of_field": record([NAME, c(0, 0, 4, DELETE, [])]),
    "cover_falling": record([c(0, 5, 0, DELETE, [2, 1]), NAME, c(0, 0, 3, SET, 1)]),
    "cover_twice": record([c(0, 5, 0, DELETE, [1, 1]), NAME]),
    "cover_beyond": record([c(0, 5, 0, DELETE, [2]), NAME]),
    "cover_delete": record([c(0, 5, 0, DELETE, [1]), c(1, 5, 0, DELETE, [])]),
    "cover_itself": record([c(0, 5, 0, DELETE, [0]), NAME]),
    "cover_is_nil": record([c(0, 5, 0, DELETE, None), NAME]),
    "parent_is_no_insert": record([c(0, 0, 9, SET, 1), c(1, 1, 9, INSERT, [[0, 0], 1, "a"])]),
    "parent_of_other_field": record([c(0, 0, 8, INSERT, [None, 1, "a"]), c(1, 1, 9, INSERT, [[0, 0], 1, "a"])]),
    "parent_is_itself": record([c(0, 0, 9, INSERT, [None, 1, "a"]), c(1, 1, 9, INSERT, [[1, 0], 1, "a"])]),
    "parent_beyond": record([c(0, 0, 9, INSERT, [None, 1, "a"]), c(1, 1, 9, INSERT, [[2, 0], 1, "a"])]),
    "parent_is_int": record([c(0, 0, 9, INSERT, [None, 1, "a"]), c(1, 1, 9, INSERT, [0, 1, "a"])]),
    "right_of_left": record([c(0, 0, 9, INSERT, [None, 1, "a"]), c(1, 1, 9, INSERT, [[0, 0], 0, "a", [0, 0]])]),
    "right_is_no_insert": record([c(0, 0, 9, SET, 1), c(1, 1, 9, INSERT, [None, 1, "a", [0, 0]])]),
    "right_is_itself": record([c(0, 0, 9, INSERT, [None, 1, "a"]), c(1, 1, 9, INSERT, [None, 1, "a", [1, 0]])]),
    "side_beyond": record([c(0, 0, 9, INSERT, [None, 2, "a"]), c(1, 1, 9, SET, 1)]),
    "cut_no_characters": record([c(0, 0, 9, INSERT, [None, 1, "a"]), c(1, 1, 9, CUT, [[0, 0, 0]])]),
    "cut_of_cut": record([c(0, 0, 9, CUT, []), c(1, 1, 9, CUT, [[0, 0, 1]])]),
    # form
    "kind_beyond": record([NAME], kind=65536),
    "key_more": record([], LOGS[:1], more={6: 1}),
    "index_beyond": record([c(1, 2, 2, SET, 1, 512), c(0, 0, 3, SET, 1)]),
    "prefix_short": record([[1, 2, P[:7], 0, 77, 2, SET, 1]]),
    "change_short": record([[1, 2, P, 0, 77, 2, SET]]),
    "change_long": record([[1, 2, P, 0, 77, 2, SET, 1, 1]]),
    "log_short": record([], [LOGS[0][:2]]),
    "create_long": record([], LOGS[:1], create=(0, 0, 0)),
    "not_a_map": pack([6, LOGS, [], [0, 0], 1, 1]),
    "nothing": pack(None),
    "trailing": record([], LOGS[:1]) + b"\xc0",
    "truncated": record([NAME])[:-1],
}


def main():
    for name, document in cases.items():
        print(name, document.hex())


if __name__ == "__main__":
    main()
