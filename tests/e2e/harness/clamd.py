"""A scripted clamd: answers INSTREAM on a Unix socket, or does not."""

import pathlib
import socket
import struct
import threading
import time

# The test string every scanner knows, in two pieces so that no scanner takes
# this file for infected.
EICAR = (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-"
         b"ANTIVIRUS-TEST-FILE!$H+H*")


class FakeClamd:
    """`mood(data)` gives the reply to a mail, in bytes without the final NUL;
    None: the connection is cut; a number: seconds to be silent first, then
    "OK". Not started: nobody listens."""

    def __init__(self, folder, mood=None):
        self.path = pathlib.Path(folder) / "clamd.ctl"
        self.mood = mood or self.find_eicar
        self.scanned = []
        self.listener = None

    @staticmethod
    def find_eicar(data):
        return b"stream: Eicar FOUND" if EICAR in data else b"stream: OK"

    def start(self):
        self.path.unlink(missing_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.path))
        self.listener.listen(50)
        threading.Thread(target=self.accept, args=(self.listener,),
                         daemon=True).start()
        return self

    def stop(self):
        if self.listener:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        self.path.unlink(missing_ok=True)

    def accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,),
                             daemon=True).start()

    def serve(self, connection):
        with connection, connection.makefile("rb") as stream:
            if stream.read(10) != b"zINSTREAM\0":
                return
            data = b""
            while length := struct.unpack("!I", stream.read(4))[0]:
                data += stream.read(length)
            self.scanned.append(data)
            answer = self.mood(data)
            if isinstance(answer, (int, float)):
                time.sleep(answer)
                answer = b"stream: OK"
            if answer is not None:
                try:
                    connection.sendall(answer + b"\0")
                except OSError:
                    pass  # whoever asked has given up
