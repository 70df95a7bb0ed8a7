using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace Maple.Http.Content;

/// <summary>The files of <c>Web/</c>, and <c>docs/openapi.json</c>, as the build has put them into the binary: each as gzip and as Brotli.</summary>
internal sealed class WebFiles
{
    private const string Root = "web/";

    private static readonly Assembly s_assembly = typeof(WebFiles).Assembly;

    private readonly Dictionary<string, WebFile> _files = [];

    public WebFiles()
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string resource in s_assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!resource.StartsWith(Root, StringComparison.Ordinal) || !resource.EndsWith(".gz", StringComparison.Ordinal))
                continue;
            string name = resource[Root.Length..^".gz".Length];
            var file = new WebFile(MediaType(name), Read(resource), Read($"{Root}{name}.br"));
            _files.Add(name, file);
            all.AppendData(file.Gzip);
        }

        Version = Convert.ToHexStringLower(all.GetHashAndReset())[..12];
    }

    /// <summary>Of all files together: one that changes gives all of them new addresses, so that a browser never mixes two versions.</summary>
    public string Version { get; }

    /// <summary>Null when there is none.</summary>
    public WebFile? Find(string name) => _files.GetValueOrDefault(name);

    private static byte[] Read(string resource)
    {
        using Stream stream = s_assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"the build left {resource} out");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string MediaType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" => "application/json",
        _ => throw new InvalidOperationException($"the media type of {name} is not known"),
    };
}

/// <summary>One file. An entity tag names the bytes of one coding (RFC 9110 8.8.3.3).</summary>
internal sealed class WebFile(string mediaType, byte[] gzip, byte[] brotli)
{
    public string MediaType => mediaType;

    public byte[] Gzip => gzip;

    /// <summary>The bytes in the coding that a client prefers.</summary>
    public (string Coding, byte[] Bytes, EntityTag Tag) For(string? acceptEncoding)
    {
        string coding = ContentCoding.Prefer(acceptEncoding, "br", "gzip");
        byte[] bytes = coding switch { "br" => brotli, "gzip" => gzip, _ => Plain() };
        return (coding, bytes, TagOf(bytes));
    }

    /// <summary>Unpacked anew each time: a client that takes no gzip is rare.</summary>
    public byte[] Plain()
    {
        using var unpacked = new MemoryStream();
        using (var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress))
            stream.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    public static EntityTag TagOf(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
}
