namespace Maple.Imaging.Demo;

/// <summary>A screenshot of a program that nobody has: a list at the left, figures, a chart and lines of text.</summary>
internal sealed class AppWindow
{
    private readonly Noise _noise;
    private readonly Sheet _sheet;
    private readonly int _paper, _card, _line, _ink, _faint, _accent;

    private AppWindow(int seed, bool isDark, int width, int height)
    {
        _noise = new Noise((uint)seed * 97 + 3);
        _sheet = new Sheet(width, height);
        (_paper, _card, _line, _ink, _faint) = isDark ? (0x16181d, 0x1f2229, 0x31353f, 0xd9dce3, 0x7b8190) : (0xf4f5f7, 0xffffff, 0xe1e4ea, 0x2a2e37, 0x9aa1ae);
        _accent = (int[])[0x3b6fe0, 0x1d9a78, 0x8a54d6, 0xd9603b] is var colours ? colours[seed & 3] : 0;
        Draw(width, height);
    }

    /// <returns>A PNG.</returns>
    public static byte[] Png(int seed, bool isDark, int width, int height) => new AppWindow(seed, isDark, width, height)._sheet.ToPng();

    private float At(int a, int b = 0) => _noise.At(a, b);

    private void Draw(int width, int height)
    {
        int side = width / 5, bar = 44, gap = 24, left = side + gap, wide = width - side - 2 * gap;
        _sheet.Box(0, 0, width, height, _paper);
        _sheet.Box(0, bar, side, height - bar, _card);
        _sheet.Box(0, 0, width, bar, _card);
        _sheet.Box(0, bar - 1, width, 1, _line);
        _sheet.Box(side, bar, 1, height - bar, _line);
        for (int i = 0; i < 3; i++)
            _sheet.Round(18 + 20 * i, 16, 12, 12, 6, (int[])[0xe5695e, 0xe6b84c, 0x62b65a] is var lamps ? lamps[i] : 0);
        _sheet.Round(width / 2 - 150, 10, 300, 24, 12, _paper);
        for (int i = 0; bar + 30 + 38 * i < height - 40; i++)
        {
            int y = bar + 26 + 38 * i;
            if (i == 2)
                _sheet.Round(10, y - 10, side - 20, 32, 8, _line);
            _sheet.Round(24, y, 12, 12, 4, i == 2 ? _accent : _faint);
            _sheet.Round(48, y + 2, (int)((side - 80) * (0.4f + 0.6f * At(i))), 8, 4, i == 2 ? _ink : _faint);
        }

        _sheet.Round(left, bar + 28, 260, 18, 6, _ink);
        int third = (wide - 2 * gap) / 3, top = bar + 72;
        for (int i = 0; i < 3; i++)
        {
            int x = left + i * (third + gap);
            Card(x, top, third, 96);
            _sheet.Round(x + 18, top + 20, third / 3, 8, 4, _faint);
            _sheet.Round(x + 18, top + 44, third / 4 + (int)(third * At(i, 2) / 5), 24, 6, i == 0 ? _accent : _ink);
        }

        int middle = top + 96 + gap, tall = (height - middle - 2 * gap) * 3 / 5;
        Card(left, middle, wide, tall);
        Chart(left + 24, middle + 28, wide - 48, tall - 56);
        Text(left, middle + tall + gap, wide, height - middle - tall - 2 * gap);
    }

    private void Card(int x, int y, int width, int height)
    {
        _sheet.Round(x - 1, y - 1, width + 2, height + 2, 11, _line);
        _sheet.Round(x, y, width, height, 10, _card);
    }

    private void Chart(int x, int y, int width, int height)
    {
        for (int i = 0; i <= 4; i++)
            _sheet.Box(x, y + height * i / 4, width, 1, _line);
        const int Bars = 24;
        int pitch = width / Bars;
        for (int i = 0; i < Bars; i++)
        {
            float value = 0.15f + 0.75f * _noise.Fractal(i * 0.35f, 5, 4) * (0.5f + 0.5f * i / Bars) + 0.08f * At(i, 6);
            int tall = (int)(height * Math.Min(0.97f, value));
            _sheet.Round(x + i * pitch + pitch / 5, y + height - tall, pitch * 3 / 5, tall, 4, i == Bars - 3 ? _accent : Sheet.Mix(_card, _accent, 0.45f));
        }

        for (int dx = 0; dx < Bars * pitch - pitch; dx++)
        {
            float value = 0.25f + 0.5f * _noise.Fractal(dx * 5f / width, 8, 3);
            _sheet.Round(x + dx + pitch / 2, y + (int)(height * (1 - value)), 3, 3, 1, _ink);
        }
    }

    /// <summary>Words are bars: nothing to read, and it looks like a page.</summary>
    private void Text(int x, int y, int width, int height)
    {
        for (int line = 0; line * 22 + 10 < height; line++)
        {
            int end = x + (int)(width * (line % 4 == 3 ? 0.45f : 0.9f + 0.1f * At(line, 9)));
            for (int at = x, word = 0; at < end - 20; word++)
            {
                int length = Math.Min(end - at, 18 + (int)(64 * At(word, line + 20)));
                _sheet.Round(at, y + 22 * line, length, 8, 4, line == 0 ? _ink : _faint);
                at += length + 9;
            }
        }
    }
}
