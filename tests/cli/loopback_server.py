"""What the servers of these tests are made of: HTTP/1.1 on loopback, a thread a request."""
import http.server
import json


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self):
        return json.loads(self.rfile.read(int(self.headers["content-length"])))

    def reply(self, status, body, headers={}):
        self.send(status, "application/json", json.dumps(body).encode(), headers)

    def send(self, status, content_type, text, headers={}):
        self.send_response(status)
        for name, value in {"content-type": content_type, "content-length": str(len(text)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):  # a client that was killed, or hung up
        pass


def serve(folder, handler):
    """Writes FOLDER/port once it listens; never returns."""
    server = Server(("127.0.0.1", 0), handler)
    (folder / "port.new").write_text(str(server.server_port))
    (folder / "port.new").rename(folder / "port")
    server.serve_forever()
