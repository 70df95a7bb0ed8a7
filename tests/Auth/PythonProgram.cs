using System.Diagnostics.CodeAnalysis;

namespace Maple.Tests.Auth;

/// <summary>The Python side of <see cref="Python"/>: one JSON request per line in, one JSON answer per line out, in order.</summary>
internal static class PythonProgram
{
    [StringSyntax("python")]
    public const string Text = """
        import hashlib, json, sys
        from itsdangerous import BadData, Signer, TimestampSigner, URLSafeTimedSerializer
        from werkzeug.security import _hash_internal, check_password_hash, generate_password_hash

        class FixedTime(TimestampSigner):
            now = 0
            def get_timestamp(self):
                return self.now

        class TextOfJson(URLSafeTimedSerializer.default_serializer):
            @staticmethod
            def loads(text):
                json.loads(text)
                return text

        def make(kind, r, **more):
            FixedTime.now = r.get("now", 0)
            keys = [bytes.fromhex(k) for k in r["keys"]]
            return kind(keys, salt=bytes.fromhex(r["salt"]), **more)

        def serializer(r):
            how = {"digest_method": getattr(hashlib, r["digest"])}
            return make(URLSafeTimedSerializer, r, serializer=TextOfJson, signer=FixedTime, signer_kwargs=how)

        def signer(r, kind):
            return make(kind, r, digest_method=getattr(hashlib, r["digest"]))

        def dump(r):
            return {"token": serializer(r).dumps(json.loads(r["json"]))}

        def load(r):
            try:
                text, at = serializer(r).loads(bytes.fromhex(r["token"]), max_age=r["maxAge"], return_timestamp=True)
            except BadData as e:
                return {"verdict": type(e).__name__}
            except (ValueError, OverflowError, OSError):
                return {"verdict": "NoVerdict"}
            return {"verdict": "Valid", "json": text, "at": int(at.timestamp())}

        def sign(r):
            return {"signed": signer(r, Signer).sign(bytes.fromhex(r["value"])).hex()}

        def hash(r):
            if "salt" not in r:
                return {"hash": generate_password_hash(r["password"], r["method"])}
            digits, method = _hash_internal(r["method"], r["salt"], r["password"])
            return {"hash": method + "$" + r["salt"] + "$" + digits}

        def check(r):
            try:
                return {"right": check_password_hash(r["hash"], r["password"])}
            except (ValueError, TypeError):
                return {"right": False}

        operations = {f.__name__: f for f in (dump, load, sign, hash, check)}
        for line in sys.stdin:
            request = json.loads(line)
            try:
                answer = operations[request["do"]](request)
            except Exception as e:
                answer = {"error": repr(e)}
            print(json.dumps(answer), flush=True)
        """;
}
