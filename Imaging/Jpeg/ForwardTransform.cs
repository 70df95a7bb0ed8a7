using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Maple.Imaging.Jpeg;

/// <summary>
/// Samples to quantised coefficients: the discrete cosine transform of Arai, Agui and Nakajima (1988), four columns at once, and then of the result's rows.
/// </summary>
internal static class ForwardTransform
{
    // Adding it to a number below four million leaves the number, rounded, in the lowest bits.
    private const float Rounding = 12_582_912f;

    /// <param name="samples">The first of 8 rows of 8, level-shifted to be around 0.</param>
    /// <param name="coefficients">In zigzag order.</param>
    /// <returns>A bit for each coefficient that is not 0.</returns>
    [SkipLocalsInit]
    public static ulong Apply(ref float samples, int stride, Quantisation quantisation, Span<short> coefficients)
    {
        Span<float> turned = stackalloc float[Quantisation.Count];
        Span<short> quantised = stackalloc short[Quantisation.Count];
        ref float block = ref MemoryMarshal.GetReference(turned);
        ref short result = ref MemoryMarshal.GetReference(quantised);
        for (int column = 0; column < 8; column += 4)
        {
            ref float at = ref Unsafe.Add(ref samples, column);
            Rows rows = new(ref at, stride);
            rows.Transform();
            rows.StoreTurned(ref Unsafe.Add(ref block, column * 8));
        }

        for (int column = 0; column < 8; column += 4)
        {
            Rows rows = new(ref Unsafe.Add(ref block, column), 8);
            rows.Transform();
            rows.StoreQuantised(ref Unsafe.Add(ref result, column), ref Unsafe.Add(ref quantisation.Factors, column));
        }

        ref short written = ref MemoryMarshal.GetReference(coefficients);
        ref byte order = ref MemoryMarshal.GetReference(ZigZag.Transposed);
        for (int i = 0; i < Quantisation.Count; i++)
            Unsafe.Add(ref written, i) = Unsafe.Add(ref result, Unsafe.Add(ref order, i));
        return Present(ref written);
    }

    private static ulong Present(ref short coefficients)
    {
        ulong absent = 0;
        for (int i = 0; i < Quantisation.Count; i += 16)
        {
            Vector128<short> first = Vector128.Equals(Vector128.LoadUnsafe(ref coefficients, (nuint)i), Vector128<short>.Zero);
            Vector128<short> second = Vector128.Equals(Vector128.LoadUnsafe(ref coefficients, (nuint)i + 8), Vector128<short>.Zero);
            absent |= (ulong)Vector128.NarrowWithSaturation(first, second).ExtractMostSignificantBits() << i;
        }

        return ~absent;
    }

    /// <summary>Four columns of a block.</summary>
    private ref struct Rows
    {
        private Vector128<float> _0, _1, _2, _3, _4, _5, _6, _7;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Rows(ref float first, int stride)
        {
            _0 = Vector128.LoadUnsafe(ref first);
            _1 = Vector128.LoadUnsafe(ref first, (nuint)stride);
            _2 = Vector128.LoadUnsafe(ref first, (nuint)(2 * stride));
            _3 = Vector128.LoadUnsafe(ref first, (nuint)(3 * stride));
            _4 = Vector128.LoadUnsafe(ref first, (nuint)(4 * stride));
            _5 = Vector128.LoadUnsafe(ref first, (nuint)(5 * stride));
            _6 = Vector128.LoadUnsafe(ref first, (nuint)(6 * stride));
            _7 = Vector128.LoadUnsafe(ref first, (nuint)(7 * stride));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Transform()
        {
            Vector128<float> sum0 = _0 + _7, sum1 = _1 + _6, sum2 = _2 + _5, sum3 = _3 + _4;
            Vector128<float> odd7 = _0 - _7, odd6 = _1 - _6, odd5 = _2 - _5, odd4 = _3 - _4;

            Vector128<float> even0 = sum0 + sum3, even3 = sum0 - sum3, even1 = sum1 + sum2, even2 = sum1 - sum2;
            Vector128<float> turned = (even2 + even3) * 0.707106781f;
            _0 = even0 + even1;
            _4 = even0 - even1;
            _2 = even3 + turned;
            _6 = even3 - turned;

            Vector128<float> a = odd4 + odd5, b = odd5 + odd6, c = odd6 + odd7;
            Vector128<float> common = (a - c) * 0.382683433f;
            Vector128<float> low = a * 0.541196100f + common, high = c * 1.306562965f + common, middle = b * 0.707106781f;
            Vector128<float> plus = odd7 + middle, minus = odd7 - middle;
            _5 = minus + low;
            _3 = minus - low;
            _1 = plus + high;
            _7 = plus - high;
        }

        /// <summary>As four rows of eight.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void StoreTurned(ref float target)
        {
            Turn(_0, _1, _2, _3, ref target);
            Turn(_4, _5, _6, _7, ref Unsafe.Add(ref target, 4));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void StoreQuantised(ref short target, ref float factors)
        {
            Quantise(_0, 0, ref target, ref factors);
            Quantise(_1, 8, ref target, ref factors);
            Quantise(_2, 16, ref target, ref factors);
            Quantise(_3, 24, ref target, ref factors);
            Quantise(_4, 32, ref target, ref factors);
            Quantise(_5, 40, ref target, ref factors);
            Quantise(_6, 48, ref target, ref factors);
            Quantise(_7, 56, ref target, ref factors);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Turn(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, ref float target)
        {
            Vector128<float> ac = Floats.ZipLower(a, c), acUpper = Floats.ZipUpper(a, c), bd = Floats.ZipLower(b, d), bdUpper = Floats.ZipUpper(b, d);
            Floats.ZipLower(ac, bd).StoreUnsafe(ref target);
            Floats.ZipUpper(ac, bd).StoreUnsafe(ref target, 8);
            Floats.ZipLower(acUpper, bdUpper).StoreUnsafe(ref target, 16);
            Floats.ZipUpper(acUpper, bdUpper).StoreUnsafe(ref target, 24);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Quantise(Vector128<float> row, nuint at, ref short target, ref float factors)
        {
            Vector128<float> scaled = row * Vector128.LoadUnsafe(ref factors, at) + Vector128.Create(Rounding);
            Vector128<int> rounded = scaled.AsInt32() - Vector128.Create(BitConverter.SingleToInt32Bits(Rounding));
            long four = Vector128.NarrowWithSaturation(rounded, rounded).AsInt64().ToScalar();
            Unsafe.WriteUnaligned(ref Unsafe.As<short, byte>(ref Unsafe.Add(ref target, at)), four);
        }
    }
}
