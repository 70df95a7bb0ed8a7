using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Maple.Fuzz.Engine;

/// <summary>
/// Which branches of an instrumented maple.dll an input took, and about how often: the map that AFL made usual, without AFL's processes. On a dll
/// that is not instrumented it stays empty, and inputs are changed blindly.
/// </summary>
internal sealed unsafe class Coverage
{
    // SharpFuzz's and AFL's.
    private const int Size = 1 << 16;

    private static readonly byte* s_map = Allocate();

    private readonly byte[] _seen = new byte[Size];

    public int Edges { get; private set; }

    public static void Clear()
    {
        new Span<byte>(s_map, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the last input took a branch that none took before, or took one in another order of magnitude.</summary>
    public bool IsNew()
    {
        bool isNew = false;
        var taken = new Span<byte>(s_map, Size);
        for (int at = 0; taken[at..].IndexOfAnyExcept((byte)0) is >= 0 and int offset; at++)
        {
            at += offset;
            // 1, 2 to 3, 4 to 7, ...: loops that run once more are nothing new.
            byte magnitude = (byte)(1 << BitOperations.Log2(taken[at]));
            if ((_seen[at] & magnitude) == 0)
            {
                Edges += _seen[at] == 0 ? 1 : 0;
                _seen[at] |= magnitude;
                isNew = true;
            }
        }

        return isNew;
    }

    private static byte* Allocate()
    {
        var map = (byte*)NativeMemory.AllocZeroed(Size);
        Trace.SharedMem = map;
        return map;
    }
}
