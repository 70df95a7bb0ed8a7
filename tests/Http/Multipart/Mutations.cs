using System.Text;

namespace Maple.Tests.Http.Multipart;

/// <summary>Forms, and forms spoilt at random; the same ones each time for the same seed.</summary>
internal static class Mutations
{
    private static readonly string[] s_forms =
    [
        Form.Part("name=\"album\"", "holiday") + Form.Part("name=\"images\"; filename=\"a.png\"\r\nContent-Type: image/png", "\x89PNG\r\n\x1a\n") + "--abc--\r\n",
        Form.Part("name=a", "") + Form.Part("name=b", "\r\n") + Form.Part("name=c", "\r\n--ab\r\n--abcd") + "--abc--",
        "preamble\r\n" + Form.Part("name=\"\u00e5\u009b\u00be\"; filename=\"\u00e5\u009b\u00be.png\"", "x") + "--abc-- \r\nepilogue",
        "--abc \t\r\nContent-Disposition: form-data;\r\n name=\"a b\"; filename=\"a\\\"b.png\"\r\nX-Other: 1\r\n\r\ncontent\r\n--abc--\r\n",
    ];

    private static readonly string[] s_pieces =
    [
        "\r\n", "\r", "\n", "-", "--", "--abc", "--abc--", "\r\n--abc", "\r\n--abc\r\n", "\r\n--abc--", "\r\n\r\n", " ", "\t", "\0", "\xff", ":", ";", "=", "\"", "\\", "a", "abc",
        "Content-Disposition: form-data; name=\"z\"\r\n", "\r\nContent-Type: text/plain", "; name=y", "; filename=\"\"",
    ];

    public static IEnumerable<byte[]> Bodies(int seed, int count)
    {
        var random = new Random(seed);
        foreach (string form in s_forms)
        {
            yield return Form.Bytes(form);
        }
        for (int i = 0; i < count; i++)
        {
            var body = new StringBuilder(s_forms[random.Next(s_forms.Length)]);
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                Change(body, random);
            }
            yield return Form.Bytes(body.ToString());
        }
    }

    private static void Change(StringBuilder body, Random random)
    {
        int at = random.Next(body.Length + 1);
        int length = Math.Min(random.Next(1, 8), body.Length - at);
        switch (random.Next(5))
        {
            case 0:
                body.Remove(at, length);
                break;
            case 1:
                body.Insert(at, body.ToString(at, length));
                break;
            case 2 when random.Next(4) == 0:
                body.Length = at;
                break;
            default:
                body.Insert(at, s_pieces[random.Next(s_pieces.Length)]);
                break;
        }
    }
}
