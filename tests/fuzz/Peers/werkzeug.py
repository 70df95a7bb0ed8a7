import re, struct, sys
import werkzeug.sansio.multipart as m

m.LINE_BREAK = rb"(?:\r\n)"
m.BLANK_LINE_RE = re.compile(rb"\r\n\r\n")
m.HEADER_CONTINUATION_RE = re.compile(rb"\r\n[ \t]")
m.MultipartDecoder.last_newline = lambda self: len(self.buffer) if self.buffer.rfind(b"\r") < 0 else self.buffer.rfind(b"\r")


def hexed(text):
    return "-" if text is None else text.encode("utf-8", "replace").hex()


def parts(body):
    decoder = m.MultipartDecoder(b"abc")
    decoder.receive_data(body)
    decoder.receive_data(None)
    found = []
    while True:
        event = decoder.next_event()
        if isinstance(event, (m.Field, m.File)):
            found.append([hexed(event.name), hexed(getattr(event, "filename", None)), ""])
        elif isinstance(event, m.Data):
            found[-1][2] += event.data.hex()
        elif isinstance(event, m.Epilogue):
            return "".join(",".join(part) + ";" for part in found)


read = sys.stdin.buffer.read
while head := read(4):
    answers = []
    for _ in range(struct.unpack("<i", head)[0]):
        body = read(struct.unpack("<i", read(4))[0])
        try:
            answers.append(parts(body))
        except Exception as error:
            answers.append("!" + repr(error).replace("\n", " ").replace("\r", " "))
    print("\n".join(answers), flush=True)
