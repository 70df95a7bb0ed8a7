import struct, sys
import h11
from h11._connection import _body_framing

FIELDS = [b"host", b"content-type", b"content-length", b"transfer-encoding", b"connection", b"expect", b"authorization", b"cookie", b"range", b"x-a"]


def answer(head):
    if not head:
        return "more"
    connection = h11.Connection(h11.SERVER)
    try:
        connection.receive_data(head)
        event = connection.next_event()
        if event is h11.NEED_DATA:
            return "more"
        kind, length = _body_framing(event.method, event)
    except h11.RemoteProtocolError as error:
        return "!" + repr(error).replace("\n", " ").replace("\r", " ")
    fields = {}
    for name, value in event.headers:
        fields[name] = value
    framing = "chunked" if kind == "chunked" else str(length[0])
    shown = ["-" if field not in fields else fields[field].hex() for field in FIELDS]
    return " ".join([event.method.hex(), event.target.hex(), framing, *shown])


read = sys.stdin.buffer.read
while count := read(4):
    print("\n".join(answer(read(struct.unpack("<i", read(4))[0])) for _ in range(struct.unpack("<i", count)[0])), flush=True)
