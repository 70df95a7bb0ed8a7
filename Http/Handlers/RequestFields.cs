using System.Text.Json;
using Maple.Errors;
using Maple.Http.Multipart;
using Maple.Http.Parsing;

namespace Maple.Http.Handlers;

/// <summary>The fields of a small body: a JSON object, a urlencoded form or a multipart form without files.</summary>
internal sealed class RequestFields
{
    /// <summary>Bytes of such a body. A description of 4,000 characters, percent-encoded in UTF-8, is 36 KB.</summary>
    private const int MaxBody = 64 << 10;

    /// <summary>The fields are flat, so anything deeper than an object in an array is a mistake or an attack.</summary>
    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 4 };

    private static readonly MultipartLimits s_multipart = new() { FieldBytes = MaxBody, TotalFieldBytes = MaxBody };

    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);

    private readonly string? _list;
    private readonly IReadOnlyList<string> _flags;

    private RequestFields(string? list, IReadOnlyList<string> flags) => (_list, _flags) = (list, flags);

    /// <summary>Null when the field is absent (or null in JSON).</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    public IReadOnlyDictionary<string, string?> All => _values;

    /// <summary>The field is there, if only to say that there is nothing (null in JSON).</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <exception cref="MapleException"><c>invalid_json</c>, <c>invalid_parameter</c>, <c>unsupported_media_type</c>, <c>body_too_large</c>,
    /// and what a multipart body can be refused for.</exception>
    /// <param name="request">Its body is read.</param>
    /// <param name="list">The field that may be a JSON array of numbers or words; it is read as <c>1,2,3</c>, as a form has it.</param>
    /// <param name="flags">The fields that may be true or false in JSON.</param>
    public static async Task<RequestFields> ReadAsync(Request request, string? list = null, params IReadOnlyList<string> flags)
    {
        var fields = new RequestFields(list, flags);
        if (!request.HasBody)
            return fields;

        string contentType = request.Header("Content-Type") ?? "";
        string mediaType = contentType.Split(';', 2)[0].Trim().ToLowerInvariant();
        if (mediaType == "multipart/form-data")
            await fields.AddMultipartAsync(request.Body, contentType).ConfigureAwait(false);
        else if (mediaType is "application/json" || mediaType.EndsWith("+json", StringComparison.Ordinal))
            fields.AddJson(await ReadWholeAsync(request.Body).ConfigureAwait(false));
        else if (mediaType is "application/x-www-form-urlencoded" or "")
            fields.AddForm(await ReadWholeAsync(request.Body).ConfigureAwait(false));
        else
            throw Unsupported(mediaType);
        return fields;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadWholeAsync(Stream body)
    {
        byte[] buffer = new byte[MaxBody + 1];
        int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false).ConfigureAwait(false);
        if (length > MaxBody)
            throw TooLarge();
        return buffer.AsMemory(0, length);
    }

    private async Task AddMultipartAsync(Stream body, string contentType)
    {
        using var reader = new MultipartReader(body, Boundary.Parse(contentType), s_multipart);
        while (await reader.ReadPartAsync().ConfigureAwait(false) is { } part)
            _values[part.Name] = await part.ReadTextAsync().ConfigureAwait(false);
    }

    private void AddForm(ReadOnlyMemory<byte> body)
    {
        foreach ((string name, string value) in FormUrlEncoded.Parse(body.Span).Pairs)
            _values[name] = value;
    }

    private void AddJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, s_json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw NotAnObject();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
                AddJson(property);
        }
        catch (JsonException e)
        {
            throw new MapleException(
                ErrorCode.InvalidJson,
                $"The body is not valid JSON, at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.",
                $"请求体不是有效的 JSON（第 {e.LineNumber + 1} 行，第 {e.BytePositionInLine + 1} 字节）。",
                e);
        }
        catch (InvalidOperationException e)
        {
            // A string with half a surrogate pair parses, but can't be read.
            throw new MapleException(ErrorCode.InvalidJson, "The body holds text that is not valid Unicode.", "请求体包含无效的 Unicode 文本。", e);
        }
    }

    private void AddJson(JsonProperty property)
    {
        switch (property.Value.ValueKind)
        {
            case JsonValueKind.String:
                _values[property.Name] = property.Value.GetString()!;
                break;
            case JsonValueKind.Number:
                _values[property.Name] = property.Value.GetRawText();
                break;
            case JsonValueKind.Null:
                _values[property.Name] = null;
                break;
            case JsonValueKind.True or JsonValueKind.False when _flags.Contains(property.Name):
                _values[property.Name] = property.Value.GetRawText();
                break;
            case JsonValueKind.Array when property.Name == _list:
                _values[property.Name] = string.Join(',', property.Value.EnumerateArray().Select(ElementText));
                break;
            default:
                throw Parameters.Invalid(property.Name, property.Value.GetRawText(), new Text("a text or a number", "文本或数字"));
        }
    }

    /// <summary>A word as it is; anything that is no plain word keeps its quotes, and so is refused by whoever wants numbers or words.</summary>
    private static string ElementText(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } word && word.All(char.IsAsciiLetter) ? word : element.GetRawText();

    private static MapleException NotAnObject() => new(
        ErrorCode.InvalidJson, "The body must be a JSON object, such as {\"name\": \"trees\"}.", "请求体应为 JSON 对象，例如 {\"name\": \"trees\"}。");

    private static MapleException Unsupported(string mediaType) => new(
        ErrorCode.UnsupportedMediaType,
        $"A body of type '{Excerpt.Of(mediaType)}' can't be read here; send application/json, application/x-www-form-urlencoded or multipart/form-data.",
        $"此处无法读取类型为 '{Excerpt.Of(mediaType)}' 的请求体；请使用 application/json、application/x-www-form-urlencoded 或 multipart/form-data。");

    private static MapleException TooLarge() => new(
        ErrorCode.BodyTooLarge,
        $"The form is larger than the {MaxBody} bytes allowed here. Shorten its fields.",
        $"表单超过了此处允许的 {MaxBody} 字节。请缩短各字段。");
}
