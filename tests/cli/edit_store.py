"""Changes a Store by hand: edit_store.py FILE SQL. Its rows have right checksums after it,
computed here from what docs/store-schema.md and harness/store/row_sum.h say.
"""
import sqlite3
import struct
import sys

MASK = (1 << 64) - 1


class RowSum:
    def __init__(self):
        self.sum = 0x243F6A8885A308D3

    def fold(self, word):
        self.sum = ((self.sum ^ word) * 0x9E3779B97F4A7C15) & MASK
        self.sum ^= self.sum >> 32

    def bytes(self, kind, value):
        self.fold(kind | len(value) << 3)
        for at in range(0, len(value), 8):
            self.fold(int.from_bytes(value[at:at + 8], "little"))

    def add(self, value):
        if value is None:
            self.fold(1)
        elif isinstance(value, int):
            self.fold(2)
            self.fold(value & MASK)
        elif isinstance(value, float):
            self.fold(3)
            self.fold(struct.unpack("<Q", struct.pack("<d", value + 0.0))[0])
        elif isinstance(value, str):
            self.bytes(4, value.encode())
        else:
            self.bytes(5, value)


def row_sum(*values):
    total = RowSum()
    for value in values:
        total.add(value)
    return total.sum - (1 << 64) if total.sum >> 63 else total.sum


def seal(database, table, skip):
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")][skip:-1]
    database.execute(f"UPDATE {table} SET sum = row_sum({', '.join(columns)})")


def seal_attempts(database):
    columns = [row[1] for row in database.execute("PRAGMA table_info(attempt)")]
    settled = columns.index("settled")
    database.execute(f"UPDATE attempt SET intent_sum = row_sum({', '.join(columns[:settled - 1])}), "
                     f"sum = row_sum({', '.join(columns[:2] + columns[settled:-1])})")


if __name__ == "__main__":
    file, sql = sys.argv[1:]
    with sqlite3.connect(file) as database:
        database.create_function("row_sum", -1, row_sum)
        database.executescript(sql)
        for name, skipped in (("run", 0), ("latest", 0), ("run_case", 0), ("question", 1), ("reply", 1),
                              ("raw_reply", 0), ("cell", 0), ("score", 0)):
            seal(database, name, skipped)
        seal_attempts(database)
