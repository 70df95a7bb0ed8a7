using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Maple.Imaging.Jpeg.Decoding;

/// <summary>Rows of components to rows of pixels (JFIF 1.02, conversion to RGB), eight at once in integers.</summary>
internal static class Colours
{
    /// <summary>Pixels; rows must have room for a multiple of them.</summary>
    public const int AtOnce = 8;

    private const int Bits = 14;
    private const short One = 1 << Bits;
    private const short RedOfCr = (short)(1.402 * One + 0.5), GreenOfCb = -(short)(0.344136 * One + 0.5), GreenOfCr = -(short)(0.714136 * One + 0.5);
    private const short BlueOfCb = (short)(1.772 * One + 0.5);

    public static void FromYCbCr(ref byte luminance, ref byte blue, ref byte red, Span<uint> pixels)
    {
        Vector128<short> centre = Vector128.Create((short)128), one = Vector128.Create(One);
        for (int x = 0; x < pixels.Length; x += AtOnce)
        {
            Vector128<short> y = Load(ref luminance, x), cb = Load(ref blue, x) - centre, cr = Load(ref red, x) - centre;
            Vector128<short> r = Sum(y, one, cr, Vector128.Create(RedOfCr)), b = Sum(y, one, cb, Vector128.Create(BlueOfCb));
            Vector128<short> g = y + Sum(cb, Vector128.Create(GreenOfCb), cr, Vector128.Create(GreenOfCr));
            Store(Clamp(r), Clamp(g), Clamp(b), pixels.Slice(x, AtOnce));
        }
    }

    public static void FromGrey(ref byte luminance, Span<uint> pixels)
    {
        for (int x = 0; x < pixels.Length; x += AtOnce)
        {
            Vector128<short> y = Load(ref luminance, x);
            Store(y, y, y, pixels.Slice(x, AtOnce));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Sum(Vector128<short> a, Vector128<short> weightOfA, Vector128<short> b, Vector128<short> weightOfB)
    {
        Vector128<short> weights = Words.ZipLower(weightOfA, weightOfB);
        Vector128<int> half = Vector128.Create(1 << (Bits - 1));
        Vector128<int> lower = Words.MultiplyAddPairs(Words.ZipLower(a, b), weights) + half, upper = Words.MultiplyAddPairs(Words.ZipUpper(a, b), weights) + half;
        return Vector128.NarrowWithSaturation(lower >> Bits, upper >> Bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Load(ref byte samples, int x) => Vector128.WidenLower(
        Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref samples, x))).AsByte()).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Clamp(Vector128<short> eight) => Vector128.Min(Vector128.Max(eight, Vector128<short>.Zero), Vector128.Create((short)255));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<short> r, Vector128<short> g, Vector128<short> b, Span<uint> pixels)
    {
        Vector128<short> redGreen = r | (g << 8), blueAlpha = b | Vector128.Create(unchecked((short)0xFF00));
        ref uint target = ref MemoryMarshal.GetReference(pixels);
        Words.ZipLower(redGreen, blueAlpha).AsUInt32().StoreUnsafe(ref target);
        Words.ZipUpper(redGreen, blueAlpha).AsUInt32().StoreUnsafe(ref target, 4);
    }
}
