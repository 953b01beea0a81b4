"""The client of the examples: asks who is there, ten times a second, and keeps one connection open.

    client.py URL SERVER

Each question is a connection of its own, whatever becomes of those before. A line for each, with
the moment at which it was asked:

    1700000000.123 s2 0.004        answered by s2 after 4 ms
    1700000000.223 lost timed out  not answered within two seconds, and why

The one connection is to any server but SERVER, which is going to die; all the time it brings ten
lines a second. At SIGTERM the client waits for its last answers and tells what became of it.
"""

import signal
import sys
import threading
import time
import urllib.request

URL, DOOMED = sys.argv[1:]
INTERVAL = 0.1
PATIENCE = 2
LONGEST_SILENCE = 20

ended = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: ended.set())


def ask():
    asked = time.time()
    try:
        with urllib.request.urlopen(URL, timeout=PATIENCE) as answer:
            name = answer.read().decode().strip()
        took = time.time() - asked
        word = f"{name} {took:.3f}" if took <= PATIENCE else f"lost answered after {took:.3f} s"
    except OSError as error:
        word = f"lost {error}"
    print(f"{asked:.3f} {word}", flush=True)


def stream():
    """One that is not the doomed server's, after its first line."""
    while True:
        answer = urllib.request.urlopen(URL + "stream", timeout=LONGEST_SILENCE)
        name = answer.readline().decode().strip()
        if name != DOOMED:
            return name, answer
        answer.close()


def hold():
    name, answer = stream()
    lines, silence, last = 0, 0.0, time.monotonic()
    try:
        while not ended.is_set():
            if not answer.readline():
                raise OSError("closed")
            silence = max(silence, time.monotonic() - last)
            last = time.monotonic()
            lines += 1
        fate = "whole"
    except OSError as error:
        fate = f"broken ({error})"
    told.append(f"{fate}: {lines} lines of {name}'s, {silence:.1f} s the longest silence")


told = []
holder = threading.Thread(target=hold)
holder.start()
questions = []
while not ended.wait(INTERVAL):
    questions.append(threading.Thread(target=ask))
    questions[-1].start()
for question in questions:
    question.join()
holder.join()
print(f"{time.time():.3f} held {told[0]}", flush=True)
