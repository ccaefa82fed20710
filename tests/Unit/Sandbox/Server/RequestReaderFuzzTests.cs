using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Sandbox;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

public sealed class RequestReaderFuzzTests
{
    private const int Cases = 200;

    private static readonly string[] Fragments =
    [
        "GET ", "POST ", "/", "/api/v1/namespaces?limit=1", "%", "%00", "?a=%ff&", " HTTP/1.1\r\n", " HTTP/1.0\r\n", "\r\n", "\n", "\r", " ", ":", "\0",
        "Host: a\r\n", "Connection: close\r\n", "Content-Length: 5\r\n", "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: chunked\r\n",
        "Expect: 100-continue\r\n", "\r\n\r\n", "5\r\nhello\r\n", "0\r\n\r\n", "FFFFFFFFFFFFFFFF\r\n", "hello", "Authorization: Bearer x\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\n",
    ];

    [Fact]
    public async Task Whatever_bytes_come_the_connection_ends_and_the_server_goes_on()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();

        Gen<byte[]> anyBytes = ArbMap.Default.GeneratorFor<byte[]>();
        Gen<byte[]> fragments = Gen.ArrayOf(Gen.Elements(Fragments)).Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts)));
        Gen<byte[]> bytes = Gen.ArrayOf(Gen.Frequency((1, anyBytes), (3, fragments))).Select(parts => parts.SelectMany(part => part).ToArray());
        Prop.ForAll(bytes.ToArbitrary(), input => EndsAndServesOn(hub, client, input).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithEndSize(12));
    }

    private static async Task<bool> EndsAndServesOn(SandboxHub hub, HttpClient client, byte[] input)
    {
        long begun = Stopwatch.GetTimestamp();
        await using (RawConnection connection = await RawConnection.OpenAsync(hub))
        {
            await connection.SendAsync(input);
            await connection.EndSendingAsync();
            string answer = await connection.ReadToEndAsync();
            if (answer.Length > 0 && !answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            {
                return false;
            }
        }

        bool serves = await client.GetStringAsync("/", TestContext.Current.CancellationToken) == "ok";
        return serves && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(5);
    }
}
