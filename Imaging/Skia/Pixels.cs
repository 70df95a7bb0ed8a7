using System.Runtime.InteropServices;
using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>A decoded picture in native memory: sRGB, 8 bits each of red, green, blue and alpha, premultiplied, rows without padding.</summary>
internal sealed unsafe class Pixels : IDisposable
{
    public const int BytesPerPixel = 4;

    private readonly byte* _memory;
    private bool _disposed;

    public Pixels(int width, int height)
    {
        Width = width;
        Height = height;
        _memory = (byte*)NativeMemory.Alloc((nuint)width * (nuint)height * BytesPerPixel);
    }

    ~Pixels() => Free();

    public int Width { get; }
    public int Height { get; }
    public nint Address => (nint)_memory;

    /// <summary>All of them.</summary>
    public ReadOnlySpan<byte> Bytes => new(_memory, checked(Width * Height * BytesPerPixel));

    public Span<byte> Row(int y) => new(_memory + (nint)y * Width * BytesPerPixel, Width * BytesPerPixel);

    public Span<uint> RowOfPixels(int y) => MemoryMarshal.Cast<byte, uint>(Row(y));

    public bool IsOpaque()
    {
        for (int y = 0; y < Height; y++)
        {
            foreach (uint pixel in RowOfPixels(y))
            {
                if (pixel < 0xFF00_0000)
                    return false;
            }
        }

        return true;
    }

    public static SKImageInfo Layout(int width, int height, bool opaque = false) =>
        new(width, height, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Premul, s_srgb);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static readonly SKColorSpace s_srgb = SKColorSpace.CreateSrgb();

    private void Free()
    {
        if (_disposed)
            return;
        _disposed = true;
        NativeMemory.Free(_memory);
    }
}
