using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Maple.Imaging;

/// <summary>
/// What x64 and arm64 both do with eight 16-bit numbers at once, and <see cref="Vector128"/> has no name for. SSE2 alone, which every x64 has: the binary is
/// built for all of them, and asking for more at each step costs more than it gains.
/// </summary>
internal static class Words
{
    /// <summary>a0 b0 + a1 b1, a2 b2 + a3 b3, ...</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAddPairs(Vector128<short> a, Vector128<short> b) => Sse2.IsSupported
        ? Sse2.MultiplyAddAdjacent(a, b)
        : AdvSimd.Arm64.AddPairwise(AdvSimd.MultiplyWideningLower(a.GetLower(), b.GetLower()), AdvSimd.MultiplyWideningUpper(a, b));

    /// <summary>a0, b0, a1, b1, ... of the lower halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> ZipLower(Vector128<short> a, Vector128<short> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    /// <summary>a4, b4, a5, b5, ... of the upper halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> ZipUpper(Vector128<short> a, Vector128<short> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    /// <summary>a0, b0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> ZipLower(Vector128<ulong> a, Vector128<ulong> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    /// <summary>a1, b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> ZipUpper(Vector128<ulong> a, Vector128<ulong> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    /// <summary>Of four pixels, r0 r1 g0 g1 b0 b1 a0 a1 of the first two and of the next two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<short> FirstTwo, Vector128<short> NextTwo) PairChannels(Vector128<byte> four)
    {
        if (Sse2.IsSupported)
        {
            Vector128<byte> fromSecond = Sse2.ShiftRightLogical128BitLane(four, 4);
            return (
                Sse2.UnpackLow(Sse2.UnpackLow(four, fromSecond), Vector128<byte>.Zero).AsInt16(),
                Sse2.UnpackLow(Sse2.UnpackHigh(four, fromSecond), Vector128<byte>.Zero).AsInt16());
        }

        Vector128<byte> shifted = AdvSimd.ExtractVector128(four, four, 4);
        return (
            Vector128.WidenLower(AdvSimd.Arm64.ZipLow(four, shifted)).AsInt16(),
            Vector128.WidenLower(AdvSimd.Arm64.ZipHigh(four, shifted)).AsInt16());
    }

    /// <summary>Of each four, the last in all four places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> LastOfFour(Vector128<short> twice) => Sse2.IsSupported
        ? Sse2.ShuffleHigh(Sse2.ShuffleLow(twice, 0xFF), 0xFF)
        : Vector128.Shuffle(twice, Vector128.Create(3, 3, 3, 3, 7, 7, 7, 7));

    /// <summary>The first, second, third or fourth two in all four places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Two(Vector128<short> eight, [ConstantExpected(Max = (byte)3)] byte which)
    {
        Vector128<int> four = eight.AsInt32();
        if (!Sse2.IsSupported)
            return AdvSimd.DuplicateSelectedScalarToVector128(four, which).AsInt16();
        return (which switch
        {
            0 => Sse2.Shuffle(four, 0b00_00_00_00),
            1 => Sse2.Shuffle(four, 0b01_01_01_01),
            2 => Sse2.Shuffle(four, 0b10_10_10_10),
            _ => Sse2.Shuffle(four, 0b11_11_11_11),
        }).AsInt16();
    }

    /// <summary>As bytes, 0 for what is below and 255 for what is above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ToBytes(Vector128<short> eight) => Sse2.IsSupported
        ? Sse2.PackUnsignedSaturate(eight, eight).AsUInt64().ToScalar()
        : AdvSimd.ExtractNarrowingSaturateUnsignedLower(eight).AsUInt64().ToScalar();
}
