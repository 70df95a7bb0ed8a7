import hashlib, json, struct, sys
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer


class FixedTime(TimestampSigner):
    def get_timestamp(self):
        return 1_790_000_000


class TextOfJson(URLSafeTimedSerializer.default_serializer):
    @staticmethod
    def loads(text):
        json.loads(text)
        return text


serializer = URLSafeTimedSerializer(
    [b"a secret of the usual length"], salt=b"salt", serializer=TextOfJson, signer=FixedTime, signer_kwargs={"digest_method": hashlib.sha1})


def verdict(token):
    try:
        text, at = serializer.loads(token, max_age=1_000_000, return_timestamp=True)
    except BadData as error:
        return type(error).__name__
    except (ValueError, OverflowError, OSError):
        return "NoVerdict"
    return f"Valid {int(at.timestamp())} {text.encode().hex()}"


read = sys.stdin.buffer.read
while head := read(4):
    print("\n".join(verdict(read(struct.unpack("<i", read(4))[0])) for _ in range(struct.unpack("<i", head)[0])), flush=True)
