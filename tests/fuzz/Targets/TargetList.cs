using Maple.Fuzz.Engine;

namespace Maple.Fuzz.Targets;

internal static class TargetList
{
    public static readonly IReadOnlyDictionary<string, Func<Target>> All = new Dictionary<string, Func<Target>>
    {
        ["multipart"] = () => new MultipartTarget(),
        ["token"] = () => new TokenTarget(),
        ["range"] = () => new RangeTarget(),
        ["headers"] = () => new HeaderTarget(),
        ["head"] = () => new HeadTarget(),
        ["chunked"] = () => new ChunkedTarget(),
        ["config"] = () => new ConfigTarget(),
        ["image"] = () => new ImageTarget(),
        ["jpeg"] = () => new JpegTarget(),
        ["position"] = () => new PositionTarget(),
        ["multipart-werkzeug"] = () => new WerkzeugTarget(),
        ["multipart-busboy"] = () => new BusboyTarget(),
        ["token-itsdangerous"] = () => new ItsDangerousTarget(),
        ["head-h11"] = () => new H11Target(),
    };
}
