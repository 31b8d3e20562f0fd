"""A run that is stopped (SIGSTOP) for longer than its timeouts, amid its requests,
and then goes on. Usage: stopped.py ASSAY, in an empty folder.
"""
import os
import signal
import subprocess
import sys
import time

from faulty import KEY, asked, expect, journal, served, write_files
import faulty

assay = sys.argv[1]
CELLS, PER_SECOND, STOPPED_S = 60, 10, 5
faulty.CELLS = CELLS
write_files()
SUITE = faulty.SUITE.replace(
    "key_env", f"rpm: {PER_SECOND * 60}, timeouts: {{first_byte: 3s, idle: 3s, total: 20s}}, key_env")
with served(assay, SUITE):
    process = subprocess.Popen([assay, "run", "suite.yaml", "--quiet", "--concurrency", "4", "-o", "json=report.json"],
                               env={**os.environ, "FAULTY_KEY": KEY})
    while asked() < CELLS // 4 and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGSTOP)
    time.sleep(STOPPED_S)
    before = asked()
    process.send_signal(signal.SIGCONT)
    expect("stopped", "the exit code", process.wait(timeout=120), 0)
requests = [request["received_ns"] for request in journal()]
expect("stopped", "that it was stopped amid the run", before < CELLS, True)
expect("stopped", "requests", len(requests), CELLS)

# What the rate allowed while nobody could ask is not made up for: a burst of one
# second's worth, and what is due. Five seconds' worth would be a burst of fifty.
most = max(sum(begin <= at < begin + 1e9 for at in requests) for begin in requests)
expect("stopped", f"the most requests in a second ({most}) below {3 * PER_SECOND + 5}", most < 3 * PER_SECOND + 5, True)
