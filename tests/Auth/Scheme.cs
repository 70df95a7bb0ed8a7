using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Maple.Auth;
using Maple.Tests.Fakes;

namespace Maple.Tests.Auth;

/// <summary>Keys, salt and digest: what both sides must agree on.</summary>
internal sealed record Scheme(byte[][] Keys, byte[] Salt, HashAlgorithmName Digest)
{
    private static readonly byte[][] s_oddBytes =
    [
        [],
        [0],
        [0, 0xff, 0x80, 0x0a, 0x0d, 0],
        "maple.api-key"u8.ToArray(),
        "枫叶 🍁 ключ"u8.ToArray(),
        "signer"u8.ToArray(),
        [.. Enumerable.Repeat((byte)'k', 300)],
        [.. Enumerable.Range(0, 256).Select(i => (byte)i)],
    ];

    public static readonly HashAlgorithmName[] Digests = [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA512];

    public static readonly Scheme Usual = new(["a secret of the usual length"u8.ToArray()], "salt"u8.ToArray(), HashAlgorithmName.SHA1);

    /// <summary>Every digest with every odd key and salt, alone and in lists of keys.</summary>
    public static Scheme[] All() =>
    [
        .. from digest in Digests
           from key in s_oddBytes
           from salt in s_oddBytes
           select new Scheme([key], salt, digest),
        .. from digest in Digests
           from count in new[] { 2, 3, s_oddBytes.Length }
           select new Scheme(s_oddBytes[..count], "rotation"u8.ToArray(), digest),
    ];

    public Signer Signer => new(Keys, Salt, Digest);

    public UrlSafeTimedSerializer Serializer(DateTimeOffset now) => new(new TimestampSigner(Signer, new FixedTime(now)));

    public JsonObject Request(string operation, DateTimeOffset now) => new()
    {
        ["do"] = operation,
        ["keys"] = new JsonArray([.. Keys.Select(key => JsonValue.Create(Convert.ToHexStringLower(key)))]),
        ["salt"] = Convert.ToHexStringLower(Salt),
        ["digest"] = Digest.Name!.ToLowerInvariant(),
        ["now"] = now.ToUnixTimeSeconds(),
    };

    public JsonObject LoadRequest(ReadOnlySpan<byte> token, DateTimeOffset now, int? maxAge)
    {
        JsonObject request = Request("load", now);
        request["token"] = Convert.ToHexStringLower(token);
        request["maxAge"] = maxAge;
        return request;
    }

    public JsonObject DumpRequest(string json, DateTimeOffset now)
    {
        JsonObject request = Request("dump", now);
        request["json"] = json;
        return request;
    }
}
