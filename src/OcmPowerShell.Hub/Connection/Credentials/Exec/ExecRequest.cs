using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>What a credential plugin is asked: an ExecCredential without a status, in the variable <c>KUBERNETES_EXEC_INFO</c>.</summary>
internal static class ExecRequest
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "KUBERNETES_EXEC_INFO";

    // Some plugins are shell scripts that look for a server with grep: no more is escaped than must be.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON for a plugin.</summary>
    /// <param name="config">The plugin.</param>
    /// <param name="interactive">Whether it is handed the terminal.</param>
    public static string Json(ExecConfig config, bool interactive)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("kind", "ExecCredential");
            json.WriteString("apiVersion", config.ApiVersion);
            json.WriteStartObject("spec");
            if (config.Cluster is { } cluster)
            {
                Write(json, cluster);
            }

            json.WriteBoolean("interactive", interactive);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, ExecCluster cluster)
    {
        json.WriteStartObject("cluster");
        json.WriteString("server", cluster.Server);
        if (cluster.TlsServerName is { } name)
        {
            json.WriteString("tls-server-name", name);
        }

        if (cluster.SkipTlsVerify)
        {
            json.WriteBoolean("insecure-skip-tls-verify", true);
        }

        if (cluster.CertificateAuthority is { } authority)
        {
            json.WriteBase64String("certificate-authority-data", authority);
        }

        if (cluster.ProxyUrl is { } proxy)
        {
            json.WriteString("proxy-url", proxy);
        }

        if (cluster.DisableCompression)
        {
            json.WriteBoolean("disable-compression", true);
        }

        if (cluster.Config is { } config)
        {
            json.WritePropertyName("config");
            config.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
