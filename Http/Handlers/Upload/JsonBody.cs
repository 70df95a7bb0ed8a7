using System.Text.Json;
using Maple.Errors;
using Maple.Http.Multipart;
using Maple.Http.Parsing;

namespace Maple.Http.Handlers.Upload;

/// <summary>
/// Pictures in a flat JSON object, in Base64. They stream as those of a form do: of a picture no more than one buffer is in memory, however
/// large it is. Everything but a picture's text is <see cref="Utf8JsonReader"/>'s to judge.
/// </summary>
internal sealed class JsonBody : IDisposable
{
    private static readonly MultipartLimits s_limits = new();

    private readonly BodyWindow _window;
    private readonly IncomingPictures _pictures;
    private JsonReaderState _state;
    private bool _isWhole;
    private int _fields;
    private int _fieldBytes;

    private JsonBody(Stream body, IncomingPictures pictures) => (_window, _pictures) = (new BodyWindow(body), pictures);

    public static bool IsIn(Request request) =>
        RawBody.MediaType(request) is var type && (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal));

    /// <exception cref="MapleException">
    /// <c>invalid_json</c>, <c>invalid_parameter</c>, <c>body_too_large</c>, and what reading the body throws.
    /// </exception>
    public static async Task ReadAsync(Request request, IncomingPictures pictures)
    {
        using var json = new JsonBody(request.Body, pictures);
        try
        {
            await json.ReadAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter: a string with half a surrogate pair parses, but can't be read.
            throw new MapleException(ErrorCode.InvalidJson, "The body is not valid JSON.", "请求体不是有效的 JSON。", e);
        }
    }

    public void Dispose() => _window.Dispose();

    private async Task ReadAsync()
    {
        if ((await NextAsync().ConfigureAwait(false)).Type != JsonTokenType.StartObject)
            throw NotAnObject();
        while (await NextAsync().ConfigureAwait(false) is { Type: JsonTokenType.PropertyName, Text: { } name })
        {
            if (++_fields > s_limits.Parts)
                throw MultipartErrors.TooManyParts(s_limits.Parts);
            if (IncomingPictures.FileFields.Contains(name) && await BeginsTextAsync().ConfigureAwait(false))
                await AddPictureAsync(name).ConfigureAwait(false);
            else
                await AddFieldAsync(name).ConfigureAwait(false);
        }

        // Only white space may follow.
        while (!_isWhole)
            _ = await NextAsync().ConfigureAwait(false);
    }

    private async Task AddFieldAsync(string name)
    {
        (JsonTokenType type, string? value) = await NextAsync().ConfigureAwait(false);
        if (type is JsonTokenType.StartArray or JsonTokenType.StartObject)
            throw Parameters.Invalid(name, type == JsonTokenType.StartArray ? "[" : "{", new Text("a text or a number", "文本或数字"));
        if (value is null)
            return;
        _fieldBytes += value.Length;
        if (_fieldBytes > s_limits.TotalFieldBytes)
            throw MultipartErrors.FieldsTooLong(name, s_limits.TotalFieldBytes);
        _pictures.AddField(name, value);
    }

    private async Task AddPictureAsync(string name)
    {
        await _pictures.ExpectFileAsync().ConfigureAwait(false);
        _window.Take(1);
        await using var picture = new EncodedPicture(name, _pictures.Blobs);
        while (true)
        {
            int quote = _window.Span.IndexOf((byte)'"');
            // Base64 has no escaped quote, so the first one ends the text.
            await picture.AddAsync(_window.Take(quote < 0 ? _window.Length : quote), hasJsonEscapes: true).ConfigureAwait(false);
            if (quote >= 0)
                break;
            if (!await _window.FillAsync(CancellationToken.None).ConfigureAwait(false))
                throw new JsonException();
        }

        _window.Take(1);
        PassEmptyText();
        await picture.EndAsync(FileNames.Clean(_pictures.InBody("filename")), _pictures).ConfigureAwait(false);
    }

    /// <summary>Goes to the value of a property; whether it is a text.</summary>
    private async Task<bool> BeginsTextAsync()
    {
        while (true)
        {
            int blank = _window.Span.IndexOfAnyExcept(" \t\r\n"u8);
            if (blank >= 0)
            {
                _window.Take(blank);
                return _window.Span[0] == '"';
            }

            _window.Take(_window.Length);
            if (!await _window.FillAsync(CancellationToken.None).ConfigureAwait(false))
                throw new JsonException();
        }
    }

    /// <summary>What the reader sees of a picture.</summary>
    private void PassEmptyText()
    {
        var reader = new Utf8JsonReader("\"\""u8, isFinalBlock: false, _state);
        reader.Read();
        _state = reader.CurrentState;
    }

    private async ValueTask<(JsonTokenType Type, string? Text)> NextAsync()
    {
        while (true)
        {
            if (TryRead(out JsonTokenType type, out string? text) || _isWhole)
                return (type, text);
            if (_window.Length >= BodyWindow.Size)
                throw MultipartErrors.FieldTooLong("JSON", s_limits.FieldBytes);
            _isWhole = !await _window.FillAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private bool TryRead(out JsonTokenType type, out string? text)
    {
        var reader = new Utf8JsonReader(_window.Span, _isWhole, _state);
        bool read = reader.Read();
        if (read && reader.ValueSpan.Length > s_limits.FieldBytes)
            throw MultipartErrors.FieldTooLong("JSON", s_limits.FieldBytes);
        type = read ? reader.TokenType : JsonTokenType.None;
        text = type switch
        {
            JsonTokenType.String or JsonTokenType.PropertyName => reader.GetString(),
            JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => System.Text.Encoding.ASCII.GetString(reader.ValueSpan),
            _ => null,
        };
        _state = reader.CurrentState;
        _window.Take((int)reader.BytesConsumed);
        return read;
    }

    private static MapleException NotAnObject() => new(
        ErrorCode.InvalidJson,
        "The body must be a JSON object, such as {\"image\": \"iVBORw0KGgo...\", \"name\": \"a.png\"}.",
        "请求体应为 JSON 对象，例如 {\"image\": \"iVBORw0KGgo...\", \"name\": \"a.png\"}。");
}
