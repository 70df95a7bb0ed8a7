using System.Text.Encodings.Web;

namespace Maple.Http.Json;

/// <summary>
/// Escapes what JSON demands and nothing else. The platform's relaxed encoder escapes whatever lies beyond U+FFFF too: emoji, and the rarer
/// Chinese characters that stand in names.
/// </summary>
internal sealed unsafe class ReadableEncoder : JavaScriptEncoder
{
    private static readonly JavaScriptEncoder s_relaxed = UnsafeRelaxedJsonEscaping;

    public override int MaxOutputCharactersPerInputCharacter => s_relaxed.MaxOutputCharactersPerInputCharacter;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar <= char.MaxValue && s_relaxed.WillEncode(unicodeScalar);

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        int start = 0;
        while (start < textLength)
        {
            int found = s_relaxed.FindFirstCharacterToEncode(text + start, textLength - start);
            if (found < 0)
                break;
            start += found;
            bool isPair = start + 1 < textLength && char.IsSurrogatePair(text[start], text[start + 1]);
            if (!isPair)
                return start;
            start += 2;
        }

        return -1;
    }

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        s_relaxed.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
}
