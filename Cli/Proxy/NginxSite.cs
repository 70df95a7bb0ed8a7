using Maple.Http.Handlers;

namespace Maple.Cli.Proxy;

/// <summary>A site for nginx 1.18 or newer, to be included in its <c>http</c> block.</summary>
internal static class NginxSite
{
    public static string Write(ProxySite site) => $$"""
        # {{site.PublicUrl}}, by 'maple nginx'. Goes to /etc/nginx/sites-available/maple.conf, with a link to it in sites-enabled.

        upstream maple {
            server {{site.Upstream}};
            keepalive 32;
            # Shorter than maple's own, so that no upload begins on a connection that is being closed.
            keepalive_timeout {{site.KeepAliveSeconds}}s;
        }

        # Addresses without what follows the question mark, where a key may stand, and without a guest's token.
        map $request_uri $maple_path {
            ~*^(?<guests>[^?]*/u/) $guests***;
            ~^(?<path>[^?]*) $path;
        }
        log_format maple '$remote_addr - [$time_local] "$request_method $maple_path $server_protocol" $status $body_bytes_sent "$http_user_agent"';

        {{(site.Options.Server.XAccel ? "" : Cache)}}{{(site.IsHttps ? Redirect(site) : "")}}server {
        {{Listening(site)}}
            server_name {{site.Host}};
            access_log /var/log/nginx/access.log maple;

            client_max_body_size {{site.Options.Limits.MaxBody}};
            client_body_timeout {{(int)site.Options.Limits.BodyIdle.TotalSeconds}}s;

        {{(site.Path == "/" ? "" : $"    location = {site.Path.TrimEnd('/')} {{\n        return 301 {site.PublicUrl.GetLeftPart(UriPartial.Authority)}{site.Path};\n    }}\n\n")}}    location {{site.Path}} {
        {{Passing(site)}}{{(site.Options.Server.XAccel ? $"        proxy_set_header {ProxySending.AskingHeader} {ProxySending.AskingValue};\n" : "")}}    }
        {{(site.Options.Server.XAccel ? Sending(site) : Caching(site))}}}

        """;

    /// <summary>
    /// Pictures that are for everybody, for a minute: one that is deleted or becomes private is gone as soon. The zone holds some 80,000 of them.
    /// </summary>
    private const string Cache = """
        proxy_cache_path /var/cache/maple-nginx levels=1:2 keys_zone=maple:10m max_size=1g inactive=1d use_temp_path=off;
        # What is for somebody alone is never kept.
        map $upstream_http_cache_control $maple_is_private {
            default 1;
            ~^public 0;
        }
        # What else may follow the question mark, keys and signatures for instance, is for maple alone to understand.
        map $args $maple_is_other {
            default 1;
            "" 0;
            ~^(width|height|v)=[0-9]+(&(width|height|v)=[0-9]+)*$ 0;
        }


        """;

    /// <summary>An answer is found by the address alone, and what is asked for with a key or a signature in it is neither looked for nor kept.</summary>
    private static string Caching(ProxySite site) => $$"""

            location {{site.Path}}images/ {
        {{Passing(site)}}        proxy_cache maple;
                proxy_cache_key $request_uri;
                proxy_cache_bypass $maple_is_other;
                # In a year, says maple to browsers; here it is asked again each minute, and says mostly 304.
                proxy_ignore_headers Cache-Control Expires;
                proxy_no_cache $maple_is_other $maple_is_private;
                proxy_cache_valid 200 1m;
                proxy_cache_revalidate on;
                # Of many who ask at once for what isn't there, one asks maple.
                proxy_cache_lock on;
                proxy_cache_use_stale updating error timeout;
            }

        """;

    private static string Redirect(ProxySite site) => $$"""
        server {
            listen 80;
            listen [::]:80;
            server_name {{site.Host}};
            access_log /var/log/nginx/access.log maple;
            location /.well-known/acme-challenge/ {
                root /var/www/html;
            }
            location / {
                return 301 {{site.PublicUrl.GetLeftPart(UriPartial.Authority)}}$request_uri;
            }
        }


        """;

    private static string Listening(ProxySite site)
    {
        int port = site.PublicUrl.Port;
        return site.IsHttps
            ? $$"""
                  listen {{port}} ssl http2;
                  listen [::]:{{port}} ssl http2;
                  ssl_certificate /etc/letsencrypt/live/{{site.Host}}/fullchain.pem;
                  ssl_certificate_key /etc/letsencrypt/live/{{site.Host}}/privkey.pem;
              """
            : $$"""
                  listen {{port}};
                  listen [::]:{{port}};
              """;
    }

    /// <summary>The path as it came: maple takes that of public_url off itself. Each header that maple believes a proxy is set or cleared.</summary>
    private static string Passing(ProxySite site) => $$"""
                proxy_pass {{(site.IsUpstreamTls ? "https" : "http")}}://maple;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Host $http_host;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header X-Forwarded-Host $http_host;
                proxy_set_header X-Forwarded-Prefix "";
                proxy_set_header Forwarded "";
                proxy_set_header {{ProxySending.AskingHeader}} "";
                # Uploads go through as they come, and large answers go to no temporary file.
                proxy_request_buffering off;
                proxy_max_temp_file_size 0;
                proxy_read_timeout {{site.PatienceSeconds}}s;

        """;

    /// <summary>What nginx may not read, maple sends. Headers of its first answer that would be lost are put back.</summary>
    private static string Sending(ProxySite site) => $$"""

            location {{ProxySending.Location}} {
                internal;
                alias {{Quoted(site.Options.Storage.UploadFolder + "/")}};
                types { }
                disable_symlinks on {{Quoted($"from={site.Options.Storage.UploadFolder}/")}};
                add_header Content-Security-Policy $upstream_http_content_security_policy;
                add_header Cross-Origin-Resource-Policy $upstream_http_cross_origin_resource_policy;
                add_header Referrer-Policy $upstream_http_referrer_policy;
                add_header X-Content-Type-Options $upstream_http_x_content_type_options;
                add_header X-Request-Id $upstream_http_x_request_id;
                error_page 403 404 = @maple_itself;
                log_not_found off;
                # Descriptors of what is asked for often, for a minute.
                open_file_cache max=1000 inactive=60s;
                open_file_cache_valid 60s;
            }

            location @maple_itself {
        {{Passing(site).Replace("://maple;", "://maple$request_uri;", StringComparison.Ordinal)}}    }

        """;

    private static string Quoted(string path) => $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
