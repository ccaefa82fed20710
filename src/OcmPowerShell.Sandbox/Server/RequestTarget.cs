using System.Net;
using System.Text;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>The target of a request line, decoded.</summary>
/// <param name="Path">Path with its percent escapes decoded.</param>
/// <param name="QueryString">The query as sent, without the question mark.</param>
/// <param name="Query">Decoded parameters; the first value of each wins.</param>
internal sealed record RequestTarget(string Path, string QueryString, IReadOnlyDictionary<string, string> Query)
{
    /// <summary>Decodes a target as it stands in the request line.</summary>
    /// <exception cref="HttpProtocolException">It is no path, or an escape in the path is broken.</exception>
    public static RequestTarget Parse(string target)
    {
        if (!target.StartsWith('/'))
        {
            throw new HttpProtocolException(400, "The request target must be a path.");
        }

        int question = target.IndexOf('?');
        string path = question < 0 ? target : target[..question];
        string query = question < 0 ? "" : target[(question + 1)..];
        return new RequestTarget(DecodePath(path), query, DecodeQuery(query));
    }

    private static string DecodePath(string path)
    {
        if (!path.Contains('%'))
        {
            return path;
        }

        byte[] encoded = Encoding.UTF8.GetBytes(path);
        int length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            byte value = encoded[i];
            if (value == '%')
            {
                if (i + 2 >= encoded.Length || !char.IsAsciiHexDigit((char)encoded[i + 1]) || !char.IsAsciiHexDigit((char)encoded[i + 2]))
                {
                    throw new HttpProtocolException(400, "A percent escape in the path is broken.");
                }

                value = Convert.FromHexString([(char)encoded[i + 1], (char)encoded[i + 2]])[0];
                i += 2;
            }

            encoded[length++] = value;
        }

        return Encoding.UTF8.GetString(encoded, 0, length);
    }

    private static Dictionary<string, string> DecodeQuery(string query)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=');
            string name = WebUtility.UrlDecode(equals < 0 ? pair : pair[..equals]);
            parameters.TryAdd(name, equals < 0 ? "" : WebUtility.UrlDecode(pair[(equals + 1)..]));
        }

        return parameters;
    }
}
