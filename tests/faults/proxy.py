"""A proxy between assay and a server with TLS: which variables name it, what it is
sent, and what the user is told when it refuses. Usage: proxy.py ASSAY, in an empty folder.

The server's certificate is for other.invalid, a name that only the proxy can reach.
"""
import select
import socket
import sys
import threading
from base64 import b64encode

from faulty import CELLS, KEY, Ended, asked, clear, expect, expect_in, served, write_files
import faulty

assay = sys.argv[1]


class Proxy:
    """Tunnels every CONNECT to `target`, or answers each with `refusal`."""

    def __init__(self, target, refusal=None):
        self.target, self.refusal = target, refusal
        self.heads = []   # what it was sent in the clear
        self.bytes = b""  # and through the tunnels, as far as it can read them
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept_all, daemon=True).start()

    def accept_all(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=[client], daemon=True).start()

    def serve(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = client.recv(65536)
            if not piece:
                return
            head += piece
        self.heads.append(head)
        if self.refusal:
            client.sendall(self.refusal)
            client.close()
            return
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.tunnel(client, socket.create_connection(self.target))

    def tunnel(self, client, server):
        while True:
            for end in select.select([client, server], [], [])[0]:
                piece = end.recv(65536)
                if not piece:
                    client.close()
                    server.close()
                    return
                self.bytes += piece
                (server if end is client else client).sendall(piece)


def run_through(variables, refusal=None, *options):
    """A run against https://other.invalid; `variables` may say PROXY."""
    clear()
    write_files(more="tls: wrong_host\nca_file: authority.pem")
    with served(assay, "URL"):
        with open("suite.yaml") as file:
            host, port = file.read().split("//")[1].split(":")
        proxy = Proxy((host, int(port)), refusal)
        with open("suite.yaml", "w") as file:
            file.write(faulty.SUITE.replace("URL", "https://other.invalid"))
        env = {name: value.replace("PROXY", proxy.address) for name, value in variables.items()}
        return Ended(assay, "--no-cache", "--ca-file", "authority.pem", *options, env=env), proxy


def expect_no_secret(row, proxy):
    for sent in proxy.heads + [proxy.bytes]:
        for secret in (KEY.encode(), b64encode(KEY.encode())):
            expect(row, "the key in what the proxy was sent", secret in sent, False)
        expect(row, "Authorization in what the proxy was sent", b"\nauthorization:" in sent.lower(), False)


# The variables that curl reads, in both cases, with and without a scheme.
for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
    for value in ("http://PROXY", "PROXY"):
        run, proxy = run_through({name: value})
        row = f"{name}={value}"
        expect(row, "the exit code", run.code, 0)
        expect(row, "requests", asked(), CELLS)
        expect_in(row, b"CONNECT other.invalid:443 HTTP/1.1\r\n", proxy.heads[0])
        expect_no_secret(row, proxy)

# A name and password in the variable are for the proxy, and for nobody else to see.
run, proxy = run_through({"https_proxy": "http://ada:pass-word-9@PROXY"})
expect("credentials", "the exit code", run.code, 0)
expect_in("credentials", b"Proxy-Authorization: Basic " + b64encode(b"ada:pass-word-9"), proxy.heads[0])
expect_no_secret("credentials", proxy)

# Hosts that need no proxy: the name is then unknown, and the proxy is not asked.
for name in ("no_proxy", "NO_PROXY"):
    for value in ("other.invalid", ".invalid", "*"):
        run, proxy = run_through({"https_proxy": "http://PROXY", name: value}, None, "--max-duration", "1s")
        expect(f"{name}={value}", "connections to the proxy", len(proxy.heads), 0)
        expect(f"{name}={value}", "requests", asked(), 0)

# A proxy that refuses is named, and not asked again.
run, proxy = run_through({"https_proxy": "http://ada:pass-word-9@PROXY"},
                         b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
expect("407", "the exit code", run.code, 3)
expect("407", "requests", asked(), 0)
expect_in("407", f"other.invalid: the proxy {proxy.address} answered 407", run.errors())
expect("407", "attempts", {cell["attempts"] for cell in run.cells}, {"1"})
for text in (run.errors(), run.stderr):
    expect("407", "the proxy's password in what the user is told", "pass-word-9" in text, False)
expect("407", "possibly billed", run.report["run"]["possibly_billed"], 0)
expect_no_secret("407", proxy)
