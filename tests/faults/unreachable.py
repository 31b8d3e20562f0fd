"""Servers that cannot be reached: what it costs (nothing), what the user is told,
and which other address is tried. Usage: unreachable.py ASSAY, in an empty folder.
"""
import os
import socket
import sys
from concurrent.futures import ThreadPoolExecutor

from faulty import CELLS, Ended, asked, expect, expect_in, served, write_files
import faulty

assay = sys.argv[1]


def full_backlog():
    """A port whose queue of connections is full: the kernel drops what comes."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    waiting = []
    for _ in range(8):
        waiting.append(socket.socket())
        waiting[-1].setblocking(False)
        waiting[-1].connect_ex(listener.getsockname())
    return listener, waiting


listener, waiting = full_backlog()
port = listener.getsockname()[1]
closed = socket.create_server(("127.0.0.1", 0))
closed_port = closed.getsockname()[1]
closed.close()

# base URL: text in the errors
ROWS = {
    "https://no-such-host.invalid/v1": "no-such-host.invalid: Could not resolve host",
    f"http://127.0.0.1:{port}/v1": f"timeout: 127.0.0.1:{port}: ",  # by its timer or by curl's
    f"http://127.0.0.1:{closed_port}/v1": f"127.0.0.1:{closed_port}: Failed to connect",
}


def run_against(url):
    """In a folder of its own: each waits through all its retries, so all at once."""
    folder = f"run-{list(ROWS).index(url)}"
    return url, Ended(assay, "--case", "0", "--store", f"{folder}.db", cwd=folder)


for number, url in enumerate(ROWS):
    os.makedirs(f"run-{number}")
    os.chdir(f"run-{number}")
    write_files(suite=faulty.SUITE.replace("URL/v1", url)
                .replace("key_env", "timeouts: {connect: 300ms}, key_env"))
    os.chdir("..")
with ThreadPoolExecutor() as pool:
    for url, run in pool.map(run_against, ROWS):
        expect(url, "the exit code", run.code, 3)
        expect_in(url, ROWS[url], run.errors())
        expect(url, "attempts", run.cells[0]["attempts"], "6")
        expect(url, "possibly billed", run.report["run"]["possibly_billed"], 0)

# localhost has an address of IPv6, where nobody listens, and one of IPv4.
write_files()
with served(assay, faulty.SUITE):
    with open("suite.yaml") as file:
        suite = file.read()
    with open("suite.yaml", "w") as file:
        file.write(suite.replace("127.0.0.1", "localhost"))
    run = Ended(assay)
expect("localhost", "the exit code", run.code, 0)
expect("localhost", "requests", asked(), CELLS)
expect("localhost", "attempts", {cell["attempts"] for cell in run.cells}, {"1"})
