namespace Maple.Cli.Proxy;

/// <summary>
/// A site for Caddy 2. It gets a certificate, redirects to https, passes bodies on as they come, and sets X-Forwarded-For, -Proto and -Host itself.
/// </summary>
internal static class CaddySite
{
    public static string Write(ProxySite site) => $$"""
        # {{site.PublicUrl}}, by 'maple caddy'. Goes to /etc/caddy/Caddyfile.
        # Caddy keeps no answers by itself (that takes a plugin, such as cache-handler); browsers keep pictures, as maple tells them.
        {{site.PublicUrl.GetLeftPart(UriPartial.Authority)}} {
        {{(site.Path == "/" ? "" : $"\tredir {site.Path.TrimEnd('/')} {site.Path} permanent\n")}}	handle {{(site.Path == "/" ? "" : site.Path + "* ")}}{
        		request_body {
        			max_size {{site.Options.Limits.MaxBody}}
        		}
        		# The path as it came: maple takes that of public_url off itself.
        		reverse_proxy {{(site.IsUpstreamTls ? "https" : "http")}}://{{site.Upstream}} {
        			header_up -X-Forwarded-Prefix
        			header_up -Forwarded
        			header_up -X-Sendfile-Type
        			transport http {
        				# Shorter than maple's own, so that no upload begins on a connection that is being closed.
        				keepalive {{site.KeepAliveSeconds}}s
        				response_header_timeout {{site.PatienceSeconds}}s{{(site.IsUpstreamTls ? $"\n\t\t\t\ttls_server_name {site.Host}" : "")}}
        			}
        		}
        	}
        	log {
        		format filter {
        			wrap json
        			fields {
        				# Keys may stand there, and the tokens of guests.
        				request>uri regexp "(/u/|[?]).*" "$1***"
        				request>headers delete
        			}
        		}
        	}
        }

        """;
}
