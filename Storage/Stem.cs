using System.Globalization;
using System.Security.Cryptography;

namespace Maple.Storage;

/// <summary>Makes <see cref="Image.Stem"/>: the folder by month, then the time in milliseconds and what nobody can guess.</summary>
internal static class Stem
{
    // RFC 4648 section 6, in lower case: safe in links and on file systems without case.
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    // 100 bits: out of reach even for someone who knows the millisecond and may try a million links a second for a million years (2^65).
    private const int RandomLength = 20;

    public static string New(DateTimeOffset now)
    {
        DateTime utc = now.UtcDateTime;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{utc:yyyy}/{utc:MM}/{now.ToUnixTimeMilliseconds()}-{RandomNumberGenerator.GetString(Base32, RandomLength)}");
    }

    /// <summary>The name of a version's blobs: <c>STEM~1</c>, <c>STEM~2</c>, ...; the first has the stem alone.</summary>
    public static string OfVersion(string stem, int version) => version == 0 ? stem : OfKept(stem, version);

    /// <summary>The name of a version that is kept: <c>STEM~0</c>, <c>STEM~1</c>, ... The stem alone is in links, where it may lead to nothing old.</summary>
    public static string OfKept(string stem, int version) => string.Create(CultureInfo.InvariantCulture, $"{stem}~{version}");

    /// <summary>Names of versions are in no link.</summary>
    public static bool IsOfVersion(string blobStem) => Split(blobStem).Stem.Length < blobStem.Length;

    /// <summary>The other way round.</summary>
    public static (string Stem, int Version) Split(string blobStem)
    {
        int tilde = blobStem.LastIndexOf('~');
        return tilde > 0 && int.TryParse(blobStem.AsSpan(tilde + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            && (blobStem[tilde + 1] != '0' || tilde + 2 == blobStem.Length)
            ? (blobStem[..tilde], version)
            : (blobStem, 0);
    }

    /// <summary>The time inside a stem; null for one that was made elsewhere.</summary>
    public static DateTimeOffset? TimeOf(string stem)
    {
        ReadOnlySpan<char> name = stem.AsSpan(stem.LastIndexOf('/') + 1);
        int dash = name.IndexOf('-');
        // 253402300800000: the year 10000, where DateTimeOffset ends.
        return dash > 0 && long.TryParse(name[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
            && milliseconds < 253402300800000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
    }
}
