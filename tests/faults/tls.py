"""Certificates that are right, or wrong in one way: who is asked, and what the user
is told. Usage: tls.py ASSAY, in an empty folder.
"""
import sys

from faulty import CELLS, Ended, asked, clear, expect, expect_in, served, write_files
import faulty

assay = sys.argv[1]
TRUST = ["--ca-file", "authority.pem"]
HINT = "if the server is yours, name its authority with --ca-file"

# kind of TLS, options, text in the cells' errors; none: everything is answered
ROWS = [
    ("good", TRUST, None),
    ("good", [], HINT),
    ("self_signed", TRUST, HINT),
    ("wrong_host", TRUST, "matches target host name '127.0.0.1'"),
    ("expired", TRUST, "certificate has expired; renew it, or set this machine's clock"),
    ("not_yet_valid", TRUST, "certificate is not yet valid; renew it, or set this machine's clock"),
]
for kind, options, error in ROWS:
    row = f"{kind} {' '.join(options)}"
    clear()
    write_files(more=f"tls: {kind}\nca_file: authority.pem")
    with served(assay, faulty.SUITE):
        run = Ended(assay, "--no-cache", *options)
    expect(row, "the exit code", run.code, 3 if error else 0)
    expect(row, "requests", asked(), 0 if error else CELLS)
    if error:
        expect_in(row, error, run.errors())
        # A handshake that failed carried nothing: no cost, and no second try.
        expect(row, "attempts", {cell["attempts"] for cell in run.cells}, {"1"})
        expect(row, "possibly billed", run.report["run"]["possibly_billed"], 0)

# TLS 1.0 alone: no handshake, and tried again as one that was cut off would be.
clear()
write_files(more="tls: tls1_0\nca_file: authority.pem")
with served(assay, faulty.SUITE):
    run = Ended(assay, "--no-cache", "--case", "0", *TRUST)
expect("tls1_0", "the exit code", run.code, 3)
expect("tls1_0", "requests", asked(), 0)
expect_in("tls1_0", "connect: ", run.errors())

# A file that holds no authority is a mistake of the command line.
with open("junk.pem", "w") as file:
    file.write("no certificate\n")
for name, words in (("missing.pem", "No such file"), ("junk.pem", "holds no certificate")):
    run = Ended(assay, "--store", "none.db", "--ca-file", name)
    expect(name, "the exit code", run.code, 2)
    expect_in(name, words, run.stderr)
