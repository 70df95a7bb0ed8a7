using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Maple.Tests.EndToEnd.OpenApi;

namespace Maple.Tests.EndToEnd;

/// <summary>An answer, taken apart.</summary>
public sealed record Answer(HttpStatusCode Status, JsonElement Json, HttpResponseMessage Raw)
{
    public JsonElement Data => Json.GetProperty("data");

    public string? Code => Json.TryGetProperty("code", out JsonElement code) ? code.GetString() : null;

    public string Message => Json.GetProperty("message").GetString()!;
}

/// <summary>Speaks the API as a script would, with one user's key, or none. Every answer must be one that docs/openapi.json describes.</summary>
public sealed class ApiClient(Uri address, string? key)
{
    private readonly HttpClient _http = new(new DocumentedAnswers(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })) { BaseAddress = address };

    public HttpClient Http => _http;

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<Answer> PostAsync(string path, params (string Name, string Value)[] fields) => SendAsync(HttpMethod.Post, path, Form(fields));

    public Task<Answer> PutAsync(string path, params (string Name, string Value)[] fields) => SendAsync(HttpMethod.Put, path, Form(fields));

    public Task<Answer> JsonAsync(HttpMethod method, string path, string json) =>
        SendAsync(method, path, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>Uploads in the field <c>images</c>.</summary>
    public Task<Answer> UploadAsync(string name, byte[] bytes, params (string Name, string Value)[] fields) => UploadAsync([(name, bytes)], fields);

    public Task<Answer> UploadAsync((string Name, byte[] Bytes)[] files, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach ((string name, string value) in fields)
            form.Add(new StringContent(value), name);
        foreach ((string name, byte[] bytes) in files)
            form.Add(new ByteArrayContent(bytes), "images", name);
        return SendAsync(HttpMethod.Post, "api/images", form);
    }

    /// <summary>A request with the key, for what doesn't answer JSON.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        if (key is not null)
            request.Headers.Add("Api-Key", key);
        return request;
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (key is not null)
            request.Headers.Add("Api-Key", key);
        foreach ((string name, string value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        HttpResponseMessage response = await _http.SendAsync(request);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(new MediaTypeHeaderValue("application/json", "utf-8"), response.Content.Headers.ContentType);
        JsonElement json = JsonDocument.Parse(bytes).RootElement;
        // The HTTP status line says the same as the envelope, in every answer.
        Assert.Equal($"{(int)response.StatusCode}", json.GetProperty("status").GetString());
        return new Answer(response.StatusCode, json, response);
    }

    /// <summary>Through another host's API, whose answers have no envelope.</summary>
    public async Task<Answer> SendCompatAsync(HttpMethod method, string path, HttpContent? body = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = Request(method, path);
        request.Content = body;
        foreach ((string name, string value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        HttpResponseMessage response = await _http.SendAsync(request);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync();
        return new Answer(response.StatusCode, bytes.Length == 0 ? default : JsonDocument.Parse(bytes).RootElement, response);
    }

    private static FormUrlEncodedContent Form((string Name, string Value)[] fields) =>
        new(fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
}
