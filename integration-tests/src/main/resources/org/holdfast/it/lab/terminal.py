"""A terminal that a test can read: runs a command in a pseudo-terminal and writes its screen to a file.

Usage: terminal.py FIFO FILE COLUMNS ROWS COMMAND...
Each line of the FIFO is JSON: {"keys": "..."}, {"resize": [COLUMNS, ROWS]} or {"signal": NUMBER}.
The file is JSON: the rows, whether the alternate screen is on, the cursor is visible and the terminal
echoes, how often the screen was cleared, the bytes received, and the exit status once there is one.
It understands what `holdfast top` uses: CUP, EL, ED, SGR and DEC's private modes.
"""
import fcntl, json, os, pty, re, select, struct, sys, termios

fifo, file, columns, rows = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
modes, row, column, clears, received, waiting = {}, 0, 0, 0, 0, ""


def blank():
    return [[" "] * columns for _ in range(rows)]


def resize():
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def write(text):
    """Applies output to the screen; an incomplete sequence waits for its rest."""
    global row, column, screen, clears, waiting
    text = waiting + text
    waiting = ""
    at = 0
    while at < len(text):
        if text[at] == "\033":
            sequence = re.compile(r"\033(\[([?0-9;]*)([@-~])|[^\[])").match(text, at)
            if not sequence:
                waiting = text[at:]
                return
            at = sequence.end()
            numbers, final = sequence.group(2) or "", sequence.group(3)
            if final == "H":
                place = [int(n or 1) - 1 for n in (numbers or "1;1").split(";")]
                row, column = place[0], place[1]
            elif final == "K":
                screen[row][column:] = [" "] * (columns - column)
            elif final == "J":
                screen = blank()
                clears += 1
            elif final in "hl" and numbers.startswith("?"):
                modes[numbers[1:]] = final == "h"
            continue
        if text[at] == "\n":
            row = min(row + 1, rows - 1)
        elif text[at] == "\r":
            column = 0
        elif row < rows and column < columns:
            screen[row][column] = text[at]
            column += 1
        at += 1


def report(status=None):
    flags = before if status is None else termios.tcgetattr(slave)
    text = json.dumps({
        "lines": ["".join(line).rstrip() for line in screen],
        "alternate": modes.get("1049", False), "cursor": modes.get("25", True),
        "restored": flags[:4] == before[:4], "clears": clears, "received": received,
        "flags": str(flags[:4]) + str(before[:4]), "status": -1 if status is None else status})
    with open(file + ".new", "w") as out:
        out.write(text)
    os.rename(file + ".new", file)


master, slave = pty.openpty()  # the terminal outlives the command, so that its modes can be read
screen = blank()
resize()
before = termios.tcgetattr(slave)
child = os.fork()
if child == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for descriptor in 0, 1, 2:
        os.dup2(slave, descriptor)
    os.execvp(sys.argv[5], sys.argv[5:])
orders = os.open(fifo, os.O_RDWR)
left = ""
while True:
    ready, _, _ = select.select([master, orders], [], [], 0.05)
    if master in ready:
        data = os.read(master, 65536)
        received += len(data)
        write(data.decode("utf-8", "replace"))
    if orders in ready:
        left += os.read(orders, 65536).decode()
        *lines, left = left.split("\n")
        for order in map(json.loads, lines):
            if "keys" in order:
                os.write(master, order["keys"].encode())
            elif "resize" in order:
                columns, rows = order["resize"]
                screen = blank()
                resize()
            else:
                os.kill(child, order["signal"])
    ended, status = os.waitpid(child, os.WNOHANG)
    if ended:
        while select.select([master], [], [], 0.2)[0]:  # what the command wrote before its end
            write(os.read(master, 65536).decode("utf-8", "replace"))
        report(os.waitstatus_to_exitcode(status))
        break
    if ready:
        report()
