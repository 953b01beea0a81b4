"""A real server of the examples: tells its name, its health, and, on and on, that it is there.

    server.py NAME
"""

import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAME = sys.argv[1]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{NAME}\n".encode())
        while self.path == "/stream":
            time.sleep(0.1)
            self.wfile.write(f"{NAME}\n".encode())

    def log_message(self, *arguments):
        pass  # the client tells


class Server(ThreadingHTTPServer):
    request_queue_size = 128


Server(("", 80), Handler).serve_forever()
