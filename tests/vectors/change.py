#!/usr/bin/env python3
"""Documents of data bodies, good and bad in what concerns changes (SPEC.md 8.1):
python3 tests/vectors/change.py > tests/vectors/change.txt"""
from merge import ADD, CREATE, CUT, DEL, DELETE, EDIT, INSERT, REMOVE, SET, pack

A, B, C = b"\x0a" * 32, b"\x0b" * 32, b"\x0c" * 32
P = bytes(range(8))


def body(verb, changes, logs=()):
    doc = {3: 6, 4: verb, 5: changes}
    if logs:
        doc[2] = list(logs)
    return pack(doc)


def n(log, seq, index, prefix=P):
    return [log, seq, prefix, index]


def edit(*changes, logs=(A,)):
    return body(EDIT, list(changes), logs)


many = [n(0, seq, 0) for seq in range(1024)]
cases = {
    # good
    "create": body(CREATE, [[2, SET, "Bericht"], [4, ADD, "x"], [65535, INSERT, [None, 1, "ä"]]]),
    "edit": edit([2, SET, None, [n(0, 1, 0), n(1, 2**64 - 1, 511)]], [4, REMOVE, None, [n(1, 7, 3)]], logs=(A, B)),
    "edit_without_names": edit([2, SET, {1: [True]}], logs=()),
    "delete": body(DEL, [[0, DELETE, None, [n(0, 1, 0), n(0, 1, 1), n(1, 0, 0)]]], (A, B)),
    "delete_without_names": body(DEL, [[0, DELETE, None]]),
    "text": edit([900, INSERT, [[n(0, 1, 2), 7], 0, ""]], [900, CUT, [[n(1, 5, 0), 2**32 - 1, 1], [n(0, 5, 0), 0, 3]]], logs=(A, B)),
    "text_right": edit([900, INSERT, [[n(0, 1, 2), 2**32 - 1], 1, "ä", [n(1, 5, 0), 3]]], [900, INSERT, [None, 1, "b", [n(1, 5, 0), 0]]], logs=(A, B)),
    "many_names": edit([2, SET, 1, many]),
    "many_changes": edit(*[[2, SET, 1]] * 512, logs=()),
    # a create names nothing
    "create_names": body(CREATE, [[2, SET, 1, [n(0, 1, 0)]]], (A,)),
    "create_names_parent": body(CREATE, [[2, INSERT, [[n(0, 1, 0), 0], 1, "a"]]], (A,)),
    "create_names_right": body(CREATE, [[2, INSERT, [None, 1, "a", [n(0, 1, 0), 0]]]], (A,)),
    "create_cuts": body(CREATE, [[2, CUT, [[n(0, 1, 0), 0, 1]]]], (A,)),
    # deletes
    "delete_of_field": body(DEL, [[2, DELETE, None]]),
    "delete_by_set": body(DEL, [[0, SET, None]]),
    "delete_in_edit": edit([0, DELETE, None], logs=()),
    "field_zero": edit([0, SET, 1], logs=()),
    "delete_with_value": body(DEL, [[0, DELETE, 1]]),
    "remove_with_value": edit([4, REMOVE, "x", [n(0, 1, 0)]]),
    # names and logs
    "log_unused": edit([2, SET, 1, [n(0, 1, 0)]], logs=(A, B)),
    "log_beyond": edit([2, SET, 1, [n(0, 1, 0), n(1, 1, 0)]]),
    "names_empty": edit([2, SET, 1, []], logs=()),
    "names_falling": edit([2, SET, 1, [n(0, 2, 0), n(0, 1, 0)]]),
    "names_falling_log": edit([2, SET, 1, [n(1, 1, 0), n(0, 2, 0)]], logs=(A, B)),
    "names_falling_index": edit([2, SET, 1, [n(0, 2, 1), n(0, 2, 0)]]),
    "names_twice": edit([2, SET, 1, [n(0, 2, 0), n(0, 2, 0, b"\xff" * 8)]]),
    "names_too_many": edit([2, SET, 1, many + [n(0, 1024, 0)]]),
    "name_index_beyond": edit([2, SET, 1, [n(0, 2, 512)]]),
    "name_short": edit([2, SET, 1, [[0, 2, P]]]),
    "name_long": edit([2, SET, 1, [[0, 2, P, 0, 0]]]),
    "name_prefix_short": edit([2, SET, 1, [n(0, 2, 0, P[:7])]]),
    "name_prefix_long": edit([2, SET, 1, [n(0, 2, 0, P + P)]]),
    "name_seq_negative": edit([2, SET, 1, [n(0, -1, 0)]]),
    "name_is_str": edit([2, SET, 1, ["name"]]),
    # the form of a change
    "change_short": edit([2, SET], logs=()),
    "change_long": edit([2, SET, 1, [n(0, 1, 0)], 1]),
    "change_is_map": edit({0: 2, 1: SET, 2: 1}, logs=()),
    "field_beyond": edit([65536, SET, 1], logs=()),
    "field_is_str": edit(["name", SET, 1], logs=()),
    "op_unknown": edit([2, 6, 1], logs=()),
    "op_beyond": edit([2, 256, 1], logs=()),
    "verb_unknown": body(4, [[2, SET, 1]]),
    # text
    "insert_short": edit([2, INSERT, [None, 1]], logs=()),
    "insert_side": edit([2, INSERT, [None, 2, "a"]], logs=()),
    "insert_text_is_bin": edit([2, INSERT, [None, 1, b"a"]], logs=()),
    "insert_parent_beyond": edit([2, INSERT, [[n(0, 1, 0), 0], 1, "a"]], logs=()),
    "insert_parent_is_int": edit([2, INSERT, [1, 1, "a"]], logs=()),
    "insert_parent_is_name": edit([2, INSERT, [n(0, 1, 0), 1, "a"]]),
    "insert_offset_beyond": edit([2, INSERT, [[n(0, 1, 0), 2**32], 1, "a"]]),
    "insert_right_beyond": edit([2, INSERT, [None, 1, "a", [n(0, 1, 0), 0]]], logs=()),
    "insert_right_of_left": edit([2, INSERT, [[n(0, 1, 0), 0], 0, "a", [n(0, 1, 0), 1]]]),
    "insert_right_is_nil": edit([2, INSERT, [None, 1, "a", None]], logs=()),
    "insert_long": edit([2, INSERT, [None, 1, "a", [n(0, 1, 0), 0], 1]]),
    "cut_nothing": edit([2, CUT, []], logs=()),
    "cut_no_characters": edit([2, CUT, [[n(0, 1, 0), 0, 0]]]),
    "cut_short": edit([2, CUT, [[n(0, 1, 0), 0]]]),
    "cut_beyond": edit([2, CUT, [[n(0, 1, 0), 2**32, 1]]]),
    "cut_is_nil": edit([2, CUT, None], logs=()),
}


def main():
    for name, document in cases.items():
        print(name, document.hex())


if __name__ == "__main__":
    main()
