using System.Text.Json;
using Maple.Errors;

namespace Maple.Http.Clients;

/// <summary>Every client that <c>maple clients</c> and the account's page know.</summary>
internal static class ClientSettings
{
    public static readonly IReadOnlyList<ClientSetting> All =
    [
        new("sharex", "ShareX", new("save it as maple.sxcu and open it with a double click", "保存为 maple.sxcu 后双击打开"), ShareX) { FileName = "maple.sxcu" },
        new("picgo", "PicGo", new("~/.picgo/config.json, with the plugin web-uploader", "写入 ~/.picgo/config.json，需要 web-uploader 插件"), PicGo) { FileName = "config.json" },
        new("piclist", "PicList", new("its part of PicList's data.json, for the host 'Lsky Pro' ([compat] lsky_v2 must be on)", "写入 PicList 的 data.json，用于图床“兰空图床”（需开启 [compat] lsky_v2）"), PicList) { FileName = "data.json" },
        new("upic", "uPic", new("save it as upic.json and import it in the settings of hosts", "保存为 upic.json 后在图床设置中导入"), UPic) { FileName = "upic.json" },
        // Other accounts see the arguments of a program (ps): no key stands there.
        new("typora", "Typora", new("as the custom command of the image uploader, after 'maple login'", "先运行 maple login，再填入图像上传服务的自定义命令"),
            (url, _) => $"maple upload --url {Quote.Shell(url)} --format typora"),
        new("marktext", "MarkText", new("save it, make it executable, and name it as the command line script", "保存并设为可执行文件，作为命令行脚本"),
            (url, key) => $"""
                #!/bin/sh
                exec curl -sS --fail-with-body -H @- -F "images=@\"$1\"" {Quote.Shell($"{url}api/images?format=txt")} <<'KEY'
                Api-Key: {key}
                KEY
                """)
        { FileName = "maple-upload.sh" },
        new("flameshot", "Flameshot", new("save it, make it executable, and give it a keyboard shortcut; prints the link", "保存并设为可执行文件，绑定到快捷键，输出链接"),
            (url, key) => $"""
                #!/bin/sh
                flameshot gui -r | curl -sS --fail-with-body -H @/dev/fd/3 -H 'Content-Type: image/png' -H 'X-Filename: screenshot.png' --data-binary @- {Quote.Shell($"{url}api/images?format=txt")} 3<<'KEY'
                Api-Key: {key}
                KEY
                """)
        { FileName = "maple-screenshot.sh" },
        new("curl", "curl", new("prints the link", "输出链接"),
            (url, key) => $"echo {Quote.Shell($"Api-Key: {key}")} | curl -sS --fail-with-body -H @- -F images=@picture.png {Quote.Shell($"{url}api/images?format=txt")}"),
        new("python", "Python", new("with the package requests", "使用 requests 库"), Python) { FileName = "upload.py" },
        new("github", "GitHub Actions", new("a step of a job; the key belongs into the repository's secret MAPLE_KEY", "工作流中的一个步骤；密钥请放入仓库的 secret MAPLE_KEY"), GitHub),
    ];

    private static string ShareX(string url, string key) => Quote.Json(json =>
    {
        json.WriteString("Version"u8, "14.0.0");
        json.WriteString("Name"u8, "maple");
        json.WriteString("DestinationType"u8, "ImageUploader");
        json.WriteString("RequestMethod"u8, "POST");
        json.WriteString("RequestURL"u8, $"{url}api/images");
        json.WriteStartObject("Headers"u8);
        json.WriteString("Api-Key"u8, key);
        json.WriteEndObject();
        json.WriteString("Body"u8, "MultipartFormData");
        json.WriteString("FileFormName"u8, "images");
        json.WriteString("URL"u8, "{json:data.url}");
        json.WriteString("ThumbnailURL"u8, "{json:data.success[0].thumb_url}");
        json.WriteString("ErrorMessage"u8, "{json:message}");
    });

    private static string PicGo(string url, string key) => Quote.Json(json =>
    {
        json.WriteStartObject("picBed"u8);
        json.WriteString("current"u8, "web-uploader");
        json.WriteString("uploader"u8, "web-uploader");
        json.WriteStartObject("web-uploader"u8);
        json.WriteString("url"u8, $"{url}api/images");
        json.WriteString("paramName"u8, "images");
        json.WriteString("jsonPath"u8, "data.url");
        // The plugin wants JSON in a text.
        json.WriteString("customHeader"u8, Quote.Json(header => header.WriteString("Api-Key"u8, key), indented: false));
        json.WriteString("customBody"u8, "");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("picgoPlugins"u8);
        json.WriteBoolean("picgo-plugin-web-uploader"u8, true);
        json.WriteEndObject();
    });

    private static string PicList(string url, string key) => Quote.Json(json =>
    {
        json.WriteStartObject("picBed"u8);
        json.WriteString("current"u8, "lskyplist");
        json.WriteString("uploader"u8, "lskyplist");
        json.WriteStartObject("lskyplist"u8);
        json.WriteString("_configName"u8, "maple");
        json.WriteString("version"u8, "V2");
        json.WriteString("host"u8, url.TrimEnd('/'));
        // It sends this as it is.
        json.WriteString("token"u8, $"Bearer {key}");
        json.WriteString("strategyId"u8, "");
        json.WriteString("albumId"u8, "");
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>The file that uPic exports and imports: hosts, each of them JSON in a text, with its settings as JSON in a text.</summary>
    private static string UPic(string url, string key)
    {
        string headers = $"[{Quote.Json(json =>
        {
            json.WriteString("key"u8, "Api-Key");
            json.WriteString("value"u8, key);
        }, indented: false)}]";
        string data = Quote.Json(json =>
        {
            json.WriteString("url"u8, $"{url}api/images");
            json.WriteString("method"u8, "POST");
            json.WriteString("field"u8, "images");
            json.WriteString("headers"u8, headers);
            json.WriteString("bodys"u8, "[]");
            json.WriteString("resultPath"u8, """["data", "url"]""");
            json.WriteString("domain"u8, "");
            json.WriteString("saveKeyPath"u8, "");
            json.WriteString("suffix"u8, "");
        }, indented: false);
        string host = Quote.Json(json =>
        {
            json.WriteString("id"u8, "1");
            json.WriteString("name"u8, "maple");
            json.WriteString("type"u8, "custom");
            json.WriteString("data"u8, data);
        }, indented: false);
        return $"[{Quote.Json(host)}]";
    }

    private static string Python(string url, string key) => $$"""
        import sys
        import requests

        for path in sys.argv[1:]:
            with open(path, "rb") as picture:
                answer = requests.post({{Quote.Json($"{url}api/images")}}, headers={"Api-Key": {{Quote.Json(key)}}}, files={"images": picture})
            if not answer.ok:
                sys.exit(answer.json()["message"])
            print(answer.json()["url"])
        """;

    // The key is not written here: a workflow is read by everybody who may read the repository.
    private static string GitHub(string url, string key) => $$$"""
        - name: Upload a picture
          env:
            MAPLE_KEY: ${{ secrets.MAPLE_KEY }}
          run: curl -sS --fail-with-body -H "Api-Key: $MAPLE_KEY" -F images=@picture.png {{{Quote.Shell($"{url}api/images?format=txt")}}}
        """;
}
