using Maple.Fuzz.Engine;

namespace Maple.Tests.Http.Multipart;

public sealed class EverySplitTests
{
    private static readonly string s_body = "pre\r\n--abc \r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--ab\r\n--abcd\r\n--abc\r\n"
        + "Content-Disposition: form-data; name=\"i\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\r\r\n-\r\n--abc \t\r\n"
        + "Content-Disposition: form-data; name=e\r\n\r\n--abc\r\nContent-Disposition: form-data; name=f\r\n\r\n\r\n--abc--\r\nepilogue";

    private static readonly List<Seen> s_parts =
        [new("a", null, "\r\n--ab\r\n--abcd"), new("i", "a.png", "\r\r\n-"), new("e", null, ""), new("f", null, "")];

    [Fact]
    public async Task Two_reads_cut_at_every_byte_give_the_same_parts()
    {
        for (int cut = 1; cut < s_body.Length; cut++)
        {
            Assert.Equal(s_parts, await Form.Read(new CutStream(Form.Bytes(s_body), cut, int.MaxValue)));
        }
    }

    [Fact]
    public async Task Three_reads_cut_at_every_pair_of_bytes_give_the_same_parts()
    {
        byte[] body = Form.Bytes(s_body);
        for (int first = 1; first < body.Length; first++)
        {
            for (int second = 1; second <= 12; second++)
            {
                Assert.Equal(s_parts, await Form.Read(new CutStream(body, first, second, int.MaxValue)));
            }
        }
    }

    [Fact]
    public async Task Reads_of_every_size_give_the_same_parts()
    {
        for (int size = 1; size <= s_body.Length; size++)
        {
            Assert.Equal(s_parts, await Form.Read(new CutStream(Form.Bytes(s_body), size)));
        }
    }

    [Fact]
    public async Task A_boundary_across_the_end_of_the_buffer_is_found()
    {
        string head = "--abc\r\nContent-Disposition: form-data; name=a\r\n\r\n";
        for (int length = 65_536 - head.Length - 12; length <= 65_536 - head.Length + 2; length++)
        {
            string content = new('\r', length);
            Assert.Equal([new("a", null, content), new("b", null, "2")],
                await Form.Read(head + content + "\r\n" + Form.Part("name=b", "2") + "--abc--"));
        }
    }
}
